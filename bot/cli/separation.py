"""When a training question is a held-back one in other clothes. Held-back questions stay strangers to training."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

# A pair this near in meaning and in letters is the same question with a word changed. Either alone is not enough:
# two people who ask a plain question plainly ("how long is a session") must come close to each other.
NEAR_IN_MEANING, NEAR_IN_LETTERS = 0.95, 0.88
# Under this many words a question has hardly another wording ("opening hours", "tell me more").
SHORT = 4
_ROWS = 500  # compared at once: 500 by 33,000 shares of letters take 66 MB

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def held_apart(held_back: Iterable[str]) -> list[str]:
    """The held-back questions that are long enough to be kept from training."""
    return [text for text in held_back if len(text.split()) >= SHORT]


def near_pairs(held_back: Sequence[str], trained: Sequence[str], encode: Encode) -> list[tuple[str, str]]:
    """Each held-back question with the training question that nearly is it.

    Letters first: a hundred pairs of 150 million are near in them, so that few texts are encoded. `encode` gives unit
    vectors, shape (texts, width).
    """
    near = list(_near_in_letters(held_back, trained))
    texts = list(dict.fromkeys(chain.from_iterable(near)))
    vectors = dict(zip(texts, encode(texts), strict=True))
    return [(known, text) for known, text in near if vectors[known] @ vectors[text] >= NEAR_IN_MEANING]


def _near_in_letters(held_back: Sequence[str], trained: Sequence[str]) -> Iterator[tuple[str, str]]:
    lower = [text.lower() for text in trained]
    for start in range(0, len(held_back), _ROWS):
        rows = [text.lower() for text in held_back[start : start + _ROWS]]
        shares = process.cdist(
            rows, lower, scorer=Indel.normalized_similarity, score_cutoff=NEAR_IN_LETTERS, workers=-1, dtype=np.float32
        )
        for row, column in zip(*np.nonzero(shares), strict=True):
            yield held_back[start + row], trained[column]
