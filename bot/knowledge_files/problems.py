"""What is wrong with a knowledge file: where, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing to mend, with its place."""

    path: Path
    line: int
    what: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}\n    next: {self.next_step}"


class KnowledgeError(Exception):
    """The knowledge files cannot be used; nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def find_problems(read: Callable[[Path], object], root: Path) -> list[Problem]:
    """Everything that makes reading it impossible."""
    try:
        read(root)
    except KnowledgeError as error:
        return error.problems
    return []
