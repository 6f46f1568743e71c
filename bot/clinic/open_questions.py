"""What Effie herself has asked and waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clinic.acts import Situation

# "Did you mean A or B?", the two short questions of a recommendation, an offer to call back, whether
# a sign is there, and the form's four steps.
CLARIFY, GOAL, PRESSURE, OFFER, CHECK = "clarify", "goal", "pressure", "offer", "check"
NAME, REACH, TIME, CONSENT = "name", "reach", "time", "consent"
_SITUATIONS: Mapping[str, Situation] = {
    CLARIFY: Situation.CHOICE,
    GOAL: Situation.WISH,
    PRESSURE: Situation.WISH,
    OFFER: Situation.OFFER,
    CONSENT: Situation.OFFER,
    CHECK: Situation.OFFER,
    NAME: Situation.DETAIL,
    REACH: Situation.DETAIL,
    TIME: Situation.DETAIL,
}
_WAITS_FOR = timedelta(hours=1)  # who comes back later says hello, not a name


@dataclass(frozen=True)
class OpenQuestion:
    """A question of ours. `choices` are what it offers, in its order: topic ids, or the words on its buttons."""

    kind: str
    asked_at: datetime
    choices: tuple[str, ...] = ()
    tries: int = 0  # how often it was asked before, without an answer

    @property
    def situation(self) -> Situation:
        """As the acts are read."""
        return _SITUATIONS[self.kind]

    def is_over(self, now: datetime) -> bool:
        """Whether so much time has passed that the next message cannot be meant for it."""
        return now - self.asked_at > _WAITS_FOR
