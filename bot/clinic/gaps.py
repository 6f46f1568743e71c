"""A question without an answer, and what many of them have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Gap:
    """What was asked, why it went unanswered (`clarify` or `decline`), and which topics came nearest."""

    conversation: str
    text: str
    outcome: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class KeptGap:
    """A gap as it is read again: when it was asked, and no more by whom."""

    text: str
    outcome: str
    candidates: tuple[str, ...]
    asked_at: datetime


@dataclass(frozen=True)
class Proposal:
    """The topic to which questions may belong. `near` is a cosine: at 1 they stand among its training questions."""

    topic: str
    near: float
    is_near: bool


@dataclass(frozen=True)
class Group:
    """Questions that mean about the same: each once, the most asked first."""

    questions: tuple[str, ...]
    asked: int
    declined: int
    last_at: datetime
    proposal: Proposal
