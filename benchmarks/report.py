"""From measured figures to docs/benchmark.json, docs/benchmark.md and docs/benchmark.png."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import COMPARED, Compared, Spread, is_met, ratio_of, side_of
from benchmarks.plan import MEMORY, OURS, SQLITE, STOCK
from benchmarks.plot import draw

Report = dict[str, Any]
_JSON, _PAGE, _PLOT = "benchmark.json", "benchmark.md", "benchmark.png"


def read_report(folder: Path) -> Report:
    """What was written before; empty where nothing was."""
    path = folder / _JSON
    found: Report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def write_report(folder: Path, report: Report) -> None:
    """Writes all three files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _JSON).write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (folder / _PAGE).write_text("\n".join(render(report)) + "\n", encoding="utf-8")
    if report.get("repetitions"):
        draw(report["repetitions"], folder / _PLOT)


def render(report: Report) -> Iterator[str]:
    """The page, line by line."""
    yield "# Benchmark"
    yield ""
    yield "Written by `make bench` (`python -m benchmarks`) and `python -m benchmarks soak`; not part of CI."
    if report.get("repetitions"):
        yield from _setup(report)
        yield from _ratios(report["repetitions"])
    if "stages" in report:
        yield from _stages(report)
    if "gate" in report:
        yield from _gate(report["gate"])
    if "flood" in report:
        yield from _flood(report["flood"])
    if "soak" in report:
        yield from _soak(report["soak"])


_SETUP = """
One run on {measured_on}: {processor}, {cores} cores, {memory_gb:.0f} GB, Python {python},
Rasa {rasa}; load of the machine when it began: {load:.2f}. Other processes took at most
{neighbours:.0%} of the processors in a repetition.

## What is compared

- **Ours**: this assistant as `make run` starts it. In memory: the same with
  its conversations in a SQLite database in memory; facts and the record of gaps stay in files.
- **Stock**: the pipeline and the policies of Rasa's own `default_config.yml`, on the same
  training questions ({stock_topics} topics, an intent each), one plain text response and one
  rule a topic, {stories}.
  It is trained for {epochs} epochs only: speed and memory do not change with epochs. Accuracy
  does, and is not compared here. TensorFlow runs with its own choice of kernels.
- **Training time** of stock is extrapolated: the measured time, and the mean measured epoch
  (without the one compilation) for each epoch that is missing to the suggested {default_epochs}.
  Rasa lets batches grow from the first epoch to the last; the mean covers the same range.
  Ours is measured whole, with an empty cache. Training is in the first {trainings} of the repetitions only.
- **{count} repetitions**; in each, both sides one after the other, the first one alternating,
  each start with an empty conversation store. The same client on 127.0.0.1 keeps its
  connections and asks the same held-back questions. In each: {new_turns} turns in new
  conversations; {old_conversations} conversations brought to {age} turns, then measured
  for {old_turns}; then the clients at once, in conversations of five turns.
- Memory is read after all of that: the sum of `Pss` over the processes and their children.
  Pages of libraries that another process of the machine maps too count in part only: nothing
  else that loads TensorFlow should run meanwhile.
"""
_WITH_STORIES = """three stories of two turns, as `rasa init` writes them:
  TEDPolicy and UnexpecTEDIntentPolicy learn from stories alone, and without any they idle"""
_WITHOUT_STORIES = """no stories: TEDPolicy and UnexpecTEDIntentPolicy learn from stories
  alone, so that here they idle, which favours stock"""
_QUICK = "\n**A quick run, to see that the benchmark works. Its figures mean nothing.**\n"


def _setup(report: Report) -> Iterator[str]:
    plan = report["plan"]
    if plan["is_quick"]:
        yield _QUICK
    stories = _WITH_STORIES if plan["with_stories"] else _WITHOUT_STORIES
    known = {**plan, **report["machine"], "measured_on": report["measured_on"]}
    yield _SETUP.format(
        **known, count=len(report["repetitions"]), stories=stories, neighbours=max(report["neighbours"])
    )


def _ratios(repetitions: Sequence[Any]) -> Iterator[str]:
    yield "## Ours to stock"
    yield ""
    yield "Medians over the repetitions, with the least and the most in brackets. The ratio is taken"
    yield "within each repetition."
    yield ""
    yield "| figure | ours | stock | ratio | target | |"
    yield "|---|---|---|---|---|---|"
    for compared in COMPARED:
        sides = " | ".join(_spread(side_of(compared, side, repetitions), compared.unit) for side in (OURS, STOCK))
        ratio = _spread(ratio_of(compared, repetitions), "")
        yield f"| {compared.label} | {sides} | {ratio} | {_target(compared)} | {_verdict(compared, repetitions)} |"
    yield ""
    errors = {side: sum(r[s][side]["errors"] for r in repetitions for s in (SQLITE, MEMORY)) for side in (OURS, STOCK)}
    yield f"Turns without an answer: ours {errors[OURS]:.0f}, stock {errors[STOCK]:.0f}."
    yield ""
    yield f"![Ratios to stock]({_PLOT})"
    yield ""


