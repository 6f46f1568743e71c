"""Numbers from numbers: percentiles, ratios to stock, and what they must not exceed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.plan import MEMORY, OURS, SQLITE, STOCK


@dataclass(frozen=True)
class Spread:
    """The median of several repetitions, with the least and the most."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Of at least one value."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Compared:
    """One figure in words, how to read it, and its target, where it has one."""

    section: str  # a storage, or the training
    key: str
    label: str
    unit: str
    target: float | None = None
    is_rate: bool = False  # more is better
    of_ours_alone: bool = False  # the target is for the figure itself, not for its ratio to stock


def _of_storage(storage: str, most: float | None, others: bool) -> tuple[Compared, ...]:
    where = "SQLite" if storage == SQLITE else "in memory"
    return (
        Compared(storage, "new_p50_ms", f"turn, new conversation, p50, {where}", "ms", most),
        Compared(storage, "new_p95_ms", f"turn, new conversation, p95, {where}", "ms"),
        Compared(storage, "old_p50_ms", f"turn, 40-turn-old conversation, p50, {where}", "ms"),
        Compared(storage, "old_p95_ms", f"turn, 40-turn-old conversation, p95, {where}", "ms"),
        Compared(storage, "old_to_new", f"old to new conversation, p50, {where}", "times", 1.4, of_ours_alone=True),
        Compared(storage, "turns_a_second_1", f"turns a second, 1 client, {where}", "/s", is_rate=True),
        Compared(storage, "turns_a_second_8", f"turns a second, 8 clients, {where}", "/s", 2.5, is_rate=True),
        Compared(storage, "turns_a_second_32", f"turns a second, 32 clients, {where}", "/s", is_rate=True),
        Compared(storage, "start_seconds", f"start to first answer, {where}", "s", 0.4 if others else None),
        Compared(storage, "memory_mb", f"memory of all processes (PSS), {where}", "MB", 0.75 if others else None),
    )


COMPARED = (
    *_of_storage(SQLITE, 0.6, others=True),
    *_of_storage(MEMORY, 0.5, others=False),
    Compared("training", "training_seconds", "training time", "s", 0.1),
)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[round(share * (len(ordered) - 1))]


def side_of(compared: Compared, side: str, repetitions: Sequence[Any]) -> Spread:
    """One side's figure over the repetitions."""
    return Spread.of([section[side][compared.key] for section in _sections(compared, repetitions)])


def ratio_of(compared: Compared, repetitions: Sequence[Any]) -> Spread:
    """Ours to stock within each repetition, so that a slow hour weighs on both."""
    sections = _sections(compared, repetitions)
    return Spread.of([section[OURS][compared.key] / section[STOCK][compared.key] for section in sections])


def _sections(compared: Compared, repetitions: Sequence[Any]) -> list[Any]:
    return [repetition[compared.section] for repetition in repetitions if compared.section in repetition]


def is_met(compared: Compared, repetitions: Sequence[Any]) -> bool | None:
    """Whether the target is reached; None where there is none."""
    if compared.target is None:
        return None
    spread = side_of(compared, OURS, repetitions) if compared.of_ours_alone else ratio_of(compared, repetitions)
    return spread.middle >= compared.target if compared.is_rate else spread.middle <= compared.target
