"""Whether a wording is denied, over, or only asked about. A doubt counts as a sign."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.safety.phrases import Phrases

_REACH = 8  # tokens before a wording in which a denial may stand
_LONGEST = 60  # tokens either side that still count as the same sentence
_DENIALS = frozenset(
    """no not never without nothing denies deny nor neither zero havent hasnt isnt arent wasnt werent dont doesnt
    didnt aint nobody""".split()
)
# Only these, and other wordings, may stand between a denial and what it denies: "no sign of any fever or chills".
_BETWEEN = frozenset(
    """any a an the my his her real much had have has got having get getting feel feeling been of sign signs
    symptoms symptom or nor / in with actual major serious more other kind sort single bit ever suffered
    suffering experienced experiencing thoughts at all history""".split()
)
_PLANS = frozenset("plan plans planning intention going".split())  # "no plan to"
_FEELS_NONE = (("feel", "any"), ("feel", "no"))
# "dont think", "not sure": a doubt, no denial.
_OPINIONS = frozenset("think know want mean wish care see understand sure only just".split())
# "never had pain like this": what looks like a denial is the alarm itself.
_UNHEARD_OF = re.compile(r"\b(?:like this|like it|before|this bad|so bad|such|until|till|this one)\b")
_CLAUSE_ENDS = frozenset(
    [*".;:!?,", "but", "and", "though", "although", "because", "so", "since", "then", "now", "just", "only"]
)
_SENTENCE_ENDS = frozenset(".;!?")
_STOPS = frozenset(".;:!?,")


class Context:
    """What is said around the wordings of one text."""

    def __init__(self, tokens: Sequence[str], symptoms: Collection[tuple[int, int]], phrases: Phrases) -> None:
        self._tokens, self._phrases = tokens, phrases
        self._of_symptoms = frozenset(place for start, end in symptoms for place in range(start, end))
        self._of_phrases = frozenset(p for start, end in symptoms if end - start > 1 for p in range(start, end))
        self._found: dict[tuple[str, str], bool] = {}
        self._meant: dict[tuple[int, int], bool] = {}
        self._past: dict[tuple[int, int], bool] = {}

    def is_meant(self, start: int, end: int) -> bool:
        """Whether the wording is said of a trouble that is there: not denied, not over, not only asked about."""
        place = start, end
        if place not in self._meant:
            self._meant[place] = not (self.is_denied(*place) or self.is_over(*place) or self.is_only_asked(*place))
        return self._meant[place]

    def is_past(self, start: int, end: int) -> bool:
        """Whether it is placed in the past, or was treated: no sign alone, but part of one beside a trouble of now."""
        place = start, end
        if place not in self._past:
            self._past[place] = self._is_past(*place)
        return self._past[place]

    def is_denied(self, start: int, end: int) -> bool:
        """Whether a denial covers the wording. One inside the wording is the sign itself ("cant feel")."""
        for place in range(start - 1, max(-1, start - 1 - _REACH), -1):
            token = self._tokens[place]
            if token in _DENIALS and (self._tells(place) or self._tokens[place + 1] in _OPINIONS):
                return False
            if token in _DENIALS:
                return not _UNHEARD_OF.search(self._text(end, self._end(end, _CLAUSE_ENDS)))
            if token in _CLAUSE_ENDS or not (self._passes(place) or place in self._of_symptoms):
                return False
        return False

    def _passes(self, place: int) -> bool:
        """Whether a denial goes on over this token."""
        token = self._tokens[place]
        return token in _BETWEEN or token in _PLANS or (token == "to" and self._tokens[place - 1] in _PLANS)

    def _tells(self, place: int) -> bool:
        """Whether the denial is part of a sign: "dont feel my feet" is one, "dont feel any" is none."""
        return place in self._of_phrases and tuple(self._tokens[place + 1 : place + 3]) not in _FEELS_NONE

    def is_over(self, start: int, end: int) -> bool:
        """Whether the sentence says that it passed. What passed within the hour, or came back, is not over."""
        sentence = self._sentence(start, end)
        return (
            self._says(self._phrases.over, self._following(start, end))
            and self._says(self._phrases.was, sentence)
            and not self._is_now(sentence)
        )

    def is_only_asked(self, start: int, end: int) -> bool:
        """Whether the sentence asks for information, or supposes something, about nobody's trouble of today."""
        sentence = self._sentence(start, end)
        if self._says(self._phrases.recent, sentence):
            return False
        return self._is_supposed(start, end) or (
            self._says(self._phrases.general, sentence) and not self._says(self._phrases.personal, sentence)
        )

    def _is_supposed(self, start: int, end: int) -> bool:
        # What comes after a comma is told, not supposed: "would you mind if I asked, I have chest pain".
        clause = self._text(self._start(start, _STOPS), end)
        return self._says(self._phrases.supposed, clause) and self._says(
            self._phrases.what_then, self._sentence(start, end)
        )

    def _is_past(self, start: int, end: int) -> bool:
        clause = self._text(self._start(start, _CLAUSE_ENDS), self._end(end, _CLAUSE_ENDS))
        is_past = self._says(self._phrases.dated, clause) or self._says(
            self._phrases.treated, self._following(start, end)
        )
        return (
            is_past
            and not self._says(self._phrases.recent, clause)
            and not self._says(self._phrases.relapse, self._sentence(start, end))
        )

    def _is_now(self, sentence: str) -> bool:
        return self._says(self._phrases.recent, sentence) or self._says(self._phrases.relapse, sentence)

    def _says(self, what: re.Pattern[str], text: str) -> bool:
        key = what.pattern, text
        if key not in self._found:
            self._found[key] = bool(what.search(text))
        return self._found[key]

    def _sentence(self, start: int, end: int) -> str:
        return self._text(self._start(start, _SENTENCE_ENDS), self._end(end, _SENTENCE_ENDS))

    def _following(self, start: int, end: int) -> str:
        return self._phrases.turn.split(self._text(start, self._end(end, _SENTENCE_ENDS)), maxsplit=1)[0]

    def _start(self, place: int, ends: frozenset[str]) -> int:
        least = max(0, place - _LONGEST)
        while place > least and self._tokens[place - 1] not in ends:
            place -= 1
        return place

    def _end(self, place: int, ends: frozenset[str]) -> int:
        most = min(len(self._tokens), place + _LONGEST)
        while place < most and self._tokens[place] not in ends:
            place += 1
        return place

    def _text(self, start: int, end: int) -> str:
        return " ".join(self._tokens[start:end])
