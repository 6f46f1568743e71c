"""Finds the things that people name: types, conditions, goals, body areas, pressures, days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import spacy
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from bot.clinic.facts import Alias
from bot.clinic.profile import WEEKDAYS
from bot.clinic.questions import Entity
from bot.knowledge_files import read_names
from bot.safety.text import normalise

_DAYS = {
    "today": ("today", "tonight", "this evening", "this afternoon", "this morning", "now"),
    "tomorrow": ("tomorrow", "tmrw", "tomoz", "tomorow"),
    "weekend": ("weekend", "weekends", "the weekend"),
    "12-25": ("christmas", "christmas day", "xmas", "xmas day"),
    "12-26": ("boxing day",),
    "12-24": ("christmas eve",),
    "12-31": ("new years eve", "nye"),
    "01-01": ("new years day", "new years"),
}
_SHORT_DAYS = {"tuesday": ("tues",), "wednesday": ("weds",), "thursday": ("thurs", "thur"), "friday": ("fri",)}

_SIDE_BY_SIDE = re.compile(r"\b(\w+) (?:or|vs\.?|versus|to|than) (\w+)\b", re.IGNORECASE)


class EntityFinder:
    """Phrases to entities, on spaCy's phrase matcher; of overlapping phrases the longest counts."""

    @classmethod
    def load(cls, root: Path) -> EntityFinder:
        """The finder of the names that the knowledge files under `root` give."""
        return cls(*read_names(root))

    def __init__(self, aliases: Iterable[Alias], short_names: Mapping[str, str] | None = None) -> None:
        self._short_names = short_names or {}  # words that name a type only beside another type
        self._nlp = spacy.blank("en")
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._keys: dict[str, list[tuple[str, str]]] = {}
        for alias in (*aliases, *_day_aliases()):
            phrase = normalise(alias.phrase)
            self._keys.setdefault(phrase, []).append((alias.kind, alias.key))
        for phrase in self._keys:
            self._matcher.add(phrase, [self._nlp.make_doc(phrase)])

    @property
    def words(self) -> frozenset[str]:
        """Every single word of the phrases, for the spelling."""
        return frozenset(word for phrase in self._keys for word in phrase.split() if word.isalpha())

    def find(self, text: str) -> tuple[Entity, ...]:
        """The things named, in the order of the text, each phrase once."""
        doc = self._nlp.make_doc(normalise(text))
        spans = filter_spans(self._matcher(doc, as_spans=True))
        found = [Entity(kind, key, span.text) for span in spans for kind, key in self._keys[span.label_]]
        return tuple(dict.fromkeys((*found, *self._types_side_by_side(text))))

    def _types_side_by_side(self, text: str) -> list[Entity]:
        words = [word.lower() for pair in _SIDE_BY_SIDE.findall(text) for word in pair]
        return [Entity("type", self._short_names[word], word) for word in words if word in self._short_names]


def _day_aliases() -> list[Alias]:
    days = {day: (day, f"{day}s", *_SHORT_DAYS.get(day, ())) for day in WEEKDAYS}
    return [Alias(phrase, "day", day) for day, phrases in {**days, **_DAYS}.items() for phrase in phrases]
