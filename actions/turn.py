"""The door from Rasa to the turn: a rule of data/rules.yml names an action, and every action takes the turn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.clinic.frames import Frame
from bot.clinic.plain import dump, load
from bot.clinic.questions import Question
from bot.services.outcomes import Turn
from bot.wiring import Services, wire

UNDERSTANDING, FRAME_SLOT = "understanding", "frame"


class _TakeTurn(Action, ABC):
    """Reads the turn from the tracker, has it answered, says the reply and keeps the frame."""

    def __init__(self, services: Services | None = None) -> None:
        self._services = services

    @abstractmethod
    def name(self) -> str:
        """As in domain.yml."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Says the reply. The frame is kept at every turn: the tracker store loads the last turns alone."""
        services = self._services or wire()
        services.knowledge.refresh()
        question = load(Question, tracker.latest_message[UNDERSTANDING])
        frame = load(Frame, tracker.get_slot(FRAME_SLOT) or {})
        outcome = services.turn_taking.take(Turn(question, frame, tracker.sender_id, self.name()))
        dispatcher.utter_message(text=outcome.reply.text, json_message=outcome.reply.as_dict())
        return [SlotSet(FRAME_SLOT, dump(outcome.frame))]


class ActionAnswer(_TakeTurn):
    """Kinds benefit, type, condition and practical."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_answer"


class ActionRaiseAlarm(_TakeTurn):
    """Kind red_flag."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_raise_alarm"


class ActionTellClinic(_TakeTurn):
    """Kind clinic: answered from the clinic's own profile."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_tell_clinic"


class ActionChat(_TakeTurn):
    """Kind chat: the conversation itself."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_chat"


class ActionClarify(_TakeTurn):
    """Intent nlu_fallback: nothing was understood for sure."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_clarify"


class ActionDecline(_TakeTurn):
    """Kind out_of_scope, and whatever Rasa itself falls back to."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_decline"
