"""When a training question is a held-back one in other clothes. Held-back questions stay strangers to training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

# A pair this near in meaning and in letters is the same question with a word changed. Either alone is not enough:
# two people who ask a plain question plainly ("how long is a session") must come close to each other.
NEAR_IN_MEANING, NEAR_IN_LETTERS = 0.95, 0.88
# Under this many words a question has hardly another wording ("opening hours", "tell me more").
SHORT = 4


def held_apart(held_back: Iterable[str]) -> list[str]:
    """The held-back questions that are long enough to be kept from training."""
    return [text for text in held_back if len(text.split()) >= SHORT]


def near_pairs(held_back: Sequence[str], trained: Sequence[str], cosines: NDArray[np.float32]) -> list[tuple[str, str]]:
    """Each held-back question with the training question that nearly is it. `cosines`: (held_back, trained)."""
    return [
        (held_back[row], trained[column])
        for row, column in zip(*np.where(cosines >= NEAR_IN_MEANING), strict=True)
        if Indel.normalized_similarity(held_back[row].lower(), trained[column].lower()) >= NEAR_IN_LETTERS
    ]
