"""What somebody wants of a massage, told piece by piece while a type is recommended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.clinic.questions import Question

RECOMMEND = "type/recommend"
MOST_ASKED = 2  # short questions, before we say what we know
_LIKELY = 0.3
_BENEFIT = "benefit/"
_DENIALS = frozenset("not no nothing never without dont don't isnt isn't wasnt wasn't nor less".split())
_REACH = 3  # words before a pressure in which a denial counts
_LIGHT, _MEDIUM, _FIRM = "light", "medium", "firm"
_INSTEAD = {_LIGHT: (_MEDIUM, _FIRM), _MEDIUM: (), _FIRM: (_LIGHT, _MEDIUM)}  # of a pressure that is not wanted

Goals = Mapping[str, str]  # topics of kind benefit, by the words on the buttons that stand for them


@dataclass(frozen=True)
class Wish:
    """Goals (topics of kind benefit), body areas and pressures."""

    goals: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    pressures: tuple[str, ...] = ()

    def with_told(self, question: Question, goals: Goals) -> Wish:
        """The wish and what this message adds; of pressures the last one told counts."""
        if question.chosen:
            told = told_by(question.text, goals)
        else:
            told = Wish(_goals(question), question.named["area"], _pressures(question))
        return replace(
            self,
            goals=tuple(dict.fromkeys((*self.goals, *told.goals))),
            areas=tuple(dict.fromkeys((*self.areas, *told.areas))),
            pressures=told.pressures or self.pressures,
        )

    def with_choices(self, words: Sequence[str], goals: Goals) -> Wish:
        """The wish and what several buttons tell."""
        told = [told_by(choice, goals) for choice in words]
        wanted = (goal for wish in (self, *told) for goal in wish.goals)
        pressures = (pressure for wish in told for pressure in wish.pressures)
        return replace(self, goals=tuple(dict.fromkeys(wanted)), pressures=tuple(pressures) or self.pressures)


# The words on the buttons of our questions, and what they tell beside the goals of the knowledge; the last one of each
# question is the way out.
UNSURE, EITHER = "I'm not sure", "I don't mind"
PRESSURES = {
    "Light": Wish(pressures=(_LIGHT,)),
    "Medium": Wish(pressures=(_MEDIUM,)),
    "Firm": Wish(pressures=(_FIRM,)),
    EITHER: Wish(),
}
WORDS = (UNSURE, *PRESSURES)


def told_by(words: str, goals: Goals) -> Wish:
    """What a button tells; nothing where it leaves the choice to us."""
    return Wish(goals=(goals[words],)) if words in goals else PRESSURES.get(words, Wish())


def _goals(question: Question) -> tuple[str, ...]:
    """The benefits that are named, else the likeliest one that is meant."""
    meant = (c.topic for c in question.candidates if c.topic.startswith(_BENEFIT) and c.confidence >= _LIKELY)
    return question.named["benefit"] or tuple(meant)[:1]


def _pressures(question: Question) -> tuple[str, ...]:
    """The pressures that are wanted: "not firm" wants the others."""
    wanted: list[str] = []
    for entity in question.entities:
        if entity.kind == "pressure":
            wanted += _INSTEAD[entity.key] if _is_denied(entity.words, question.text) else (entity.key,)
    return tuple(dict.fromkeys(wanted))


def _is_denied(words: str, text: str) -> bool:
    """Whether a denial stands shortly before the words, in the same clause."""
    before = text.lower().replace("’", "'").partition(words)[0]
    clause = before.replace(",", ".").replace(";", ".").rpartition(".")[2]
    return not _DENIALS.isdisjoint(clause.split()[-_REACH - 1 :])
