"""The command `python -m benchmarks [all|compare|stages|gate|soak|report]`; without a word it is all but the soak."""

from __future__ import annotations

import argparse
import dataclasses
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import stock
from benchmarks.machine import describe, today
from benchmarks.measure import Bench, repeat
from benchmarks.plan import Plan, read_plan
from benchmarks.profiling import measure_gate, measure_stages
from benchmarks.questions import read_questions
from benchmarks.report import Report, read_report, write_report
from benchmarks.servers import prepare_knowledge
from benchmarks.soak import soak
from bot.cli.running import is_trained, prepare

_STARTED = time.monotonic()


def say(text: str) -> None:
    """A line of progress with the minutes gone by."""
    minutes, seconds = divmod(int(time.monotonic() - _STARTED), 60)
    print(f"{minutes:3d}:{seconds:02d} {text}", flush=True)


def compare(plan: Plan, work: Path) -> None:
    """Both sides, all repetitions; what was measured is written after each one."""
    bench = Bench(plan, tuple(read_questions()), work, say)
    topics = stock.build(work / "stock", plan)
    report = read_report(plan.out)
    sizes = {key: value for key, value in dataclasses.asdict(plan).items() if key != "out"}
    report["plan"] = {**sizes, "is_quick": plan.is_quick, "stock_topics": topics}
    report |= {"machine": describe(), "measured_on": today(), "repetitions": []}
    for number in range(plan.repetitions):
        say(f"repetition {number + 1} of {plan.repetitions}")
        report["repetitions"].append(repeat(bench, number))
        write_report(plan.out, report)


def stages(plan: Plan, work: Path) -> None:
    """Where a turn's time goes."""
    _update(plan, {"stages": measure_stages(work, say)})


def gate(plan: Plan, work: Path) -> None:
    """The gate beside the encoder."""
    _update(plan, {"gate": measure_gate(plan, work, say)})


def soaking(plan: Plan, work: Path) -> None:
    """Many turns against one start."""
    found = soak(plan, read_questions(), work, say)
    sizes = {"conversations": plan.soak_conversations, "settled_turns": plan.soak_settled}
    _update(plan, {"soak": {"measured_on": today(), **sizes, **found}})


def rewrite(plan: Plan, work: Path) -> None:
    """The page and the plot once more, from the committed figures."""
    _update(plan, {})


def _update(plan: Plan, found: Report) -> None:
    write_report(plan.out, {**read_report(plan.out), **found})


_Command = Callable[[Plan, Path], None]
_COMMANDS: dict[str, tuple[_Command, ...]] = {
    "all": (compare, stages, gate),
    "compare": (compare,),
    "stages": (stages,),
    "gate": (gate,),
    "soak": (soaking,),
    "report": (rewrite,),
}


def main(arguments: list[str] | None = None) -> None:
    """Runs one command in a folder of its own; the folder is kept, with every log, where something broke."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("command", nargs="?", default="all", choices=sorted(_COMMANDS))
    command: Any = parser.parse_args(arguments).command
    plan = read_plan()
    work = Path(tempfile.mkdtemp(prefix="effie-benchmark-"))
    say(f"working in {work}")
    if command != "report":
        # A quick run takes the model that lies there: it shows that the benchmark works, no more.
        if not plan.is_quick and not is_trained():
            prepare(say)
        prepare_knowledge(work)
    for do in _COMMANDS[command]:
        do(plan, work)
    shutil.rmtree(work)
    say(f"written: {plan.out}/benchmark.md")


if __name__ == "__main__":
    main()
