"""How the wordings of the signs are read: which words stand for which, and where one occurs in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from bot.safety.text import normalise

GAP = "..."
_MOST_WORDS = 4096  # remembered
_MOST_BETWEEN = 4  # words that "..." may stand for
_GAP_ENDS = frozenset([*".!?;", "not", "isnt", "arent", "wasnt", "werent", "neither", "nor"])  # "my face is not numb"
_TOKEN = re.compile(r"\d+(?:[.,]\d+|\+\d*)?|[a-z]+[0-9]*|[.,;:!?/]|\S")
SKIPPED = frozenset(
    """the a an my his her hers their our your that these those i he she they we is are was were am im hes shes
    theyre really very quite so pretty totally completely absolutely extremely super properly actually literally
    also some""".split()
)


class Match:
    """A wording in a text: the first and the last token, counted among all tokens."""

    __slots__ = ("end", "start", "wording")

    def __init__(self, wording: str, start: int, end: int) -> None:
        self.wording, self.start, self.end = wording, start, end


def tokens_of(text: str) -> list[str]:
    """The words and stops of a text that `normalise()` has treated."""
    return _TOKEN.findall(text)


class Wordings:
    """All wordings as a tree of words. A wording is read word by word, skipping the small ones."""

    def __init__(self, wordings: Iterable[str]) -> None:
        self._root: dict[str, Any] = {}
        self._prefixes: set[str] = set()
        self.words: set[str] = set()
        for wording in wordings:
            self._add(wording)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._keys = lru_cache(maxsize=_MOST_WORDS)(self._read_keys)

    def find(self, tokens: Sequence[str]) -> Iterator[Match]:
        """Every wording in the tokens, wherever it begins."""
        places = [i for i, token in enumerate(tokens) if token not in SKIPPED]
        keys = [self._keys(tokens[i]) for i in places]
        for first in range(len(places)):
            if any(key in self._root for key in keys[first]):
                for wording, last in set(self._follow(self._root, first, keys)):
                    yield Match(wording, places[first], places[last] + 1)

    def knows(self, word: str) -> bool:
        """Whether some wording has this very word, or a beginning of it."""
        return word in self.words or len(self._keys(word)) > 1

    def _add(self, wording: str) -> None:
        node = self._root
        for word in _words_of(wording):
            if word.endswith("*"):
                self._prefixes.add(word[:-1])
            elif word != GAP:
                self.words.add(word)
            node = node.setdefault(word, {})
        if node is not self._root:
            node.setdefault("", []).append(wording)

    def _read_keys(self, token: str) -> tuple[str, ...]:
        return (token, *(f"{token[:n]}*" for n in self._lengths if token[:n] in self._prefixes and n <= len(token)))

    def _follow(self, node: dict[str, Any], place: int, keys: list[tuple[str, ...]]) -> Iterator[tuple[str, int]]:
        if place >= len(keys):
            return
        for key in keys[place]:
            if following := node.get(key):
                for wording in following.get("", ()):
                    yield wording, place
                yield from self._follow(following, place + 1, keys)
                if GAP in following:
                    yield from self._leap(following[GAP], place + 1, keys)

    def _leap(self, node: dict[str, Any], place: int, keys: list[tuple[str, ...]]) -> Iterator[tuple[str, int]]:
        for further in range(place, min(place + _MOST_BETWEEN + 1, len(keys))):
            yield from self._follow(node, further, keys)
            if keys[further][0] in _GAP_ENDS:
                return


def _words_of(wording: str) -> list[str]:
    """The words of a wording; `normalise()` would take "*" and "..." for noise."""
    words = []
    for part in wording.lower().split():
        if part == GAP:
            words.append(part)
            continue
        plain = [token for token in tokens_of(normalise(part.rstrip("*"))) if token not in SKIPPED]
        if plain and part.endswith("*"):
            plain[-1] += "*"
        words += plain
    return words
