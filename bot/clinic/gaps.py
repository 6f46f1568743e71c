"""A question without an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """What was asked, why it went unanswered (`clarify` or `decline`), and which topics came nearest."""

    conversation: str
    text: str
    outcome: str
    candidates: tuple[str, ...]
