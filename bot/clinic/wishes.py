"""What somebody wants of a massage, told piece by piece while a type is recommended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.clinic.cues import is_indifferent, opens_question
from bot.clinic.questions import ANSWER, Question

RECOMMEND = "type/recommend"
MOST_ASKED = 2  # short questions, before we say what we know
_LONGEST = 14  # words; what is longer stands for itself
_SURE, _LIKELY = 0.8, 0.3
_BENEFIT = "benefit/"
_OTHER_MATTERS = ("clinic/", "practical/", "chat/", "out_of_scope/")
# A denial, and at the most three words of the same clause between it and what it denies.
_DENIAL = r"(?:\b(?:not|no|nothing|never|without)|n['’]?t)\b(?:[^\w,.;]+\w+){0,3}?[^\w,.;]+"
_LIGHT, _MEDIUM, _FIRM = "light", "medium", "firm"
_INSTEAD = {_LIGHT: (_MEDIUM, _FIRM), _MEDIUM: (), _FIRM: (_LIGHT, _MEDIUM)}  # of a pressure that is not wanted


@dataclass(frozen=True)
class Wish:
    """Goals (topics of kind benefit), body areas and pressures; how many questions we have asked for them."""

    goals: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    pressures: tuple[str, ...] = ()
    asked: int = 0

    def with_told(self, question: Question) -> Wish:
        """The wish and what this message adds; of pressures the last one told counts."""
        if question.chosen:
            told = BUTTONS.get(question.text, Wish())
        else:
            told = Wish(_goals(question), question.named("area"), _pressures(question))
        return replace(
            self,
            goals=tuple(dict.fromkeys((*self.goals, *told.goals))),
            areas=tuple(dict.fromkeys((*self.areas, *told.areas))),
            pressures=told.pressures or self.pressures,
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


# The words on the buttons of our questions, and what they tell; the last one of each question is the way out.
GOALS = {
    "Ease an ache": Wish(goals=("benefit/pain_relief",)),
    "Relax": Wish(goals=("benefit/relaxation",)),
    "Sleep better": Wish(goals=("benefit/sleep",)),
    "I'm not sure": Wish(),
}
PRESSURES = {
    "Light": Wish(pressures=(_LIGHT,)),
    "Medium": Wish(pressures=(_MEDIUM,)),
    "Firm": Wish(pressures=(_FIRM,)),
    "I don't mind": Wish(),
}
BUTTONS: Mapping[str, Wish] = {**GOALS, **PRESSURES}


def tells_a_wish(question: Question) -> bool:
    """Whether the message answers a short question of ours, and is no question of its own."""
    text = question.text
    if opens_question(text) or text.endswith("?") or len(text.split()) > _LONGEST:
        return False
    is_other = question.decision == ANSWER and question.topic.startswith(_OTHER_MATTERS)
    if is_other and question.confidence >= _SURE and not question.named("pressure"):
        return False
    is_named = any(question.named(kind) for kind in ("benefit", "area", "pressure", "condition"))
    return is_named or is_indifferent(text) or bool(_goals(question))


def _goals(question: Question) -> tuple[str, ...]:
    """The benefits that are named, else the likeliest one that is meant."""
    meant = (c.topic for c in question.candidates if c.topic.startswith(_BENEFIT) and c.confidence >= _LIKELY)
    return question.named("benefit") or tuple(meant)[:1]


def _pressures(question: Question) -> tuple[str, ...]:
    """The pressures that are wanted: "not firm" wants the others."""
    wanted: list[str] = []
    for thing in question.entities:
        if thing.kind == "pressure":
            wanted += _INSTEAD[thing.key] if _is_denied(thing.words, question.text) else (thing.key,)
    return tuple(dict.fromkeys(wanted))


def _is_denied(words: str, text: str) -> bool:
    return re.search(rf"{_DENIAL}{re.escape(words)}", text, re.IGNORECASE) is not None
