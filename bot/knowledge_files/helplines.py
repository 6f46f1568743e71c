"""Whether the lines that help after a disclosure stand where they are looked for, and no number stands in a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.clinic.topics import SUPPORT, Topics
from bot.knowledge_files.problems import Problem
from bot.knowledge_files.reading import Files

_NUMBER = re.compile(r"\d[\d ]{2,}")


def find_helpline_problems(files: Files, topics: Topics) -> Iterator[Problem]:
    """Everything that is wrong with them."""
    if files.clinic:
        document, clinic = files.clinic
        for topic in clinic.helplines:
            if topic not in topics or not topic.startswith(SUPPORT):
                known = ", ".join(other.id for other in topics if other.id.startswith(SUPPORT))
                place = ("helplines", topic)
                yield document.problem(place, f"nobody tells of {topic!r}", f"use one of {known}")
    for document, file in files.topics:
        for number, fact in enumerate(file.facts if file.topic.startswith(SUPPORT) else ()):
            if found := _NUMBER.search(fact.text):
                what = f"{found[0].strip()!r} holds in one country only"
                yield document.problem(("facts", number, "text"), what, "write it under helplines of clinic.yml")
