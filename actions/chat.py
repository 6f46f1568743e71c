"""Answers what is said about the conversation itself."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.decline import decline
from actions.turn import keep, read_frame_slot, read_question, say
from bot.wiring import Services, wire


class ActionChat(Action):
    """Kind chat."""

    def __init__(self, services: Services | None = None) -> None:
        self._services = services

    def name(self) -> str:
        """As in domain.yml."""
        return "action_chat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Says hello, the sources, more, how to reach a person."""
        services = self._services or wire()
        chatted = services.chatting.chat(read_question(tracker), read_frame_slot(tracker))
        if chatted is None:
            return decline(services, dispatcher, tracker)
        reply, frame = chatted
        say(dispatcher, reply)
        return keep(frame)
