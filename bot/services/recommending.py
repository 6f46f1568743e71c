"""Picks massage types for a goal, a body area, a pressure, and the conditions that speak against them."""

from __future__ import annotations

from bot.clinic.facts import TopicPage, TypeProfile
from bot.clinic.frames import Asked, Frame
from bot.clinic.questions import Question
from bot.clinic.verdicts import Verdict, verdict_on
from bot.services.composing import listed
from bot.services.fact_base import FactBase

_TOPIC = "type/recommend"
_MOST_TYPES = 2
_GOAL_WEIGHT, _AREA_WEIGHT, _PRESSURE_WEIGHT = 3, 1, 2


class Recommending:
    """Types ranked by their profiles; a type that a condition rules out is never named."""

    def __init__(self, facts: FactBase) -> None:
        self._facts = facts

    def recommend(self, asked: Asked, frame: Frame, question: Question) -> tuple[str, tuple[str, ...]]:
        """The recommendation and its topics; no text where nothing was said to choose by."""
        goals, areas, pressures = question.named("benefit"), question.named("area"), question.named("pressure")
        if not (goals or areas or pressures):
            return "", (_TOPIC, *asked.conditions)
        ranked = sorted(
            self._possible(asked.conditions),
            key=lambda page: -_score(page.profile, goals, areas, pressures) if page.profile else 0,
        )
        best = [page for page in ranked if page.profile and _score(page.profile, goals, areas, pressures)][:_MOST_TYPES]
        if not best:
            return "", (_TOPIC, *asked.conditions)
        names = listed([f"{page.title} ({page.profile.suits})" for page in best if page.profile], last="or")
        return f"From what you say, these would fit: {names}.", (
            _TOPIC,
            *(page.topic for page in best),
            *asked.conditions,
        )

    def _possible(self, conditions: tuple[str, ...]) -> list[TopicPage]:
        verdicts = [page.verdicts for page in self._facts.pages_of(conditions).values() if page.verdicts]
        return [
            page
            for page in self._facts.type_pages()
            if page.profile and verdict_on(page.profile.pressures, verdicts) is not Verdict.NOT_NOW
        ]


def _score(profile: TypeProfile, goals: tuple[str, ...], areas: tuple[str, ...], pressures: tuple[str, ...]) -> float:
    # An earlier goal of the profile counts for a little more than a later one.
    by_goal = sum(_GOAL_WEIGHT - 0.1 * profile.goals.index(goal) for goal in goals if goal in profile.goals)
    by_area = sum(_AREA_WEIGHT for area in areas if area in profile.areas)
    by_pressure = sum(_PRESSURE_WEIGHT for p in profile.pressures if p.value in pressures)
    return by_goal + by_area + by_pressure
