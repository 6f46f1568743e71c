"""What each visitor said lately: the next message may lean on it (docs/decisions/0015-what-carries-over.md)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

_MOST = 5_000  # conversations; the longest silent one goes first
_MOST_PIECES = 3


@dataclass(frozen=True)
class Lately:
    """The last message, and the last few since a button or an alarm: pieces that may add up to a sign."""

    last: str | None = None
    pieces: tuple[str, ...] = ()


class LastSaid:
    """In memory alone: after a restart the next message is read by itself."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, Lately] = OrderedDict()

    def find(self, conversation: str) -> Lately:
        """What was said before this message."""
        return self._said.get(conversation, Lately())

    def keep(self, conversation: str, text: str, *, adds_up: bool) -> None:
        """After a turn. A button, and what raised an alarm and was answered, add up to nothing."""
        pieces = (*self.find(conversation).pieces, text)[-_MOST_PIECES:] if adds_up else ()
        self._said[conversation] = Lately(text, pieces)
        self._said.move_to_end(conversation)
        if len(self._said) > _MOST:
            self._said.popitem(last=False)

    def drop(self, conversation: str) -> None:
        """Forgets it."""
        self._said.pop(conversation, None)
