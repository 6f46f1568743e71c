"""What every measurement is made with."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.plan import Plan


@dataclass(frozen=True)
class Bench:
    """The plan of a run, what is asked, where its files lie, and its clock for the progress."""

    plan: Plan
    questions: tuple[str, ...]
    work: Path
    began: float = field(default_factory=time.monotonic)

    def say(self, text: str) -> None:
        """A line of progress with the minutes gone by."""
        minutes, seconds = divmod(int(time.monotonic() - self.began), 60)
        print(f"{minutes:3d}:{seconds:02d} {text}", flush=True)
