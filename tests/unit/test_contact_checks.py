"""Names, numbers and addresses: what is taken as it is meant, and what is refused with a sentence."""

from __future__ import annotations

import socket

import pytest

from bot.clinic.requests import Problem
from bot.contacts.checking import (
    EXTENSION,
    LONG_NAME,
    LONG_TIME,
    NO_EMAIL,
    NO_NAME,
    NO_PHONE,
    NO_REACH,
    ContactChecks,
)

CHECKS = ContactChecks()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Anna", "Anna"),
        ("my name is Anna Smith.", "Anna Smith"),
        ("  I'm   José\nMaría ", "José María"),
        ("O'Neil-Smith", "O'Neil-Smith"),
        ("李小龙", "李小龙"),
        ("Dr. J. Hart", "Dr. J. Hart"),
        ("Imani", "Imani"),
    ],
)
def test_a_name_is_what_is_left_of_the_politeness(said: str, name: str) -> None:
    assert CHECKS.name(said) == name


@pytest.mark.parametrize(
    "said", ["", "7", "...", "😀", "hello", "Yes!", "thanks", "what?", "<!channel>", "Anna <b>", "{x}"]
)
def test_what_is_no_name_is_refused(said: str) -> None:
    assert CHECKS.name(said) == NO_NAME


@pytest.mark.parametrize("said", ["a" * 81, "one two three four five six seven"])
def test_a_story_is_too_long_for_a_name(said: str) -> None:
    assert CHECKS.name(said) == LONG_NAME


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("020 7946 0123", "+442079460123"),
        ("(020) 7946-0123", "+442079460123"),
        ("+44 20 7946 0123", "+442079460123"),
        ("07700 900123", "+447700900123"),
        ("07700.900.123", "+447700900123"),
        ("my number's 07700900123.", "+447700900123"),
        ("0049 30 901820", "+4930901820"),
        ("+1 202 555 0123", "+12025550123"),
        ("٠٢٠ ٧٩٤٦ ٠١٢٣", "+442079460123"),
    ],
)
def test_a_number_is_stored_in_e164_with_the_clinics_country_by_default(said: str, stored: str) -> None:
    assert CHECKS.phone(said, "GB") == stored


def test_a_number_without_country_is_read_as_the_clinics_own() -> None:
    assert CHECKS.phone("030 901820", "DE") == "+4930901820"


@pytest.mark.parametrize(
    "said", ["", "999", "12345", "020 7946 012", "077009001234", "0000 000000", "01 02 2025", "FLOWERS"]
)
def test_what_cannot_be_a_whole_number_is_refused(said: str) -> None:
    assert CHECKS.phone(said, "GB") == NO_PHONE


def test_an_extension_is_not_dropped_in_silence() -> None:
    assert CHECKS.phone("020 7946 0123 ext 5", "GB") == EXTENSION


@pytest.mark.parametrize(
    ("said", "stored"), [(" anna@example.org ", "anna@example.org"), ("Anna.B@EXAMPLE.ORG", "Anna.B@example.org")]
)
def test_an_address_is_stored_in_its_ordinary_spelling(said: str, stored: str) -> None:
    assert CHECKS.email(said) == stored


@pytest.mark.parametrize(
    "said", ["", "anna", "anna@", "@example.org", "anna@gmial", "a b@example.org", "anna@localhost"]
)
def test_what_cannot_be_an_address_is_refused(said: str) -> None:
    assert CHECKS.email(said) == NO_EMAIL


def test_nothing_is_looked_up_on_the_network(monkeypatch) -> None:
    def no_network(*_args, **_more):
        raise AssertionError("a look-up")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    assert CHECKS.email("anna@no-such-domain-anywhere.org") == "anna@no-such-domain-anywhere.org"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("call me on 020 7946 0123 after 5", ("+442079460123", None)),
        ("my email is anna@example.org.", (None, "anna@example.org")),
        ("anna@example.org or 07700 900123", ("+447700900123", "anna@example.org")),
        ("Anna <anna@example.org>", (None, "anna@example.org")),
    ],
)
def test_number_and_address_are_found_in_a_sentence(said: str, found: tuple[str | None, str | None]) -> None:
    assert CHECKS.reach(said, "GB") == found


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("I have no phone", NO_REACH),
        ("07700 900", NO_PHONE),
        ("anna@", NO_EMAIL),
        ("020 7946 0123 ext 5", EXTENSION),
        ("a" * 4000 + "@", NO_REACH),
    ],
)
def test_what_is_wrong_with_it_is_said(said: str, problem: Problem) -> None:
    assert CHECKS.reach(said, "GB") == problem


def test_a_good_time_is_any_few_words() -> None:
    assert CHECKS.good_time(" after 5,\nnot fridays ") == "after 5, not fridays"
    assert CHECKS.good_time("word " * 60) == LONG_TIME


def test_a_stored_number_is_read_out_with_spaces() -> None:
    assert CHECKS.readable("+442079460123") == "+44 20 7946 0123"
