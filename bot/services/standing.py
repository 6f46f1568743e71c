"""After an alarm: it stands until help came; what is still about it is told so, everything else is reminded of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.clinic.acts import ASKING, Act, Situation
from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.frames import Frame
from bot.clinic.numbers import Line, Numbers
from bot.clinic.open_questions import CHECK
from bot.clinic.payloads import NOT_MEANT, YES, words_of
from bot.clinic.questions import ANSWER, Question
from bot.clinic.replies import Reply
from bot.clinic.topics import SUPPORT, Topics
from bot.services.escalating import MATERNITY, Escalating, emergency_card, maternity_unit
from bot.services.fact_base import FactBase
from bot.services.outcomes import Outcome, Turn
from bot.services.supporting import stays_with_what_was_told

_SETTLED = (
    "Thank you for telling me. Please follow what they advise, and have no massage until they say that it is fine. "
    "I am here if you would like to know anything else."
)
_MISUNDERSTOOD = "Thank you, then I misunderstood, and I am sorry for the worry. What would you like to know?"
_MORE = "chat/more"
_MOST_REMINDERS = 2
# What ends a question of ours about a sign; what ends an alarm that nobody's words plainly gave; and any other alarm.
_REFUSING = (Act.NO, Act.NEITHER, Act.DENIES, Act.CORRECTS, Act.TAKES_BACK)
_UNSAYING = (Act.DENIES, Act.CORRECTS, Act.TAKES_BACK)
_DENYING = (Act.DENIES, Act.CORRECTS)
_FOR_MORE = (Act.MORE, Act.WHY)
_SHORT = 14  # words: a longer message says more than that help came
_HEARD = 0.6  # confidence in despair: "he says it's nothing" sounds a little like it too
_LIKELY = 0.7  # confidence in a question: what is hardly understood is taken for more of the same story
_SURE = 0.8  # confidence in a question about the clinic while an alarm stands
_OF_HEALTH = ("condition/", "red_flag/")
_SIGNS, _REFUSED = "red_flag/", "out_of_scope/"
# Words that make little of it, whatever they are about: only a graver sign is heard in them.
_MAKING_SMALL = (Act.PLAYS_DOWN, Act.DENIES, Act.TAKES_BACK, Act.NO, Act.YES, Act.CORRECTS)
# What stands, by how it is met: a crisis line, the emergency number, or a doctor today.
_CRISIS, _EMERGENCY, _URGENT = "crisis", "emergency", "urgent"  # and the maternity unit
_STILL = {
    _CRISIS: (
        "I am still here, and what you told me matters. If you are in danger now, please call {number}. "
        "To talk to someone at any hour, call {crisis} on {crisis_number}."
    ),
    MATERNITY: (
        "Please ring {unit} now about what you told me, even if it seems to ease, or {number} for heavy bleeding, "
        "pain that does not let go, a fit or a collapse. They take such calls at any hour."
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
    MATERNITY: "First of all, please ring {unit} about what you told me.",
    _EMERGENCY: "First of all, please call {number} about what you told me.",
    _URGENT: "Please remember to see a doctor today about what you told me.",
}


class StandingAlarm:
    """Repeats the alarm that stands, lets it go, or mentions it in one line."""

    def __init__(self, facts: FactBase, topics: Topics, escalating: Escalating, new_id: Callable[[], str]) -> None:
        self._facts = facts
        self._topics = topics
        self._escalating = escalating
        self._new_id = new_id

    def is_new(self, turn: Turn) -> bool:
        """Whether an alarm is a new one. "The ambulance is here" and "it's nothing" look like one to the classifier."""
        question, standing = turn.question, turn.frame.alarm
        if not question.voted or standing is None:
            return True
        act = Act(question.acts.get(Situation.ALARM.value, question.act.value))
        if act in _MAKING_SMALL:
            return self._level(question.topic).rank > self._level(standing).rank
        is_short = len(question.text.split()) <= _SHORT
        return question.topic == self._crisis or not (is_short and act is Act.HELP_CAME)

    def find_confirmed(self, turn: Turn) -> str | None:
        """The sign that we asked about, where the visitor says that it is there; its button says so at any time."""
        asked, question = turn.frame.asked, turn.question
        if question.chosen:
            is_sign = question.topic.startswith(_SIGNS) and question.text == words_of(YES)
            return question.topic if is_sign else None
        is_yes = asked is not None and asked.kind == CHECK and question.act is Act.YES
        return asked.choices[0] if asked and is_yes else None

    def is_let_go(self, turn: Turn) -> bool:
        """Whether the visitor says that the sign is not there, or was never meant.

        Thoughts of suicide that were plainly told are never let go of in words.
        """
        question, frame, asked = turn.question, turn.frame, turn.frame.asked
        is_asked = asked is not None and asked.kind == CHECK
        if question.chosen:
            return question.text == NOT_MEANT
        if frame.alarm is None:
            is_talk = (
                question.decision == ANSWER and question.topic.startswith("chat/") and question.confidence >= _SURE
            )
            return is_asked and question.act in _REFUSING and not (is_talk and question.act is Act.TAKES_BACK)
        act = Act(question.acts.get(Situation.ALARM.value, question.act.value))
        if question.gate_topic:
            return False
        if frame.alarm == self._crisis:
            return act in _DENYING and not frame.is_alarm_plain
        return act in (_DENYING if frame.is_alarm_plain else _UNSAYING)

    def warn_played_down(self, turn: Turn) -> Outcome | None:
        """ "It's probably nothing" is no answer to whether a sign is there: what to do if it is."""
        asked = turn.frame.asked
        if asked is None or turn.question.act is not Act.PLAYS_DOWN:
            return None
        return Outcome(self._escalating.warn(asked.choices[0], turn.question.confidence), turn.frame)

    def let_go(self, turn: Turn) -> Reply:
        """What is said then: at a tap nothing more of the sign, else once more what to do if it is there after all."""
        asked, question = turn.frame.asked, turn.question
        topic = turn.frame.alarm or (asked.choices[0] if asked else "")
        if question.chosen or not turn.frame.alarm or not turn.frame.is_alarm_plain:
            return Reply("chat", _MISUNDERSTOOD, (_MORE,), 1.0, answer_id=self._new_id())
        return self._escalating.warn(topic, question.confidence)

    def follow(self, turn: Turn) -> Outcome | None:
        """Answers what is about the alarm that stands; None for what is about something else."""
        question, frame = turn.question, turn.frame
        assert frame.alarm is not None
        act = Act(question.acts.get(Situation.ALARM.value, question.act.value))
        is_detail = frame.asked is not None and frame.asked.situation is Situation.DETAIL
        if is_detail and not _is_for_alarm(question, act):  # a name, typed into the form that was begun meanwhile
            return None
        if not question.chosen and act is Act.HELP_CAME:
            # What was looked at is a condition from now on: massage is asked about first.
            conditions = tuple(dict.fromkeys((*frame.conditions, self._facts.book.roles["looked_at"])))
            return Outcome(self._settled(question), replace(frame, alarm=None, conditions=conditions))
        if act in _FOR_MORE and self._has_more(frame):
            return None
        if question.voted or self._is_still_about(question, act, frame):
            return Outcome(self._still(question, frame.alarm), replace(frame, reminded=frame.reminded + 1))
        return None

    def _has_more(self, frame: Frame) -> bool:
        """Whether the knowledge says more about the sign than was said."""
        return any(fact.key not in frame.said for fact in self._facts.book.facts.get(frame.alarm or "", ()))

    def _is_still_about(self, question: Question, act: Act, frame: Frame) -> bool:
        """Whether a message after an alarm is still about it. A doubt counts as yes; a tapped button does not."""
        page = self._facts.book.pages.get(question.topic)
        stays = (page is not None and page.stays_with_alarm) or question.topic.startswith((*_OF_HEALTH, _REFUSED))
        if question.chosen or (frame.reminded and question.topic.startswith("chat/") and act not in _MAKING_SMALL):
            return False  # "thanks", "bye": it was said
        is_told = question.topic.startswith(SUPPORT) and question.confidence >= _SURE
        if is_told or (act not in _MAKING_SMALL and stays_with_what_was_told(question, frame)):
            return False
        if question.decision != ANSWER or stays:
            return True
        if question.topic.startswith("type/"):  # "would shiatsu shift it" is; "what is shiatsu" is not
            return act is not Act.ASKS_WHAT
        if act in ASKING and question.topic.startswith("clinic/") and question.confidence >= _SURE:
            return False
        # What is told and not asked, or hardly understood, is taken for more of the same story.
        return act not in ASKING or question.confidence < _LIKELY

    def remind(self, outcome: Outcome) -> Outcome:
        """The answer to something else, with one line before it while an alarm stands: twice at the most."""
        reply, frame = outcome.reply, outcome.frame
        if not frame.alarm or reply.topics[0].startswith(_SIGNS) or frame.reminded >= _MOST_REMINDERS:
            return outcome
        text = f"{self._fill(_REMINDER[self._way(frame.alarm)])} {reply.text}"
        return replace(outcome, reply=replace(reply, text=text), frame=replace(frame, reminded=frame.reminded + 1))

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
            card=emergency_card(level, Numbers.of(self._facts.book.clinic), self._way(topic)),
            answer_id=self._new_id(),
        )

    def _way(self, topic: str) -> str:
        if topic == self._crisis:
            return _CRISIS
        if topic == self._facts.book.roles.get(MATERNITY):
            return MATERNITY
        return _EMERGENCY if self._level(topic) is Escalation.EMERGENCY else _URGENT

    @property
    def _crisis(self) -> str:
        return self._facts.book.roles.get("crisis", "")

    def _level(self, topic: str) -> Escalation:
        return self._topics.get(topic).escalation

    def _fill(self, text: str) -> str:
        numbers = Numbers.of(self._facts.book.clinic)
        crisis = numbers.crisis or Line("a crisis line", numbers.to_call)
        return text.format(
            number=numbers.to_call, crisis=crisis.name, crisis_number=crisis.number, unit=maternity_unit(numbers)
        )


def _is_for_alarm(question: Question, act: Act) -> bool:
    is_of_health = question.decision == ANSWER and question.topic.startswith(_OF_HEALTH)
    return not question.chosen and (is_of_health or act is Act.HELP_CAME)
