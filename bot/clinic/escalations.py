"""How far an answer must send the visitor on."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Escalation(str, Enum):
    """A level of care. They are ordered: the highest of several wins."""

    NONE = "none"
    PROFESSIONAL = "professional"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for none up to 3 for emergency."""
        return list(Escalation).index(self)

    @property
    def in_words(self) -> str:
        """The level as a heading that a visitor understands; empty for none."""
        return _IN_WORDS[self]


_IN_WORDS = {
    Escalation.NONE: "",
    Escalation.PROFESSIONAL: "Check with a professional first",
    Escalation.URGENT: "See a doctor today",
    Escalation.EMERGENCY: "This may be an emergency",
}


def highest(levels: Iterable[Escalation]) -> Escalation:
    """The gravest of the levels; `none` if there is not one."""
    return max(levels, key=lambda level: level.rank, default=Escalation.NONE)
