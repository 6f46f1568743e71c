"""How much is measured, and where the files of a run go."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.settings import ROOT

QUICK = "EFFIE_BENCH_QUICK"
STORIES = "EFFIE_BENCH_STORIES"

PORT = 5305  # beside 5005, so that an assistant that runs here is neither measured nor disturbed
OURS, STOCK = "ours", "stock"
SQLITE, MEMORY = "sqlite", "memory"
SIDES, STORAGES = (OURS, STOCK), (SQLITE, MEMORY)


@dataclass(frozen=True)
class Plan:
    """The size of one run; every loop of the benchmark is bounded by it."""

    repetitions: int
    trainings: int  # of the repetitions that train too: its target is far off, and it takes the longest
    epochs: int  # of the stock side; a turn costs the same after one epoch as after a hundred
    default_epochs: int  # what Rasa's suggested configuration says
    topics: int | None  # of the stock side; None is all of them
    with_stories: (
        bool  # as `rasa init` has them; without any, TEDPolicy and UnexpecTEDIntentPolicy have nothing to learn
    )
    warm_up: int
    new_turns: int
    age: int  # turns of an old conversation before it is measured
    old_conversations: int
    old_turns: int  # measured in each old conversation
    load: dict[int, int]  # clients -> turns
    stage_turns: int
    gate_questions: int | None
    flood_alarms: int
    soak_turns: int
    soak_conversations: int
    soak_settled: int  # turns after which memory should no longer grow
    out: Path

    @property
    def is_quick(self) -> bool:
        """Whether its figures mean nothing."""
        return self.repetitions < 5


def read_plan() -> Plan:
    """The full plan, or the one that only shows that the benchmark works."""
    stories = os.environ.get(STORIES, "") == "1"
    return _quick(with_stories=stories) if os.environ.get(QUICK, "") == "1" else _full(with_stories=stories)


def _full(*, with_stories: bool) -> Plan:
    return Plan(
        repetitions=5,
        trainings=2,
        epochs=3,
        default_epochs=100,
        topics=None,
        with_stories=with_stories,
        warm_up=30,
        new_turns=200,
        age=40,
        old_conversations=10,
        old_turns=6,
        load={1: 150, 8: 320, 32: 480},
        stage_turns=150,
        gate_questions=None,
        flood_alarms=100,
        soak_turns=10_000,
        soak_conversations=200,
        soak_settled=1_000,
        out=ROOT / "docs",
    )


def _quick(*, with_stories: bool) -> Plan:
    return Plan(
        repetitions=1,
        trainings=1,
        epochs=1,
        default_epochs=100,
        topics=10,
        with_stories=with_stories,
        warm_up=3,
        new_turns=12,
        age=6,
        old_conversations=2,
        old_turns=2,
        load={1: 6, 8: 16, 32: 32},
        stage_turns=6,
        gate_questions=100,
        flood_alarms=5,
        soak_turns=120,
        soak_conversations=6,
        soak_settled=20,
        out=Path(tempfile.gettempdir()) / "effie-benchmark-quick",
    )
