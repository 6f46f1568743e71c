"""Raises the alarm on a warning sign."""

from __future__ import annotations

from dataclasses import replace

from actions.turn import Turn, TurnAction
from bot.clinic.frames import Frame
from bot.clinic.replies import Reply
from bot.wiring import Services


class ActionRaiseAlarm(TurnAction):
    """Kind red_flag."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_raise_alarm"

    def answer(self, services: Services, turn: Turn) -> tuple[Reply, Frame]:
        """What to do now; the alarm stands until the visitor says that it is dealt with."""
        question = turn.question
        fired = question.is_alarm
        reply = services.escalating.raise_alarm(question.topic, question.confidence, fired=fired)
        return reply, replace(turn.frame, alarm=question.topic) if fired else turn.frame
