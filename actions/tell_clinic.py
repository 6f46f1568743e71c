"""Answers from the clinic's own profile."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.decline import decline
from actions.turn import read_question, say
from bot.wiring import Services, wire


class ActionTellClinic(Action):
    """Kind clinic."""

    def __init__(self, services: Services | None = None) -> None:
        self._services = services

    def name(self) -> str:
        """As in domain.yml."""
        return "action_tell_clinic"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Says hours, prices, the way there."""
        services = self._services or wire()
        reply = services.telling_clinic.tell(read_question(tracker))
        if reply is None:
            return decline(services, dispatcher, tracker)
        say(dispatcher, reply)
        return []
