"""knowledge/signs/languages.yml: an emergency in other languages, and one sentence in each."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import Field

from bot.clinic.facts import Language, Told
from bot.knowledge_files.lines import Document
from bot.knowledge_files.problems import KnowledgeError, Problem
from bot.knowledge_files.reading import read_file, read_topics
from bot.knowledge_files.schema import _Strict

_FILE = Path("knowledge/signs/languages.yml")
_NUMBER, _CRISIS_NAME, _CRISIS_NUMBER = "emergency_number", "crisis_name", "crisis_number"


class LanguageFile(_Strict):
    """One entry under `languages:`."""

    language: str = Field(title="its code of two letters", regex=r"^[a-z]{2}$")
    denied_by: list[str] = Field(title="words that deny what follows them", min_items=1)
    emergency: list[str] = Field(title="wordings of an emergency", min_items=1)
    crisis: list[str] = Field(title="wordings of a wish to die", min_items=1)
    says: str = Field(title="the sentence that answers an emergency, with {emergency_number}")
    says_in_crisis: str = Field(title="the sentences that answer a wish to die, with the crisis line too")
    must_fire: list[str] = Field(min_items=1)
    must_not_fire: list[str] = Field(min_items=1)


class LanguagesFile(_Strict):
    """knowledge/signs/languages.yml."""

    reviewed_on: date
    reviewer: str | None = None
    emergency: str = Field(title="the topic that an emergency is filed under")
    crisis: str = Field(title="the topic that a wish to die is filed under")
    languages: list[LanguageFile]


def read_languages(root: Path) -> tuple[Language, ...]:
    """The languages. KnowledgeError with every problem found."""
    document, file = read_file(root / _FILE, root, LanguagesFile)
    if problems := list(_find_problems(document, file, root)):
        raise KnowledgeError(problems)
    return tuple(
        Language(
            tuple(one.denied_by),
            Told(file.emergency, tuple(one.emergency), one.says),
            Told(file.crisis, tuple(one.crisis), one.says_in_crisis),
        )
        for one in file.languages
    )


def _find_problems(document: Document, file: LanguagesFile, root: Path) -> Iterator[Problem]:
    topics = read_topics(root)
    for key in ("emergency", "crisis"):
        if (topic := getattr(file, key)) not in topics:
            yield document.problem((key,), f"no topic {topic!r}", "name a red flag of topics.yml")
    for number, one in enumerate(file.languages):
        crisis = {_NUMBER, _CRISIS_NAME, _CRISIS_NUMBER}
        for key, names in (("says", {_NUMBER}), ("says_in_crisis", crisis)):
            named = {name for _, name, _, _ in string.Formatter().parse(getattr(one, key)) if name is not None}
            if named != names:
                what = f"it must name {', '.join(sorted(names))} in braces, and nothing else"
                yield document.problem(("languages", number, key), what, "numbers come from clinic.yml")
