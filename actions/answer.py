"""Answers a question about massage."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.decline import decline
from actions.turn import keep, read_frame_slot, read_question, say
from bot.wiring import Services, wire


class ActionAnswer(Action):
    """Kinds benefit, type, condition and practical."""

    def __init__(self, services: Services | None = None) -> None:
        self._services = services

    def name(self) -> str:
        """As in domain.yml."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Says the answer, or declines where the knowledge has no fact."""
        services = self._services or wire()
        answered = services.answering.answer(read_question(tracker), read_frame_slot(tracker))
        if answered is None:
            return decline(services, dispatcher, tracker)
        reply, frame = answered
        say(dispatcher, reply)
        return keep(frame)
