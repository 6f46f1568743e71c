"""The words around a sign by which it is over, of long ago, or only asked about: knowledge/signs/context.yml, ready."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_WHOLE = ("turn", "supposed")  # these say themselves where they begin and end
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True)
class Phrases:
    """One pattern for each list of the file; one that never matches where there is no list."""

    dated: re.Pattern[str] = _NEVER
    treated: re.Pattern[str] = _NEVER
    over: re.Pattern[str] = _NEVER
    was: re.Pattern[str] = _NEVER
    turn: re.Pattern[str] = _NEVER
    relapse: re.Pattern[str] = _NEVER
    recent: re.Pattern[str] = _NEVER
    general: re.Pattern[str] = _NEVER
    supposed: re.Pattern[str] = _NEVER
    what_then: re.Pattern[str] = _NEVER
    personal: re.Pattern[str] = _NEVER

    @classmethod
    def compile(cls, ways: Mapping[str, Iterable[str]]) -> Phrases:
        """Made of the ways of saying each of them."""
        return cls(**{name: _any_of(name, some) for name, some in ways.items()})


def _any_of(name: str, ways: Iterable[str]) -> re.Pattern[str]:
    either = "|".join(ways)
    return re.compile(either if name in _WHOLE else rf"\b(?:{either})\b")
