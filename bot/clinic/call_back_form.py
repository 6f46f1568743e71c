"""The short form in chat by which a visitor asks to be called back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clinic.open_questions import CONSENT, NAME, REACH, TIME
from bot.clinic.requests import ANY_TIME, Details

NEXT = {NAME: REACH, REACH: TIME, TIME: CONSENT}  # one question a turn
_KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Form:
    """How far a visitor has come: the step that comes next, and what was said so far."""

    step: str
    touched_at: datetime
    name: str = ""
    phone: str | None = None
    email: str | None = None
    good_time: str = ANY_TIME

    @property
    def details(self) -> Details:
        """What was said so far."""
        return Details(self.name, self.phone, self.email, self.good_time)

    def is_over(self, now: datetime) -> bool:
        """Whether it was left for so long that it is not gone on with."""
        return now - self.touched_at > _KEPT_FOR
