"""Answers from the clinic's own profile: hours, prices, the way there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.clinic.evidence import Evidence
from bot.clinic.profile import WEEKDAYS, Profile
from bot.clinic.questions import Question
from bot.clinic.replies import Reply
from bot.services.composing import CALL_BACK, MOST_BUTTONS, buttons_for, fill
from bot.services.fact_base import FactBase

_OF_THE_WEEK = "{hours_week}"  # where the whole week would be told, the days that were asked about are
_MINUTES = re.compile(r"\b(\d{2,3}) ?(?:m|min|mins|minutes?)?\b", re.IGNORECASE)


class TellingClinic:
    """The topic's reply with the profile's values put in; for hours, the day that was asked about."""

    def __init__(self, facts: FactBase, new_id: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._facts = facts
        self._new_id = new_id
        self._now = now

    def tell(self, question: Question) -> Reply | None:
        """The reply; None where the topic has no text."""
        texts = self._facts.book.facts.get(question.topic)
        page = self._facts.book.pages.get(question.topic)
        if not texts or not page:
            return None
        profile = Profile(self._facts.book.clinic)
        minutes = [int(number) for number in _MINUTES.findall(question.text)]
        asked = {"prices": profile.prices(question.named["type"], minutes)}
        text = fill(texts[0].text, {**profile.placeholders(self._now()), **asked})
        offer = (CALL_BACK,) if page.offers_call else ()
        days = question.named["day"]
        if _OF_THE_WEEK in texts[0].text and days:
            text = " ".join(profile.hours_on(day) for day in self._dates(profile, days))
        return Reply(
            kind="answer",
            text=text,
            topics=(question.topic,),
            confidence=question.confidence,
            evidence=Evidence.PRACTICAL,
            buttons=(*offer, *buttons_for(self._facts.book.pages, page.see_also))[:MOST_BUTTONS],
            answer_id=self._new_id(),
        )

    def _dates(self, profile: Profile, days: tuple[str, ...]) -> list[date]:
        today = self._now().astimezone(profile.zone).date()
        return list(dict.fromkeys(day for name in days for day in _dates_of(name, today)))


def _dates_of(name: str, today: date) -> list[date]:
    if name == "today":
        return [today]
    if name == "tomorrow":
        return [today + timedelta(days=1)]
    if name == "weekend":
        return [_next(WEEKDAYS.index("saturday"), today), _next(WEEKDAYS.index("sunday"), today)]
    if name in WEEKDAYS:
        return [_next(WEEKDAYS.index(name), today)]
    month, day = map(int, name.split("-"))  # a holiday with a fixed date, as "12-25"
    this_year = date(today.year, month, day)
    return [this_year if this_year >= today else date(today.year + 1, month, day)]


def _next(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)
