"""Puts one typing error into a text."""

from __future__ import annotations

import hashlib
import random

# Letters beside each other on an English keyboard.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KINDS = _LEFT_OUT, _TWICE, _BESIDE, _SWAPPED = "left out", "twice", "beside", "swapped"


def mistype(text: str, chance: random.Random | None = None) -> str:
    """The text with one letter left out, typed twice, missed by one key, or swapped with the next one.

    Any letter of any word may be hit; without `chance` the same one every time. A text without letters stays as it is.
    """
    chance = chance or random.Random(hashlib.sha256(text.encode()).digest())
    places = [place for place, letter in enumerate(text) if letter.lower() in "".join(_ROWS)]
    if not places:
        return text
    place = chance.choice(places)
    kind = chance.choice(_KINDS)
    before, letter, after = text[:place], text[place], text[place + 1 :]
    if kind == _SWAPPED and after[:1].isalpha() and after[0].lower() != letter.lower():
        return f"{before}{after[0]}{letter}{after[1:]}"
    if kind == _LEFT_OUT and len(places) > 1:
        return before + after
    if kind == _TWICE:
        return f"{before}{letter}{letter}{after}"
    return f"{before}{chance.choice(_beside(letter))}{after}"


def _beside(letter: str) -> str:
    row = next(row for row in _ROWS if letter.lower() in row)
    place = row.index(letter.lower())
    return row[max(0, place - 1) : place] + row[place + 1 : place + 2]
