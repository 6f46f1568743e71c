"""What the client asks: the held-back questions, in an order that is the same for both sides."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import cycle

from bot.cli.held_back import read_held_back
from bot.settings import ROOT

_SEED = 4


def read_questions() -> list[str]:
    """Every held-back question, shuffled the same way each time."""
    texts = [held_back.text for held_back in read_held_back(ROOT)]
    random.Random(_SEED).shuffle(texts)
    return texts


def endless(questions: Sequence[str]) -> Iterator[str]:
    """The questions over and over; the caller's own bound ends it."""
    return cycle(questions)
