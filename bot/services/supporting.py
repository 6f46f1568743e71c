"""Meets somebody who tells of abuse, of a loss or of an eating disorder: as a person first, then with where help is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.clinic.alarms import AlarmRules
from bot.clinic.escalations import Escalation
from bot.clinic.facts import Fact
from bot.clinic.frames import Frame
from bot.clinic.numbers import Line, Numbers, lines
from bot.clinic.questions import Question
from bot.clinic.replies import Card, Phone, Reply
from bot.services.composing import MORE, listed, sources_of
from bot.services.fact_base import FactBase
from bot.services.outcomes import Outcome

SUPPORT = "support/"
_IF_IN_DANGER = "If you are in danger now, please call {number}."
_IN_DANGER = "You are in danger now: please call {number} as soon as you can do it safely."
_MOST_LINES = 2  # said; the card has them all


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
        fact, is_first = self._choose(facts, question, frame), frame.subject != topic
        is_danger = self._tells_danger(question)
        level = Escalation.EMERGENCY if is_danger else Escalation.NONE
        said = tuple(dict.fromkeys((facts[0], fact))) if is_first else (fact,)
        reply = Reply(
            kind="answer",
            text=self._text(topic, said, is_danger=is_danger, is_first=is_first),
            topics=(topic,),
            confidence=question.confidence,
            escalation=level,
            evidence=said[0].evidence,
            sources=sources_of(said, self._facts.book),
            buttons=(MORE,) if {fact.key for fact in facts} - {*frame.said, *(one.key for one in said)} else (),
            card=self._card(topic, is_danger=is_danger),
            answer_id=self._new_id(),
            said=tuple(one.key for one in said),
        )
        kept = reply.said if is_first else (*frame.said, *reply.said)
        return Outcome(reply, replace(frame, subject=topic, aspect="", said=kept, topics=reply.topics))

    def _choose(self, facts: tuple[Fact, ...], question: Question, frame: Frame) -> Fact:
        """The fact that fits what is asked; else the next one that was not said."""
        wanted = question.fit.key if question.fit else ""
        fitting = next((fact for fact in facts if fact.key == wanted), None)
        if fitting and (fitting.key not in frame.said or frame.subject != question.topic):
            return fitting
        if frame.subject != question.topic:
            return facts[0]
        return next((fact for fact in facts if fact.key not in frame.said), fitting or facts[0])

    def _tells_danger(self, question: Question) -> bool:
        text = f" {' '.join(question.text.lower().replace('’', chr(39)).split())} "
        return any(f" {wording}" in text for wording in self._rules.danger_now.get(question.topic, ()))

    def _text(self, topic: str, said: tuple[Fact, ...], *, is_danger: bool, is_first: bool) -> str:
        number, danger = Numbers.of(self._facts.book.clinic).to_call, topic in self._rules.danger_now
        parts = [fact.text for fact in said]
        if is_danger:
            parts.insert(0, _IN_DANGER.format(number=number))
        elif danger and is_first:
            parts.insert(1, _IF_IN_DANGER.format(number=number))
        return " ".join((*parts, *(self._help(topic) if is_first else ())))

    def _help(self, topic: str) -> list[str]:
        """Where help is, in a sentence each: outside the clinic, and for what happened here its manager too."""
        clinic = self._facts.book.clinic
        found = [f"{line.name} on {line.number}" for line in self._lines(topic)[:_MOST_LINES]]
        sentences = [f"People who know about this will listen: {listed(found, 'or')}."] if found else []
        if manager := _manager(clinic) if topic == self._facts.book.roles.get("misconduct") else "":
            sentences.append(f"If it was here, our manager wants to hear of it: {manager}.")
        return sentences

    def _lines(self, topic: str) -> tuple[Line, ...]:
        helplines = self._facts.book.clinic.get("helplines")
        return lines(helplines.get(topic)) if isinstance(helplines, Mapping) else ()

    def _card(self, topic: str, *, is_danger: bool) -> Card | None:
        number = Numbers.of(self._facts.book.clinic).emergency
        phones = [Phone(line.name, line.number) for line in self._lines(topic)]
        if number and topic in self._rules.danger_now:
            phones.insert(0 if is_danger else len(phones), Phone("Emergency", number))
        return Card("contact", "Where help is", tuple(phones)) if phones else None


def _manager(clinic: Mapping[str, Any]) -> str:
    manager = clinic.get("manager")
    if not isinstance(manager, Mapping):
        return ""
    ways = [str(manager[key]) for key in ("phone", "email") if manager.get(key)]
    named = f"{manager['name']}, " if manager.get("name") else ""
    return f"{named}{listed(ways, 'or')}" if ways else ""
