"""Picks massage types for a goal, a body area, a pressure, and the conditions that speak against them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.clinic.cues import is_indifferent
from bot.clinic.facts import TopicPage, TypeProfile
from bot.clinic.frames import Asked, Frame
from bot.clinic.payloads import tells
from bot.clinic.questions import Question
from bot.clinic.replies import Button
from bot.clinic.verdicts import Verdict, verdict_on
from bot.clinic.wishes import GOALS, MOST_ASKED, PRESSURES, RECOMMEND, Wish
from bot.services.composing import listed
from bot.services.computed import Computed
from bot.services.fact_base import FactBase

_MOST_TYPES = 2
_GOAL_WEIGHT, _AREA_WEIGHT, _PRESSURE_WEIGHT = 3, 1, 2
_FOR_ANYBODY = Wish(goals=("benefit/relaxation",), pressures=("light",))

_FOR_WHAT = "What would you like it to do: ease an ache, relax you, or help you sleep?"
_HOW_FIRM = "Would you like it light, medium or firm?"


class Recommending:
    """Types ranked by their profiles, after two short questions at most. What a condition rules out is never named."""

    def __init__(self, facts: FactBase) -> None:
        self._facts = facts

    def recommend(self, asked: Asked, frame: Frame, question: Question) -> Computed:
        """The recommendation, and the next question where one may still change it."""
        wish = (frame.wish or Wish(goals=_goal_of(frame))).with_told(question)
        is_open = wish.asked >= MOST_ASKED or (wish.asked > 0 and is_indifferent(question.text))
        best = self._best(wish, asked.conditions)
        if not best and not is_open:
            return self._ask(Computed((RECOMMEND, *asked.conditions)), wish, _FOR_WHAT, GOALS)
        lead = "From what you say, these would fit" if best else "A gentle way to begin"
        best = best or self._best(_FOR_ANYBODY, asked.conditions)
        if not best:
            return Computed((RECOMMEND, *asked.conditions))
        names = listed([f"{page.title} ({page.profile.suits})" for page in best if page.profile], last="or")
        computed = Computed((RECOMMEND, *(page.topic for page in best), *asked.conditions), before=f"{lead}: {names}.")
        if wish.pressures or is_open:
            return computed
        return self._ask(computed, wish, _HOW_FIRM, PRESSURES)

    @staticmethod
    def _ask(computed: Computed, wish: Wish, question: str, choices: Iterable[str]) -> Computed:
        return replace(
            computed,
            question=question,
            buttons=tuple(Button(words, tells(words)) for words in choices),
            wish=replace(wish, asked=wish.asked + 1),
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


def _goal_of(frame: Frame) -> tuple[str, ...]:
    """What was talked of before the advice was asked for: "my shoulders are tight", "which type would help?"."""
    return (frame.subject,) if frame.subject and frame.subject.startswith("benefit/") else ()


def _score(profile: TypeProfile, wish: Wish) -> float:
    # An earlier goal of the profile counts for a little more than a later one.
    by_goal = sum(_GOAL_WEIGHT - 0.1 * profile.goals.index(goal) for goal in wish.goals if goal in profile.goals)
    by_area = sum(_AREA_WEIGHT for area in wish.areas if area in profile.areas)
    by_pressure = sum(_PRESSURE_WEIGHT for p in profile.pressures if p.value in wish.pressures)
    return by_goal + by_area + by_pressure
