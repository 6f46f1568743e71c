"""Declines kindly and records the gap."""

from __future__ import annotations

from actions.turn import Turn, TurnAction, decline
from bot.clinic.frames import Frame
from bot.clinic.replies import Reply
from bot.wiring import Services


class ActionDecline(TurnAction):
    """Kind out_of_scope, and everything that was not understood."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_decline"

    def answer(self, services: Services, turn: Turn) -> tuple[Reply, Frame]:
        """Says so, and offers the nearest topics and a person."""
        return decline(services, turn)
