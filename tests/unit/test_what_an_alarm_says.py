"""What an alarm says of the very sign, whom it sends to, and what was told earlier makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cli.rehearsing import FileBook
from bot.clinic.escalations import Escalation
from bot.clinic.questions import ANSWER, Candidate, Question
from bot.knowledge_files import read_alarms, read_signs, read_topics
from bot.services.escalating import Escalating
from bot.settings import ROOT

UNIT = {"name": "St Mary's maternity unit", "number": "020 7946 0200"}


def escalating(**clinic: Any) -> Escalating:
    base = FileBook(ROOT)
    base.book = replace(base.book, clinic={**base.book.clinic, **clinic})
    return Escalating(base, read_topics(ROOT), read_alarms(ROOT), lambda: "id-1")


class TestTheFactOfTheSign:
    def test_it_comes_before_every_other(self) -> None:
        reply = escalating().raise_alarm("red_flag/other", 0.9, fired=True, says="rf-dark-urine")
        assert reply.said[0] == "red_flag/other#rf-dark-urine"
        assert "Tea-coloured urine" in reply.text

    def test_without_one_the_first_is_said(self) -> None:
        assert escalating().raise_alarm("red_flag/life_threat", 0.9, fired=True).said[0].endswith("#life-now")

    def test_every_fact_that_a_sign_names_is_there(self) -> None:
        known = FileBook(ROOT).book.by_key
        assert [sign.name for sign in read_signs(ROOT) if sign.says and f"{sign.topic}#{sign.says}" not in known] == []

    def test_of_low_sugar_what_to_do_comes_first_with_the_clinics_number(self) -> None:
        reply = escalating(emergency_number="144").raise_alarm("red_flag/low_blood_sugar", 0.9, fired=True)
        assert reply.text.startswith("If you are awake and can swallow")
        assert "call 144" in reply.text


class TestPregnancy:
    def test_it_sends_to_the_maternity_unit_and_names_when_to_call_the_emergency_number(self) -> None:
        reply = escalating().raise_alarm("red_flag/pregnancy_bleeding", 0.9, fired=True)
        assert reply.text.startswith("Please ring your maternity unit now, at any hour. Call 999 for heavy bleeding")
        assert [phone.label for phone in reply.card.phones] == ["Emergency"]

    def test_a_unit_that_the_clinic_named_is_said_with_its_number(self) -> None:
        reply = escalating(maternity_unit=UNIT).raise_alarm("red_flag/pregnancy_bleeding", 0.9, fired=True)
        assert reply.text.startswith("Please ring St Mary's maternity unit on 020 7946 0200 now")
        assert reply.card.phones[1].number == "020 7946 0200"

    @pytest.mark.parametrize("says", ["pregnancy-emergency", "pregnancy-loss"])
    def test_what_cannot_wait_is_for_the_emergency_number(self, says: str) -> None:
        reply = escalating().raise_alarm("red_flag/pregnancy_bleeding", 0.9, fired=True, says=says)
        assert reply.text.startswith("Please call 999 now.")

    def test_a_loss_is_not_answered_with_a_baby(self) -> None:
        reply = escalating().raise_alarm("red_flag/pregnancy_bleeding", 0.9, fired=True, says="pregnancy-loss")
        assert "baby" not in reply.text


def doubted(sign: str) -> Question:
    return Question("text", ANSWER, (Candidate("condition/headache", 0.7),), doubted=sign)


def told(sign: str, says: str | None = None) -> Question:
    return Question("text", ANSWER, (Candidate(sign, 0.8),), gate_topic=sign, says=says)


class TestToldEarlier:
    @pytest.mark.parametrize(
        ("earlier", "question", "raised"),
        [
            ("condition/pregnancy", told("red_flag/other"), "red_flag/pregnancy_bleeding"),
            ("condition/pregnancy", doubted("red_flag/other"), "red_flag/pregnancy_bleeding"),
            ("condition/blood_thinners", told("red_flag/other", "rf-head-knock"), "red_flag/head_injury"),
            ("condition/blood_thinners", doubted("red_flag/head_injury"), "red_flag/head_injury"),
            ("condition/diabetes", doubted("red_flag/low_blood_sugar"), "red_flag/low_blood_sugar"),
        ],
    )
    def test_a_doubt_or_a_lesser_sign_is_said_at_once(self, earlier: str, question: Question, raised: str) -> None:
        heard = escalating().raised(question, [earlier])
        assert heard.is_alarm
        assert (heard.topic, heard.doubted) == (raised, None)

    @pytest.mark.parametrize("earlier", [[], ["condition/stress"]])
    def test_nothing_else_raises_it(self, earlier: list[str]) -> None:
        question = doubted("red_flag/other")
        assert escalating().raised(question, earlier) is question

    def test_a_lesser_sign_of_another_kind_stays_what_it_is_on_a_blood_thinner(self) -> None:
        question = told("red_flag/other", "rf-dark-urine")
        assert escalating().raised(question, ["condition/blood_thinners"]) is question

    def test_what_is_raised_from_a_doubt_can_be_denied(self) -> None:
        assert escalating().raised(doubted("red_flag/other"), ["condition/pregnancy"]).gate_topic is None

    def test_its_level_is_that_of_the_graver_sign(self) -> None:
        heard = escalating().raised(told("red_flag/other"), ["condition/pregnancy"])
        assert escalating().raise_alarm(heard.topic, 0.9, fired=True).escalation is Escalation.EMERGENCY
