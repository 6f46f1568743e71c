"""What is dumped is JSON, and what is loaded is what was dumped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

import pytest

from bot.clinic.escalations import Escalation
from bot.clinic.plain import dump, load


@dataclass(frozen=True)
class Inner:
    name: str
    share: float


@dataclass(frozen=True)
class Outer:
    inner: Inner
    several: tuple[Inner, ...] = ()
    maybe: Inner | None = None
    words: Mapping[str, tuple[str, ...]] | None = None
    level: Escalation = Escalation.NONE
    at: datetime | None = None
    is_so: bool = False


FULL = Outer(
    Inner("a", 0.5),
    (Inner("b", 1.0), Inner("c", 0.0)),
    Inner("d", 0.25),
    {"type": ("type/thai", "type/chair")},
    Escalation.URGENT,
    datetime(2026, 12, 1, 4, tzinfo=timezone.utc),
    is_so=True,
)


@pytest.mark.parametrize("value", [FULL, Outer(Inner("", 0.0))])
def test_a_value_survives_json(value: Outer) -> None:
    assert load(Outer, json.loads(json.dumps(dump(value)))) == value


def test_a_field_that_is_missing_takes_its_default() -> None:
    assert load(Outer, {"inner": {"name": "a", "share": 1.0}}) == Outer(Inner("a", 1.0))


def test_a_field_of_an_earlier_version_is_left_out() -> None:
    assert load(Outer, {"inner": {"name": "a", "share": 1.0, "other": 1}}) == Outer(Inner("a", 1.0))


def test_a_field_that_must_be_there_is_missed() -> None:
    with pytest.raises(TypeError, match="inner"):
        load(Outer, {})


def test_a_type_that_never_crosses_is_named() -> None:
    @dataclass(frozen=True)
    class Odd:
        of: bytes

    with pytest.raises(TypeError, match="bytes"):
        load(Odd, {"of": "x"})
