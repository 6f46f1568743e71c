"""What each visitor said last: the next message may lean on it (docs/decisions/0015-what-carries-over.md)."""

from __future__ import annotations

from collections import OrderedDict

_MOST = 5_000  # conversations; the longest silent one goes first


class LastSaid:
    """In memory alone: after a restart the next message is read by itself."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()

    def find(self, conversation: str) -> str | None:
        """The message before this one; None where there is none."""
        return self._texts.get(conversation)

    def keep(self, conversation: str, text: str) -> None:
        """In place of what was said before."""
        self._texts[conversation] = text
        self._texts.move_to_end(conversation)
        if len(self._texts) > _MOST:
            self._texts.popitem(last=False)

    def drop(self, conversation: str) -> None:
        """Forgets it."""
        self._texts.pop(conversation, None)
