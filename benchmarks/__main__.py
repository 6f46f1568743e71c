"""The command `python -m benchmarks [all|compare|stages|gate|flood|soak|report]`; without a word: all but the soak."""

from __future__ import annotations

import argparse
import dataclasses
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import stock
from benchmarks.bench import Bench
from benchmarks.flood import flood
from benchmarks.machine import Neighbours, describe, today
from benchmarks.measure import repeat
from benchmarks.plan import read_plan
from benchmarks.profiling import measure_gate, measure_stages
from benchmarks.questions import read_questions
from benchmarks.report import Report, read_report, write_report
from benchmarks.servers import prepare_knowledge
from benchmarks.soak import soak
from bot.cli.running import is_trained, prepare


def compare(bench: Bench) -> None:
    """Both sides, all repetitions; what was measured is written after each one."""
    plan = bench.plan
    topics = stock.build(bench.work / "stock", plan)
    report = read_report(plan.out)
    sizes = {key: value for key, value in dataclasses.asdict(plan).items() if key != "out"}
    report["plan"] = {**sizes, "is_quick": plan.is_quick, "stock_topics": topics}
    report |= {"machine": describe(), "measured_on": today(), "repetitions": [], "neighbours": []}
    for number in range(plan.repetitions):
        bench.say(f"repetition {number + 1} of {plan.repetitions}")
        neighbours = Neighbours()
        report["repetitions"].append(repeat(bench, number))
        report["neighbours"].append(neighbours.share())
        bench.say(f"  others took {report['neighbours'][-1]:.0%} of the processors meanwhile")
        write_report(plan.out, report)


def stages(bench: Bench) -> None:
    """Where a turn's time goes."""
    _update(bench, {"stages": measure_stages(bench)})


def gate(bench: Bench) -> None:
    """The gate beside the encoder."""
    _update(bench, {"gate": measure_gate(bench)})


def flooding(bench: Bench) -> None:
    """A visitor's alarm beside a flood."""
    _update(bench, {"flood": {"measured_on": today(), **flood(bench)}})


def soaking(bench: Bench) -> None:
    """Many turns against one start."""
    plan = bench.plan
    sizes = {"conversations": plan.soak_conversations, "settled_turns": plan.soak_settled}
    _update(bench, {"soak": {"measured_on": today(), **sizes, **soak(bench)}})


def rewrite(bench: Bench) -> None:
    """The page and the plot once more, from the committed figures."""
    _update(bench, {})


def _update(bench: Bench, found: Report) -> None:
    write_report(bench.plan.out, {**read_report(bench.plan.out), **found})


_Command = Callable[[Bench], None]
_COMMANDS: dict[str, tuple[_Command, ...]] = {
    "all": (compare, stages, gate, flooding),
    "compare": (compare,),
    "stages": (stages,),
    "gate": (gate,),
    "flood": (flooding,),
    "soak": (soaking,),
    "report": (rewrite,),
}


def main(arguments: list[str] | None = None) -> None:
    """Runs one command in a folder of its own; the folder is kept, with every log, where something broke."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("command", nargs="?", default="all", choices=sorted(_COMMANDS))
    command: Any = parser.parse_args(arguments).command
    plan = read_plan()
    bench = Bench(plan, tuple(read_questions()), Path(tempfile.mkdtemp(prefix="effie-benchmark-")))
    bench.say(f"working in {bench.work}")
    if command != "report":
        # A quick run takes the model that lies there: it shows that the benchmark works, no more.
        if not plan.is_quick and not is_trained():
            prepare(bench.say)
        prepare_knowledge(bench.work)
    for do in _COMMANDS[command]:
        do(bench)
    shutil.rmtree(bench.work)
    bench.say(f"written: {plan.out}/benchmark.md")


if __name__ == "__main__":
    main()
