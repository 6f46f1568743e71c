"""No text can make a pattern hang: over sixteen times the text it takes at most forty times as long."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

import bot

SHORT, LONG = 250, 4_000
MOST = 40  # times; what is linear takes 16
QUICK = 1e-3  # seconds for the long text: below it the clock tells nothing, and nobody waits
SURE = 0.5  # seconds: whatever takes as long needs no second look
_LETTERS_ONLY = re.compile(r"[a-z]{2,}")
_UNITS = (
    ".",
    " ",
    "\n",
    "a",
    "1",
    "-",
    "(",
    ")",
    "<",
    "@",
    "/",
    "'",
    ",",
    "?",
    "&",
    "{",
    "a ",
    "1 ",
    "a.",
    "a@",
    "1.",
    "a\n",
    "A'",
    "no ",
)


def _patterns(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield name, value
    elif depth < 3 and isinstance(value, tuple | list | frozenset):
        for number, part in enumerate(value):
            yield from _patterns(part, f"{name}[{number}]", depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for key, part in value.items():
            yield from _patterns(part, f"{name}[{key!r}]", depth + 1)


def _all() -> dict[str, re.Pattern[str]]:
    found = {}
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if ".migrations" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            found.update(dict(_patterns(value, f"{module.name}.{name}")))
    by_pattern = {(pattern.pattern, pattern.flags): key for key, pattern in found.items()}
    return {key: found[key] for key in by_pattern.values()}


PATTERNS = _all()


def _seconds(pattern: re.Pattern[str], text: str, times: int) -> float:
    """The shortest of several tries: whatever else the machine does only adds."""
    best = 9e9
    for _ in range(times):
        begun = time.perf_counter()
        for _found in pattern.finditer(text):
            pass
        pattern.match(text)
        pattern.fullmatch(text)
        best = min(best, time.perf_counter() - begun)
    return best


def _hostile(pattern: re.Pattern[str]) -> Iterator[str]:
    """Units to repeat: single signs, and the words of the pattern itself, bare and behind a space or a stop."""
    words = list(dict.fromkeys(_LETTERS_ONLY.findall(pattern.pattern.lower())))[:8]
    yield from _UNITS
    for word in words:
        yield from (f"{word} ", f"{word}. ")
    for word in words[:4]:
        yield from (f"{word}.", f"x {word} 1 ")


def growth(pattern: re.Pattern[str]) -> tuple[float, str]:
    """The worst growth from the short to the long text, and the text's unit."""
    worst, of = 0.0, ""
    for unit in _hostile(pattern):
        for head in ("", (next(iter(_LETTERS_ONLY.findall(pattern.pattern.lower())), "") + " ").lstrip()):
            short, long = (head + unit * (length // len(unit) + 1) for length in (SHORT, LONG))
            slow = _seconds(pattern, long[:LONG], times=1)
            if slow > QUICK:
                short_seconds = _seconds(pattern, short[:SHORT], times=5)
                if slow > MOST * short_seconds and slow < SURE:
                    slow = _seconds(pattern, long[:LONG], times=3)
                worst, of = max((worst, of), (slow / max(short_seconds, 1e-7), head + unit))
            if slow > SURE:
                return worst, of
    return worst, of


def test_a_pattern_that_grows_with_the_square_is_found() -> None:
    assert growth(re.compile(r"\w+@x"))[0] > MOST


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_time_grows_with_the_length_of_the_text(name: str) -> None:
    grown, unit = growth(PATTERNS[name])
    assert grown <= MOST, f"{name} takes {grown:.0f} times as long over 16 times the text, made of {unit!r}"
