"""Hears an emergency in other languages than English: the commonest plain words, and nothing finer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.clinic.facts import Language
from bot.safety.text import normalise
from bot.safety.wordings import GAP

_DENIED_WITHIN = 3  # words before a wording
_EVEN = str.maketrans("\u2019'\u0131", "  i")  # apostrophes part words; a dotless i is typed with and without
_NO_WORD = re.compile(r"[\W_]+")


class OtherLanguages:
    """The signed wordings of knowledge/signs/languages.yml, made ready."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._known = [
            (_any_of(kind.wordings), _any_of(language.denied_by), kind.topic, kind.says)
            for language in languages
            for kind in (language.crisis, language.emergency)
        ]

    def find(self, text: str) -> Iterator[tuple[str, str, str]]:
        """Of every wording that is told and not denied: its topic, its words, and the sentence that answers it."""
        plain = _plain(text)
        for wordings, denials, topic, says in self._known:
            for found in wordings.finditer(plain):
                before = " ".join(plain[: found.start()].split()[-_DENIED_WITHIN:])
                if not denials.search(before):
                    yield topic, found[0], says
                    break


def _any_of(wordings: Iterable[str]) -> re.Pattern[str]:
    ways = [" ".join(_pattern(word) for word in wording.split()) for wording in wordings]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways).replace(f' {_BETWEEN} ', _BETWEEN)})(?!\w)" if ways else r"(?!)")


_BETWEEN = r"(?: \w+){0,3} "


def _pattern(word: str) -> str:
    if word == GAP:
        return _BETWEEN
    return _plain(word.rstrip("*")).strip() + (r"\w*" if word.endswith("*") else "")


def _plain(text: str) -> str:
    return _NO_WORD.sub(" ", normalise(text.translate(_EVEN)))
