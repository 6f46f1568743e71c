"""Where a turn's time goes: a turn inside one process, with timers put round its stages by the benchmark alone."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.client import new_conversation
from benchmarks.plan import Plan, read_plan
from benchmarks.questions import endless, read_questions

Spent = dict[str, float]
DOOR, GATE, ENCODER, CLASSIFIER, GRAPH = "door", "gate", "encoder", "classifier", "rest of the NLU graph"
POLICY, STORE, ACTION, REST = "policy", "tracker store", "action call", "rest of Rasa"
STAGES = (DOOR, GATE, ENCODER, CLASSIFIER, GRAPH, POLICY, STORE, ACTION, REST)


class Stopwatch:
    """Gives each instant of a turn to the innermost stage that is under way."""

    def __init__(self) -> None:
        self._spent: Spent = {}
        self._inner: list[float] = []  # seconds that stages inside the one under way have taken

    def take(self) -> Spent:
        """Seconds by stage since the last call."""
        spent, self._spent = self._spent, {}
        return {stage: spent.get(stage, 0.0) for stage in STAGES}

    def wrap(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""
        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def waited(*args: Any, **kwargs: Any) -> Any:
                started = self._enter()
                try:
                    return await function(*args, **kwargs)
                finally:
                    self._leave(stage, started)

            return waited

        @wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            started = self._enter()
            try:
                return function(*args, **kwargs)
            finally:
                self._leave(stage, started)

        return called

    def _enter(self) -> float:
        self._inner.append(0.0)
        return time.perf_counter()

    def _leave(self, stage: str, started: float) -> None:
        whole = time.perf_counter() - started
        self._spent[stage] = self._spent.get(stage, 0.0) + whole - self._inner.pop()
        if self._inner:
            self._inner[-1] += whole


def main(endpoints: str, model: str, target: Path) -> None:
    """Profiles and writes {"new": [turn, ...], "old": [turn, ...]}, a turn being seconds by stage."""
    from rasa.utils.log_utils import configure_structlog

    logging.disable(logging.WARNING)
    configure_structlog(logging.ERROR)  # as `rasa run` does: else each turn prints a page
    plan = read_plan()
    watch = Stopwatch()
    _wrap_classes(watch)
    target.write_text(json.dumps(asyncio.run(_profile(watch, endpoints, model, plan))), encoding="utf-8")


def _wrap_classes(watch: Stopwatch) -> None:
    from rasa.core.processor import MessageProcessor
    from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore

    from bot.channels.rasa_in_process import OwnAction
    from bot.nlu.encoder import Encoder
    from bot.nlu.message_reader import MessageReader
    from bot.safety.gate import RedFlagGate

    places: tuple[tuple[str, Any, Sequence[str]], ...] = (
        (GATE, RedFlagGate, ["read"]),
        (ENCODER, Encoder, ["read"]),
        (CLASSIFIER, MessageReader, ["process"]),
        (GRAPH, MessageProcessor, ["parse_message"]),
        (POLICY, MessageProcessor, ["predict_next_with_tracker_if_should"]),
        (STORE, FailSafeTrackerStore, ["save", "retrieve", "retrieve_full_tracker"]),
        (STORE, TrackerStore, ["get_or_create_tracker", "get_or_create_full_tracker"]),
        (ACTION, OwnAction, ["run"]),
    )
    for stage, owner, names in places:
        for name in names:
            setattr(owner, name, watch.wrap(stage, getattr(owner, name)))


async def _profile(watch: Stopwatch, endpoints: str, model: str, plan: Plan) -> dict[str, list[Spent]]:
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints

    from bot.channels.building import build_door
    from bot.channels.door import Arrival

    agent = await load_agent(model_path=model, endpoints=AvailableEndpoints.read_endpoints(endpoints))
    door = build_door()
    receive, handle = watch.wrap(DOOR, door.receive), watch.wrap(REST, agent.handle_message)
    texts = endless(read_questions())

    async def turn(conversation: str) -> Spent:
        await receive(Arrival(conversation, next(texts), "rest"), handle)
        return watch.take()

    for _ in range(plan.warm_up):
        await turn(new_conversation())
    new = [await turn(new_conversation()) for _ in range(plan.stage_turns)]
    old: list[Spent] = []
    for conversation in islice(_names(), plan.old_conversations):
        for _ in range(plan.age):
            await turn(conversation)
        old += [await turn(conversation) for _ in range(plan.old_turns)]
    return {"new": new, "old": old}


def _names() -> Iterator[str]:
    while True:  # bounded by its caller
        yield new_conversation()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
