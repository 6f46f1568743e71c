"""The one decision about an alarm: say it at once, ask about the sign first, or keep silent (knowledge/alarms.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import sqrt

from bot.clinic.alarms import AlarmRules
from bot.clinic.questions import ANSWER, DECLINE, Candidate, Question
from bot.clinic.topics import Topics
from bot.nlu.reading import Understanding, Understood, decide
from bot.nlu.sign_reader import SignReader
from bot.nlu.trained import ALARMS
from bot.safety.gate import Finding, Reading

GATE_CONFIDENCE = 0.8  # 187 of its 234 alarms on the held-back questions were right
_GRAVER = 0.5  # chance of an emergency, from which it goes before a lesser wording of the gate

Chances = Mapping[str, float]  # of each sign, by topic id


class Alarms:
    """Joins the gate, the reader of signs and the topics' classifier into one question for the actions."""

    def __init__(self, understanding: Understanding, signs: SignReader, rules: AlarmRules, topics: Topics) -> None:
        self._understanding = understanding
        self._signs = signs
        self._rules = rules
        self._topics = topics

    def understand(self, text: str, reading: Reading, before: str | None = None) -> Question:
        """The question for the actions: what is made of a text that the gate has read."""
        understood = self._understanding.read(text, before, reading.told)
        return self.as_question(text, understood, reading, self._signs.read(reading.told or text))

    def as_question(self, text: str, understood: Understood, reading: Reading, signs: Chances) -> Question:
        """The question. Where an alarm is raised its topic comes first, whatever else was read."""
        question = Question(
            text,
            understood.decision,
            understood.candidates,
            understood.entities,
            also=understood.also,
            fit=understood.fit,
            fits_if_told=understood.fits_if_told,
            acts=understood.acts,
        )
        # Two readers that learned in different ways: the geometric mean is high only where neither rules a sign out.
        chance, rules = sqrt(sum(signs.values()) * understood.alarm), self._rules
        likeliest = max(signs, key=lambda topic: signs[topic])
        if reading.findings:
            finding = self._named_by_gate(reading, signs)
            topic = finding.topic if finding else likeliest
            # A reader cannot disagree about a sign, or a language, that it has never learned.
            is_unlearned = topic not in signs or (finding is not None and finding.sentence is not None)
            is_agreed = is_unlearned or chance >= rules.agree_on.get(topic, rules.agree)
            if is_agreed or understood.is_foreign:
                raised = replace(_raised(question, topic, GATE_CONFIDENCE), gate_topic=topic)
                return replace(raised, says=finding.says, sentence=finding.sentence) if finding else raised
            return replace(_calm(question), doubted=topic, is_gate_doubt=True)
        at_once = rules.at_once_if_explained if reading.is_explained else rules.at_once
        if chance >= at_once:
            return replace(_raised(question, likeliest, chance), voted=True)
        if understood.is_foreign:
            return replace(question, decision=DECLINE, is_foreign=True)
        return replace(_calm(question), doubted=likeliest if chance >= rules.ask_first else None)

    def _named_by_gate(self, reading: Reading, signs: Chances) -> Finding | None:
        """Of what the gate found the likeliest; None where the reader is sure of an emergency, and that is less.

        A sign that the reader has never learned it can neither weigh against another nor take for a graver one.
        """
        found = reading.findings
        likeliest = max(signs, key=lambda topic: signs[topic])
        rank = self._topics.by_id[likeliest].escalation.rank
        is_graver = signs[likeliest] >= _GRAVER and all(
            finding.topic in signs and rank > self._topics.by_id[finding.topic].escalation.rank for finding in found
        )
        return None if is_graver else max(found, key=lambda finding: signs.get(finding.topic, 1.0))


def _raised(question: Question, topic: str, confidence: float) -> Question:
    others = tuple(candidate for candidate in question.candidates if candidate.topic != topic)
    return replace(question, decision=ANSWER, candidates=(Candidate(topic, confidence), *others), also=None, fit=None)


def _calm(question: Question) -> Question:
    """What else it may be, where the topics' classifier alone took it for a sign: with the confidence that is freed."""
    if not question.topic.startswith(ALARMS):
        return question
    signs = tuple(candidate for candidate in question.candidates if candidate.topic.startswith(ALARMS))
    others = tuple(candidate for candidate in question.candidates if not candidate.topic.startswith(ALARMS))
    if not others:
        return question
    freed = sum(candidate.confidence for candidate in signs)
    first = Candidate(others[0].topic, min(1.0, others[0].confidence + freed / 2))
    candidates = (first, *others[1:], *signs)
    return replace(question, decision=decide(candidates), candidates=candidates)
