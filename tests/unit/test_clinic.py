"""The pure part: levels, topics, frames, payloads, wording, opening hours."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.clinic.escalations import Escalation, highest
from bot.clinic.frames import Frame, read_frame
from bot.clinic.payloads import asks, find_topic
from bot.clinic.profile import Profile, Span
from bot.clinic.questions import Question
from bot.clinic.replies import Button
from bot.clinic.topics import Topics
from bot.clinic.verdicts import Pressure, Verdict, verdict_on
from bot.clinic.wording import forbidden_words
from tests.unit.facts import ALWAYS_ASK, CLINIC, NEVER_FIRM, TOPICS, asked, named


def test_the_highest_level_wins() -> None:
    assert highest([Escalation.NONE, Escalation.URGENT, Escalation.PROFESSIONAL]) is Escalation.URGENT
    assert highest([]) is Escalation.NONE


@pytest.mark.parametrize(
    ("topic", "level"),
    [
        ("benefit/sleep", "none"),
        ("condition/sciatica", "professional"),
        ("red_flag/dvt_signs", "urgent"),
        ("red_flag/cauda_equina", "emergency"),
    ],
)
def test_a_kind_carries_its_level_and_a_star_is_an_emergency(topic: str, level: str) -> None:
    assert TOPICS.get(topic).escalation.value == level


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind 'benefits'"):
        Topics({"benefits": {"sleep": "sleep"}})


def test_the_most_cautious_verdict_counts() -> None:
    assert verdict_on([Pressure.LIGHT], [NEVER_FIRM]) is Verdict.ASK_FIRST
    assert verdict_on([Pressure.FIRM], [ALWAYS_ASK, NEVER_FIRM]) is Verdict.NOT_NOW
    assert verdict_on([Pressure.FIRM], []) is Verdict.FINE


def test_a_payload_is_ours_only_for_a_known_topic() -> None:
    assert find_topic(asks("type/swedish"), TOPICS) == "type/swedish"
    assert find_topic("ask:type/unknown", TOPICS) is None
    assert find_topic("type/swedish", TOPICS) is None


def test_a_payload_over_64_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Button("Title", "x" * 65)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It boosts immunity and heals.", ("boosts", "heals")),
        ("Good for your health and healthy living.", ()),
        ("Guaranteed to cure.", ("guaranteed", "cure")),
        ("A secure, accurate obscure curate.", ()),
    ],
)
def test_forbidden_words_are_found_in_every_form_and_nothing_else(text: str, words: tuple[str, ...]) -> None:
    assert forbidden_words(text) == words


class TestFrames:
    def test_a_follow_up_keeps_the_aspect(self) -> None:
        frame = Frame("type/deep_tissue", "does_it_hurt", topics=("practical/does_it_hurt", "type/deep_tissue"))
        read = read_frame(asked("type/swedish", "and swedish?", named("type/swedish")), frame)
        assert read.topics == ("practical/does_it_hurt", "type/swedish")

    def test_a_short_question_about_it_keeps_the_subject(self) -> None:
        read = read_frame(asked("practical/does_it_hurt", "does it hurt?"), Frame("type/deep_tissue"))
        assert (read.subject, read.aspect) == ("type/deep_tissue", "does_it_hurt")

    def test_a_whole_new_question_does_not(self) -> None:
        text = "what should a complete beginner wear when coming to the clinic"
        read = read_frame(asked("practical/what_to_wear", text), Frame("type/deep_tissue"))
        assert read.topics == ("practical/what_to_wear",)

    def test_conditions_stay_for_the_conversation(self) -> None:
        read = read_frame(asked("type/swedish", "what is swedish"), Frame(conditions=("condition/sciatica",)))
        assert read.conditions == ("condition/sciatica",)

    def test_a_frame_survives_its_slot(self) -> None:
        frame = Frame("type/swedish", "what", ("type/swedish",), ("condition/sciatica",), ("a#b",), ("type/swedish",))
        assert Frame.from_dict(frame.as_dict()) == frame
        assert Frame.from_dict(None) == Frame()

    def test_a_question_survives_its_message(self) -> None:
        question = asked("type/swedish", "hm", named("condition/sciatica"), gate_topic="red_flag/other")
        assert Question.from_dict(question.as_dict()) == question


class TestHours:
    @pytest.fixture
    def profile(self):
        return Profile(CLINIC)

    @pytest.mark.parametrize(
        ("now", "said"),
        [
            ("2026-11-20 08:00", "We are closed at the moment and open today at 9 am."),
            ("2026-11-20 09:00", "We are open now, until 7 pm."),
            ("2026-11-20 19:00", "We are closed at the moment. We open again on Saturday at 10 am."),
            ("2026-11-22 12:00", "We are closed at the moment. We open again on Monday at 9 am."),
            ("2026-12-25 12:00", "We are closed at the moment. We open again on Saturday at 10 am."),
            ("2026-07-01 18:30", "We are closed at the moment. We open again on Thursday at 9 am."),  # 19:30 in London
        ],
    )
    def test_hours_now_are_told_in_the_clinics_time_zone(self, profile, now: str, said: str) -> None:
        assert profile.hours_now(datetime.fromisoformat(now).replace(tzinfo=timezone.utc)) == said

    def test_equal_days_of_the_week_are_joined(self, profile) -> None:
        assert profile.hours_of_week() == "Monday to Friday 9 am to 7 pm; Saturday 10 am to 2 pm; Sunday closed."

    def test_prices_name_length_and_currency(self, profile) -> None:
        assert profile.prices() == "Swedish massage 60 minutes £58; Swedish massage 90 minutes £80.50"

    def test_prices_of_one_length_are_told_alone(self, profile) -> None:
        assert profile.prices(minutes=[90]) == "Swedish massage 90 minutes £80.50"

    def test_a_length_that_nobody_offers_brings_the_whole_list(self, profile) -> None:
        assert profile.prices(minutes=[45]) == profile.prices()

    @pytest.mark.parametrize("text", ["19:00-09:00", "9-5", "nine to five"])
    def test_hours_that_make_no_sense_are_refused(self, text: str) -> None:
        with pytest.raises(ValueError):
            Span.parse(text)
