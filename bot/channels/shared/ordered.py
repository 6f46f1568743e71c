"""Things wait in lines: one a conversation, in the order of what was sent; the lines move side by side."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lines(Generic[T]):
    """Handles one item of a line at a time. `handle` must not raise."""

    def __init__(self, handle: Callable[[T], Awaitable[None]]) -> None:
        self._handle = handle
        self._waiting: dict[Hashable, list[tuple[int, int, T]]] = {}
        self._moving: dict[Hashable, asyncio.Task[None]] = {}
        self._arrivals = itertools.count()

    def put(self, line: Hashable, number: int, item: T) -> None:
        """Into that line; what overtook an earlier number on its way stands behind it again, if that still waits."""
        heapq.heappush(self._waiting.setdefault(line, []), (number, next(self._arrivals), item))
        if line not in self._moving:
            self._moving[line] = asyncio.create_task(self._move(line))

    async def close(self, seconds: float) -> None:
        """Lets what is under way finish for so long, then ends it."""
        moving = list(self._moving.values())
        if moving:
            await asyncio.wait(moving, timeout=seconds)
        for task in moving:
            task.cancel()
        await asyncio.gather(*moving, return_exceptions=True)

    async def _move(self, line: Hashable) -> None:
        try:
            while self._waiting[line]:
                await self._handle(heapq.heappop(self._waiting[line])[2])
        finally:
            # No await since the line was seen empty: nobody can have joined unseen.
            del self._waiting[line], self._moving[line]
