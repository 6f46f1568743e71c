"""After an alarm: it stands until help came; what is still about it is told so, everything else is reminded of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.clinic.acts import ASKING, Act, Situation
from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.frames import Frame
from bot.clinic.profile import Profile
from bot.clinic.questions import ANSWER, Question
from bot.clinic.replies import Reply
from bot.clinic.topics import Topics
from bot.services.escalating import emergency_card
from bot.services.fact_base import FactBase
from bot.services.outcomes import Outcome, Turn

_SETTLED = (
    "Thank you for telling me. Please follow what they advise, and have no massage until they say that it is fine. "
    "I am here if you would like to know anything else."
)
_SHORT = 14  # words: a longer message says more than that help came
_HEARD = 0.6  # confidence in despair: "he says it's nothing" sounds a little like it too
_LIKELY = 0.7  # confidence in a question: what is hardly understood is taken for more of the same story
_SURE = 0.8  # confidence in a question about the clinic while an alarm stands
_OF_HEALTH = ("condition/", "red_flag/")
_SIGNS, _REFUSED = "red_flag/", "out_of_scope/"
# Words that make little of it, whatever they are about: only a graver sign is heard in them.
_MAKING_SMALL = (Act.PLAYS_DOWN, Act.DENIES, Act.TAKES_BACK, Act.NO, Act.YES, Act.CORRECTS)
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


class StandingAlarm:
    """Repeats the alarm that stands, lets it go, or mentions it in one line."""

    def __init__(self, facts: FactBase, topics: Topics, new_id: Callable[[], str]) -> None:
        self._facts = facts
        self._topics = topics
        self._new_id = new_id

    def is_new(self, turn: Turn) -> bool:
        """Whether an alarm is a new one. "The ambulance is here" and "it's nothing" look like one to the classifier."""
        question, standing = turn.question, turn.frame.alarm
        if not question.voted or standing is None:
            return True
        if turn.question.act in _MAKING_SMALL:
            return self._level(question.topic).rank > self._level(standing).rank
        is_short = len(question.text.split()) <= _SHORT
        return question.topic == self._crisis or not (is_short and turn.question.act is Act.HELP_CAME)

    def follow(self, turn: Turn) -> Outcome | None:
        """Answers what is about the alarm that stands; None for what is about something else."""
        question, frame = turn.question, turn.frame
        assert frame.alarm is not None
        act = Act(question.acts.get(Situation.ALARM.value, question.act.value))
        if frame.asked and not _is_for_alarm(question, act):  # a name, typed into the form that was begun meanwhile
            return None
        if not question.chosen and act is Act.HELP_CAME:
            # What was looked at is a condition from now on: massage is asked about first.
            conditions = tuple(dict.fromkeys((*frame.conditions, self._facts.book.roles["looked_at"])))
            return Outcome(self._settled(question), replace(frame, alarm=None, conditions=conditions))
        if question.voted or self._is_still_about(question, act):
            return Outcome(self._still(question, frame.alarm), frame)
        return None

    def _is_still_about(self, question: Question, act: Act) -> bool:
        """Whether a message after an alarm is still about it. A doubt counts as yes; a tapped button does not."""
        page = self._facts.book.pages.get(question.topic)
        stays = (page is not None and page.stays_with_alarm) or question.topic.startswith((*_OF_HEALTH, _REFUSED))
        if question.chosen:
            return False
        if question.decision != ANSWER or stays:
            return True
        if question.topic.startswith("type/"):  # "would shiatsu shift it" is; "what is shiatsu" is not
            return act is not Act.ASKS_WHAT
        if act in ASKING and question.topic.startswith("clinic/") and question.confidence >= _SURE:
            return False
        # What is told and not asked, or hardly understood, is taken for more of the same story.
        return act not in ASKING or question.confidence < _LIKELY

    def remind(self, reply: Reply, frame: Frame) -> Reply:
        """The reply to something else, with one line before it while an alarm stands."""
        if not frame.alarm or reply.topics[0].startswith(_SIGNS):
            return reply
        return replace(reply, text=f"{self._fill(_REMINDER[self._way(frame.alarm)])} {reply.text}")

    def _settled(self, question: Question) -> Reply:
        return Reply(
            kind="chat",
            text=_SETTLED,
            topics=(self._facts.book.roles["after_help"],),
            confidence=question.confidence,
            escalation=Escalation.PROFESSIONAL,
            answer_id=self._new_id(),
        )

    def _still(self, question: Question, topic: str) -> Reply:
        level = self._level(topic)
        # What was heard may be despair after all: the crisis line is said too.
        is_crisis_too = question.voted and question.topic == self._crisis != topic and question.confidence >= _HEARD
        before = f"{_REMINDER[_CRISIS]} " if is_crisis_too else ""
        text = self._fill(before + _STILL[self._way(topic)])
        return Reply(
            kind="emergency" if level is Escalation.EMERGENCY else "answer",
            text=text,
            topics=(topic,),
            confidence=question.confidence,
            escalation=level,
            evidence=Evidence.CONSENSUS,
            card=emergency_card(level, Profile(self._facts.book.clinic), is_crisis=topic == self._crisis),
            answer_id=self._new_id(),
        )

    def _way(self, topic: str) -> str:
        if topic == self._crisis:
            return _CRISIS
        return _EMERGENCY if self._level(topic) is Escalation.EMERGENCY else _URGENT

    @property
    def _crisis(self) -> str:
        return self._facts.book.roles.get("crisis", "")

    def _level(self, topic: str) -> Escalation:
        return self._topics.get(topic).escalation

    def _fill(self, text: str) -> str:
        profile = Profile(self._facts.book.clinic)
        crisis = profile["crisis_line"]
        return text.format(number=profile["emergency_number"], crisis=crisis["name"], crisis_number=crisis["number"])


def _is_for_alarm(question: Question, act: Act) -> bool:
    is_of_health = question.decision == ANSWER and question.topic.startswith(_OF_HEALTH)
    return not question.chosen and (is_of_health or act is Act.HELP_CAME)
