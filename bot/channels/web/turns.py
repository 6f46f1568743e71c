"""Each message of a client is one turn, however often it is sent."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

Reply = dict[str, Any]
Turn = asyncio.Task[Reply | None]
_MOST_CONVERSATIONS = 1000
_MOST_MESSAGES = 8  # of one conversation: a client sends the same message again soon or never


class Turns:
    """Turns by conversation and message id: under way, or done with their reply. The oldest are forgotten."""

    def __init__(self, most: int = _MOST_CONVERSATIONS) -> None:
        self._most = most
        self._turns: OrderedDict[str, OrderedDict[str, Turn]] = OrderedDict()

    def find(self, conversation: str, message_id: str) -> Turn | None:
        """The turn of that message, where it is known."""
        turns = self._turns.get(conversation)
        return turns.get(message_id) if turns else None

    def is_known(self, conversation: str) -> bool:
        """Whether a turn of that conversation is remembered."""
        return conversation in self._turns

    def begin(self, conversation: str, message_id: str, turn: Callable[[], Coroutine[Any, Any, Reply | None]]) -> Turn:
        """Starts the turn. One that ends with no reply is not remembered: it may be tried again."""
        task = asyncio.get_running_loop().create_task(turn())
        turns = self._turns.setdefault(conversation, OrderedDict())
        turns[message_id] = task
        self._turns.move_to_end(conversation)
        task.add_done_callback(lambda done: self._ended(conversation, message_id, done))
        _drop_oldest(turns, _MOST_MESSAGES, asyncio.Task.done)
        _drop_oldest(self._turns, self._most, _is_quiet)
        return task

    def forget(self, conversation: str) -> None:
        """Drops what was said in that conversation."""
        self._turns.pop(conversation, None)

    def __len__(self) -> int:
        return len(self._turns)

    def _ended(self, conversation: str, message_id: str, task: Turn) -> None:
        if not task.cancelled() and not task.exception() and task.result() is not None:
            return
        turns = self._turns.get(conversation)
        if turns and turns.get(message_id) is task:
            del turns[message_id]
            if not turns:
                del self._turns[conversation]


def _is_quiet(turns: OrderedDict[str, Turn]) -> bool:
    return all(turn.done() for turn in turns.values())


def _drop_oldest(kept: OrderedDict[str, Any], most: int, may_go: Callable[[Any], bool]) -> None:
    if len(kept) > most:
        oldest = next((key for key, value in kept.items() if may_go(value)), None)
        if oldest is not None:
            del kept[oldest]
