"""Whether a massage of some pressure suits a person with some condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum


class Pressure(str, Enum):
    """How firm the hands are."""

    LIGHT = "light"
    MEDIUM = "medium"
    FIRM = "firm"


class Verdict(str, Enum):
    """What we say of massage and a condition, from the mildest to the most cautious."""

    FINE = "fine"
    ASK_FIRST = "ask_first"
    NOT_NOW = "not_now"

    @property
    def caution(self) -> int:
        """0 for fine up to 2 for not now."""
        return list(Verdict).index(self)


Verdicts = Mapping[Pressure, Verdict]


def most_cautious(verdicts: Iterable[Verdict]) -> Verdict:
    """The most cautious of several; `fine` if nothing speaks against it."""
    return max(verdicts, key=lambda verdict: verdict.caution, default=Verdict.FINE)


def verdict_on(pressures: Iterable[Pressure], conditions: Iterable[Verdicts]) -> Verdict:
    """The verdict on a type that uses these pressures, for a person with these conditions."""
    pressures = tuple(pressures)
    return most_cautious(condition[pressure] for condition in conditions for pressure in pressures)
