"""Somebody tells of abuse or a loss: believed, told where help is, and followed in what they ask next."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.clinic.acts import Act
from bot.clinic.escalations import Escalation
from bot.clinic.facts import Fact, FactBook
from bot.clinic.frames import Frame
from bot.clinic.questions import Candidate, Fit, Question
from bot.clinic.replies import Card, Reply
from bot.clinic.wording import word_count
from bot.knowledge_files import PROJECT, check, read_alarms
from bot.services.composing import MOST_IN_ALL
from bot.services.outcomes import Outcome
from bot.services.supporting import Supporting, find_told, stays_with_what_was_told
from tests.unit.facts import ALARM_RULES, CLINIC, FakeFactBase, asked

MISCONDUCT = "support/misconduct"
TOPICS = ["misconduct", "violence_at_home", "child_safety", "loss", "eating_disorder"]
KNOWLEDGE = check(PROJECT)
TOLD = Frame(MISCONDUCT, said=(f"{MISCONDUCT}#believed",))


def support(question: Question, frame: Frame | None = None, **clinic: object) -> Outcome:
    outcome = Supporting(FakeFactBase(clinic={**CLINIC, **clinic}), ALARM_RULES, str).support(
        question, frame or Frame()
    )
    assert outcome
    return outcome


def of_the_project(topic: str, **clinic: object) -> Reply:
    book = FactBook.bind(KNOWLEDGE.facts, KNOWLEDGE.pages, KNOWLEDGE.sources, {**KNOWLEDGE.clinic, **clinic})
    base = FakeFactBase()
    base.book = book
    outcome = Supporting(base, read_alarms(PROJECT), str).support(asked(f"support/{topic}", "this happened"), Frame())
    assert outcome
    return outcome.reply


def first(text: str = "he touched me", **clinic: object) -> Reply:
    return support(asked(MISCONDUCT, text), **clinic).reply


class TestTheFirstReply:
    def test_believes_before_anything_else(self) -> None:
        assert first().text.startswith("I believe you.")

    def test_says_the_emergency_number_and_two_lines(self) -> None:
        assert "If you are in danger now, please call 999." in first().text
        assert "a support line on 0800 1 or the police (not an emergency) on 101" in first().text
        assert "another line" not in first().text

    def test_shows_every_line(self) -> None:
        card = first().card
        assert card and {phone.label: phone.number for phone in card.phones} == {
            "a support line, at any hour": "0800 1",
            "a support line, by text": "07000",
            "the police (not an emergency)": "101",
            "another line": "0800 2",
            "our manager": "020 7946 0124",
            "Emergency": "999",
        }

    def test_stays_within_the_length_of_a_reply(self) -> None:
        fitting = replace(asked(MISCONDUCT, "I froze"), fit=Fit(f"{MISCONDUCT}#long", is_clear=True))
        text = support(fitting).reply.text
        assert word_count(text) <= MOST_IN_ALL
        assert "0800 1" in text

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
        reply = first(helplines={}, manager=None, police_number=None)
        assert reply.text == "I believe you. If you are in danger now, please call 999."

    @pytest.mark.parametrize("broken", [None, "call us", {"support/misconduct": "0800"}, {MISCONDUCT: [{"name": "x"}]}])
    def test_a_broken_one_breaks_nothing(self, broken: object) -> None:
        assert first(helplines=broken, manager="Ann", police_number=101).text.startswith("I believe you.")


class TestDangerNow:
    def test_comes_first_where_it_is_told(self) -> None:
        reply = first("he locked the door and I am in the room")
        assert reply.text.startswith("You may be in danger now: please call 999")
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

    def test_is_answered_by_what_fits_the_matter_whatever_the_words_alone_are_about(self) -> None:
        alone = replace(asked("chat/privacy", "will he know").about(MISCONDUCT), fit=Fit("chat/privacy#kept", True))
        question = replace(alone, fits_if_told=(Fit("support/loss#sorry", True), Fit(f"{MISCONDUCT}#choice", False)))
        assert support(question, TOLD).reply.text == "You decide."

    def test_is_said_once_more_where_just_that_is_asked(self) -> None:
        question = replace(asked(MISCONDUCT, "I froze"), fit=Fit(f"{MISCONDUCT}#freezing", is_clear=True))
        frame = replace(TOLD, said=(*TOLD.said, f"{MISCONDUCT}#freezing"))
        assert support(question, frame).reply.text == "To say it once more: Many people freeze."

    def test_is_heard_where_no_fact_fits_a_story(self) -> None:
        reply = support(replace(asked(MISCONDUCT, "it was on a Monday"), act=Act.TELLS), TOLD).reply
        assert reply.text.startswith("I hear you. People who know about this will listen: a support line on 0800 1")
        assert reply.said == ()

    def test_gets_the_lines_again_where_a_number_is_wanted(self) -> None:
        reply = support(replace(asked(MISCONDUCT, "who can I call"), act=Act.CALL_ME), TOLD).reply
        assert reply.text.startswith("People who know about this will listen: a support line on 0800 1")

    def test_never_gets_the_same_fact_twice_while_there_is_another(self) -> None:
        outcome = support(asked(MISCONDUCT, "he touched me"))
        texts = []
        for _ in range(2):
            outcome = support(asked(MISCONDUCT, "and then"), outcome.frame)
            texts.append(outcome.reply.text)
        assert texts == ["Many people freeze.", "You decide."]


class TestWhatStaysWithIt:
    @pytest.mark.parametrize(
        ("question", "stays"),
        [
            (asked("practical/does_it_hurt", "is that abuse", confidence=0.7), True),
            (asked("practical/does_it_hurt", "does it hurt", confidence=0.9), False),
            (asked("out_of_scope/other", "it was dark", confidence=0.95), True),
            (replace(asked("chat/capabilities", "what now"), act=Act.ASKS_OF_IT), True),
            (asked("chat/thanks", "thanks"), False),
            (replace(asked("clinic/contact", "who can I call"), act=Act.CALL_ME), True),
            (replace(asked("chat/human_handoff", "call me please"), act=Act.CALL_ME), False),
            (asked("support/loss", "who can I tell", confidence=0.9), True),
            (asked("support/loss", "my mum died", confidence=0.99), False),
            (asked("red_flag/suicidal", "I want to die", gate_topic="red_flag/suicidal"), False),
            (asked("clinic/hours", "opening hours", chosen=True, confidence=0.5), False),
        ],
    )
    def test_is_what_is_not_surely_about_something_else(self, question: Question, stays: bool) -> None:
        assert stays_with_what_was_told(question, TOLD) is stays
        assert not stays_with_what_was_told(question, Frame())


class TestBesideAnAlarm:
    def test_it_is_believed_behind_it_and_its_lines_stand_on_the_card(self) -> None:
        supporting = Supporting(FakeFactBase(), ALARM_RULES, str)
        alarm = Reply("emergency", "Please call 999 now.", ("red_flag/x",), 0.8, card=Card("emergency", "Help", ()))
        reply = supporting.believe(MISCONDUCT, alarm)
        assert reply.text == "Please call 999 now. I believe you."
        assert reply.card and "0800 1" in [phone.number for phone in reply.card.phones]

    def test_what_is_said_in_passing_is_not_taken_for_it(self) -> None:
        sign = asked("red_flag/suicidal", "x", gate_topic="red_flag/suicidal")
        told = [
            find_told(replace(sign, candidates=(sign.candidates[0], Candidate(MISCONDUCT, chance))), Frame())
            for chance in (0.1, 0.3)
        ]
        assert told == [None, MISCONDUCT]


class TestTheKnowledge:
    @pytest.mark.parametrize("fact", [fact for fact in KNOWLEDGE.facts if fact.topic.startswith("support/")], ids=str)
    def test_speaks_of_no_treatment_and_spells_no_number(self, fact: Fact) -> None:
        assert not re.search(r"\d\d\d|congratulat|we recommend|you should book", fact.text.lower())

    @pytest.mark.parametrize("topic", TOPICS)
    def test_says_first_a_human_word_then_where_help_is(self, topic: str) -> None:
        reply = of_the_project(topic)
        assert re.match(r"Thank you for telling me|I am very sorry for your loss", reply.text)
        assert "People who know about this will listen" in reply.text
        assert word_count(reply.text) <= MOST_IN_ALL

    @pytest.mark.parametrize("topic", TOPICS)
    def test_names_the_emergency_number_where_somebody_may_be_in_danger(self, topic: str) -> None:
        may_be = topic in ("misconduct", "violence_at_home", "child_safety")
        assert ("999" in of_the_project(topic).text) is may_be

    @pytest.mark.parametrize("topic", TOPICS)
    def test_says_no_number_that_the_profile_does_not_hold(self, topic: str) -> None:
        reply = of_the_project(topic, helplines={}, police_number=None, manager=None, emergency_number="144")
        assert set(re.findall(r"\d{2,}", reply.text)) <= {"144"}


@pytest.mark.parametrize("topic", TOPICS)
def test_the_knowledge_has_its_lines_in_the_example_clinic(topic: str) -> None:
    clinic = check(PROJECT).clinic
    assert clinic["helplines"][f"support/{topic}"]
