"""Finds warning signs in a text, and says which words made it fire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from bot.clinic.facts import Sign
from bot.clinic.topics import Topics
from bot.safety.context import is_about_another_time, is_general_question, is_negated
from bot.safety.text import even

_WINDOW = 16  # tokens within which the parts of one sign must stand
_MOST_MATCHES = 6  # of one group in one text: what is bounded cannot explode


@dataclass(frozen=True)
class Finding:
    """A sign that fired: its topic, its name, and the words that made it fire."""

    topic: str
    sign: str
    words: tuple[str, ...]


class RedFlagGate:
    """Matches the signs of knowledge/signs/ on spaCy's phrase matcher. Being silent costs more than firing."""

    def __init__(self, signs: Iterable[Sign], topics: Topics) -> None:
        self._nlp = spacy.blank("en")
        self._signs = tuple(sorted(signs, key=lambda sign: -topics.get(sign.topic).escalation.rank))
        wordings = {w for sign in self._signs for group in (*sign.groups, sign.never_with) for w in group}
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        for wording in sorted(wordings):
            self._matcher.add(wording, [self._nlp.make_doc(even(wording))])

    def check(self, text: str) -> Finding | None:
        """The gravest finding in the text, or None. It never raises, whatever the text."""
        return next(self.findings(text), None)

    def findings(self, text: str) -> Iterator[Finding]:
        """Every sign that fires, the gravest first."""
        doc = self._nlp.make_doc(even(text))
        found = self._find_wordings(doc)
        if not found or is_general_question(doc):
            return
        for sign in self._signs:
            if words := self._fires(doc, sign, found):
                yield Finding(sign.topic, sign.name, words)

    def _find_wordings(self, doc: Doc) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for match_id, start, end in self._matcher(doc):
            found.setdefault(self._nlp.vocab.strings[match_id], []).append(doc[start:end])
        return found

    def _fires(self, doc: Doc, sign: Sign, found: dict[str, list[Span]]) -> tuple[str, ...]:
        if any(wording in found for wording in sign.never_with):
            return ()
        groups = [self._spans(group, found, doc) for group in sign.groups]
        for spans in product(*groups):
            if _width(spans) <= _WINDOW:
                return tuple(span.text for span in spans)
        return ()

    def _spans(self, group: Sequence[str], found: dict[str, list[Span]], doc: Doc) -> list[Span]:
        spans = [span for wording in group for span in found.get(wording, ())]
        affirmed = [s for s in spans if not is_negated(doc, s) and not is_about_another_time(doc, s)]
        return affirmed[:_MOST_MATCHES]


def _width(spans: Sequence[Span]) -> int:
    return max(span.end for span in spans) - min(span.start for span in spans)
