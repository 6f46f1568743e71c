"""Somebody tells of abuse or a loss: believed, told where help is, and followed in what they ask next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clinic.escalations import Escalation
from bot.clinic.frames import Frame
from bot.clinic.questions import Fit, Question
from bot.clinic.replies import Reply
from bot.knowledge_files import PROJECT, check, read_alarms
from bot.services.outcomes import Outcome
from bot.services.supporting import Supporting
from tests.unit.facts import ALARM_RULES, CLINIC, FakeFactBase, asked

MISCONDUCT = "support/misconduct"


def support(question: Question, frame: Frame | None = None, **clinic: object) -> Outcome:
    outcome = Supporting(FakeFactBase(clinic={**CLINIC, **clinic}), ALARM_RULES, str).support(
        question, frame or Frame()
    )
    assert outcome
    return outcome


def first(text: str = "he touched me", **clinic: object) -> Reply:
    return support(asked(MISCONDUCT, text), **clinic).reply


class TestTheFirstReply:
    def test_believes_before_anything_else(self) -> None:
        assert first().text.startswith("I believe you.")

    def test_says_the_emergency_number_and_two_lines(self) -> None:
        assert "If you are in danger now, please call 999." in first().text
        assert "a support line on 0800 1 or the police on 101" in first().text
        assert "another line" not in first().text

    def test_shows_every_line(self) -> None:
        card = first().card
        assert card and [phone.number for phone in card.phones] == ["0800 1", "101", "0800 2", "999"]

    def test_names_the_manager_and_never_only_the_clinic(self) -> None:
        assert "our manager wants to hear of it: Ann, 020 7946 0124." in first().text

    def test_is_no_alarm_and_offers_nothing_but_more(self) -> None:
        reply = first()
        assert (reply.kind, reply.escalation) == ("answer", Escalation.NONE)
        assert [button.title for button in reply.buttons] == ["Tell me more"]

    def test_of_a_loss_speaks_of_no_danger(self) -> None:
        reply = support(asked("support/loss", "my mum died")).reply
        assert (reply.text, reply.card) == ("I am very sorry.", None)


class TestAnEmptyProfile:
    def test_what_is_not_filled_in_is_not_said(self) -> None:
        reply = first(helplines={}, manager=None)
        assert reply.text == "I believe you. If you are in danger now, please call 999."

    @pytest.mark.parametrize("broken", [None, "call us", {"support/misconduct": "0800"}, {MISCONDUCT: [{"name": "x"}]}])
    def test_a_broken_one_breaks_nothing(self, broken: object) -> None:
        assert first(helplines=broken, manager="Ann").text.startswith("I believe you.")


class TestDangerNow:
    def test_comes_first_where_it_is_told(self) -> None:
        reply = first("he locked the door and I am in the room")
        assert reply.text.startswith("You are in danger now: please call 999")
        assert reply.escalation is Escalation.EMERGENCY
        assert reply.card and reply.card.phones[0].number == "999"

    def test_is_told_by_the_words_of_the_signed_page(self) -> None:
        rules, topics = read_alarms(PROJECT), {page.topic for page in check(PROJECT).pages}
        assert set(rules.danger_now) <= topics
        assert all(topic.startswith("support/") for topic in rules.danger_now)


class TestWhatIsAskedNext:
    def test_gets_the_fact_that_fits_and_the_numbers_once(self) -> None:
        told = support(asked(MISCONDUCT, "he touched me"))
        fitting = replace(asked(MISCONDUCT, "I froze"), fit=Fit(f"{MISCONDUCT}#freezing", is_clear=True))
        after = support(fitting, told.frame)
        assert after.reply.text == "Many people freeze."

    def test_never_gets_the_same_fact_twice_while_there_is_another(self) -> None:
        outcome = support(asked(MISCONDUCT, "he touched me"))
        texts = []
        for _ in range(2):
            outcome = support(asked(MISCONDUCT, "and then"), outcome.frame)
            texts.append(outcome.reply.text)
        assert texts == ["Many people freeze.", "You decide."]


@pytest.mark.parametrize("topic", ["misconduct", "violence_at_home", "child_safety", "loss", "eating_disorder"])
def test_the_knowledge_has_its_lines_in_the_example_clinic(topic: str) -> None:
    clinic = check(PROJECT).clinic
    assert clinic["helplines"][f"support/{topic}"]
