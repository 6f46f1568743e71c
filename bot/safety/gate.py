"""Finds warning signs in a text, and says which words made it fire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from bot.clinic.escalations import Escalation, highest
from bot.clinic.facts import Language, Sign
from bot.clinic.splitting import split_clauses
from bot.clinic.topics import Topics
from bot.safety.context import Context
from bot.safety.folding import Folding
from bot.safety.languages import OtherLanguages
from bot.safety.phrases import Phrases
from bot.safety.spelling import correct
from bot.safety.text import MOST_CHARACTERS, normalise
from bot.safety.wordings import SKIPPED, Match, Wordings, tokens_of

_WINDOW = 45  # tokens within which the parts of one sign must stand, unless it says "within 7 words"
_NEAR = 10  # tokens around a part in which a wording of `never_with` explains it
_STOP = "."  # between two messages: a denial or a date in one says nothing of the other
_MOST = 12  # matches of one wording, from either end of a text: what is bounded cannot explode
_ABROAD = "told in another language"
_WITHIN = re.compile(r"within (\d+) words")
_LIVE = ("none long ago",)  # every part must be of now; else one is enough ("had cancer, now my back hurts")


@dataclass(frozen=True)
class Finding:
    """A sign that fired: its topic, its name, the words that made it fire, and the fact that answers it."""

    topic: str
    sign: str
    words: tuple[str, ...]
    says: str | None = None  # the id of the fact to lead with
    sentence: str | None = None  # told in another language: all that is answered, in that language


@dataclass(frozen=True)
class Reading:
    """What the gate makes of a text.

    `findings`: those of the highest level that fires, one a topic. `is_explained`: nothing fired, though all words of
    some sign are there: they are denied, over, only asked about, or mean something else. `is_emergency`: the level of
    the findings. `told`: the messages that only together make the sign, or the words as they were meant. `clauses`:
    those of the text in which a sign fires when one reads nothing else.
    """

    findings: tuple[Finding, ...] = ()
    is_explained: bool = False
    is_emergency: bool = False
    told: str = ""
    clauses: tuple[str, ...] = ()


class RedFlagGate:
    """Matches the signs of knowledge/signs/ word by word. Being silent costs more than firing."""

    def __init__(
        self,
        signs: Iterable[Sign],
        topics: Topics,
        context: Mapping[str, Iterable[str]] | None = None,
        languages: Iterable[Language] = (),
    ) -> None:
        self._topics = topics
        self._phrases = Phrases.compile(context or {})
        self._languages = OtherLanguages(languages)
        graver_first = sorted(signs, key=lambda sign: -topics.get(sign.topic).escalation.rank)
        self._signs = tuple(_read(sign) for sign in graver_first)
        self._symptoms = frozenset(w for sign in self._signs for group in sign.groups for w in group)
        self._wordings = Wordings(sorted(self._symptoms.union(*(sign.never_with for sign in self._signs))))
        self._fold = Folding(self._wordings.words | SKIPPED).fold
        self._spell = lru_cache(maxsize=4096)(lambda word: word if self._wordings.knows(word) else correct(word))

    def check(self, text: str) -> Finding | None:
        """The gravest finding in the text, or None. It never raises, whatever the text."""
        return next(self.findings(text), None)

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        """All that a turn needs to know. It never raises, whatever the text.

        `before`: what the same person said lately without an alarm. Pieces of a sign add up, told one after the other.
        """
        tokens, said = self._say(text)
        reading = self._read(tokens, said)
        if reading.findings:
            meant = self._fold(text)
            told = "" if meant == text[:MOST_CHARACTERS] else meant
            return replace(reading, told=told, clauses=tuple(filter(self.check, split_clauses(text[:MOST_CHARACTERS]))))
        if told_abroad := next(self._languages.find(text), None):
            topic, words, sentence = told_abroad
            return Reading((Finding(topic, _ABROAD, (words,), sentence=sentence),), is_emergency=True)
        if not before or not said.names_any(self._symptoms):
            return reading
        told = f" {_STOP} ".join((*before, " ".join(text.split()[:_WINDOW])))
        added_up = self._read(*self._say(told))
        return replace(added_up, told=told) if added_up.findings else reading

    def _read(self, tokens: Sequence[str], said: _Said) -> Reading:
        by_topic: dict[str, Finding] = {}
        seen = False
        for finding in self._look(tokens, said):
            seen = True
            if finding:
                by_topic.setdefault(finding.topic, finding)
        levels = {topic: self._topics.get(topic).escalation for topic in by_topic}
        gravest = highest(levels.values())
        findings = tuple(by_topic[topic] for topic in by_topic if levels[topic] is gravest)
        return Reading(findings, is_explained=seen and not findings, is_emergency=gravest is Escalation.EMERGENCY)

    def findings(self, text: str) -> Iterator[Finding]:
        """Every sign that fires, the gravest first."""
        return (finding for finding in self._look(*self._say(text)) if finding)

    def _say(self, text: str) -> tuple[list[str], _Said]:
        tokens = [self._spell(token) for token in tokens_of(normalise(self._fold(text)))]
        return tokens, _Said(tokens, list(self._wordings.find(tokens)), self._symptoms, self._phrases)

    def _look(self, tokens: Sequence[str], said: _Said) -> Iterator[Finding | None]:
        """For every sign whose words are all there, the gravest first: what fired, or None where they are explained."""
        for sign in self._signs:
            if said.has_all(sign.groups):
                parts = _first_together(_parts(sign, said), len(sign.groups), sign.window)
                words = tuple(" ".join(tokens[part.match.start : part.match.end]) for part in parts)
                yield Finding(sign.topic, sign.name, words, sign.says) if parts else None


@dataclass(frozen=True)
class _Read:
    """A sign made ready: its groups as sets, and its window."""

    topic: str
    name: str
    groups: tuple[frozenset[str], ...]
    never_with: frozenset[str]
    window: int
    is_live: bool
    says: str | None


@dataclass(frozen=True)
class _Part:
    """One group of a sign, named in the text."""

    group: int
    match: Match
    is_past: bool


class _Said:
    """The wordings in one text, and which of them are meant."""

    def __init__(
        self, tokens: Sequence[str], matches: Iterable[Match], symptoms: frozenset[str], phrases: Phrases
    ) -> None:
        self._named: dict[str, list[Match]] = {}
        for match in matches:
            self._named.setdefault(match.wording, []).append(match)
        places = {(m.start, m.end) for w, ms in self._named.items() if w in symptoms for m in ms}
        self._tokens, self._places, self._phrases = tokens, places, phrases

    @cached_property
    def _context(self) -> Context:
        """Made where a sign may be there: most texts hold none."""
        return Context(self._tokens, self._places, self._phrases)

    def names_any(self, wordings: frozenset[str]) -> bool:
        return not wordings.isdisjoint(self._named)

    def has_all(self, groups: Iterable[frozenset[str]]) -> bool:
        return not any(group.isdisjoint(self._named) for group in groups)

    def named(self, wordings: frozenset[str]) -> list[Match]:
        """Where one of the wordings occurs, each place once."""
        found: dict[tuple[int, int], Match] = {}
        for wording in wordings & self._named.keys():
            matches = self._named[wording]
            for match in matches if len(matches) <= 2 * _MOST else matches[:_MOST] + matches[-_MOST:]:
                found.setdefault((match.start, match.end), match)
        return list(found.values())

    def is_meant(self, match: Match) -> bool:
        return self._context.is_meant(match.start, match.end)

    def is_past(self, match: Match) -> bool:
        return self._context.is_past(match.start, match.end)


def _read(sign: Sign) -> _Read:
    within = [int(found[1]) for group in sign.groups if (found := _WITHIN.fullmatch(group[0]))]
    groups = [frozenset(g) for g in sign.groups if tuple(g) != _LIVE and not _WITHIN.fullmatch(g[0])]
    is_live = _LIVE in map(tuple, sign.groups)
    window = min([_WINDOW, *within])
    return _Read(sign.topic, sign.name, tuple(groups), frozenset(sign.never_with), window, is_live, sign.says)


def _parts(sign: _Read, said: _Said) -> list[_Part]:
    explained = said.named(sign.never_with)
    parts = []
    for number, group in enumerate(sign.groups):
        for match in said.named(group):
            if any(_is_near(match, other) for other in explained) or not said.is_meant(match):
                continue
            if not ((is_past := said.is_past(match)) and sign.is_live):
                parts.append(_Part(number, match, is_past))
    return sorted(parts, key=lambda part: (part.match.start, part.match.end, part.group))


def _is_near(match: Match, other: Match) -> bool:
    return other.start - match.end < _NEAR and match.start - other.end < _NEAR


def _first_together(parts: Sequence[_Part], groups: int, window: int) -> tuple[_Part, ...]:
    """One part of each group, all within the window and not all of them past."""
    for first, part in enumerate(parts):
        chosen: dict[int, _Part] = {}
        for other in parts[first:]:
            if other.match.start >= part.match.start + window:
                break
            known = chosen.get(other.group)
            if other.match.end <= part.match.start + window and (not known or (known.is_past and not other.is_past)):
                chosen[other.group] = other
                if len(chosen) == groups and not all(p.is_past for p in chosen.values()):
                    return tuple(chosen[group] for group in range(groups))
    return ()
