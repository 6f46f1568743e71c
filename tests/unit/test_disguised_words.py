"""Words that are disguised or run together are read as they were meant, and everyday ones are left alone."""

from __future__ import annotations

import pytest

from tests.unit.test_red_flag_gate import GATE


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("iwanttokillmyself", "i want to kill myself"),
        ("I want to k1ll mys3lf", "I want to kill myself"),
        ("k i l l myself", "kill myself"),
        ("k.i.l.l myself", "kill myself"),
        ("icantbreathe", "i cant breathe"),
    ],
)
def test_the_readers_are_told_what_was_meant(text: str, meant: str) -> None:
    reading = GATE.read(text)
    assert reading.findings
    assert reading.told == meant


@pytest.mark.parametrize("text", ["l4 l5 disc, 5mg a day", "covid19 jab", "meanwhile my foundation course", "A4 paper"])
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert GATE.read(text).findings == ()


def test_plain_words_are_told_as_they_stand() -> None:
    assert GATE.read("i want to kill myself").told == ""


@pytest.mark.parametrize(
    ("sign", "none"),
    [
        ("My back aches and I feel ill", "My back aches so I'll come in on Tuesday"),
        ("my back is sore, ill and shivering", "my back is sore, ill pay by card"),
        ("coughing up blood", "my blood group"),
        ("i am pregnant and there is blood", "i am pregnant and have a blood test"),
        ("like somebody is sitting on my chest", "I was sitting on it too long and my leg tingled, fine now"),
        ("i wanna kms", "i ran 10 kms"),
        ("urges to sh tonight", "sh, quiet please"),
        ("my throat is closing after the oil", "is your oil nut free"),
        ("I used my epipen", "I carry an epipen just in case"),
        ("i took thirty paracetamol", "I took one paracetamol"),
        ("i bumped my head and feel sick", "i bumped my head on a cupboard last year"),
        ("badly burnt by the hot stones", "badly burnt out"),
        ("he is choking on food", "choked at the price"),
        ("the bleeding wont stop", "my blood test is on friday"),
        ("i think it is sepsis", "i had sepsis years ago"),
        ("im having a hypo", "i get hypos sometimes, what should i bring"),
        ("he is not breathing", "not breathing exercises again"),
    ],
)
def test_a_minimal_pair_is_told_apart(sign: str, none: str) -> None:
    assert GATE.check(sign)
    assert GATE.check(none) is None
