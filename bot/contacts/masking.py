"""Masks what tells who asked: names, phone numbers and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.contacts.first_names import FIRST_NAMES

NAME, PHONE, EMAIL = "[name]", "[phone]", "[e-mail]"

# Bounded as addresses are, and begun only where a word begins: no run of letters is read again from each of them.
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@\s?|\s@\s|\s?[(\[]at[)\]]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}|@\w+"
    r"|(?<![\w.+-])[\w.+-]{1,64} at [\w-]{1,63} dot (?:com|net|org|co|uk|ie|eu|edu|au|nz|ca|us|de|fr|nl)\b",
    re.IGNORECASE,
)
# Seven digits and more, however they are spaced: a phone number, a date of birth or a member's number.
_DIGITS = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,3}\d){6,}")
_WORD = re.compile(r"(?:\b[OD]['’])?[^\W\d_]+")
_JOINED = re.compile(r"\s+|['’-]|\.\s*")
_LONGEST_CUE = 24
# After these comes a name, however it is written ...
_SURE = re.compile(r"\b(?:(?:my|her|his) name(?: is|'s|’s|s)|mrs?\b\.?)\s+$", re.IGNORECASE)
_NO_NAMES = frozenset(
    "a already at down gone in is missing misspelled not on spelled spelt still the there under".split()
)
# ... and after these one, if it looks like one: "ms" and "miss" mean other things as well, and "dr" is any doctor.
_MAYBE = re.compile(
    r"(?:\b(?:ms|miss|dr|doctor|prof|professor)\b\.?"
    r"|\b(?:i am|i'm|i’m|im|this is|call me|called|ask for|thanks|thank you|cheers|regards|wishes|best|love),?)\s+$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[,.!?\n-]\s*$")
_NOTHING_MORE = re.compile(r"[\s.!]*(?:x+)?$", re.IGNORECASE)


class Masking:
    """Masks by pattern and by a list of first names: most names, not all. A person reads before anything is trained.

    `known` are lower-case words that are no names ("swedish"), however they are written.
    """

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known) - FIRST_NAMES

    def mask(self, text: str) -> str:
        """The text, with a mark for what was masked."""
        text = _DIGITS.sub(PHONE, _EMAIL.sub(EMAIL, text))
        words = [found for found in _WORD.finditer(text) if text[found.start() - 1 : found.start()] != "["]
        spans: list[tuple[int, int]] = []
        for place, word in enumerate(words):
            if spans and self._is_surname(word[0], text[spans[-1][1] : word.start()]):
                spans[-1] = (spans[-1][0], word.end())
            elif self._is_name(text, word, words[place + 1 : place + 2]):
                spans.append(word.span())
        for start, end in reversed(spans):
            text = f"{text[:start]}{NAME}{text[end:]}"
        return text

    def _is_name(self, text: str, word: re.Match[str], following: list[re.Match[str]]) -> bool:
        lower, cue = word[0].lower(), text[max(0, word.start() - _LONGEST_CUE) : word.start()]
        if lower in FIRST_NAMES or (_SURE.search(cue) and lower not in _NO_NAMES):
            return True
        if not self._looks_like_name(word[0]):
            return False
        is_signature = _SIGNED.search(cue) and _NOTHING_MORE.fullmatch(text, word.end())
        return bool(_MAYBE.search(cue) or is_signature or self._is_full(text, word, following))

    def _is_surname(self, word: str, between: str) -> bool:
        # After a first name a strange word is a name too, in small letters as well.
        if self._looks_like_name(word):
            return bool(_JOINED.fullmatch(between))
        return between.isspace() and len(word) > 1 and word.lower() not in self._known

    def _is_full(self, text: str, word: re.Match[str], following: list[re.Match[str]]) -> bool:
        return any(
            self._looks_like_name(other[0]) and text[word.end() : other.start()].isspace() for other in following
        )

    def _looks_like_name(self, word: str) -> bool:
        return word[0].isupper() and not word.isupper() and word.lower() not in self._known
