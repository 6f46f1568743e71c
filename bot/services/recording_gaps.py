"""Keeps the questions that went without an answer, so that the owner can close the gap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.clinic.gaps import Gap
from bot.clinic.questions import Question
from bot.services.fact_base import Gaps

_NEAREST = 3


class RecordingGaps:
    """One gap a question."""

    def __init__(self, gaps: Gaps, now: Callable[[], datetime]) -> None:
        self._gaps = gaps
        self._now = now

    def record(self, conversation: str, question: Question, outcome: str) -> None:
        """Keeps the question with its nearest topics. `outcome` is clarify or decline."""
        nearest = tuple(candidate.topic for candidate in question.candidates[:_NEAREST])
        self._gaps.add(Gap(conversation, question.text, outcome, nearest), self._now())
