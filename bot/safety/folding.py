"""Undoes how words are disguised or run together: "k1ll mys3lf", "k i l l", "iwanttokillmyself"."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from bot.safety.text import MOST_CHARACTERS

# Read as letters between letters alone: "l4", "5mg", "t2" and "l5s1" mean what they say.
_LETTERS = str.maketrans("013457@$", "oieastas")
_DISGUISED = re.compile(r"(?<![^\W_])[^\W\d_]+(?:[013457@$]+[^\W\d_]+)+(?![^\W_])")
_SPELLED_OUT = re.compile(r"(?<![^\W_])[^\W\d_](?:([ .\-_*])[^\W\d_])(?:\1[^\W\d_]){2,}(?![^\W_])")
_RUN_TOGETHER = re.compile(r"[^\W\d_]{8,40}")
_FEWEST_WORDS = 3  # two words may as well be one: "painkiller", "backache"
# A sentence begins so; of the words in our training questions that fall apart only three do ("myasthenia").
_BEGINNINGS = frozenset("i want wanna end kill cant my going gonna ready help please".split())
_SMALL_WORDS = frozenset("i a".split())


class Folding:
    """Made of the words that the signs know: only what falls into them without a rest is taken apart."""

    def __init__(self, words: Collection[str]) -> None:
        self._words = frozenset(word for word in words if len(word) > 1) | _SMALL_WORDS
        self._longest = max(map(len, self._words))
        self._apart = lru_cache(maxsize=4096)(self._take_apart)

    def fold(self, text: str) -> str:
        """The text with its words as they were meant; the very text where there is nothing to undo."""
        text = text[:MOST_CHARACTERS]
        text = _SPELLED_OUT.sub(lambda found: re.sub(r"[\W_]", "", found[0]), text)
        text = _DISGUISED.sub(lambda found: found[0].translate(_LETTERS), text)
        return _RUN_TOGETHER.sub(lambda found: self._apart(found[0]), text)

    def _take_apart(self, run: str) -> str:
        plain = run.lower()
        if plain in self._words:
            return run
        fewest: list[tuple[str, ...] | None] = [()]
        for end in range(1, len(plain) + 1):
            ways: list[tuple[str, ...]] = [
                (*before, plain[start:end])
                for start in range(max(0, end - self._longest), end)
                if (before := fewest[start]) is not None and plain[start:end] in self._words
            ]
            fewest.append(min(ways, key=len) if ways else None)
        words = fewest[-1]
        is_sentence = words and len(words) >= _FEWEST_WORDS and words[0] in _BEGINNINGS
        return " ".join(words) if words and is_sentence else run
