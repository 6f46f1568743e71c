"""Raises the alarm: what to do now, before anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.clinic.escalations import Escalation, highest
from bot.clinic.evidence import Evidence
from bot.clinic.profile import Profile
from bot.clinic.replies import Card, Phone, Reply
from bot.clinic.topics import Topics
from bot.clinic.wording import word_count
from bot.services.composing import MOST_IN_ALL, choose_facts, join, sources_of, without_offer
from bot.services.fact_base import FactBase

_IF_ANY = "If you feel seriously unwell"


class Escalating:
    """The reply to a warning sign. Nothing is sold, nothing else is offered."""

    def __init__(self, facts: FactBase, topics: Topics, new_id: Callable[[], str]) -> None:
        self._facts = facts
        self._topics = topics
        self._new_id = new_id

    def raise_alarm(self, topic: str, confidence: float, *, fired: bool) -> Reply:
        """The alarm for a red flag's topic. Where neither vote fired the level is `urgent`, whatever its own."""
        own = self._topics.get(topic).escalation
        level = own if fired else Escalation.URGENT
        profile = Profile(self._facts.book.clinic)
        facts = choose_facts(self._facts.book.facts.get(topic, ()), words_elsewhere=25)
        return Reply(
            kind="emergency" if level is Escalation.EMERGENCY else "answer",
            text=f"{self._first_words(topic, level)} {join(facts)}".strip(),
            topics=(topic,),
            confidence=confidence,
            escalation=level,
            evidence=facts[0].evidence if facts else Evidence.CONSENSUS,
            sources=sources_of(facts, self._facts.book),
            card=emergency_card(own, profile, is_crisis=self._is_crisis(topic)),
            answer_id=self._new_id(),
            said=tuple(fact.key for fact in facts),
        )

    def add_warning(self, reply: Reply, topic: str, *, is_said: bool) -> Reply:
        """The reply to a message in which a sign is doubtful, after one line of what to do if it is so.

        Without the line where an alarm stands: the reply says what to do about that one.
        """
        text = f"{self._in_case(topic)} {reply.text}" if is_said else reply.text
        return replace(
            reply,
            text=text if word_count(text) <= MOST_IN_ALL else without_offer(text),
            topics=(*reply.topics, topic),
            escalation=highest((reply.escalation, Escalation.PROFESSIONAL)),
        )

    def _in_case(self, topic: str) -> str:
        profile = Profile(self._facts.book.clinic)
        page = self._facts.book.pages.get(topic)
        in_case = (page and page.in_case) or _IF_ANY
        if self._is_crisis(topic):
            crisis = profile["crisis_line"]
            return f"{in_case}, {crisis['name']} will listen at any hour, on {crisis['number']}."
        is_emergency = self._topics.get(topic).escalation is Escalation.EMERGENCY
        what = f"call {profile['emergency_number']}" if is_emergency else "see a doctor today"
        return f"{in_case}, please {what} before anything else."

    def _first_words(self, topic: str, level: Escalation) -> str:
        profile = Profile(self._facts.book.clinic)
        number, crisis = profile["emergency_number"], profile["crisis_line"]
        if self._is_crisis(topic):
            return (
                f"If you are in danger now, please call {number}. "
                f"To talk to someone at any hour, call {crisis['name']} on {crisis['number']}."
            )
        if level is Escalation.EMERGENCY:
            return f"Please call {number} now."
        if self._topics.get(topic).escalation is Escalation.EMERGENCY:
            if_now = f"If this is happening now, please call {number}."
            return f"{if_now} Otherwise see a doctor today, and have no massage until then."
        return f"Please see a doctor today, and have no massage until then. If you feel very unwell, call {number}."

    def _is_crisis(self, topic: str) -> bool:
        return topic == self._facts.book.roles.get("crisis")


def emergency_card(own: Escalation, profile: Profile, *, is_crisis: bool) -> Card:
    """The numbers to call; for a topic of that level."""
    phones = [Phone("Emergency", str(profile["emergency_number"]))]
    if is_crisis:
        phones.append(Phone(profile["crisis_line"]["name"], profile["crisis_line"]["number"]))
    elif own is not Escalation.EMERGENCY and profile["urgent_line"]:
        phones.append(Phone(profile["urgent_line"]["name"], profile["urgent_line"]["number"]))
    return Card("emergency", "Get help now", tuple(phones))
