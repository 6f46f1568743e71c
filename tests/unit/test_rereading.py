"""What a message means after the one before it."""

from __future__ import annotations

import pytest

from bot.clinic import rereading
from bot.clinic.frames import Frame
from bot.clinic.questions import ANSWER, CLARIFY, DECLINE, Question
from tests.unit.facts import asked, named

SWEDISH, THAI, SHIATSU = "type/swedish", "type/thai", "type/shiatsu"
AFTER_AN_ANSWER = Frame("benefit/sleep", said=("benefit/sleep#helps",), topics=("benefit/sleep",))
AFTER_A_COMPARISON = Frame("type/compare", types=(SWEDISH, THAI), said=("type/compare#no-best",))


def read_again(question: Question, frame: Frame) -> Question:
    return rereading.read_again(question, frame, "chat/privacy")


class TestWhy:
    @pytest.mark.parametrize("text", ["why?", "how come?", "why not"])
    def test_it_asks_for_more_of_what_was_said(self, text: str) -> None:
        assert read_again(asked("chat/abuse", text), AFTER_AN_ANSWER).topic == "chat/more"

    def test_it_is_answered_even_where_it_was_not_understood(self) -> None:
        meant = read_again(asked("benefit/sleep", "why?", confidence=0.2, decision=DECLINE), AFTER_AN_ANSWER)
        assert meant.decision == ANSWER
        assert meant.confidence >= 0.9

    def test_what_it_was_taken_for_stays_among_the_candidates(self) -> None:
        meant = read_again(asked("practical/does_it_hurt", "why?"), AFTER_AN_ANSWER)
        assert [candidate.topic for candidate in meant.candidates[:2]] == ["chat/more", "practical/does_it_hurt"]

    def test_where_nothing_was_said_it_means_what_it_says(self) -> None:
        question = asked("out_of_scope/other", "why?")
        assert read_again(question, Frame()) is question

    def test_a_why_with_a_subject_of_its_own_is_its_own_question(self) -> None:
        question = asked("condition/sciatica", "why does my leg tingle")
        assert read_again(question, AFTER_AN_ANSWER) is question


class TestProof:
    @pytest.mark.parametrize("text", ["is that proven", "got any research on that?", "and is THAT true"])
    def test_it_asks_for_the_sources_of_what_was_said(self, text: str) -> None:
        assert read_again(asked("practical/evidence", text), AFTER_AN_ANSWER).topic == "chat/sources"

    def test_where_nothing_was_said_it_asks_about_massage_at_large(self) -> None:
        question = asked("practical/evidence", "is that proven")
        assert read_again(question, Frame()) is question

    def test_the_evidence_for_massage_at_large_stays_a_question_of_its_own(self) -> None:
        question = asked("practical/evidence", "is massage proven to work")
        assert read_again(question, AFTER_AN_ANSWER) is question

    def test_a_really_in_another_question_is_no_doubt(self) -> None:
        question = asked("practical/does_it_hurt", "does it really hurt")
        assert read_again(question, AFTER_AN_ANSWER) is question


class TestOneOfTwo:
    @pytest.mark.parametrize(
        ("text", "chosen"),
        [
            ("tell me about the first one", SWEDISH),
            ("the former", SWEDISH),
            ("what about the second one", THAI),
            ("the latter please", THAI),
        ],
    )
    def test_the_first_and_the_second_are_as_they_were_named(self, text: str, chosen: str) -> None:
        assert read_again(asked("type/compare", text, decision=CLARIFY), AFTER_A_COMPARISON).topic == chosen

    @pytest.mark.parametrize(("subject", "chosen"), [(SWEDISH, THAI), (THAI, SWEDISH)])
    def test_the_other_one_is_the_one_that_was_not_talked_of(self, subject: str, chosen: str) -> None:
        frame = Frame(subject, types=(SWEDISH, THAI))
        assert read_again(asked("type/overview", "no, the other one"), frame).topic == chosen

    def test_the_other_of_three_is_nobody_in_particular(self) -> None:
        question = asked("type/overview", "the other one")
        assert read_again(question, Frame(SWEDISH, types=(SWEDISH, THAI, SHIATSU))) is question

    @pytest.mark.parametrize("text", ["the first one", "the second one", "the other one"])
    def test_where_only_one_was_named_nothing_is_chosen(self, text: str) -> None:
        question = asked("type/overview", text)
        assert read_again(question, Frame(SWEDISH, types=(SWEDISH,))) is question

    def test_who_names_a_type_means_that_type(self) -> None:
        question = asked(SHIATSU, "is shiatsu like the first one", named(SHIATSU))
        assert read_again(question, AFTER_A_COMPARISON) is question

    @pytest.mark.parametrize("topic", ["clinic/booking", "clinic/prices"])
    def test_to_book_or_to_price_it_stays_with_the_clinic(self, topic: str) -> None:
        question = asked(topic, "the first one for Saturday please")
        assert read_again(question, AFTER_A_COMPARISON) is question


class TestDoses:
    @pytest.mark.parametrize(
        ("topic", "text"),
        [
            ("condition/blood_thinners", "can I skip my warfarin the day before"),
            ("practical/before_session", "can I take two paracetamol before my session"),
            ("benefit/pain_relief", "how much ibuprofen can i take in a day in the meantime"),
        ],
    )
    @pytest.mark.parametrize("frame", [Frame(), AFTER_AN_ANSWER], ids=["at first", "later"])
    def test_they_are_for_a_doctor_whatever_else_the_message_is_about(
        self, topic: str, text: str, frame: Frame
    ) -> None:
        assert read_again(asked(topic, text), frame).topic == "out_of_scope/medical"

    def test_a_medicine_that_is_only_mentioned_is_answered(self) -> None:
        question = asked("condition/blood_thinners", "I'm on warfarin, is that ok")
        assert read_again(question, AFTER_AN_ANSWER) is question


READ_AGAIN = [
    ("why?", AFTER_AN_ANSWER),
    ("is that proven", AFTER_AN_ANSWER),
    ("the first one", AFTER_A_COMPARISON),
    ("can I skip my warfarin", AFTER_AN_ANSWER),
]


@pytest.mark.parametrize(("text", "frame"), READ_AGAIN)
def test_a_tapped_button_is_never_read_again(text: str, frame: Frame) -> None:
    question = asked("practical/evidence", text, chosen=True)
    assert read_again(question, frame) is question


@pytest.mark.parametrize(("text", "frame"), READ_AGAIN)
@pytest.mark.parametrize("vote", [{"gate_topic": "red_flag/dvt_signs"}, {"voted": True}], ids=["gate", "classifier"])
def test_an_alarm_is_never_read_again(text: str, frame: Frame, vote: dict) -> None:
    question = asked("practical/evidence", text, **vote)
    assert read_again(question, frame) is question


def test_a_question_that_stands_on_its_own_is_left_as_it_is() -> None:
    question = asked("clinic/hours", "when are you open")
    assert read_again(question, AFTER_A_COMPARISON) is question
