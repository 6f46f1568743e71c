"""Finds warning signs in a text, and says which words made it fire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.clinic.facts import Sign
from bot.clinic.topics import Topics
from bot.safety.context import Context
from bot.safety.spelling import correct
from bot.safety.text import even
from bot.safety.wordings import Match, Wordings, tokens_of

_WINDOW = 45  # tokens within which the parts of one sign must stand, unless it says "within 7 words"
_MOST = 12  # of one wording, from either end of a text: what is bounded cannot explode
_NEAR = 10  # tokens around a sign in which a wording of `never_with` explains it
_WITHIN = re.compile(r"within (\d+) words")
_LIVE = "none long ago"  # every part must be of now; else one is enough ("had cancer, now my back hurts")


@dataclass(frozen=True)
class Finding:
    """A sign that fired: its topic, its name, and the words that made it fire."""

    topic: str
    sign: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    """A sign made ready: its groups as sets, and its window."""

    topic: str
    name: str
    groups: tuple[frozenset[str], ...]
    never_with: frozenset[str]
    window: int
    is_live: bool


@dataclass(frozen=True)
class _Part:
    """One group of a sign, named in the text."""

    group: int
    match: Match
    is_past: bool


class RedFlagGate:
    """Matches the signs of knowledge/signs/ word by word. Being silent costs more than firing."""

    def __init__(self, signs: Iterable[Sign], topics: Topics) -> None:
        graver_first = sorted(signs, key=lambda sign: -topics.get(sign.topic).escalation.rank)
        self._signs = tuple(_read(sign) for sign in graver_first)
        self._symptoms = frozenset(w for s in self._signs for g in s.groups for w in g)
        self._wordings = Wordings(sorted({w for s in self._signs for g in (*s.groups, s.never_with) for w in g}))

    def check(self, text: str) -> Finding | None:
        """The gravest finding in the text, or None. It never raises, whatever the text."""
        return next(self.findings(text), None)

    def findings(self, text: str) -> Iterator[Finding]:
        """Every sign that fires, the gravest first."""
        tokens = [self._spell(token) for token in tokens_of(even(text))]
        named = _by_wording(self._wordings.find(tokens))
        if not named:
            return
        matches = [match for found in named.values() for match in found]
        context = Context(tokens, [(m.start, m.end) for m in matches if m.wording in self._symptoms])
        affirmed = _by_wording(m for m in matches if _is_meant(context, m))
        past = {m: context.is_past(m.start, m.end) for ms in affirmed.values() for m in ms}
        for sign in self._signs:
            if parts := _fires(sign, affirmed, named, past):
                yield Finding(
                    sign.topic, sign.name, tuple(" ".join(tokens[p.match.start : p.match.end]) for p in parts)
                )

    def _spell(self, token: str) -> str:
        return token if self._wordings.knows(token) else correct(token)


def _read(sign: Sign) -> _Read:
    window, is_live, groups = _WINDOW, False, []
    for group in sign.groups:
        if len(group) == 1 and (within := _WITHIN.fullmatch(group[0])):
            window = int(within[1])
        elif tuple(group) == (_LIVE,):
            is_live = True
        else:
            groups.append(frozenset(group))
    return _Read(sign.topic, sign.name, tuple(groups), frozenset(sign.never_with), window, is_live)


def _is_meant(context: Context, match: Match) -> bool:
    place = match.start, match.end
    return not (context.is_denied(*place) or context.is_over(*place) or context.is_only_asked(*place))


def _by_wording(matches: Iterable[Match]) -> dict[str, list[Match]]:
    found: dict[str, list[Match]] = {}
    for match in matches:
        found.setdefault(match.wording, []).append(match)
    return {w: ms if len(ms) <= 2 * _MOST else ms[:_MOST] + ms[-_MOST:] for w, ms in found.items()}


def _fires(
    sign: _Read, affirmed: dict[str, list[Match]], named: dict[str, list[Match]], past: dict[Match, bool]
) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    for number, group in enumerate(sign.groups):
        found = [_Part(number, m, past[m]) for wording in group & affirmed.keys() for m in affirmed[wording]]
        found = [part for part in found if not (sign.is_live and part.is_past)]
        if not found:
            return ()
        parts += found
    explained = [m for wording in sign.never_with & named.keys() for m in named[wording]]
    parts = [part for part in parts if not any(_is_near(part.match, m) for m in explained)]
    parts.sort(key=lambda part: (part.match.start, part.match.end, part.group))
    return _first_together(parts, len(sign.groups), sign.window)


def _is_near(match: Match, other: Match) -> bool:
    return other.start - match.end < _NEAR and match.start - other.end < _NEAR


def _first_together(parts: Sequence[_Part], groups: int, window: int) -> tuple[_Part, ...]:
    """One part of each group, all within the window and not all of them past."""
    for first, part in enumerate(parts):
        chosen: dict[int, _Part] = {}
        for other in parts[first:]:
            if other.match.start >= part.match.start + window:
                break
            if other.match.end <= part.match.start + window and (
                other.group not in chosen or (chosen[other.group].is_past and not other.is_past)
            ):
                chosen[other.group] = other
        if len(chosen) == groups and not all(p.is_past for p in chosen.values()):
            return tuple(chosen[group] for group in range(groups))
    return ()
