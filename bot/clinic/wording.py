"""Words that promise too much: where they stand in a text."""

from __future__ import annotations

import re

_FORBIDDEN_FORMS = re.compile(
    r"\b(cur(?:e|es|ed|ing|able)|heal(?:s|ed|ing)?|boost\w*|detox\w*|prevent\w*|guarantee\w*)\b", re.IGNORECASE
)


def forbidden_words(text: str) -> tuple[str, ...]:
    """The forbidden words in a text, lower-case, each once, in its order ("health" is not one)."""
    return tuple(dict.fromkeys(match.lower() for match in _FORBIDDEN_FORMS.findall(text)))


def word_count(text: str) -> int:
    """Words as a reader counts them."""
    return len(text.split())
