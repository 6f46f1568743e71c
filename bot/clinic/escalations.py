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


def highest(levels: Iterable[Escalation]) -> Escalation:
    """The gravest of the levels; `none` if there is not one."""
    return max(levels, key=lambda level: level.rank, default=Escalation.NONE)
