"""Raises the alarm on a warning sign."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import read_question, say
from bot.wiring import Services, wire


class ActionRaiseAlarm(Action):
    """Kind red_flag."""

    def __init__(self, services: Services | None = None) -> None:
        self._services = services

    def name(self) -> str:
        """As in domain.yml."""
        return "action_raise_alarm"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Says what to do now."""
        services = self._services or wire()
        question = read_question(tracker)
        fired = question.gate_topic is not None or question.voted
        say(dispatcher, services.escalating.raise_alarm(question.topic, question.confidence, gate_fired=fired))
        return []
