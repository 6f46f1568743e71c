"""What somebody wants of a massage, told piece by piece while a type is recommended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.clinic.cues import is_indifferent
from bot.clinic.questions import Question

RECOMMEND = "type/recommend"
MOST_ASKED = 2  # short questions, before we say what we know
_LONGEST = 14  # words; what is longer stands for itself
_BENEFIT = "benefit/"


@dataclass(frozen=True)
class Wish:
    """Goals (topics of kind benefit), body areas and pressures; how many questions we have asked for them."""

    goals: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    pressures: tuple[str, ...] = ()
    asked: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to choose by."""
        return not (self.goals or self.areas or self.pressures)

    def with_told(self, question: Question) -> Wish:
        """The wish and what this message adds; a pressure is told once, the last one counts."""
        named = question.named("benefit")
        meant = (question.topic,) if question.topic.startswith(_BENEFIT) else ()
        return replace(
            self,
            goals=tuple(dict.fromkeys((*self.goals, *named, *meant))),
            areas=tuple(dict.fromkeys((*self.areas, *question.named("area")))),
            pressures=question.named("pressure") or self.pressures,
        )

    def as_dict(self) -> dict[str, Any]:
        """The wish as JSON can carry it."""
        return {
            "goals": list(self.goals),
            "areas": list(self.areas),
            "pressures": list(self.pressures),
            "asked": self.asked,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Wish | None:
        """The inverse of `as_dict`; None for None."""
        if not data:
            return None
        lists = {name: tuple(data[name]) for name in ("goals", "areas", "pressures")}
        return cls(**lists, asked=data["asked"])


def tells_a_wish(question: Question) -> bool:
    """Whether the message answers "what would you like it to do?", and is no question of its own."""
    text = question.text
    if text.endswith("?") or len(text.split()) > _LONGEST:
        return False
    if any(question.named(kind) for kind in ("benefit", "area", "pressure", "condition")) or is_indifferent(text):
        return True
    return question.topic.startswith(_BENEFIT)
