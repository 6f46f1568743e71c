"""What a visitor sees before the first question."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clinic.numbers import Numbers
from bot.clinic.profile import Profile
from bot.clinic.replies import Button
from bot.services.composing import MOST_BUTTONS, buttons_for, fill
from bot.services.fact_base import FactBase

logger = logging.getLogger(__name__)

_GREETING = "chat/greet"
_HELLO = "Hello. What would you like to know about massage, or about the clinic?"


@dataclass(frozen=True)
class Welcome:
    """The clinic as it introduces itself."""

    name: str
    assistant: str
    phone: str
    emergency_number: str
    greeting: str
    privacy: str
    consent: str
    offers: tuple[Button, ...]

    def as_dict(self) -> dict[str, Any]:
        """As a session carries it (docs/web-api.md)."""
        offers = [{"title": offer.title, "payload": offer.payload} for offer in self.offers]
        return {**vars(self), "offers": offers}


class Welcoming:
    """Reads the welcome from the knowledge, as it stands now."""

    def __init__(self, facts: FactBase, now: Callable[[], datetime], kept_days: int, *, consent: str = "") -> None:
        self._facts = facts
        self._now = now
        self._kept_days = kept_days
        self._consent = consent  # what who asks to be called back agrees to; empty where nobody is called back

    def welcome(self) -> Welcome:
        """Name, numbers, a greeting, what happens to what is written, and where one may begin.

        Where the profile or the database is broken, what is needed to tell an emergency: it never raises.
        """
        try:
            return self._whole()
        except Exception:
            logger.exception("the clinic's profile cannot be read: run `effie knowledge check`")
            return self._least()

    def _least(self) -> Welcome:
        clinic = self._facts.book.clinic
        name, assistant, phone = (str(clinic.get(key) or "") for key in ("name", "assistant", "phone"))
        number = Numbers.of(clinic).emergency or ""
        return Welcome(name, assistant, phone, number, _HELLO, self._privacy(name or "the clinic"), "", ())

    def _privacy(self, name: str) -> str:
        days = "1 day" if self._kept_days == 1 else f"{self._kept_days} days"
        return (
            f"What you write counts as health data. It stays with {name}, is deleted after {days}, "
            "and you can have it deleted at any time."
        )

    def _whole(self) -> Welcome:
        book = self._facts.refresh()
        profile = Profile(book.clinic)
        texts, page = book.facts.get(_GREETING), book.pages.get(_GREETING)
        topics = page.see_also if page else ()
        values = profile.placeholders(self._now())
        return Welcome(
            name=str(profile["name"]),
            assistant=str(profile["assistant"]),
            phone=str(profile["phone"]),
            emergency_number=str(profile["emergency_number"]),
            greeting=fill(texts[0].text if texts else _HELLO, values),
            privacy=self._privacy(str(profile["name"])),
            consent=fill(self._consent, values),
            offers=buttons_for(book.pages, topics)[:MOST_BUTTONS],
        )
