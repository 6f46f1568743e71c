"""Meets somebody who tells of abuse, of a loss or of an eating disorder: as a person first, then with where help is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.clinic.acts import Act
from bot.clinic.alarms import AlarmRules
from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.facts import Fact
from bot.clinic.frames import Frame
from bot.clinic.numbers import Line, Numbers, lines
from bot.clinic.questions import ANSWER, Candidate, Question
from bot.clinic.replies import Card, Phone, Reply
from bot.clinic.topics import SUPPORT
from bot.clinic.wording import word_count
from bot.services.composing import MORE, MOST_IN_ALL, PERSON_TOPIC, listed, sources_of
from bot.services.fact_base import FactBase
from bot.services.outcomes import Outcome

_IF_IN_DANGER = "If you are in danger now, please call {number}."
_IN_DANGER = "You may be in danger now: please call {number} as soon as you can do it safely."
_AGAIN = "To say it once more:"
_HEARD = "I hear you."
_POLICE = "the police (not an emergency)"
_MOST_LINES = 2  # said; the card has them all
_TOLD = 0.2  # confidence in what is told beside a sign; what somebody says of a thing in passing has less
# Confidence in another topic, from which what was told is let rest. Below it follow-ups went astray: "is that abuse" to
# pain (0.70), "will anyone be told" to the data that we keep (0.50).
_LEAVES = 0.8
_TURNS = 0.95  # the same where both are told in confidence: "who can i tell" is no new matter
_GOING_ON = (Act.ASKS_OF_IT, Act.GOES_ON, Act.WHY, Act.MORE)


class Supporting:
    """Believes, thanks and does not blame. Nothing is sold, and nobody is sent to a doctor who did not ask for one."""

    def __init__(self, facts: FactBase, rules: AlarmRules, new_id: Callable[[], str]) -> None:
        self._facts = facts
        self._rules = rules
        self._new_id = new_id

    def support(self, question: Question, frame: Frame) -> Outcome | None:
        """The reply and the frame after it; None where the topic has no fact."""
        topic = question.topic
        facts = self._facts.book.facts.get(topic, ())
        if not facts:
            return None
        is_first, is_danger = frame.subject != topic, self._tells_danger(question)
        said = self._choose(facts, question, frame, is_danger=is_danger)
        has_help = is_first or not said
        reply = Reply(
            kind="answer",
            text=self._text(question, said, frame, is_danger=is_danger, has_help=has_help),
            topics=(topic,),
            confidence=question.confidence,
            escalation=Escalation.EMERGENCY if is_danger else Escalation.NONE,
            evidence=said[0].evidence if said else Evidence.PRACTICAL,
            sources=sources_of(said, self._facts.book),
            buttons=(MORE,) if {fact.key for fact in facts} - {*frame.said, *(one.key for one in said)} else (),
            card=self._card(topic, is_danger=is_danger),
            answer_id=self._new_id(),
            said=tuple(one.key for one in said),
        )
        kept = reply.said if is_first else (*frame.said, *reply.said)
        return Outcome(reply, replace(frame, subject=topic, aspect="", said=kept, topics=reply.topics))

    def _choose(
        self, facts: tuple[Fact, ...], question: Question, frame: Frame, *, is_danger: bool
    ) -> tuple[Fact, ...]:
        """What believes, and the fact that fits; then the one that fits, also once more where it is just that.

        None where a number is wanted, or more of the story is told and no fact fits it: else it is the next one.
        """
        fits = {fit.key: fit for fit in (*question.fits_if_told, *filter(None, (question.fit,)))}
        fitting = next((fact for fact in facts if fact.key in fits), None)
        if frame.subject != question.topic:
            return (facts[0],) if is_danger or fitting is None else tuple(dict.fromkeys((facts[0], fitting)))
        has_lines = bool(self._lines(question.topic))
        if question.act is Act.CALL_ME and has_lines:
            return ()
        if fitting and (fitting.key not in frame.said or fits[fitting.key].is_clear):
            return (fitting,)
        if question.act is Act.TELLS and has_lines:
            return ()
        return (next((fact for fact in facts if fact.key not in frame.said), fitting or facts[0]),)

    def believe(self, topic: str, alarm: Reply) -> Reply:
        """The alarm, and after it what is said first to somebody who tells of the topic, with its lines on the card."""
        facts = self._facts.book.facts.get(topic, ())[:1]
        card = alarm.card and replace(alarm.card, phones=(*alarm.card.phones, *self._phones(topic)))
        return replace(
            alarm,
            text=" ".join((alarm.text, *(fact.text for fact in facts))),
            card=card,
            said=(*alarm.said, *(fact.key for fact in facts)),
        )

    def _tells_danger(self, question: Question) -> bool:
        text = f" {' '.join(question.text.lower().replace('’', chr(39)).split())} "
        return any(f" {wording}" in text for wording in self._rules.danger_now.get(question.topic, ()))

    def _text(
        self, question: Question, said: tuple[Fact, ...], frame: Frame, *, is_danger: bool, has_help: bool
    ) -> str:
        topic, number = question.topic, Numbers.of(self._facts.book.clinic).to_call
        is_first, danger = frame.subject != topic, topic in self._rules.danger_now
        parts = [fact.text for fact in said] or ([] if question.act is Act.CALL_ME else [_HEARD])
        if is_danger:
            parts.insert(0, _IN_DANGER.format(number=number))
        elif danger and is_first:
            parts.insert(1, _IF_IN_DANGER.format(number=number))
        if not is_first and said and said[0].key in frame.said:
            parts.insert(0, _AGAIN)
        texts = [" ".join((*parts, *sentences)) for sentences in (self._help(topic) if has_help else [()])]
        return next((text for text in texts if word_count(text) <= MOST_IN_ALL), texts[-1])

    def _help(self, topic: str) -> list[tuple[str, ...]]:
        """Where help is, outside the clinic, and for what happened here its manager too: ever shorter."""
        found = [f"{line.name} on {line.number}" for line in self._lines(topic)]
        both, one = (
            (f"People who know about this will listen: {listed(found[:most], 'or')}.",) if found else ()
            for most in (_MOST_LINES, 1)
        )
        manager = _manager(self._facts.book.clinic) if topic == self._facts.book.roles.get("misconduct") else ""
        here = (f"If it was here, our manager wants to hear of it: {manager}.",) if manager else ()
        return [(*both, *here), (*one, *here), one]

    def _lines(self, topic: str) -> tuple[Line, ...]:
        """Those of the topic, and of one that may be dangerous the police too."""
        helplines, police = self._facts.book.clinic.get("helplines"), Numbers.of(self._facts.book.clinic).police
        found = lines(helplines.get(topic)) if isinstance(helplines, Mapping) else ()
        if not police or topic not in self._rules.danger_now:
            return found
        first = 1 if topic == self._facts.book.roles.get("misconduct") else len(found)
        return (*found[:first], Line(_POLICE, police), *found[first:])

    def _phones(self, topic: str) -> list[Phone]:
        phones = []
        for line in self._lines(topic):
            phones.append(Phone(f"{line.name}, {line.hours}" if line.hours else line.name, line.number))
            phones += [Phone(f"{line.name}, by text", line.text)] if line.text else []
        return phones

    def _card(self, topic: str, *, is_danger: bool) -> Card | None:
        number = Numbers.of(self._facts.book.clinic).emergency
        phones = self._phones(topic)
        manager = self._facts.book.clinic.get("manager")
        if topic == self._facts.book.roles.get("misconduct") and isinstance(manager, Mapping) and manager.get("phone"):
            phones.append(Phone("our manager", str(manager["phone"])))
        if number and topic in self._rules.danger_now:
            phones.insert(0 if is_danger else len(phones), Phone("Emergency", number))
        return Card("contact", "Where help is", tuple(phones)) if phones else None


def tells_of_support(question: Question, frame: Frame) -> bool:
    """Whether somebody tells of abuse or a loss, now or in the turn before: a sign is asked about first."""
    return (frame.subject or "").startswith(SUPPORT) or _beside_a_sign(question).topic.startswith(SUPPORT)


def find_told(question: Question, frame: Frame) -> str | None:
    """What somebody tells of beside the sign of an alarm, and has not told before."""
    told = _beside_a_sign(question)
    is_new = told.topic.startswith(SUPPORT) and told.topic != frame.subject
    return told.topic if is_new and told.confidence >= _TOLD else None


def stays_with_what_was_told(question: Question, frame: Frame) -> bool:
    """Whether abuse or a loss is talked of, and the message is not surely about something else."""
    subject = frame.subject or ""
    if not subject.startswith(SUPPORT) or question.chosen or question.is_foreign or question.is_alarm:
        return False
    least = _TURNS if question.topic.startswith(SUPPORT) else _LEAVES
    is_sure = question.decision == ANSWER and question.confidence >= least
    leans = question.act in _GOING_ON and question.topic.startswith("chat/")  # "what now"
    leans = leans or (question.act is Act.CALL_ME and question.topic != PERSON_TOPIC)  # "who can i call"
    is_other = question.topic != subject and not question.topic.startswith("out_of_scope/")
    return not (is_sure and is_other) or leans


def _beside_a_sign(question: Question) -> Candidate:
    others = (candidate for candidate in question.candidates if not candidate.topic.startswith("red_flag/"))
    return next(others, question.candidates[0])


def _manager(clinic: Mapping[str, Any]) -> str:
    manager = clinic.get("manager")
    if not isinstance(manager, Mapping):
        return ""
    ways = [str(manager[key]) for key in ("phone", "email") if manager.get(key)]
    named = f"{manager['name']}, " if manager.get("name") else ""
    return f"{named}{listed(ways, 'or')}" if ways else ""
