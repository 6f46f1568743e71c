"""A message is split into its questions and its clauses."""

from __future__ import annotations

import pytest

from bot.clinic.splitting import split_clauses, split_questions


class TestTwoQuestions:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("what does it cost and where do I park", ("what does it cost", "where do I park")),
            ("does it hurt, and will I bruise", ("does it hurt", "will I bruise")),
            ("are you open sunday, also where do I park", ("are you open sunday", "where do I park")),
            ("how much is a swedish? And do you have parking?", ("how much is a swedish", "do you have parking?")),
            ("What's hot stone? oh and do you sell vouchers?", ("What's hot stone", "do you sell vouchers?")),
            ("is it sore? how long is it?", ("is it sore", "how long is it?")),
        ],
    )
    def test_they_are_taken_apart(self, text: str, parts: tuple[str, ...]) -> None:
        assert split_questions(text) == parts

    @pytest.mark.parametrize(
        "text",
        [
            "what is the difference between swedish and thai",
            "does it help with stress and sleep",
            "I have sciatica and take warfarin",
            "my back hurts and I don't know what to do",
            "I've a bad back. Can I come?",
            "how much and where",
            "hi? anyone there",
            "What about parking? Thanks",
        ],
    )
    def test_one_question_stays_whole_with_what_is_told_beside_it(self, text: str) -> None:
        assert split_questions(text) == (text,)

    def test_three_are_three(self) -> None:
        text = "do you open sunday and can i park there and how much is it"
        assert split_questions(text) == ("do you open sunday", "can i park there", "how much is it")


class TestClauses:
    def test_they_end_at_stops_and_small_joining_words(self) -> None:
        text = "tired of living, do you open sunday? Maybe monday but not early"
        assert split_clauses(text) == ("tired of living", "do you open sunday", "Maybe monday", "not early")

    def test_one_word_is_none(self) -> None:
        assert split_clauses("hi, my groin is numb. thanks") == ("my groin is numb",)

    def test_a_number_stays_whole(self) -> None:
        assert split_clauses("temperature of 38.5, at 10:30") == ("temperature of 38.5", "at 10:30")

    def test_the_twelfth_holds_the_rest(self) -> None:
        clauses = split_clauses("it is, " * 20)
        assert len(clauses) == 12
        assert clauses[-1].startswith("it is, it is")
