"""Small inputs that once failed, a line each (tests/cases)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.settings import ROOT

_LEVELS = {"E": ("emergency",), "U": ("urgent", "emergency"), "P": ("professional", "urgent", "emergency")}


def lines(name: str) -> list[str]:
    """The texts of one file; what stands behind `#` says what is right."""
    text = (ROOT / "tests/cases" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.split("   #")[0].strip() for line in text.splitlines() if line.strip()]


def talks(name: str) -> list[list[str]]:
    """The conversations of one file, a list of turns each."""
    return [line.split(" || ") for line in lines(name) if not line.startswith("#")]


def signs() -> Iterator[tuple[tuple[str, ...], str]]:
    """The levels that are right, and the text; of abuse only the texts of `disclosure-of-abuse` speak."""
    for line in lines("signs"):
        level, topic, text = line.split("|")
        if level != "P":
            yield _LEVELS["U" if topic.startswith("U or E") else level], text
