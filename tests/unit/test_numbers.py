"""The numbers that an alarm says: each read alone, whatever else the profile holds."""

from __future__ import annotations

from typing import Any

import pytest

from bot.clinic.escalations import Escalation
from bot.clinic.facts import FactBook
from bot.clinic.numbers import Line, Numbers, is_number
from bot.services.escalating import Escalating
from bot.services.standing import StandingAlarm
from bot.services.welcoming import Welcoming
from bot.wiring import now
from tests.unit.facts import ALARM_RULES, CLINIC, TOPICS, FakeFactBase

BROKEN: list[dict[str, Any]] = [
    {**CLINIC, "time_zone": "Europe/Londno"},
    {**CLINIC, "hours": None},
    {**CLINIC, "services": []},
    {"emergency_number": "999"},
]


class Base(FakeFactBase):
    """A fact base whose clinic is what a test says."""

    def __init__(self, clinic: dict[str, Any]) -> None:
        self.book = FactBook(clinic=clinic, roles={"crisis": "red_flag/suicidal"})

    def refresh(self) -> FactBook:
        return self.book


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("999", True),
        ("000", True),
        ("116 123", True),
        ("+44 (0)20 7946 0123", True),
        ("112 / 999", False),
        ("112, 999", False),
        ("yes", False),
        ("", False),
        (999, False),
        (True, False),
        (None, False),
    ],
)
def test_a_number_is_one_number_written_as_text(text: object, is_one: bool) -> None:
    assert is_number(text) is is_one


def test_each_number_is_read_alone() -> None:
    numbers = Numbers.of({"emergency_number": "144", "crisis_line": "no line", "urgent_line": {"name": "X"}})
    assert numbers == Numbers("144", None, None)


def test_what_one_profile_lacks_the_next_one_says() -> None:
    line = {"name": "Samaritans", "number": "116 123"}
    numbers = Numbers.of({"emergency_number": 0}, {"emergency_number": "000", "crisis_line": line})
    assert numbers == Numbers("000", Line("Samaritans", "116 123"))


def test_without_any_number_the_sentence_still_tells_what_to_call() -> None:
    assert Numbers.of({}).to_call == "the emergency number"


@pytest.mark.parametrize("clinic", BROKEN, ids=["time zone", "hours", "services", "a number alone"])
class TestABrokenProfile:
    def test_an_alarm_says_the_number(self, clinic: dict[str, Any]) -> None:
        reply = Escalating(Base(clinic), TOPICS, ALARM_RULES, str).raise_alarm("red_flag/cauda_equina", 1.0, fired=True)
        assert (reply.kind, reply.escalation) == ("emergency", Escalation.EMERGENCY)
        assert "999" in reply.text
        assert reply.card and reply.card.phones[0].number == "999"

    def test_a_crisis_says_the_number_too(self, clinic: dict[str, Any]) -> None:
        reply = Escalating(Base(clinic), TOPICS, ALARM_RULES, str).raise_alarm("red_flag/suicidal", 1.0, fired=True)
        assert "999" in reply.text

    def test_the_website_can_be_opened_to_tell_an_emergency(self, clinic: dict[str, Any]) -> None:
        welcome = Welcoming(Base(clinic), now, 30).welcome()
        assert (welcome.emergency_number, bool(welcome.greeting)) == ("999", True)


def test_a_standing_alarm_is_repeated_without_a_crisis_line() -> None:
    base = Base({"emergency_number": "999"})
    standing = StandingAlarm(base, TOPICS, Escalating(base, TOPICS, ALARM_RULES, str), str)
    assert "999" in standing._fill("{number} {crisis} {crisis_number}")
