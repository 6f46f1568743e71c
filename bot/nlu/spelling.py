"""Repairs typing errors against the words that the training questions use."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SHORTEST = 4  # shorter words have too many neighbours
_TWO_EDITS_FROM = 8


class Spelling:
    """Replaces a word that nobody knows by the nearest word that the training questions use.

    `english` are words that are right though training never met them: they are left alone.
    """

    def __init__(self, vocabulary: Iterable[str], english: Iterable[str] = ()) -> None:
        self._vocabulary = sorted(vocabulary)
        self._known = frozenset(self._vocabulary) | frozenset(english)

    def repair(self, text: str) -> str:
        """The text in lower case with its unknown words repaired."""
        return _WORD.sub(lambda match: self._repair_word(match[0]), text.lower())

    def _repair_word(self, word: str) -> str:
        if len(word) < _SHORTEST or word in self._known:
            return word
        edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
        found = process.extract(word, self._vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=edits, limit=2)
        if not found or (len(found) > 1 and found[0][1] == found[1][1] and found[0][0][0] != word[0]):
            return word
        # Of equally near words the one with the same first letter: people seldom mistype it.
        best: str = min(found, key=lambda candidate: (candidate[1], candidate[0][0] != word[0]))[0]
        return best


def words_of(texts: Iterable[str], at_least: int = 2) -> frozenset[str]:
    """The words that stand at least so often in the texts: a word met once may itself be a typing error."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(_WORD.findall(text.lower())):
            counts[word] = counts.get(word, 0) + 1
    return frozenset(word for word, count in counts.items() if count >= at_least)
