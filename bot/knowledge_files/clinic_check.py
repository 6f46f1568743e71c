"""Whether the clinic's profile still holds the example's values: nobody may be sent to a number that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.knowledge_files.problems import KnowledgeError, Problem
from bot.knowledge_files.reading import Files

_PLACE = Path("knowledge/clinic.yml")
# Ofcom keeps 7946 0xxx for fiction, North America 555-01xx; example.org and its like belong to nobody.
_PLACEHOLDER = re.compile(
    r"\bexample\b|\bsample\b|7946 ?0\d{3}|555[- ]01\d\d|\bTODO\b|\bXXX+\b|lorem ipsum", re.IGNORECASE
)


def check_clinic(root: Path) -> None:
    """KnowledgeError with every line that is still to be filled in."""
    problems = [*Files(root).problems, *_placeholders((root / _PLACE).read_text(encoding="utf-8"))]
    if problems:
        raise KnowledgeError(problems)


def _placeholders(text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.split(" #")[0].strip()
        if code.startswith("#") or not code:
            continue
        if code.split() == ["example:", "true"]:
            yield Problem(
                _PLACE, number, "this still is the example clinic", "remove the line when the others are filled in"
            )
        elif _PLACEHOLDER.search(code):
            yield Problem(_PLACE, number, f"a placeholder: {code}", "put your own clinic's value here")
