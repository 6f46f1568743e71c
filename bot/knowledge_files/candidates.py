"""Questions that may become training questions, in a file for a person to read. Rasa finds no key of its own in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.clinic.gaps import Group
from bot.knowledge_files.lines import Document, read_document
from bot.knowledge_files.problems import KnowledgeError, Problem
from bot.knowledge_files.reading import schema_problem
from bot.knowledge_files.schema import CandidatesFile

_HEAD = """\
# What visitors asked and got no answer to. Read each group and every question in it:
#   - take out what does not belong, and whatever tells who asked; masking finds most names, not all;
#   - put another topic of topics.yml where the proposed one is wrong (`near`: how near it is, 1 is the same);
#   - then write `reviewed: true`. Only those groups are taken.
# Then: effie gaps add {name}
"""
_NEAR_DIGITS = 2
# Rasa takes square brackets in a training question for marks of its own; ours ("[name]") mean nothing to it.
_BRACKETS = frozenset("[]")
_CONTROLS = frozenset(["Cc", "Cs", "Co", "Cn"])


class Candidates:
    """The entries of a file, and where they stand in it."""

    def __init__(self, document: Document, file: CandidatesFile) -> None:
        self._document = document
        self.groups = tuple(file.groups)

    def problem(self, group: int, question: int | None, what: str, next_step: str) -> Problem:
        """A problem of a group's topic, or of one of its questions."""
        place = ("groups", group, "topic") if question is None else ("groups", group, "questions", question)
        return self._document.problem(place, what, next_step)


def read_candidates(path: Path) -> Candidates:
    """The file's entries. KnowledgeError where it is missing, cannot be parsed, or holds what it should not."""
    if not path.is_file():
        raise KnowledgeError([Problem(path, 1, "the file is missing", "write one: effie gaps export")])
    document = read_document(path, path.parent)
    if isinstance(document, Problem):
        raise KnowledgeError([document])
    try:
        return Candidates(document, CandidatesFile.parse_obj(document.data))
    except ValidationError as error:
        raise KnowledgeError([schema_problem(document, found) for found in error.errors()]) from None


def candidates_text(groups: Iterable[Group], today: date, name: str) -> str:
    """The file for those groups: every one of them unread."""
    data = {"exported_on": today, "groups": [_entry(group) for group in groups]}
    return _HEAD.format(name=name) + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000)


def one_line(text: str) -> str:
    """The text as a training question can stand: in one line, without what cannot be printed."""
    printable = "".join(" " if unicodedata.category(c) in _CONTROLS else c for c in text)
    return " ".join(printable.split())


def find_flaw(question: str) -> tuple[str, str] | None:
    """What keeps a question from being a training question by its look alone, and the next step."""
    if not question:
        return "there is no question here", "take the line out"
    if not _BRACKETS.isdisjoint(question):
        return "a square bracket stands in it", "write it without; for a masked name, invent another or leave it out"
    return None


def _entry(group: Group) -> dict[str, object]:
    proposed = group.proposal
    topic: dict[str, object] = (
        {"topic": proposed.topic} if proposed.is_near else {"topic": None, "nearest": proposed.topic}
    )
    seen = {"near": round(proposed.near, _NEAR_DIGITS), "asked": group.asked, "last_on": group.last_at.date()}
    return {**topic, **seen, "reviewed": False, "questions": list(group.questions)}
