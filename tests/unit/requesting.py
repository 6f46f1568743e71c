"""Contact requests as the tests of the services need them: kept in memory, on a clock that a test turns."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from actions.turn import (
    FRAME_SLOT,
    UNDERSTANDING,
    ActionAnswer,
    ActionChat,
    ActionClarify,
    ActionDecline,
    ActionRaiseAlarm,
    ActionTellClinic,
)
from bot.clinic.frames import Frame
from bot.clinic.payloads import words_of
from bot.clinic.plain import dump
from bot.clinic.questions import DECLINE, Candidate, Question
from bot.clinic.replies import Reply
from bot.clinic.requests import ContactRequest
from bot.contacts.checking import ContactChecks
from bot.services.asking_back import AskingBack
from bot.services.chatting import Chatting
from bot.services.clarifying import Clarifying
from bot.services.escalating import Escalating
from bot.services.filling_form import FillingForm
from bot.services.form_replies import FormReplies
from bot.services.outcomes import Outcome, Turn
from bot.services.requesting import Requesting
from bot.services.standing import StandingAlarm
from bot.services.supporting import Supporting
from bot.services.turn import Parts, TurnTaking
from tests.unit.facts import ALARM_RULES, FRIDAY_NOON, TOPICS, FakeFactBase
from tests.unit.reading import acts_of

ACTIONS = (ActionAnswer, ActionChat, ActionClarify, ActionDecline, ActionRaiseAlarm, ActionTellClinic)


class FakeRequests:
    """The table, as a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, ContactRequest] = {}
        self.is_broken = False

    def add(self, request: ContactRequest) -> bool:
        if self.is_broken:
            raise OSError("the disk is full")
        return self.kept.setdefault(request.id, request) is request

    def count_done(self, conversation: str) -> int:
        return sum(r.conversation == conversation and r.done_at is not None for r in self.kept.values())


class AnyAnswer:
    """Answers anything, so that only the order of a turn is tested."""

    def __init__(self, chatting: Chatting) -> None:
        self._chatting = chatting

    def answer(self, question: Question, frame: Frame) -> Outcome:
        return Outcome(self.tell(question), frame)

    def chat(self, question: Question, frame: Frame) -> Outcome | None:
        is_person = question.topic == "chat/human_handoff"
        return self._chatting.chat(question, frame) if is_person else self.answer(question, frame)

    def tell(self, question: Question) -> Reply:
        return Reply("answer", "An answer.", (question.topic,), 0.9, answer_id="id-1")

    decline = tell


class NoGaps:
    """Keeps no question without an answer."""

    def record(self, conversation: str, question: Question, decision: str) -> None:
        pass


class Clinic:
    """The services around contact requests, joined as in bot/wiring.py."""

    def __init__(self, *, notifies: bool = True) -> None:
        self.now = FRIDAY_NOON
        base, checks = FakeFactBase(), ContactChecks()
        replies = FormReplies(base, checks, lambda: "id-1", self.clock)
        self.requests = FakeRequests()
        self.requesting = Requesting(base, self.requests, checks, replies, self.clock, notifies=notifies)
        form, clarifying = (
            FillingForm(base, checks, replies, self.requesting, self.clock),
            Clarifying(base, str, self.clock),
        )
        anything: Any = AnyAnswer(Chatting(base, TOPICS, lambda: "id-1", self.clock))
        parts = Parts(
            answering=anything,
            asking_back=AskingBack(base, anything, clarifying, form, self.clock),
            chatting=anything,
            clarifying=clarifying,
            declining=anything,
            escalating=Escalating(base, TOPICS, ALARM_RULES, lambda: "id-1"),
            filling_form=form,
            recording_gaps=NoGaps(),  # type: ignore[arg-type]
            standing=StandingAlarm(base, TOPICS, Escalating(base, TOPICS, ALARM_RULES, str), str),
            supporting=Supporting(base, ALARM_RULES, str),
            telling_clinic=anything,
        )
        self.services: Any = SimpleNamespace(knowledge=base, turn_taking=TurnTaking(parts, base, self.clock))

    def clock(self) -> datetime:
        return self.now

    def wait(self, **time: int) -> None:
        self.now += timedelta(**time)


class Talk:
    """One conversation. Its frame goes through the slot at every turn, as JSON."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.slot: dict[str, Any] | None = None

    def type(self, text: str, topic: str = "out_of_scope/other", **more: Any) -> Reply:
        """A typed message, by default one that the classifier makes nothing of."""
        decision = more.pop("decision", DECLINE if topic == "out_of_scope/other" else "answer")
        candidates = (Candidate(topic, more.pop("confidence", 0.9)), Candidate("benefit/sleep", 0.05))
        return self._turn(Question(text, decision, candidates, acts=acts_of(text, more.pop("act", None)), **more))

    def tap(self, step: str) -> Reply:
        """A button of the form, as the door hands it on."""
        return self._turn(Question(words_of(step), "answer", (Candidate("chat/human_handoff", 1.0),), chosen=True))

    def tap_topic(self, topic: str) -> Reply:
        """A button that asks about a topic."""
        return self._turn(Question("A title", "answer", (Candidate(topic, 1.0),), chosen=True))

    def _turn(self, question: Question) -> Reply:
        said: list[dict[str, Any]] = []
        understood = json.loads(json.dumps(dump(question)))
        tracker: Any = SimpleNamespace(
            latest_message={UNDERSTANDING: understood}, get_slot=lambda _: self.slot, sender_id="rest:me"
        )
        dispatcher: Any = SimpleNamespace(utter_message=lambda text, json_message: said.append(json_message))
        action = _action_for(question)
        (event,) = action(self.clinic.services).run(dispatcher, tracker, {})
        assert event["name"] == FRAME_SLOT
        self.slot = json.loads(json.dumps(event["value"]))
        return SimpleNamespace(**said[0])  # type: ignore[return-value]


def _action_for(question: Question) -> Any:
    """The action that the rule of data/rules.yml names."""
    named = Turn(question, Frame(), "rest:me", "").meaning(question).action
    return next(action for action in ACTIONS if action().name() == named)
