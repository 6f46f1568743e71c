"""What every action does: an alarm goes first, then the call-back form; one reply is said, the frame is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.clinic.frames import Frame
from bot.clinic.questions import DECLINE, Question
from bot.clinic.replies import Reply
from bot.clinic.rereading import read_again
from bot.services.composing import both
from bot.wiring import Services, wire

UNDERSTANDING = "understanding"
FRAME_SLOT = "frame"


@dataclass(frozen=True)
class Turn:
    """One message, what the conversation was about so far, and who said it."""

    question: Question
    frame: Frame
    conversation: str


class TurnAction(Action, ABC):
    """An action that answers one turn. A subclass gives its name and `answer`; rasa_sdk registers no abstract class."""

    def __init__(self, services: Services | None = None) -> None:
        self._services = services

    @abstractmethod
    def answer(self, services: Services, turn: Turn) -> tuple[Reply, Frame]:
        """The reply, and the frame for the next turn."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Says the reply. The frame is kept at every turn: the tracker store loads the last turns alone."""
        services = self._services or wire()
        services.knowledge.refresh()
        turn = Turn(_read_question(tracker), Frame.from_dict(tracker.get_slot(FRAME_SLOT)), tracker.sender_id)
        reply, frame = services.filling_form.go_on(*self._meet(services, turn))
        if frame.wish is turn.frame.wish:  # nothing was asked for it or told of it: let it go
            frame = replace(frame, wish=None)
        if turn.question.doubted and not reply.topics[0].startswith("red_flag/"):
            is_said = not (turn.frame.alarm or frame.alarm)
            reply = services.escalating.add_warning(reply, turn.question.doubted, is_said=is_said)
        dispatcher.utter_message(text=reply.text, json_message=reply.as_dict())
        return [SlotSet(FRAME_SLOT, frame.as_dict())]

    def _meet(self, services: Services, turn: Turn) -> tuple[Reply, Frame]:
        filled, frame = services.filling_form.follow(turn.question, turn.frame, turn.conversation)
        if filled:
            return services.standing.remind(filled, frame), frame
        standing = services.standing.follow(turn.question, frame)
        if standing.reply:
            return standing.reply, standing.frame
        turn = replace(turn, frame=standing.frame)
        reply, frame = _follow_up(services, turn) or self.answer(services, turn)
        return services.standing.remind(_with_second(services, turn, reply), frame), frame


def _follow_up(services: Services, turn: Turn) -> tuple[Reply, Frame] | None:
    """The answer to what means something else after the turn before it; None where it means what it says."""
    meant = read_again(turn.question, turn.frame)
    if meant is turn.question:
        return None
    if meant.topic.startswith("out_of_scope/"):
        return decline(services, replace(turn, question=meant))
    answer = services.chatting.chat if meant.topic.startswith("chat/") else services.answering.answer
    return answer(meant, turn.frame)


def _with_second(services: Services, turn: Turn, reply: Reply) -> Reply:
    """The reply, joined with the answer to the other question of the message."""
    second = turn.question.second()
    if second is None or reply.kind != "answer":
        return reply
    if second.topic.startswith("clinic/"):
        other = services.telling_clinic.tell(second)
    else:
        answered = services.answering.answer(second, turn.frame)
        other = answered[0] if answered else None
    return both(reply, other) if other else reply


def decline(services: Services, turn: Turn) -> tuple[Reply, Frame]:
    """What an action does that finds no answer: it says so, and records the gap."""
    services.recording_gaps.record(turn.conversation, turn.question, DECLINE)
    return services.declining.decline(turn.question), turn.frame


def _read_question(tracker: Tracker) -> Question:
    """The question of this turn, as the NLU pipeline left it."""
    return Question.from_dict(tracker.latest_message[UNDERSTANDING])
