"""Asks which of two close topics is meant, or declines where not even two are close."""

from __future__ import annotations

from dataclasses import replace

from actions.turn import Turn, TurnAction, decline
from bot.clinic.frames import Frame
from bot.clinic.questions import CLARIFY
from bot.clinic.replies import Reply
from bot.wiring import Services


class ActionClarify(TurnAction):
    """Intent nlu_fallback: nothing was understood for sure."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_clarify"

    def answer(self, services: Services, turn: Turn) -> tuple[Reply, Frame]:
        """Asks, records the gap, and keeps what was already named for the answer to come."""
        question, frame = turn.question, turn.frame
        reply = services.clarifying.clarify(question) if question.decision == CLARIFY else None
        if reply is None:
            return decline(services, turn)
        services.recording_gaps.record(turn.conversation, question, CLARIFY)
        conditions = tuple(dict.fromkeys((*frame.conditions, *question.named("condition"))))
        kept = replace(frame, conditions=conditions, types=question.named("type") or frame.types)
        return reply, kept
