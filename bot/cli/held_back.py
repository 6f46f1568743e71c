"""The held-back questions, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.clinic.questions import ANSWER, DECLINE, Question


@dataclass(frozen=True)
class HeldBack:
    """A question that no training has seen, and the topics that are right for it."""

    text: str
    topic: str
    also: tuple[str, ...]
    known_failure: bool

    def accepts(self, topic: str) -> bool:
        """Whether this topic is a right first answer."""
        return topic == self.topic or topic in self.also


@dataclass(frozen=True)
class Asked:
    """A held-back question and how it was understood."""

    held_back: HeldBack
    question: Question
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether the reply's first topic is right. To decline a question of ours is wrong, whatever came nearest."""
        if self.is_refused:
            return _is_outside(self.held_back.topic) or any(map(_is_outside, self.held_back.also))
        return self.held_back.accepts(self.question.topic)

    @property
    def is_refused(self) -> bool:
        """Whether the reply declines."""
        return self.question.decision == DECLINE or (
            self.question.decision == ANSWER and _is_outside(self.question.topic)
        )


def read_held_back(root: Path) -> Iterator[HeldBack]:
    """Every question under tests/questions."""
    for path in sorted((root / "tests" / "questions").rglob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key in ("questions", "known_failures"):
            for entry in data[key]:
                text, also = (entry, ()) if isinstance(entry, str) else (entry["ask"], entry.get("also", ()))
                yield HeldBack(str(text), data["topic"], tuple(also), key == "known_failures")


def _is_outside(topic: str) -> bool:
    return topic.startswith("out_of_scope/")
