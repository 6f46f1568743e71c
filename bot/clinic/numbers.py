"""The numbers that an alarm says: each is read alone, so that nothing else in a profile can silence them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_BETWEEN_DIGITS = " ().-"


@dataclass(frozen=True)
class Line:
    """A telephone line and who answers it: when, where that is known, and the number for text messages."""

    name: str
    number: str
    hours: str = ""
    text: str = ""


@dataclass(frozen=True)
class Numbers:
    """The lines of a clinic's country; None where the profile names none that can be dialled."""

    emergency: str | None = None
    crisis: Line | None = None
    urgent: Line | None = None
    maternity: Line | None = None
    police: str | None = None  # where it is no emergency

    @classmethod
    def of(cls, *profiles: Mapping[str, Any]) -> Numbers:
        """From clinic profiles: of each number the first that can be dialled. It never raises, whatever they hold."""
        emergency, police = (
            next(filter(None, (_number(profile.get(key)) for profile in profiles)), None)
            for key in ("emergency_number", "police_number")
        )
        crisis, urgent, maternity = (
            next(filter(None, (_line(profile.get(key)) for profile in profiles)), None)
            for key in ("crisis_line", "urgent_line", "maternity_unit")
        )
        return cls(emergency, crisis, urgent, maternity, police)

    @property
    def to_call(self) -> str:
        """What to call in an emergency, to stand after "please call"."""
        return self.emergency or "the emergency number"


def lines(values: object) -> tuple[Line, ...]:
    """Those of a profile's list that have a name and can be dialled. It never raises."""
    found = map(_line, values) if isinstance(values, list | tuple) else ()
    return tuple(line for line in found if line)


def is_number(text: object) -> bool:
    """Whether a text is one telephone number: digits, and what people write between them."""
    if not isinstance(text, str):
        return False
    digits = text.strip().removeprefix("+").translate({ord(mark): None for mark in _BETWEEN_DIGITS})
    return digits.isascii() and digits.isdigit()


def _number(value: object) -> str | None:
    return str(value).strip() if is_number(value) else None


def _line(value: object) -> Line | None:
    if not isinstance(value, Mapping):
        return None
    number, name = _number(value.get("number")), value.get("name")
    if not number or not isinstance(name, str) or not name:
        return None
    hours = value.get("hours")
    return Line(name, number, hours if isinstance(hours, str) else "", _number(value.get("text")) or "")
