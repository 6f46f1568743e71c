"""Declines kindly and records the gap."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import read_question, say
from bot.clinic.questions import DECLINE
from bot.wiring import Services, wire


def decline(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """What an action does that finds no answer."""
    question = read_question(tracker)
    say(dispatcher, services.declining.decline(question))
    services.recording_gaps.record(tracker.sender_id, question, DECLINE)
    return []


class ActionDecline(Action):
    """Kind out_of_scope, and everything that was not understood."""

    def __init__(self, services: Services | None = None) -> None:
        self._services = services

    def name(self) -> str:
        """As in domain.yml."""
        return "action_decline"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Says so, and offers the nearest topics and a person."""
        return decline(self._services or wire(), dispatcher, tracker)
