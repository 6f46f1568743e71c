"""One repetition: both sides, one after the other, on the same questions."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice

from benchmarks import stock
from benchmarks.bench import Bench
from benchmarks.client import Turn, ask_each, load, new_conversation
from benchmarks.figures import percentile
from benchmarks.plan import OURS, SIDES, STORAGES, Plan
from benchmarks.questions import endless
from benchmarks.servers import Started, launch, running
from bot.settings import ROOT

Figures = dict[str, float]
Repetition = dict[str, dict[str, Figures]]
TRAINING = "training"


def repeat(bench: Bench, number: int) -> Repetition:
    """Every figure of both sides once; training in the first ones alone.

    Which side goes first alternates, so that a slow hour favours neither.
    """
    order = SIDES if number % 2 == 0 else SIDES[::-1]
    found: Repetition = {}
    if number < bench.plan.trainings:
        found[TRAINING] = {side: _train(bench, side) for side in order}
    for storage in STORAGES:
        found[storage] = {side: _measure(bench, side, storage) for side in order}
    return found


def _train(bench: Bench, side: str) -> Figures:
    started = time.perf_counter()
    bench.say(f"  {side}: training ...")
    if side == OURS:
        folder = bench.work / "ours-model"
        folder.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", "effie", "--out", str(folder)]
        command += ["--data", "data/rules.yml", *map(str, stock.training_files(bench.plan))]
        stock.run_training(command, ROOT, bench.work / "ours-training.log", {})
        seconds = time.perf_counter() - started
        figures = {"measured_seconds": seconds, "training_seconds": seconds}
    else:
        training = stock.train(bench.work / "stock", bench.plan)
        figures = {"measured_seconds": training.measured_seconds, "training_seconds": training.full_seconds}
    bench.say(f"  {side}: trained in {figures['measured_seconds']:.0f} s, in full {figures['training_seconds']:.0f} s")
    return figures


def _measure(bench: Bench, side: str, storage: str) -> Figures:
    plan = bench.plan

    def say(text: str) -> None:
        bench.say(f"  {side}, {storage}: {text}")

    say("starting ...")
    texts = endless(bench.questions)
    with running(launch(side, storage, bench.work)) as started:
        say(f"answered after {started.seconds:.1f} s; asking ...")
        figures = {"start_seconds": started.seconds}
        _new(started, plan.warm_up, texts)
        new = _new(started, plan.new_turns, texts)
        say(f"{percentile(_seconds(new), 0.5) * 1000:.0f} ms a turn; now old conversations ...")
        old = _old(started, plan, texts)
        figures |= _latency("new", new) | _latency("old", old)
        figures["old_to_new"] = figures["old_p50_ms"] / figures["new_p50_ms"]
        figures["errors"] = float(sum(not turn.is_answered for turn in (*new, *old)))
        for clients, turns in plan.load.items():
            say(f"{clients} clients at once ...")
            done = load(started.port, clients, list(islice(texts, turns)))
            figures[f"turns_a_second_{clients}"] = done.turns_a_second
            figures["errors"] += done.errors
        figures["memory_mb"] = started.memory() / 2**20
    return figures


def _new(started: Started, turns: int, texts: Iterator[str]) -> list[Turn]:
    return ask_each(started.port, [(text, new_conversation()) for text in islice(texts, turns)])


def _old(started: Started, plan: Plan, texts: Iterator[str]) -> list[Turn]:
    """The turns after the first `age` ones, of several conversations."""
    found: list[Turn] = []
    for _ in range(plan.old_conversations):
        conversation = new_conversation()
        asked = [(text, conversation) for text in islice(texts, plan.age + plan.old_turns)]
        found += ask_each(started.port, asked)[plan.age :]
    return found


def _latency(name: str, turns: Sequence[Turn]) -> Figures:
    seconds = _seconds(turns)
    return {f"{name}_p{int(q * 100)}_ms": percentile(seconds, q) * 1000 for q in (0.5, 0.95)}


def _seconds(turns: Sequence[Turn]) -> list[float]:
    return [turn.seconds for turn in turns]
