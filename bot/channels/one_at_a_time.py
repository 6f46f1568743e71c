"""One turn at a time in each conversation."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class OneAtATime:
    """A lock a conversation, in order of arrival; it is gone when nobody holds it or waits for it.

    Rasa has a lock of its own, which a waiting message asks once a second, and which ends with Rasa's part of the turn.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, conversation: str) -> asyncio.Lock:
        """The lock of that conversation, the same for all who ask at the same time."""
        return self._locks.setdefault(conversation, asyncio.Lock())

    def __len__(self) -> int:
        return len(self._locks)
