"""Contact requests as the tests of the services need them: kept in memory, on a clock that a test turns."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from actions.turn import FRAME_SLOT, UNDERSTANDING, Turn, TurnAction
from bot.clinic.frames import Frame
from bot.clinic.payloads import words_of
from bot.clinic.questions import DECLINE, Candidate, Question
from bot.clinic.replies import Reply
from bot.clinic.requests import ContactRequest
from bot.contacts.checking import ContactChecks
from bot.services.chatting import Chatting
from bot.services.escalating import Escalating
from bot.services.filling_form import FillingForm
from bot.services.form_replies import FormReplies
from bot.services.requesting import Requesting
from bot.services.standing import StandingAlarm
from tests.unit.facts import FRIDAY_NOON, TOPICS, FakeFactBase


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


class Clinic:
    """The services around contact requests, joined as in bot/wiring.py."""

    def __init__(self, *, notifies: bool = True) -> None:
        self.now = FRIDAY_NOON
        base, checks = FakeFactBase(), ContactChecks()
        replies = FormReplies(base, checks, lambda: "id-1", self.clock)
        self.requests = FakeRequests()
        self.requesting = Requesting(base, self.requests, checks, replies, self.clock, notifies=notifies)
        self.services: Any = SimpleNamespace(
            knowledge=base,
            filling_form=FillingForm(base, checks, replies, self.requesting, self.clock),
            standing=StandingAlarm(base, TOPICS, str),
            escalating=Escalating(base, TOPICS, lambda: "id-1"),
            chatting=Chatting(base, TOPICS, lambda: "id-1", self.clock),
        )

    def clock(self) -> datetime:
        return self.now

    def wait(self, **time: int) -> None:
        self.now += timedelta(**time)


class AnyAction(TurnAction):
    """Answers anything, so that only the order in which a turn is met is tested."""

    def name(self) -> str:
        return "action_any"

    def answer(self, services: Any, turn: Turn) -> tuple[Reply, Frame]:
        question = turn.question
        if question.is_alarm:
            reply = services.escalating.raise_alarm(question.topic, 0.9, fired=True)
            return reply, Frame(alarm=question.topic, form=turn.frame.form)
        if question.topic == "chat/human_handoff":
            return services.chatting.chat(question, turn.frame)
        return Reply("answer", "An answer.", (question.topic,), 0.9, answer_id="id-1"), turn.frame


class Talk:
    """One conversation. Its frame goes through the slot at every turn, as JSON."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.slot: dict[str, Any] | None = None

    def type(self, text: str, topic: str = "out_of_scope/other", **more: Any) -> Reply:
        """A typed message, by default one that the classifier makes nothing of."""
        decision = more.pop("decision", DECLINE if topic == "out_of_scope/other" else "answer")
        candidates = (Candidate(topic, more.pop("confidence", 0.9)), Candidate("benefit/sleep", 0.05))
        return self._turn(Question(text, decision, candidates, **more))

    def tap(self, step: str) -> Reply:
        """A button of the form, as the door hands it on."""
        return self._turn(Question(words_of(step), "answer", (Candidate("chat/human_handoff", 1.0),), chosen=True))

    def tap_topic(self, topic: str) -> Reply:
        """A button that asks about a topic."""
        return self._turn(Question("A title", "answer", (Candidate(topic, 1.0),), chosen=True))

    def _turn(self, question: Question) -> Reply:
        said: list[dict[str, Any]] = []
        tracker: Any = SimpleNamespace(
            latest_message={UNDERSTANDING: question.as_dict()}, get_slot=lambda _: self.slot, sender_id="rest:me"
        )
        dispatcher: Any = SimpleNamespace(utter_message=lambda text, json_message: said.append(json_message))
        (event,) = AnyAction(self.clinic.services).run(dispatcher, tracker, {})
        assert event["name"] == FRAME_SLOT
        self.slot = event["value"]
        return SimpleNamespace(**said[0])  # type: ignore[return-value]
