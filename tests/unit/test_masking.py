"""What tells who asked is masked; what tells what is asked is not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.masking import EMAIL, NAME, PHONE, Masking

MASKING = Masking(
    frozenset(
        "swedish thai type doctor is on and the back my hurts recommended you said no x please can come friday".split()
    )
)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("my name is grace and my back hurts", "my name is [name] and my back hurts"),
        ("My name’s Mark", "My name’s [name]"),
        ("hi its tom", "hi its [name]"),
        ("I'm Sarah Connor, can I come on Friday", "I'm [name], can I come on Friday"),
        ("this is Priyanka Deshmukh", "this is [name]"),
        ("ask for Siobhan O'Brien", "ask for [name]"),
        ("Dr. Kovacs said no", "Dr. [name] said no"),
        ("mr smith", "mr [name]"),
        ("Zoltan Kovacs recommended you", "[name] recommended you"),
        ("can I come?\nBest wishes\nMagda x", "can I come?\nBest wishes\n[name] x"),
        ("Thanks, Bronagh", "Thanks, [name]"),
        ("JOHN recommended you", "[name] recommended you"),
        ("sarah's back hurts", "[name]'s back hurts"),
        ("my name is inigo montoya", "my name is [name]"),
    ],
)
def test_a_name_is_masked(said: str, shown: str) -> None:
    assert MASKING.mask(said) == shown


@pytest.mark.parametrize(
    "number", ["07700 900123", "+44 (0)20 7946 0958", "020-7946-0958", "(555) 123 4567", "0 7 7 0 0 9 0 0 1 2 3"]
)
def test_a_phone_number_is_masked(number: str) -> None:
    assert MASKING.mask(f"call me on {number}, please") == f"call me on {PHONE}, please"


@pytest.mark.parametrize(
    "address",
    ["jo.b+spa@gmail.com", "jo@mail.co.uk", "jo @ gmail.com", "jo(at)gmail.com", "jo at gmail dot com", "@jo_92"],
)
def test_an_address_is_masked(address: str) -> None:
    assert MASKING.mask(f"write to {address} please") == f"write to {EMAIL} please"


@pytest.mark.parametrize(
    "text",
    [
        "do you do Reiki?",
        "Is Cupping available",
        "is Swedish or Thai better",
        "my name is on the list",
        "I have MS, is 60 or 90 minutes better",
        "is it £45.00 or £60.00",
        "I'm type 2",
        "the doctor is on holiday",
        "I had it in 2016 and 2019",
    ],
)
def test_what_is_asked_stays(text: str) -> None:
    assert MASKING.mask(text) == text


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    MASKING.mask(text)


@given(st.text(max_size=40), st.text("0123456789", min_size=7, max_size=15), st.text(max_size=40))
def test_no_seven_digits_in_a_row_are_left(before: str, digits: str, after: str) -> None:
    assert not re.search(r"\d{7}", MASKING.mask(f"{before} {digits} {after}"))


@given(st.sampled_from([NAME, PHONE, EMAIL]))
def test_a_mark_is_not_masked_again(mark: str) -> None:
    assert MASKING.mask(f"it is {mark} again") == f"it is {mark} again"