def _target(compared: Compared) -> str:
    if compared.target is None:
        return ""
    bound = "at least" if compared.is_rate else "at most"
    return f"{bound} {compared.target}{' (ours alone)' if compared.of_ours_alone else ''}"


def _verdict(compared: Compared, repetitions: Sequence[Any]) -> str:
    return {None: "", True: "reached", False: "**missed**"}[is_met(compared, repetitions)]


def _stages(report: Report) -> Iterator[str]:
    yield "## Where a turn's time goes"
    yield ""
    yield "Ours, SQLite, inside one process; the timers are the"
    yield "benchmark's own. A stage's time is its own, without the stages inside it. HTTP and the"
    yield "client are not in it."
    yield ""
    yield "| stage | new: p50 | p95 | share | 40 turns old: p50 | p95 | share |"
    yield "|---|---|---|---|---|---|---|"
    new, old = report["stages"]["new"], report["stages"]["old"]
    for stage in new:
        yield f"| {stage} | {_stage(new[stage])} | {_stage(old[stage])} |"
    yield ""
    if report.get("repetitions"):
        over_rest = [repetition[SQLITE][OURS] for repetition in report["repetitions"]]
        new_ms, old_ms = (Spread.of([side[f"{age}_p50_ms"] for side in over_rest]) for age in ("new", "old"))
        yield f"Over REST (p50): {_spread(new_ms, 'ms')} in a new, {_spread(old_ms, 'ms')} in an old conversation."
        yield ""


def _stage(figures: dict[str, float]) -> str:
    return f"{figures['p50_ms']:.2f} ms | {figures['p95_ms']:.2f} ms | {figures['share']:.0%}"


def _gate(gate: dict[str, Any]) -> Iterator[str]:
    yield "## The gate beside the encoder"
    yield ""
    yield f"Over {gate['questions']} held-back questions, each asked of both; a fresh process a repetition."
    yield ""
    yield "| | gate | encoder | ratio |"
    yield "|---|---|---|---|"
    for name in ("p50", "p95"):
        cells = [_spread(Spread(**gate[name][key]), unit) for key, unit in _GATE_CELLS]
        yield f"| {name} | {' | '.join(cells)} |"
    yield ""


_GATE_CELLS = (("gate_ms", "ms"), ("encoder_ms", "ms"), ("ratio", ""))


def _flood(flood: dict[str, Any]) -> Iterator[str]:
    yield "## An alarm beside a flood"
    yield ""
    yield f"{flood['alarms']} new visitors each told an emergency on the website's channel, first in quiet, then while"
    yield f"{flood['sessions']} sessions sent messages of 4,096 characters as fast as they were answered"
    yield f"({flood['messages']} in all, most refused as too many), on {flood['measured_on']}. Target: at most 2 times"
    yield "the quiet time."
    yield ""
    yield "| | quiet | beside the flood | ratio |"
    yield "|---|---|---|---|"
    for key, name in (("p50_ms", "p50"), ("p95_ms", "p95")):
        quiet, flooded = flood["quiet"][key], flood["flooded"][key]
        yield f"| {name} | {quiet:.1f} ms | {flooded:.1f} ms | {flood['ratio'][key]:.2f} |"
    yield ""


def _soak(soak: dict[str, Any]) -> Iterator[str]:
    yield "## Soak"
    yield ""
    yield f"{soak['turns']} turns in {soak['conversations']} conversations against one start, four clients"
    yield f"at once, SQLite, on {soak['measured_on']}. Target: memory grows by less than 5 % after the"
    yield f"first {soak['settled_turns']} turns, and no error."
    yield ""
    yield "| figure | |"
    yield "|---|---|"
    for name, key in (("memory (PSS)", "memory"), ("anonymous memory alone", "anonymous")):
        grown = f"{soak['settled'][f'{key}_mb']:.0f} MB to {soak['end'][f'{key}_mb']:.0f} MB"
        yield f"| growth of {name} after the first {soak['settled_turns']} | {soak[f'{key}_growth']:.1%} ({grown}) |"
    yield f"| turns without an answer | {soak['errors']} |"
    yield f"| database, bytes a turn | {soak['database_bytes_a_turn']:.0f} |"
    yield f"| turns a second | {soak['turns_a_second']:.1f} |"
    yield f"| turn p50, p95 | {soak['p50_ms']:.0f} ms, {soak['p95_ms']:.0f} ms |"
    yield ""


def _spread(spread: Spread, unit: str) -> str:
    digits = 0 if spread.middle >= 100 else 1 if spread.middle >= 10 else 2
    middle, least, most = (f"{value:.{digits}f}" for value in (spread.middle, spread.least, spread.most))
    return f"{middle}{' ' if unit else ''}{unit} ({least}-{most})"
