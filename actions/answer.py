"""Answers a question about massage."""

from __future__ import annotations

from actions.turn import Turn, TurnAction, decline
from bot.clinic.frames import Frame
from bot.clinic.replies import Reply
from bot.wiring import Services


class ActionAnswer(TurnAction):
    """Kinds benefit, type, condition and practical."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_answer"

    def answer(self, services: Services, turn: Turn) -> tuple[Reply, Frame]:
        """The answer, or a refusal where the knowledge has no fact."""
        return services.answering.answer(turn.question, turn.frame) or decline(services, turn)
