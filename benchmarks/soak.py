"""Ten thousand turns against one start: does memory grow, does anything break, how much is stored?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from benchmarks.bench import Bench
from benchmarks.client import Turn, ask_at_once, new_conversation
from benchmarks.figures import percentile
from benchmarks.plan import OURS, SQLITE, Plan
from benchmarks.questions import endless
from benchmarks.servers import Started, launch, running

_CLIENTS = 4
_CHUNKS = 20


def soak(bench: Bench) -> dict[str, Any]:
    """Memory growth after the settled turns, errors, and database bytes a turn."""
    plan = bench.plan
    bench.say(f"  {plan.soak_turns} turns in {plan.soak_conversations} conversations: starting ...")
    turns = _turns(plan, bench.questions)
    with running(launch(OURS, SQLITE, bench.work)) as started:
        before = started.stored()
        done, seconds = ask_at_once(started.port, _CLIENTS, islice(turns, plan.soak_settled))
        settled = started.memory()
        series = [{"turns": len(done), "memory_mb": settled / 2**20}]
        chunk = max(1, (plan.soak_turns - plan.soak_settled) // _CHUNKS)
        for left in range(plan.soak_turns - plan.soak_settled, 0, -chunk):
            more, took = ask_at_once(started.port, _CLIENTS, islice(turns, min(chunk, left)))
            done, seconds = done + more, seconds + took
            series.append({"turns": len(done), "memory_mb": started.memory() / 2**20})
            bench.say(f"  {len(done)} turns, {series[-1]['memory_mb']:.0f} MB, {seconds:.0f} s")
        return {**_figures(started, done, settled, before, seconds), "series": series}


def _figures(started: Started, done: Sequence[Turn], settled: int, before: int, seconds: float) -> dict[str, Any]:
    latency = [turn.seconds for turn in done]
    return {
        "turns": len(done),
        "errors": sum(not turn.is_answered for turn in done),
        "memory_settled_mb": settled / 2**20,
        "memory_end_mb": started.memory() / 2**20,
        "memory_growth": started.memory() / settled - 1,
        "database_bytes_a_turn": (started.stored() - before) / len(done),
        "turns_a_second": len(done) / seconds,
        "p50_ms": percentile(latency, 0.5) * 1000,
        "p95_ms": percentile(latency, 0.95) * 1000,
    }


def _turns(plan: Plan, questions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every conversation gets its next question in turn, as many visitors at once would ask."""
    names = [new_conversation() for _ in range(plan.soak_conversations)]
    texts = endless(questions)
    for number in range(plan.soak_turns):
        yield next(texts), names[number % len(names)]
