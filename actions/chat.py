"""Answers what is said about the conversation itself."""

from __future__ import annotations

from actions.turn import Turn, TurnAction, decline
from bot.clinic.frames import Frame
from bot.clinic.replies import Reply
from bot.wiring import Services


class ActionChat(TurnAction):
    """Kind chat."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_chat"

    def answer(self, services: Services, turn: Turn) -> tuple[Reply, Frame]:
        """Hello, the sources, more, how to reach a person."""
        return services.chatting.chat(turn.question, turn.frame) or decline(services, turn)
