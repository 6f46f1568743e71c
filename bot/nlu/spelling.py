"""Repairs typing errors against the words that the training questions use, and knows other languages by theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SHORTEST = 4  # shorter words have too many neighbours
_TWO_EDITS_FROM = 8
_ANY_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_ENOUGH_LETTERS, _ENOUGH_WORDS = 4, 4
_LATIN_ENDS = "\u0250"
_FOREIGN_BELOW = 0.4  # of its words: of 18,000 training questions in English 5 have fewer
_COMMONER = 5  # times as often as its misspelling, at the least
_WORDS_KEPT = 5_000
# Small words of other languages: only what is no English word, no abbreviation and no part of a massage's name, so
# without "die", "con", "on" and "na".
_SMALL_WORDS = frozenset(
    """
    je tu vous nous suis voudrais voulez avez peux peut pouvez avec une mes dans pas cest
    jai bonjour bonsoir merci quel quelle combien demain mal quand faire fait avoir prendre rendez
    quiero quisiera puedo puede tengo tiene para una mi hola gracias cuanto cuánto cuando donde dolor espalda
    masaje masajes mañana hoy muy pero esta está estoy usted cuesta hacer buenos
    ich und nicht ist eine einen mit für haben hätte hatte kann können sie wir wie viel kostet rücken schmerzen guten
    morgen danke bitte gibt auch möchte mochte habe meine mein bei zum zur heute rückenschmerzen
    vorrei posso sono che schiena massaggio massaggi grazie buongiorno quanto costa dolore domani mio 
    quero posso tenho uma não nao costas obrigado obrigada você voce massagem amanhã bom preciso dor está
    jest nie czy proszę prosze plecy masaż masaz dziękuję jak ile kosztuje dzień dobry chciałbym boli mnie
    ik een het niet graag wil kan hoeveel kosten goedemorgen dank mijn voor heb pijn
    merhaba bir için icin masaj sırt ağrısı istiyorum kadar nasıl
    vreau pentru spate masajul durere bună buna ziua cât costă
    och är inte ont ryggen hej vill för
    """.split()
)
_LEAST_SMALL, _SMALL_SHARE = 2, 0.3


@dataclass(frozen=True)
class Spelled:
    """A text without its typing errors, in lower case, and whether it is in another language."""

    text: str
    is_foreign: bool


class Spelling:
    """Replaces a word that nobody knows by the nearest word that the training questions use.

    `english` are words that are right though training never met them: they are left alone.
    """

    def __init__(self, vocabulary: Iterable[str], english: Iterable[str] = ()) -> None:
        self._vocabulary = sorted(vocabulary)
        self._known = frozenset(self._vocabulary) | frozenset(english)
        self._spoken = frozenset(self._vocabulary)
        self._repaired = lru_cache(_WORDS_KEPT)(self._repair_word)  # to look for the nearest word takes a millisecond

    def read(self, text: str) -> Spelled:
        """Repairs the text and judges its language."""
        return Spelled(self.repair(text), self.is_foreign(text))

    def is_foreign(self, text: str) -> bool:
        """Whether hardly a word is one that the training questions or an alias use, several are small words of another
        language, or the letters are not Latin.

        Very short texts never are: a name, a place and a typing error are easily all there is.
        """
        letters = [letter for letter in text if letter.isalpha()]
        if len(letters) >= _ENOUGH_LETTERS and sum(letter < _LATIN_ENDS for letter in letters) * 2 < len(letters):
            return True
        words = _ANY_WORD.findall(text.lower().replace("’", "'"))
        if len(words) < _ENOUGH_WORDS:
            return False
        known = sum(word in self._spoken for word in words)
        return known < _FOREIGN_BELOW * len(words) or _has_small_words(words)

    def repair(self, text: str) -> str:
        """The text in lower case with its unknown words repaired."""
        return _WORD.sub(lambda match: self._repaired(match[0]), text.lower())

    def _repair_word(self, word: str) -> str:
        if len(word) < _SHORTEST or word in self._known:
            return word
        edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
        found = process.extract(word, self._vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=edits, limit=2)
        if not found or (len(found) > 1 and found[0][1] == found[1][1] and found[0][0][0] != word[0]):
            return word
        # Of equally near words the one with the same first letter: people seldom mistype it.
        best: str = min(found, key=lambda candidate: (candidate[1], candidate[0][0] != word[0]))[0]
        return best


def _has_small_words(words: Sequence[str]) -> bool:
    known = sum(word.replace("'", "") in _SMALL_WORDS for word in words)
    return known >= _LEAST_SMALL and known >= _SMALL_SHARE * len(words)


def words_of(texts: Iterable[str], aliases: Iterable[str], english: Collection[str]) -> frozenset[str]:
    """The words that typing errors are repaired to: those of the texts and of the aliases, without typing errors.

    Training questions are written as people type, and aliases name common misspellings, so that a word proves
    nothing by standing there. One that no lexicon knows and that is one edit away from a far commoner word is a
    typing error; so is one that stands only once.
    """
    counts = Counter(word for text in texts for word in set(_WORD.findall(text.lower())))
    words = {word for word, count in counts.items() if count > 1}.union(aliases)
    doubtful = [word for word in words if len(word) >= _SHORTEST and word not in english]
    common = [word for word, count in counts.items() if count >= _COMMONER]
    return frozenset(words - {word for word in doubtful if _is_misspelt(word, counts, common)})


def _is_misspelt(word: str, counts: Mapping[str, int], common: Sequence[str]) -> bool:
    near = process.extract(word, common, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=None)
    return any(other != word and counts[other] >= _COMMONER * max(1, counts.get(word, 0)) for other, _, _ in near)
