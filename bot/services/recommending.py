"""Picks massage types for a goal, a body area, a pressure, and the conditions that speak against them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.clinic.acts import Act
from bot.clinic.facts import TopicPage, TypeProfile
from bot.clinic.frames import Asked, Frame
from bot.clinic.open_questions import GOAL, PRESSURE, OpenQuestion
from bot.clinic.payloads import tells
from bot.clinic.questions import Question
from bot.clinic.replies import Button
from bot.clinic.verdicts import Verdict, verdict_on
from bot.clinic.wishes import EITHER, MOST_ASKED, PRESSURES, RECOMMEND, UNSURE, Wish
from bot.services.composing import listed
from bot.services.computed import Computed
from bot.services.fact_base import FactBase

_MOST_TYPES = 2
_GOAL_WEIGHT, _AREA_WEIGHT, _PRESSURE_WEIGHT = 3, 1, 2
_FOR_ANYBODY = "for_anybody"

_FOR_WHAT = "What would you like it to do: ease an ache, relax you, or help you sleep?"
_HOW_FIRM = "Would you like it light, medium or firm?"


class Recommending:
    """Types ranked by their profiles, after two short questions at most. What a condition rules out is never named."""

    def __init__(self, facts: FactBase, now: Callable[[], datetime]) -> None:
        self._facts = facts
        self._now = now

    def recommend(self, asked: Asked, frame: Frame, question: Question) -> Computed:
        """The recommendation, and the next question where one may still change it."""
        goals, roles = self._facts.book.goals, self._facts.book.roles
        wish = (frame.wish or Wish(goals=_goal_of(frame))).with_told(question, goals)
        times = frame.asked.tries + 1 if frame.asked and frame.asked.kind in (GOAL, PRESSURE) else 0
        is_open = times >= MOST_ASKED or (times > 0 and _is_indifferent(question))
        best = self._best(wish, asked.conditions)
        if not best and not is_open:
            computed = Computed((RECOMMEND, *asked.conditions), question=_FOR_WHAT, wish=wish)
            return self._ask(computed, GOAL, (*goals, UNSURE), times)
        lead = "From what you say, these would fit" if best else "A gentle way to begin"
        best = best or self._best(Wish((roles[_FOR_ANYBODY],), pressures=("light",)), asked.conditions)
        if not best:
            return Computed((RECOMMEND, *asked.conditions))
        names = listed([f"{page.title} ({page.profile.suits})" for page in best if page.profile], last="or")
        computed = Computed((RECOMMEND, *(page.topic for page in best), *asked.conditions), before=f"{lead}: {names}.")
        if wish.pressures or is_open:
            return computed
        return self._ask(replace(computed, question=_HOW_FIRM, wish=wish), PRESSURE, PRESSURES, times)

    def _ask(self, computed: Computed, kind: str, choices: Iterable[str], times: int) -> Computed:
        return replace(
            computed,
            buttons=tuple(Button(words, tells(words)) for words in choices),
            asked=OpenQuestion(kind, self._now(), tuple(choices), tries=times),
        )

    def _best(self, wish: Wish, conditions: tuple[str, ...]) -> list[TopicPage]:
        scored = [(page, _score(page.profile, wish)) for page in self._possible(conditions) if page.profile]
        ranked = sorted((pair for pair in scored if pair[1]), key=lambda pair: -pair[1])
        return [page for page, _ in ranked[:_MOST_TYPES]]

    def _possible(self, conditions: tuple[str, ...]) -> list[TopicPage]:
        pages = self._facts.book.pages
        verdicts = [pages[topic].verdicts for topic in conditions if topic in pages and pages[topic].verdicts]
        return [
            page
            for page in pages.values()
            if page.profile and verdict_on(page.profile.pressures, verdicts) is not Verdict.NOT_NOW
        ]


def _is_indifferent(question: Question) -> bool:
    """Whether the choice is left to us, in words or by the last button."""
    if question.chosen:
        return question.text in (UNSURE, EITHER)
    return question.act in (Act.DOES_NOT_MIND, Act.YES, Act.NEITHER)


def _goal_of(frame: Frame) -> tuple[str, ...]:
    """What was talked of before the advice was asked for: "my shoulders are tight", "which type would help?"."""
    return (frame.subject,) if frame.subject and frame.subject.startswith("benefit/") else ()


def _score(profile: TypeProfile, wish: Wish) -> float:
    # An earlier goal of the profile counts for a little more than a later one.
    by_goal = sum(_GOAL_WEIGHT - 0.1 * profile.goals.index(goal) for goal in wish.goals if goal in profile.goals)
    by_area = sum(_AREA_WEIGHT for area in wish.areas if area in profile.areas)
    by_pressure = sum(_PRESSURE_WEIGHT for p in profile.pressures if p.value in wish.pressures)
    return by_goal + by_area + by_pressure
