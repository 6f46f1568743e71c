"""Answers from the clinic's own profile."""

from __future__ import annotations

from actions.turn import Turn, TurnAction, decline
from bot.clinic.frames import Frame
from bot.clinic.replies import Reply
from bot.wiring import Services


class ActionTellClinic(TurnAction):
    """Kind clinic."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_tell_clinic"

    def answer(self, services: Services, turn: Turn) -> tuple[Reply, Frame]:
        """Hours, prices, the way there."""
        reply = services.telling_clinic.tell(turn.question)
        return (reply, turn.frame) if reply else decline(services, turn)
