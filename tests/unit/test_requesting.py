"""The website's contact form: the same checks, the same table, the same consent as in chat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clinic.requests import ContactRequest, Details, Notice, notice_of, request_id
from tests.unit.facts import FRIDAY_NOON
from tests.unit.requesting import Clinic

WHOLE = {
    "name": "Anna Smith", "phone": "020 7946 0123", "email": "anna@example.org", "good_time": "after 5",
    "consent": True,
}  # fmt: skip


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def stored(clinic: Clinic) -> list[Details]:
    return [request.details for request in clinic.requests.kept.values()]


def without(*keys: str) -> dict[str, object]:
    return {key: value for key, value in WHOLE.items() if key not in keys}


def test_a_whole_request_is_stored_and_confirmed(clinic) -> None:
    taken = clinic.requesting.take("web:a", WHOLE)
    assert stored(clinic) == [Details("Anna Smith", "+442079460123", "anna@example.org", "after 5")]
    assert taken.problems == {}
    assert (taken.reply.kind, taken.reply.topics, taken.reply.card.kind) == ("form", ("chat/human_handoff",), "contact")
    assert "Anna Smith" in taken.reply.text and "+44 20 7946 0123" in taken.reply.text


@pytest.mark.parametrize("missing", ["phone", "email"])
def test_phone_or_address_is_enough(clinic, missing: str) -> None:
    assert clinic.requesting.take("web:a", without(missing)).reply is not None
    assert getattr(stored(clinic)[0], missing) is None


def test_no_good_time_means_any_time(clinic) -> None:
    clinic.requesting.take("web:a", without("good_time"))
    assert stored(clinic)[0].good_time == "any time"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"name", "phone", "consent"}),
        (without("phone", "email"), {"phone"}),
        (without("consent"), {"consent"}),
        ({**WHOLE, "consent": "yes"}, {"consent"}),
        ({**WHOLE, "consent": 1}, {"consent"}),
        ({**WHOLE, "name": "  "}, {"name"}),
        ({**WHOLE, "name": ["Anna"]}, {"name"}),
        ({**WHOLE, "phone": "12345", "email": "anna@"}, {"phone", "email"}),
        ({**WHOLE, "good_time": "word " * 60}, {"good_time"}),
    ],
)
def test_every_wrong_field_is_named_with_a_sentence_and_nothing_is_stored(clinic, fields, wrong: set[str]) -> None:
    taken = clinic.requesting.take("web:a", fields)
    assert taken.reply is None
    assert set(taken.problems) == wrong
    assert all(sentence.endswith((".", "?")) for sentence in taken.problems.values())
    assert stored(clinic) == []


def test_fields_that_nobody_asked_for_are_left_alone(clinic) -> None:
    clinic.requesting.take("web:a", {**WHOLE, "id": "x", "notice": "sent", "conversation": "web:b"})
    (request,) = clinic.requests.kept.values()
    assert (request.conversation, request.notice) == ("web:a", Notice.WAITING)


def test_sent_twice_it_is_stored_once_and_confirmed_twice(clinic) -> None:
    first, second = clinic.requesting.take("web:a", WHOLE), clinic.requesting.take("web:a", WHOLE)
    assert first.reply == second.reply
    assert len(stored(clinic)) == 1


def test_another_visitor_and_another_number_are_other_requests(clinic) -> None:
    clinic.requesting.take("web:a", WHOLE)
    clinic.requesting.take("web:b", WHOLE)
    clinic.requesting.take("web:a", {**WHOLE, "phone": "07700 900123"})
    assert len(stored(clinic)) == 3


def test_once_staff_have_dealt_with_it_the_same_request_is_a_new_one(clinic) -> None:
    clinic.requesting.take("web:a", WHOLE)
    for id, request in clinic.requests.kept.items():
        clinic.requests.kept[id] = replace(request, done_at=FRIDAY_NOON)
    clinic.requesting.take("web:a", WHOLE)
    assert len(stored(clinic)) == 2


def test_what_cannot_be_stored_is_never_confirmed(clinic) -> None:
    clinic.requests.is_broken = True
    with pytest.raises(OSError):  # the channel answers it with 503 and the phone
        clinic.requesting.take("web:a", WHOLE)


def test_staff_are_told_who_and_how_and_when_and_nothing_of_the_conversation() -> None:
    details = Details("Anna Smith", "+442079460123", None, "after 5")
    request = ContactRequest(request_id("web:secret", details, 0), "web:secret", FRIDAY_NOON, details, "May we?")
    title, text = notice_of(request)
    assert title == "Contact request from Anna Smith"
    assert text.splitlines() == [
        "Name: Anna Smith",
        "Phone: +442079460123",
        "Good time: after 5",
        f"When it is done: effie requests done {request.short_id}",
    ]
