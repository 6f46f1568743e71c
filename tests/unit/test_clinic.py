"""The pure part: levels, topics, frames, payloads, wording, opening hours."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.clinic.escalations import Escalation, highest
from bot.clinic.frames import Asked, Frame, Framing
from bot.clinic.payloads import asks, find_topic
from bot.clinic.plain import dump, load
from bot.clinic.profile import Profile, Span
from bot.clinic.questions import Question
from bot.clinic.replies import Button
from bot.clinic.topics import Topics
from bot.clinic.verdicts import Pressure, Verdict, verdict_on
from bot.clinic.wording import forbidden_words
from tests.unit.facts import (
    ALWAYS_ASK,
    CLINIC,
    FRIDAY_NOON,
    NEVER_FIRM,
    SWEDISH,
    TOPICS,
    FakeFactBase,
    asked,
    named,
    page,
)


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


OTHER_TYPES = ("thai", "shiatsu", "sports", "trigger_point", "hot_stone")
MADE_FOR = {"type/prenatal": ("condition/pregnancy",), "type/lymphatic_drainage": ("condition/cancer",)}
FRAMING = Framing(
    {
        **FakeFactBase().book.pages,
        **{f"type/{name}": page(f"type/{name}", profile=SWEDISH) for name in OTHER_TYPES},
        **{topic: page(topic, profile=SWEDISH, made_for=conditions) for topic, conditions in MADE_FOR.items()},
    }
)


def read_frame(question: Question, frame: Frame) -> Asked:
    return FRAMING.read(question, frame)


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
        assert load(Frame, dump(frame)) == frame
        assert load(Frame, {}) == Frame()

    def test_a_question_survives_its_message(self) -> None:
        question = asked("type/swedish", "hm", named("condition/sciatica"), gate_topic="red_flag/other")
        assert load(Question, dump(question)) == question


class TestConditionsInTheFrame:
    """A condition that was named earlier is not forgotten when a type is asked about."""

    AFTER_SCIATICA = Frame("condition/sciatica", conditions=("condition/sciatica",), topics=("condition/sciatica",))

    @pytest.mark.parametrize("text", ["and shiatsu?", "is shiatsu ok then", "And sports massage?"])
    def test_it_goes_first_when_a_type_is_asked_about(self, text: str) -> None:
        read = read_frame(asked("type/shiatsu", text, named("type/shiatsu")), self.AFTER_SCIATICA)
        assert read.topics == ("condition/sciatica", "type/shiatsu")
        assert (read.subject, read.types) == ("condition/sciatica", ("type/shiatsu",))

    @pytest.mark.parametrize("text", ["what is shiatsu", "tell me about shiatsu", "what does a shiatsu one do exactly"])
    def test_it_goes_after_the_type_where_a_description_is_asked_for(self, text: str) -> None:
        read = read_frame(asked("type/shiatsu", text, named("type/shiatsu")), self.AFTER_SCIATICA)
        assert read.topics == ("type/shiatsu", "condition/sciatica")

    def test_it_goes_first_again_for_the_next_type(self) -> None:
        first = read_frame(asked("type/shiatsu", "and shiatsu?", named("type/shiatsu")), self.AFTER_SCIATICA)
        frame = FRAMING.after(self.AFTER_SCIATICA, first, first.topics, ("a#b",))
        read = read_frame(asked("type/sports", "And sports massage?", named("type/sports")), frame)
        assert read.topics == ("condition/sciatica", "type/sports")

    def test_a_condition_named_with_the_description_goes_first_all_the_same(self) -> None:
        entities = (named("type/shiatsu"), named("condition/sciatica"))
        read = read_frame(asked("type/shiatsu", "what is shiatsu and is it ok with sciatica", *entities), Frame())
        assert read.topics == ("condition/sciatica", "type/shiatsu")

    def test_the_newest_condition_goes_before_the_older_ones(self) -> None:
        entities = (named("type/shiatsu"), named("condition/osteoporosis"))
        question = asked("type/shiatsu", "and shiatsu with thin bones?", *entities)
        read = read_frame(question, self.AFTER_SCIATICA)
        assert read.topics == ("condition/osteoporosis", "type/shiatsu")
        assert read.conditions == ("condition/osteoporosis", "condition/sciatica")

    @pytest.mark.parametrize(
        ("type_topic", "condition"),
        [("type/prenatal", "condition/pregnancy"), ("type/lymphatic_drainage", "condition/cancer")],
    )
    def test_a_type_that_is_made_for_it_goes_before_it(self, type_topic: str, condition: str) -> None:
        frame = Frame(condition, conditions=(condition,))
        read = read_frame(asked(type_topic, "and that kind?", named(type_topic)), frame)
        assert read.topics == (type_topic, condition)

    def test_a_condition_told_after_a_type_is_asked_of_that_type(self) -> None:
        frame = Frame("type/hot_stone", types=("type/hot_stone",))
        question = asked("condition/diabetes", "forgot to say im diabetic, still alright?", named("condition/diabetes"))
        assert read_frame(question, frame).topics == ("condition/diabetes", "type/hot_stone")

    def test_a_goal_asked_of_it_in_few_words_is_asked_of_the_condition(self) -> None:
        read = read_frame(asked("benefit/pain_relief", "does it ease the ache"), self.AFTER_SCIATICA)
        assert read.topics == ("condition/sciatica", "benefit/pain_relief")

    def test_a_goal_asked_in_full_is_a_question_of_its_own(self) -> None:
        text = "would a proper full hour help somebody of my age sleep well at night"
        read = read_frame(asked("benefit/sleep", text), self.AFTER_SCIATICA)
        assert (read.topics, read.conditions) == (("benefit/sleep",), ("condition/sciatica",))

    def test_a_recommendation_takes_every_condition_into_account(self) -> None:
        frame = Frame("type/shiatsu", conditions=("condition/sciatica", "condition/osteoporosis"))
        read = read_frame(asked("type/recommend", "which would suit me then"), frame)
        assert read.topics == ("type/recommend", "condition/sciatica", "condition/osteoporosis")
        assert read.conditions == ("condition/sciatica", "condition/osteoporosis")

    def test_a_recommendation_for_a_condition_stays_a_recommendation(self) -> None:
        entities = (named("condition/sciatica"), named("type/swedish"))
        read = read_frame(asked("type/recommend", "which one for sciatica, a swedish?", *entities), Frame())
        assert read.topics == ("type/recommend", "condition/sciatica")


class TestPracticalQuestions:
    @pytest.mark.parametrize(
        ("text", "aspect"),
        [
            ("how long does a thai one take", "session_length"),
            ("is a thai one painful", "does_it_hurt"),
            ("how often should I have a thai one", "how_often"),
            ("clothes on for thai?", "what_to_wear"),
        ],
    )
    def test_an_aspect_of_a_type_is_seen_where_the_type_was(self, text: str, aspect: str) -> None:
        question = asked("type/thai", text, named("type/thai"), beside=f"practical/{aspect}")
        read = read_frame(question, Frame())
        assert (read.subject, read.aspect) == ("type/thai", aspect)
        assert read.topics == (f"practical/{aspect}", "type/thai")

    def test_a_whole_new_question_about_another_type_is_about_the_type_itself(self) -> None:
        frame = Frame("type/thai", "does_it_hurt", ("type/thai",), topics=("practical/does_it_hurt", "type/thai"))
        read = read_frame(asked("type/swedish", "is swedish any good for runners", named("type/swedish")), frame)
        assert (read.aspect, read.topics) == ("what", ("type/swedish",))

    def test_after_a_condition_it_is_answered_beside_the_condition(self) -> None:
        frame = Frame("condition/tmj", conditions=("condition/tmj",))
        read = read_frame(asked("practical/how_often", "how often would i need it"), frame)
        assert read.topics == ("practical/how_often", "condition/tmj")

    def test_after_a_condition_and_a_type_it_is_asked_of_the_type_beside_the_condition(self) -> None:
        frame = Frame("condition/sciatica", types=("type/thai",), conditions=("condition/sciatica",))
        read = read_frame(asked("practical/does_it_hurt", "does it hurt"), frame)
        assert read.topics == ("practical/does_it_hurt", "type/thai", "condition/sciatica")

    def test_in_full_it_leaves_the_condition_aside_and_keeps_it_in_mind(self) -> None:
        text = "what should a complete beginner wear when coming to the clinic"
        frame = Frame("condition/sciatica", conditions=("condition/sciatica",))
        read = read_frame(asked("practical/what_to_wear", text), frame)
        assert (read.topics, read.conditions) == (("practical/what_to_wear",), ("condition/sciatica",))

    @pytest.mark.parametrize("subject", ["type/compare", "benefit/sleep"])
    def test_of_two_types_none_is_meant(self, subject: str) -> None:
        frame = Frame(subject, types=("type/swedish", "type/thai"))
        assert read_frame(asked("practical/does_it_hurt", "does it hurt"), frame).topics == ("practical/does_it_hurt",)


class TestTypesInTheFrame:
    SWEDISH_AND_THAI = Frame("type/compare", types=("type/swedish", "type/thai"))

    def after(self, frame: Frame, question: Question) -> Frame:
        read = read_frame(question, frame)
        return FRAMING.after(frame, read, read.topics, ("a#b",))

    @pytest.mark.parametrize(
        "text", ["vs trigger point?", "is that better than trigger point", "same as trigger point?"]
    )
    def test_a_type_is_compared_with_the_one_that_was_talked_of(self, text: str) -> None:
        frame = Frame("type/thai", types=("type/thai",))
        read = read_frame(asked("type/trigger_point", text, named("type/trigger_point")), frame)
        assert (read.subject, read.types) == ("type/compare", ("type/thai", "type/trigger_point"))

    def test_with_nothing_to_compare_it_to_the_type_itself_is_asked_about(self) -> None:
        read = read_frame(asked("type/thai", "vs thai?", named("type/thai")), Frame("benefit/sleep"))
        assert (read.subject, read.types) == ("type/thai", ("type/thai",))

    def test_a_type_is_not_compared_with_itself(self) -> None:
        frame = Frame("type/thai", types=("type/thai",))
        read = read_frame(asked("type/thai", "is thai better than nothing", named("type/thai")), frame)
        assert (read.subject, read.types) == ("type/thai", ("type/thai",))

    def test_where_one_of_two_was_chosen_the_other_is_still_there(self) -> None:
        frame = self.after(self.SWEDISH_AND_THAI, asked("type/thai", "tell me about the second one"))
        assert frame.subject == "type/thai"
        assert set(frame.types) == {"type/swedish", "type/thai"}

    def test_of_one_type_after_another_the_last_two_stay_to_be_compared(self) -> None:
        frame = Frame("type/deep_tissue", "does_it_hurt", types=("type/thai", "type/deep_tissue"))
        frame = self.after(frame, asked("type/shiatsu", "and shiatsu?", named("type/shiatsu")))
        assert frame.types == ("type/deep_tissue", "type/shiatsu")

    def test_another_type_takes_the_place_of_both(self) -> None:
        frame = self.after(self.SWEDISH_AND_THAI, asked("type/shiatsu", "what is shiatsu", named("type/shiatsu")))
        assert frame.types == ("type/shiatsu",)

    def test_a_question_about_no_type_leaves_them(self) -> None:
        frame = self.after(self.SWEDISH_AND_THAI, asked("benefit/sleep", "which helps people to sleep at night"))
        assert frame.types == ("type/swedish", "type/thai")

    def test_what_was_said_takes_the_place_of_what_was_said_before_and_the_alarm_stays(self) -> None:
        frame = Frame(said=("c#d",), topics=("type/thai",), alarm="red_flag/dvt_signs")
        after = self.after(frame, asked("benefit/sleep", "does massage help people to sleep at night"))
        assert (after.said, after.topics, after.alarm) == (("a#b",), ("benefit/sleep",), "red_flag/dvt_signs")


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


ANN = {"name": "Ann", "pronoun": "she", "role": "lead therapist", "qualifications": "Level 4, insured"}


class TestThePlaceAndItsPeople:
    def said(self, **more) -> dict[str, str]:
        return Profile({**CLINIC, **more}).placeholders(FRIDAY_NOON)

    def test_a_therapist_is_told_with_what_they_give_as_the_price_list_names_it(self) -> None:
        giving = {**ANN, "types": ["type/swedish", "type/thai"]}
        said = self.said(therapists=[giving])["therapists"]
        assert said == "Ann (she), lead therapist: Level 4, insured; gives Swedish massage."

    def test_of_a_therapist_without_types_nothing_is_made_up(self) -> None:
        assert self.said(therapists=[ANN])["therapists"] == "Ann (she), lead therapist: Level 4, insured."

    def test_languages_and_access_are_told(self) -> None:
        said = self.said(languages=["English", "Hindi"], access="There is a ramp.")
        assert (said["languages"], said["access"]) == ("We speak English and Hindi.", "There is a ramp.")

    @pytest.mark.parametrize("empty", [{}, {"languages": [], "access": None}], ids=["left out", "empty"])
    def test_what_the_clinic_left_out_is_not_told(self, empty: dict) -> None:
        said = self.said(**empty)
        assert (said["languages"], said["access"]) == ("", "")
