"""How far an answer must send the visitor on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial
from operator import attrgetter


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


# The gravest of several levels; `none` where there is not one.
highest: Callable[[Iterable[Escalation]], Escalation] = partial(max, key=attrgetter("rank"), default=Escalation.NONE)
