"""How far an answer must send the visitor on."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Escalation(str, Enum):
    """A level of care. They are ordered: the highest of several wins."""

    rank: int  # 0 for none up to 3 for emergency
    in_words: str  # as a heading that a visitor understands

    NONE = "none", 0, ""
    PROFESSIONAL = "professional", 1, "Check with a professional first"
    URGENT = "urgent", 2, "See a doctor today"
    EMERGENCY = "emergency", 3, "This may be an emergency"

    def __new__(cls, value: str, rank: int = 0, in_words: str = "") -> Escalation:
        """A member of that value, with its rank and its words."""
        level = str.__new__(cls, value)
        level._value_ = value
        level.rank, level.in_words = rank, in_words
        return level


def highest(levels: Iterable[Escalation]) -> Escalation:
    """The gravest of the levels; `none` if there is not one."""
    return max(levels, key=lambda level: level.rank, default=Escalation.NONE)
