"""What each visitor said lately: the next message may lean on it (docs/decisions/0015-what-carries-over.md)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MOST = 5_000  # conversations; the longest silent one goes first
_MOST_PIECES, _MOST_WORDS = 3, 45  # of a piece: its last words
_KEPT_FOR = 3600.0  # seconds; what was said before is another talk


@dataclass(frozen=True)
class Recent:
    """The last message, and the last few since a button or an alarm: pieces that may add up to a sign."""

    last: str | None = None
    pieces: tuple[str, ...] = ()
    said_at: float = 0.0  # seconds of the clock


class RecentMessages:
    """In memory alone: after a restart the next message is read by itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: OrderedDict[str, Recent] = OrderedDict()

    def find(self, conversation: str) -> Recent:
        """What was said before this message, within the hour."""
        lately = self._said.get(conversation, Recent())
        return lately if self._clock() - lately.said_at < _KEPT_FOR else Recent()

    def keep(self, conversation: str, text: str, *, adds_up: bool) -> None:
        """After a turn. A button, and what raised an alarm and was answered, add up to nothing."""
        piece = " ".join(text.split()[-_MOST_WORDS:])
        pieces = (*self.find(conversation).pieces, piece)[-_MOST_PIECES:] if adds_up else ()
        self._said[conversation] = Recent(text, pieces, self._clock())
        self._said.move_to_end(conversation)
        if len(self._said) > _MOST:
            self._said.popitem(last=False)

    def drop(self, conversation: str) -> None:
        """Forgets it."""
        self._said.pop(conversation, None)
