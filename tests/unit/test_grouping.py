"""Questions that mean about the same are read together. Vectors are written by hand: two axes are two meanings."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from random import Random

import numpy as np

from bot.cli.grouping import Training, alike, group
from bot.clinic.gaps import Group, KeptGap
from bot.clinic.questions import CLARIFY, DECLINE

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
TIP, PARK, FAR = 0.0, 90.0, 200.0  # degrees
TRAINING = Training.of(np.array([[0.0, 1.0], [1.0, 0.0]], np.float32), ["clinic/parking", "practical/tipping"])
MEANINGS = {
    "do i tip": TIP,
    "should i tip": TIP + 10,
    "is a tip rude": TIP + 20,
    "where to park": PARK,
    "parking?": PARK - 10,
    "is there wifi": FAR,
    "between the two": 45.0,
}


def gap(text: str, *candidates: str, outcome: str = DECLINE, days_ago: int = 0) -> KeptGap:
    return KeptGap(text, outcome, candidates, NOON - timedelta(days=days_ago))


def grouped(*gaps: KeptGap) -> list[Group]:
    asked = alike(gaps)
    angles = np.radians([MEANINGS[same[0].text.lower()] for same in asked])
    return group(asked, np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32), TRAINING)


def test_what_means_the_same_stands_together() -> None:
    groups = grouped(gap("do i tip"), gap("where to park"), gap("should i tip"), gap("is a tip rude"))
    assert [set(one.questions) for one in groups] == [{"do i tip", "should i tip", "is a tip rude"}, {"where to park"}]


def test_the_biggest_group_comes_first_however_few_its_wordings() -> None:
    groups = grouped(gap("do i tip"), gap("should i tip"), *[gap("where to park", days_ago=n) for n in range(3)])
    assert [one.asked for one in groups] == [3, 2]


def test_of_equal_groups_the_newest_comes_first() -> None:
    groups = grouped(gap("do i tip", days_ago=2), gap("where to park", days_ago=1))
    assert [one.questions[0] for one in groups] == ["where to park", "do i tip"]


def test_a_group_tells_how_often_and_when_last() -> None:
    (one,) = grouped(gap("do i tip", days_ago=9), gap("should i tip", outcome=CLARIFY, days_ago=3))
    assert (one.asked, one.declined, one.last_at) == (2, 1, NOON - timedelta(days=3))


def test_case_spaces_and_stops_make_no_other_question() -> None:
    (one,) = grouped(gap("Do I tip", days_ago=1), gap("do i tip", days_ago=2), gap("DO I TIP", days_ago=3))
    assert (one.questions, one.asked) == (("Do I tip",), 3)


def test_the_most_asked_question_is_the_first_example() -> None:
    (one,) = grouped(gap("do i tip"), gap("is a tip rude", days_ago=1), gap("is a tip rude", days_ago=2))
    assert one.questions == ("is a tip rude", "do i tip")


def test_the_order_of_the_gaps_changes_nothing() -> None:
    gaps = [gap(text, days_ago=number % 3) for number, text in enumerate(MEANINGS)]
    wanted = grouped(*gaps)
    for seed in range(5):
        Random(seed).shuffle(gaps)
        assert grouped(*gaps) == wanted


def test_the_nearest_topic_is_proposed_with_how_near_it_is() -> None:
    (one,) = grouped(gap("should i tip"))
    assert one.proposal.topic == "practical/tipping"
    assert one.proposal.near == np.float32(np.cos(np.radians(10)))
    assert one.proposal.is_near


def test_of_two_near_topics_the_one_that_was_thought_of_is_proposed() -> None:
    for thought in ("clinic/parking", "practical/tipping"):
        (one,) = grouped(gap("between the two", thought))
        assert one.proposal.topic == thought


def test_a_thought_alone_makes_nothing_near() -> None:
    (one,) = grouped(gap("is there wifi", "clinic/parking"))
    assert not one.proposal.is_near


def test_a_topic_that_is_no_more_is_not_proposed() -> None:
    (one,) = grouped(gap("do i tip", "practical/taken_out"))
    assert one.proposal.topic == "practical/tipping"
