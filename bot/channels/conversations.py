"""The conversations at the door: one turn at a time in each, and what was said lately, which the next message may
lean on (docs/decisions/0015-what-carries-over.md).
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

_MOST = 5_000  # conversations; the longest silent one goes first
_MOST_PIECES, _MOST_WORDS = 3, 45  # of a piece: its last words
_KEPT_FOR = 3600.0  # seconds; what was said before is another talk


@dataclass
class Conversation:
    """One conversation: its last message, and the last few since a button or an alarm, pieces that may add up."""

    last: str | None = None
    pieces: tuple[str, ...] = ()
    said_at: float = 0.0  # seconds of the clock
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Conversations:
    """In memory alone: after a restart the next message is read by itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[str, Conversation] = OrderedDict()

    def find(self, name: str) -> Conversation:
        """The conversation with what was said in it within the hour; a new one where nobody knows it."""
        known = self._known.setdefault(name, Conversation())
        if self._clock() - known.said_at >= _KEPT_FOR:
            known.last, known.pieces = None, ()
        self._known.move_to_end(name)
        if len(self._known) > _MOST:
            self._drop_oldest()
        return known

    def keep(self, conversation: Conversation, text: str, *, adds_up: bool) -> None:
        """After a turn. A button, and what raised an alarm and was answered, add up to nothing."""
        piece = " ".join(text.split()[-_MOST_WORDS:])
        conversation.last, conversation.said_at = text, self._clock()
        conversation.pieces = (*conversation.pieces, piece)[-_MOST_PIECES:] if adds_up else ()

    def drop(self, name: str) -> None:
        """Forgets what was said in it; a turn that is under way keeps its lock."""
        known = self._known.get(name)
        if known:
            known.last, known.pieces = None, ()

    def __len__(self) -> int:
        return len(self._known)

    def _drop_oldest(self) -> None:
        quiet = next((name for name, known in self._known.items() if not known.lock.locked()), None)
        if quiet is not None:
            del self._known[quiet]
