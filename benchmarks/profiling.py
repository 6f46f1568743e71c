"""Runs the two measurements that need a process of their own: the stages of a turn, and the gate beside the encoder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from statistics import mean
from typing import Any

from benchmarks.bench import Bench
from benchmarks.figures import Spread, percentile
from benchmarks.plan import OURS, SQLITE
from benchmarks.servers import Launch, launch
from benchmarks.stages import STAGES
from bot.settings import ROOT

_SECONDS = 900
_MODEL = "models/effie.tar.gz"


def measure_stages(bench: Bench) -> dict[str, Any]:
    """Milliseconds by stage (median, p95, share), in a new and in an old conversation."""
    bench.say("  a turn's stages, in one process ...")
    plan = launch(OURS, SQLITE, bench.work)
    target = bench.work / "stages.json"
    _run([sys.executable, "-m", "benchmarks.stages", "endpoints.yml", _MODEL, str(target)], plan)
    turns = json.loads(target.read_text(encoding="utf-8"))
    return {age: summarise(turns[age]) for age in ("new", "old")}


def summarise(turns: Sequence[dict[str, float]]) -> dict[str, Any]:
    """By stage, and the whole turn."""
    wholes = [sum(turn.values()) for turn in turns]
    found = {stage: _summary([turn[stage] for turn in turns], mean(wholes)) for stage in STAGES}
    return {**found, "whole turn": _summary(wholes, mean(wholes))}


def measure_gate(bench: Bench) -> dict[str, Any]:
    """The gate's time over the encoder's at p50 and p95, each repetition in a fresh process: no cache is warm."""
    bench.say("  the gate beside the encoder ...")
    start = launch(OURS, SQLITE, bench.work)
    runs = []
    for number in range(bench.plan.repetitions):
        target = bench.work / f"gate-{number}.json"
        _run([sys.executable, "-m", "benchmarks.gate", str(target)], start)
        runs.append(json.loads(target.read_text(encoding="utf-8")))
    found: dict[str, Any] = {}
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        pairs = [(percentile(run["gate"], share) * 1000, percentile(run["encoder"], share) * 1000) for run in runs]
        found[name] = {
            "gate_ms": vars(Spread.of([gate for gate, _ in pairs])),
            "encoder_ms": vars(Spread.of([encoder for _, encoder in pairs])),
            "ratio": vars(Spread.of([gate / encoder for gate, encoder in pairs])),
        }
    return {**found, "questions": len(runs[0]["gate"])}


def _summary(seconds: Sequence[float], whole: float) -> dict[str, float]:
    return {
        "p50_ms": percentile(seconds, 0.5) * 1000,
        "p95_ms": percentile(seconds, 0.95) * 1000,
        "share": mean(seconds) / whole,
    }


def _run(command: Sequence[str], plan: Launch) -> None:
    with plan.log.open("ab") as log:
        environment = {**os.environ, **plan.environment}
        subprocess.run(
            command, cwd=ROOT, env=environment, check=True, timeout=_SECONDS, stdout=log, stderr=subprocess.STDOUT
        )
