"""Raises the alarm: what to do now, before anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.clinic.alarms import AlarmRules
from bot.clinic.escalations import Escalation, highest
from bot.clinic.evidence import Evidence
from bot.clinic.facts import Fact
from bot.clinic.numbers import Line, Numbers
from bot.clinic.payloads import NOT_MEANT, YES, has_no_sign, has_sign, words_of
from bot.clinic.questions import Question
from bot.clinic.replies import Button, Card, Check, Phone, Reply
from bot.clinic.topics import Topics
from bot.services.composing import MOST_BUTTONS, choose_facts, fill, join, sources_of
from bot.services.fact_base import FactBase

CRISIS, MATERNITY = "crisis", "maternity"  # roles of topics
_RAISED = 0.8  # confidence in a sign that what was told earlier makes likelier
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

    def raise_alarm(
        self, topic: str, confidence: float, *, fired: bool, is_plain: bool = True, says: str | None = None
    ) -> Reply:
        """The alarm for a red flag's topic. Where neither vote fired the level is `urgent`, whatever its own.

        `says` is the id of the fact that answers the very sign, which may be graver than its topic. An alarm that the
        visitor's own words did not plainly give carries a way out.
        """
        own = self._topics.get(topic).escalation
        facts = self._choose(topic, says)
        of_sign = highest((own, *(fact.escalation for fact in facts[:1] if fact.id == says)))
        level = of_sign if fired else Escalation.URGENT
        numbers = Numbers.of(self._facts.book.clinic)
        words = self._first_words(topic, level, facts[0] if facts else None), join(facts, numbers)
        is_treated_first = topic == self._facts.book.roles.get("treated_first") and level is own
        return Reply(
            kind="emergency" if level is Escalation.EMERGENCY else "answer",
            text=" ".join(reversed(words) if is_treated_first else words).strip(),
            topics=(topic,),
            confidence=confidence,
            escalation=level,
            evidence=facts[0].evidence if facts else Evidence.CONSENSUS,
            sources=sources_of(facts, self._facts.book),
            buttons=() if is_plain else (Button(NOT_MEANT, has_no_sign(topic)),),
            card=emergency_card(own, numbers, self._facts.book.role_of(topic)),
            answer_id=self._new_id(),
            said=tuple(fact.key for fact in facts),
        )

    def say_abroad(self, alarm: Reply, sentence: str | None) -> Reply:
        """The alarm in another language: that sentence with the clinic's numbers; without one it stays in English."""
        if not sentence:
            return alarm
        numbers = Numbers.of(self._facts.book.clinic)
        crisis = numbers.crisis or Line("SOS", numbers.to_call)
        values = {"emergency_number": numbers.to_call, "crisis_name": crisis.name, "crisis_number": crisis.number}
        return replace(alarm, text=fill(sentence, values), sources=(), said=())

    def raised(self, question: Question, told: Iterable[str]) -> Question:
        """The question, with a sign that is doubted or counts for less raised by what was told earlier."""
        sign = question.topic if question.is_alarm else question.doubted
        target = self._rules.find_raised(told, sign, question.says) if sign else None
        if target is None or (question.is_alarm and target == sign):
            return question
        raised = replace(question.about(target, _RAISED), doubted=None, is_gate_doubt=False, says=None)
        if question.gate_topic or question.is_gate_doubt:
            return replace(raised, gate_topic=target)
        return replace(raised, voted=True)

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
        if self._facts.book.role_of(topic) == MATERNITY:
            return f"{in_case}, please ring {maternity_unit(numbers)} before anything else, at any hour."
        is_emergency = self._topics.get(topic).escalation is Escalation.EMERGENCY
        what = f"call {numbers.to_call}" if is_emergency else "see a doctor today"
        return f"{in_case}, please {what} before anything else."

    def _choose(self, topic: str, says: str | None) -> tuple[Fact, ...]:
        """The facts of the topic to say now, before all others the one that answers the very sign."""
        facts = self._facts.book.facts.get(topic, ())
        return choose_facts(sorted(facts, key=lambda fact: fact.id != says), words_elsewhere=25)

    def _first_words(self, topic: str, level: Escalation, first: Fact | None) -> str:
        numbers = Numbers.of(self._facts.book.clinic)
        number, crisis = numbers.to_call, numbers.crisis
        if self._is_crisis(topic):
            talk = f" To talk to someone at any hour, call {crisis.name} on {crisis.number}." if crisis else ""
            return f"If you are in danger now, please call {number}.{talk}"
        is_for_unit = (
            self._facts.book.role_of(topic) == MATERNITY and first and first.escalation is not Escalation.EMERGENCY
        )
        if is_for_unit and level is Escalation.EMERGENCY:
            return (
                f"Please ring {maternity_unit(numbers)} now, at any hour. "
                f"Call {number} for heavy bleeding, pain that does not let go, a fit or a collapse."
            )
        if level is Escalation.EMERGENCY:
            return f"Please call {number} now."
        if self._topics.get(topic).escalation is Escalation.EMERGENCY:
            if_now = f"If this is happening now, please call {number}."
            return f"{if_now} Otherwise see a doctor today, and have no massage until then."
        return f"Please see a doctor today, and have no massage until then. If you feel very unwell, call {number}."

    def _is_crisis(self, topic: str) -> bool:
        return self._facts.book.role_of(topic) == CRISIS


def maternity_unit(numbers: Numbers) -> str:
    """What to ring in pregnancy, with its name and number where the clinic named one."""
    unit = numbers.maternity
    return f"{unit.name} on {unit.number}" if unit else "your maternity unit"


def emergency_card(own: Escalation, numbers: Numbers, role: str | None) -> Card:
    """The numbers to call; for a topic of that level, with that role."""
    phones = [Phone("Emergency", numbers.emergency)] if numbers.emergency else []
    of_role = {MATERNITY: numbers.maternity, CRISIS: numbers.crisis}
    line = of_role.get(role or "", None if own is Escalation.EMERGENCY else numbers.urgent)
    phones += [Phone(line.name, line.number)] if line else []
    return Card("emergency", "Get help now", tuple(phones))
