"""Keeps an alarm standing over further turns until the visitor says that it is dealt with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.clinic.aftermath import is_dealt_with, is_still_about, makes_small
from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.frames import Frame
from bot.clinic.profile import Profile
from bot.clinic.questions import Question
from bot.clinic.replies import Reply
from bot.clinic.topics import Topics
from bot.services.escalating import CRISIS, emergency_card
from bot.services.fact_base import FactBase

_SETTLED = (
    "Thank you for telling me. Please follow what they advise, and have no massage until they say that it is fine. "
    "I am here if you would like to know anything else."
)
_LOOKED_AT = "condition/other"
_SHORT = 14  # words: a longer message says more than that help came
_HEARD = 0.6  # confidence in despair: "he says it's nothing" sounds a little like it too
# What stands, by how it is met: a crisis line, the emergency number, or a doctor today.
_CRISIS, _EMERGENCY, _URGENT = "crisis", "emergency", "urgent"
_STILL = {
    _CRISIS: (
        "I am still here, and what you told me matters. If you are in danger now, please call {number}. "
        "To talk to someone at any hour, call {crisis} on {crisis_number}."
    ),
    _EMERGENCY: (
        "Please call {number} now about what you told me, even if it seems to ease or to be nothing. "
        "They would rather hear from you once too often. I can help with the rest once that is done."
    ),
    _URGENT: (
        "Please do see a doctor today about what you told me, even if it seems to ease, and have no massage "
        "until then. If you feel very unwell, call {number}."
    ),
}
_REMINDER = {
    _CRISIS: "First of all: {crisis} is there for you at any hour, on {crisis_number}.",
    _EMERGENCY: "First of all, please call {number} about what you told me.",
    _URGENT: "Please remember to see a doctor today about what you told me.",
}


@dataclass(frozen=True)
class Followed:
    """What stands: a reply where the turn is still about the alarm, and the frame as it is now."""

    reply: Reply | None
    frame: Frame


class StandingAlarm:
    """After an alarm: repeats it, lets it go, or reminds of it in one line."""

    def __init__(self, facts: FactBase, topics: Topics, new_id: Callable[[], str]) -> None:
        self._facts = facts
        self._topics = topics
        self._new_id = new_id

    def follow(self, question: Question, frame: Frame) -> Followed:
        """Answers the turn where it is about the alarm that stands. A new alarm is raised by its own action."""
        if not frame.alarm or self._is_new_sign(question, frame.alarm):
            return Followed(None, frame)
        if not question.chosen and is_dealt_with(question.text):
            # What was looked at is a condition from now on: massage is asked about first.
            conditions = tuple(dict.fromkeys((*frame.conditions, _LOOKED_AT)))
            return Followed(self._settled(question), replace(frame, alarm=None, conditions=conditions))
        if question.voted or is_still_about(question):
            return Followed(self._still(question, frame.alarm), frame)
        return Followed(None, frame)

    def remind(self, reply: Reply, frame: Frame) -> Reply:
        """The reply to something else, with one line of reminder before it while an alarm stands."""
        if not frame.alarm or reply.topics[0].startswith("red_flag/"):
            return reply
        return replace(reply, text=f"{self._fill(_REMINDER[self._way(frame.alarm)])} {reply.text}")

    def _is_new_sign(self, question: Question, standing: str) -> bool:
        """Whether an alarm is a new one. "The ambulance is here" and "it's nothing" look like one to the classifier."""
        if not question.voted:
            return question.is_alarm
        if makes_small(question.text):
            return self._level(question.topic).rank > self._level(standing).rank
        is_short = len(question.text.split()) <= _SHORT
        return question.topic == CRISIS or not (is_short and is_dealt_with(question.text))

    def _settled(self, question: Question) -> Reply:
        return Reply(
            kind="chat",
            text=_SETTLED,
            topics=("practical/when_to_see_doctor",),
            confidence=question.confidence,
            escalation=Escalation.PROFESSIONAL,
            answer_id=self._new_id(),
        )

    def _still(self, question: Question, topic: str) -> Reply:
        level = self._level(topic)
        # What was heard may be despair after all: the crisis line is said too.
        is_crisis_too = question.voted and question.topic == CRISIS != topic and question.confidence >= _HEARD
        before = f"{_REMINDER[_CRISIS]} " if is_crisis_too else ""
        text = self._fill(before + _STILL[self._way(topic)])
        return Reply(
            kind="emergency" if level is Escalation.EMERGENCY else "answer",
            text=text,
            topics=(topic,),
            confidence=question.confidence,
            escalation=level,
            evidence=Evidence.CONSENSUS,
            card=emergency_card(topic, level, Profile(self._facts.book.clinic)),
            answer_id=self._new_id(),
        )

    def _way(self, topic: str) -> str:
        if topic == CRISIS:
            return _CRISIS
        return _EMERGENCY if self._level(topic) is Escalation.EMERGENCY else _URGENT

    def _level(self, topic: str) -> Escalation:
        return self._topics.get(topic).escalation

    def _fill(self, text: str) -> str:
        profile = Profile(self._facts.book.clinic)
        crisis = profile["crisis_line"]
        return text.format(number=profile["emergency_number"], crisis=crisis["name"], crisis_number=crisis["number"])
