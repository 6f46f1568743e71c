"""Raises the alarm: what to do now, before anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.clinic.alarms import AlarmRules
from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.numbers import Numbers
from bot.clinic.payloads import NOT_MEANT, YES, has_no_sign, has_sign, words_of
from bot.clinic.replies import Button, Card, Check, Phone, Reply
from bot.clinic.topics import Topics
from bot.services.composing import MOST_BUTTONS, choose_facts, join, sources_of
from bot.services.fact_base import FactBase

_IF_ANY = "If you feel seriously unwell"
_BEFORE_A_QUESTION = "To be on the safe side:"
_GO_ON = "Otherwise, what else would you like to know?"


class Escalating:
    """The reply to a warning sign. Nothing is sold, nothing else is offered."""

    def __init__(self, facts: FactBase, topics: Topics, rules: AlarmRules, new_id: Callable[[], str]) -> None:
        self._facts = facts
        self._topics = topics
        self._rules = rules
        self._new_id = new_id

    def raise_alarm(self, topic: str, confidence: float, *, fired: bool, is_plain: bool = True) -> Reply:
        """The alarm for a red flag's topic. Where neither vote fired the level is `urgent`, whatever its own.

        One that the visitor's own words did not plainly give carries a way out.
        """
        own = self._topics.get(topic).escalation
        level = own if fired else Escalation.URGENT
        facts = choose_facts(self._facts.book.facts.get(topic, ()), words_elsewhere=25)
        return Reply(
            kind="emergency" if level is Escalation.EMERGENCY else "answer",
            text=f"{self._first_words(topic, level)} {join(facts)}".strip(),
            topics=(topic,),
            confidence=confidence,
            escalation=level,
            evidence=facts[0].evidence if facts else Evidence.CONSENSUS,
            sources=sources_of(facts, self._facts.book),
            buttons=() if is_plain else (Button(NOT_MEANT, has_no_sign(topic)),),
            card=emergency_card(own, Numbers.of(self._facts.book.clinic), is_crisis=self._is_crisis(topic)),
            answer_id=self._new_id(),
            said=tuple(fact.key for fact in facts),
        )

    def ask_first(self, reply: Reply, topic: str) -> Reply:
        """The reply to a message in which a sign is doubtful, and after it the question whether the sign is there."""
        yes, no = Button(words_of(YES), has_sign(topic)), Button(NOT_MEANT, has_no_sign(topic))
        return replace(
            reply,
            text=f"{reply.text}\n{_BEFORE_A_QUESTION} {self._rules.questions[topic]}",
            buttons=(yes, no, *reply.buttons)[:MOST_BUTTONS],
            check=Check(topic, yes.payload, no.payload),
        )

    def warn(self, topic: str, confidence: float) -> Reply:
        """What to do if the sign is there after all, to somebody who makes little of it."""
        text = f"{self._in_case(topic)} {_GO_ON}"
        return Reply("chat", text, (topic,), confidence, escalation=Escalation.PROFESSIONAL, answer_id=self._new_id())

    def _in_case(self, topic: str) -> str:
        numbers = Numbers.of(self._facts.book.clinic)
        page = self._facts.book.pages.get(topic)
        in_case = (page and page.in_case) or _IF_ANY
        if self._is_crisis(topic) and (crisis := numbers.crisis):
            return f"{in_case}, {crisis.name} will listen at any hour, on {crisis.number}."
        is_emergency = self._topics.get(topic).escalation is Escalation.EMERGENCY
        what = f"call {numbers.to_call}" if is_emergency else "see a doctor today"
        return f"{in_case}, please {what} before anything else."

    def _first_words(self, topic: str, level: Escalation) -> str:
        numbers = Numbers.of(self._facts.book.clinic)
        number, crisis = numbers.to_call, numbers.crisis
        if self._is_crisis(topic):
            talk = f" To talk to someone at any hour, call {crisis.name} on {crisis.number}." if crisis else ""
            return f"If you are in danger now, please call {number}.{talk}"
        if level is Escalation.EMERGENCY:
            return f"Please call {number} now."
        if self._topics.get(topic).escalation is Escalation.EMERGENCY:
            if_now = f"If this is happening now, please call {number}."
            return f"{if_now} Otherwise see a doctor today, and have no massage until then."
        return f"Please see a doctor today, and have no massage until then. If you feel very unwell, call {number}."

    def _is_crisis(self, topic: str) -> bool:
        return topic == self._facts.book.roles.get("crisis")


def emergency_card(own: Escalation, numbers: Numbers, *, is_crisis: bool) -> Card:
    """The numbers to call; for a topic of that level."""
    phones = [Phone("Emergency", numbers.emergency)] if numbers.emergency else []
    line = numbers.crisis if is_crisis else None if own is Escalation.EMERGENCY else numbers.urgent
    phones += [Phone(line.name, line.number)] if line else []
    return Card("emergency", "Get help now", tuple(phones))
