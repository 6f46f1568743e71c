"""The clinic itself: who, where, when, for how much."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MASSAGE = " massage"
_CURRENCY_SIGNS = {"GBP": "£", "USD": "$", "EUR": "€", "AUD": "$", "CAD": "$", "NZD": "$"}


@dataclass(frozen=True)
class Span:
    """Opening hours without a break, local time."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> Span:
        """From "09:00-19:00"; ValueError where it is not so."""
        opens, _, closes = text.partition("-")
        span = cls(time.fromisoformat(opens), time.fromisoformat(closes))
        if span.closes <= span.opens:
            raise ValueError(f"closes before it opens: {text!r}")
        return span

    def __str__(self) -> str:
        return f"{_clock(self.opens)} to {_clock(self.closes)}"


class Profile:
    """The clinic's profile as the database holds it, and the sentences that follow from it."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.zone = ZoneInfo(data["time_zone"])
        self._week = {day: tuple(map(Span.parse, data["hours"][day])) for day in WEEKDAYS}
        self._holidays = {
            date.fromisoformat(str(day["date"])): (day["name"], tuple(map(Span.parse, day["hours"])))
            for day in data.get("holidays", ())
        }

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def get(self, key: str) -> Any:
        """A value that a profile may leave out; None where it does."""
        return self._data.get(key)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Opening hours of a date, holidays counted."""
        if day in self._holidays:
            return self._holidays[day][1]
        return self._week[WEEKDAYS[day.weekday()]]

    def hours_now(self, now: datetime) -> str:
        """Whether the clinic is open now, and until or from when."""
        local = now.astimezone(self.zone)
        for span in self.spans_on(local.date()):
            if span.opens <= local.time() < span.closes:
                return f"We are open now, until {_clock(span.closes)}."
            if local.time() < span.opens:
                return f"We are closed at the moment and open today at {_clock(span.opens)}."
        return f"We are closed at the moment. {self._next_opening(local.date())}"

    def hours_on(self, day: date) -> str:
        """The hours of one date in a sentence."""
        spans = self.spans_on(day)
        name = f"{WEEKDAYS[day.weekday()].capitalize()} {day.day} {day:%B}"
        if day in self._holidays:
            name += f" ({self._holidays[day][0]})"
        if not spans:
            return f"On {name} we are closed. {self._next_opening(day)}"
        return f"On {name} we are open {' and '.join(map(str, spans))}."

    def hours_of_week(self) -> str:
        """The ordinary week, equal days joined."""
        runs: list[tuple[list[str], tuple[Span, ...]]] = []
        for day in WEEKDAYS:
            if runs and runs[-1][1] == self._week[day]:
                runs[-1][0].append(day)
            else:
                runs.append(([day], self._week[day]))
        return "; ".join(f"{_days(days)} {' and '.join(map(str, spans)) or 'closed'}" for days, spans in runs) + "."

    def prices(self, types: Collection[str] = (), minutes: Collection[int] = ()) -> str:
        """Services with length and price: those of the types and lengths asked for, or all where none fits."""
        asked = [s for s in self["services"] if _fits(s, types, minutes)]
        return "; ".join(f"{s['name']} {s['minutes']} minutes {self.price(s)}" for s in asked or self["services"])

    def price(self, service: Mapping[str, Any]) -> str:
        """What one service costs, with the currency's sign."""
        sign = _CURRENCY_SIGNS.get(self["currency"], f"{self['currency']} ")
        return f"{sign}{_amount(service['price'])}"

    def service_names(self) -> str:
        """What is on offer, each name once."""
        return _list(list(dict.fromkeys(service["name"] for service in self["services"])))

    def therapist_lines(self) -> str:
        """Who works here and what each gives, a short sentence each."""
        return " ".join(
            f"{t['name']} ({t['pronoun']}), {t['role']}: {t['qualifications']}{self._given_by(t)}."
            for t in self["therapists"]
        )

    def spoken(self) -> str:
        """The languages of the clinic in a sentence; empty where none is named."""
        languages = self._data.get("languages")
        return f"We speak {_list(languages)}." if languages else ""

    def placeholders(self, now: datetime) -> dict[str, str]:
        """What the braces in a reply of kind clinic or chat stand for."""
        plain = {key: str(self[key]) for key in _PLAIN}
        return {
            **plain,
            "clinic": str(self["name"]),
            "hours_today": self.hours_now(now),
            "hours_week": self.hours_of_week(),
            "prices": self.prices(),
            "services": self.service_names(),
            "therapists": self.therapist_lines(),
            "languages": self.spoken(),
            "access": str(self._data.get("access") or ""),
        }

    def _given_by(self, therapist: Mapping[str, Any]) -> str:
        types = therapist.get("types", ())
        names = dict.fromkeys(s["name"].removesuffix(_MASSAGE) for s in self["services"] if s["type"] in types)
        return f"; gives {_list(list(names))}{_MASSAGE}" if names else ""

    def _next_opening(self, after: date) -> str:
        for days in range(1, 15):
            day = after + timedelta(days=days)
            if spans := self.spans_on(day):
                return f"We open again on {WEEKDAYS[day.weekday()].capitalize()} at {_clock(spans[0].opens)}."
        return "Please call us for our next opening day."


_PLAIN = (
    "assistant",
    "phone",
    "email",
    "address",
    "emergency_number",
    "booking",
    "cancellation",
    "parking",
    "payment",
    "gift_voucher",
    "directions",
)
PLACEHOLDERS = frozenset(_PLAIN) | {
    "access",
    "clinic",
    "hours_today",
    "hours_week",
    "languages",
    "prices",
    "services",
    "therapists",
}


def _fits(service: Mapping[str, Any], types: Collection[str], minutes: Collection[int]) -> bool:
    return (not types or service["type"] in types) and (not minutes or service["minutes"] in minutes)


def _amount(price: float) -> str:
    return f"{price:.0f}" if price == int(price) else f"{price:.2f}"


def _clock(moment: time) -> str:
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{hour}{minutes} {'am' if moment.hour < 12 else 'pm'}"


def _days(days: list[str]) -> str:
    first, last = days[0].capitalize(), days[-1].capitalize()
    return first if len(days) == 1 else f"{first} to {last}"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
