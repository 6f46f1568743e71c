"""How the gate and the classifier decide together whether somebody tells a warning sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.clinic.questions import ANSWER, DECLINE, Candidate, Question
from bot.clinic.splitting import split_clauses
from bot.nlu.reading import ANSWER_FROM, Understanding, Understood, decide
from bot.nlu.trained import ALARMS
from bot.safety.gate import Reading

GATE_CONFIDENCE = 0.8  # 187 of its 234 alarms on the held-back questions were right

# docs/decisions/0012-two-votes.md: from what chance of a warning sign the classifier raises the alarm alone, and from
# what chance where the gate has an explanation for the words
_LIKELY, _SURE = 0.35, 0.8
# ... and from what chance no clause of its own need be likely too: a denial or a date often stands in the next one.
_CLEAR = 0.6
# ... and below what chance it all but rules a sign out. Between the two, and where only the gate reads one, a doubt is
# kept: the answer comes with one line of what to do if it is so.
_POSSIBLE = 0.1
_OTHER, _SUICIDAL = "red_flag/other", "red_flag/suicidal"  # nothing goes before the second where the gate reads it
# Minimum share of the alarm that must fall on emergencies before it is treated as one: where the classifier decides
# alone, and where the gate found something lesser. Too high a level costs less than too low a one.
_SHARE, _OVER_GATE = 0.3, 0.7

InOneClause = Callable[[], float]


def understand(understanding: Understanding, text: str, reading: Reading, before: str | None = None) -> Question:
    """The question for the actions: what the classifier makes of a text that the gate has read."""

    def in_one_clause() -> float:
        if reading.told:  # no piece is a sign alone
            return 1.0
        return understanding.alarm_in(reading.clauses if reading.findings else split_clauses(text))

    return as_question(text, understanding.read(text, before, reading.told), reading, in_one_clause)


def as_question(text: str, understood: Understood, reading: Reading, in_one_clause: InOneClause) -> Question:
    """The question for the actions. Where the gate fired its topic comes first, whatever else was read.

    Of several findings of one level the classifier's favourite comes first, and before lesser ones an emergency that it
    is sure of. Where the gate is silent the classifier may raise the alarm alone; it must be surer where the gate has
    an explanation for the words. What one of the two reads, and the other all but rules out, is kept as a doubt.
    `in_one_clause` is the chance of a sign in one clause alone, asked for only where it decides.
    """
    question = Question(text, understood.decision, understood.candidates, understood.entities, acts=understood.acts)
    if not reading.findings:
        return _voted(question, understood, _SURE if reading.is_explained else _LIKELY, in_one_clause)
    found = [finding.topic for finding in reading.findings]
    if _rules_out_signs(understood, in_one_clause, is_suicidal=_SUICIDAL in found):
        return _as_read(question, understood, _SUICIDAL if _SUICIDAL in found else found[0])
    likely = {candidate.topic: candidate.confidence for candidate in understood.candidates}
    topic = _SUICIDAL if _SUICIDAL in found else max(found, key=lambda name: likely.get(name, 0.0))
    is_surer = understood.alarm >= _LIKELY and understood.emergency_share >= _OVER_GATE
    if understood.emergency and is_surer and not reading.is_emergency:
        topic = understood.emergency
    others = tuple(candidate for candidate in understood.candidates if candidate.topic != topic)
    first = Candidate(topic, GATE_CONFIDENCE)
    return replace(question, decision=ANSWER, candidates=(first, *others), gate_topic=topic)


def _as_read(question: Question, understood: Understood, doubted: str | None) -> Question:
    return replace(question, also=understood.also, doubted=doubted, fit=understood.fit)


def _rules_out_signs(understood: Understood, in_one_clause: InOneClause, *, is_suicidal: bool) -> bool:
    is_sign = understood.candidates[0].topic.startswith(ALARMS)
    if understood.alarm >= _LIKELY or is_sign or understood.is_foreign:
        return False
    if understood.alarm < _POSSIBLE and not is_suicidal:
        return True
    return in_one_clause() < _LIKELY


def _sign(understood: Understood, of_signs: Sequence[Candidate]) -> Candidate:
    """The likeliest sign, or the likeliest emergency where a good share of the alarm lies on emergencies."""
    is_emergency = understood.emergency_share >= _SHARE or not of_signs
    topic = understood.emergency or _OTHER if is_emergency else of_signs[0].topic
    likely = max((candidate.confidence for candidate in of_signs if candidate.topic == topic), default=0.0)
    return Candidate(topic, max(likely, ANSWER_FROM))


def _voted(question: Question, understood: Understood, least: float, in_one_clause: InOneClause) -> Question:
    of_signs = [candidate for candidate in understood.candidates if candidate.topic.startswith(ALARMS)]
    others = tuple(candidate for candidate in understood.candidates if candidate not in of_signs)
    if understood.alarm >= least and (understood.alarm >= _CLEAR or in_one_clause() >= _LIKELY):
        first = _sign(understood, of_signs)
        rest = tuple(candidate for candidate in of_signs if candidate.topic != first.topic)
        return replace(question, decision=ANSWER, candidates=(first, *rest, *others), voted=True)
    if understood.is_foreign:
        return replace(question, decision=DECLINE, is_foreign=True)
    doubted = _sign(understood, of_signs).topic if understood.alarm >= _POSSIBLE else None
    if not of_signs or not others or understood.candidates[0] is not of_signs[0]:
        return _as_read(question, understood, doubted)
    # Two voices against one: what else it may be, with the confidence that the sign has lost.
    freed = sum(candidate.confidence for candidate in of_signs)
    first = Candidate(others[0].topic, min(1.0, others[0].confidence + freed / 2))
    candidates = (first, *others[1:], *of_signs)
    return replace(question, decision=decide(candidates), candidates=candidates, doubted=doubted)
