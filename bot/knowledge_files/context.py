"""knowledge/signs/context.yml: how people say that a sign is over, of long ago, or only asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import validator

from bot.knowledge_files.reading import read_file
from bot.knowledge_files.schema import _Strict

_FILE = Path("knowledge/signs/context.yml")


class ContextFile(_Strict):
    """knowledge/signs/context.yml. Every list is needed: without one a sign of long ago would be one of today."""

    reviewed_on: date
    reviewer: str | None = None
    dated: list[str]
    treated: list[str]
    over: list[str]
    was: list[str]
    turn: list[str]
    relapse: list[str]
    recent: list[str]
    general: list[str]
    supposed: list[str]
    what_then: list[str]
    personal: list[str]

    @validator("*", each_item=True)
    def _readable(cls, way: object) -> object:
        if isinstance(way, str):
            try:
                re.compile(way)
            except re.error as error:
                raise ValueError(f"{way!r} cannot be read: {error}") from None
        return way


def read_context(root: Path) -> Mapping[str, tuple[str, ...]]:
    """The ways of saying each of them. KnowledgeError with every problem found."""
    _, file = read_file(root / _FILE, root, ContextFile)
    return {name: tuple(ways) for name, ways in file.dict().items() if isinstance(ways, list)}
