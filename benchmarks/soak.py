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
from benchmarks.servers import ANONYMOUS, Started, launch, running

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
        settled = _memory(started)
        series = [{"turns": len(done), **settled}]
        chunk = max(1, (plan.soak_turns - plan.soak_settled) // _CHUNKS)
        for left in range(plan.soak_turns - plan.soak_settled, 0, -chunk):
            more, took = ask_at_once(started.port, _CLIENTS, islice(turns, min(chunk, left)))
            done, seconds = done + more, seconds + took
            series.append({"turns": len(done), **_memory(started)})
            bench.say(f"  {len(done)} turns, {series[-1]['memory_mb']:.0f} MB, {seconds:.0f} s")
        found = {**_figures(done, seconds), **_growth(settled, _memory(started)), "series": series}
        return {**found, "database_bytes_a_turn": (started.stored() - before) / len(done)}


def _memory(started: Started) -> dict[str, float]:
    """PSS, and its anonymous part: other Rasa processes of the machine share our files' pages, but not that one."""
    return {"memory_mb": started.memory() / 2**20, "anonymous_mb": started.memory(ANONYMOUS) / 2**20}


def _growth(settled: dict[str, float], end: dict[str, float]) -> dict[str, Any]:
    return {
        "settled": settled,
        "end": end,
        "memory_growth": end["memory_mb"] / settled["memory_mb"] - 1,
        "anonymous_growth": end["anonymous_mb"] / settled["anonymous_mb"] - 1,
    }


def _figures(done: Sequence[Turn], seconds: float) -> dict[str, Any]:
    latency = [turn.seconds for turn in done]
    return {
        "turns": len(done),
        "errors": sum(not turn.is_answered for turn in done),
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
