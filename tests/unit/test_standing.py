"""After an alarm: it stands until the visitor says that it is dealt with."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from bot.clinic.escalations import Escalation
from bot.clinic.frames import Frame
from bot.clinic.questions import CLARIFY, Candidate, Question
from bot.clinic.replies import Reply
from bot.services.outcomes import Turn
from bot.services.standing import StandingAlarm
from tests.unit.facts import TOPICS, FakeFactBase, asked

STANDING = StandingAlarm(FakeFactBase(), TOPICS, lambda: "id-1")


class Followed(NamedTuple):
    reply: Reply | None
    frame: Frame


def follow(question: Question, frame: Frame) -> Followed:
    """What the alarm that stands makes of the question: no reply where it is another alarm, or something else."""
    turn = Turn(question, frame, "me", "")
    outcome = None if question.is_alarm and STANDING.is_new(turn) else STANDING.follow(turn)
    return Followed(outcome.reply, outcome.frame) if outcome else Followed(None, frame)


def is_about(question: Question) -> bool:
    outcome = STANDING.follow(Turn(question, EMERGENCY, "me", ""))
    return outcome is not None and outcome.reply.topics == ("red_flag/cauda_equina",)


EMERGENCY, URGENT, CRISIS = (Frame(alarm=f"red_flag/{name}") for name in ("cauda_equina", "dvt_signs", "suicidal"))


@pytest.mark.parametrize(
    "text",
    [
        "we called 999",
        "ok ive rang the doctor",
        "the ambulance is here",
        "paramedics are on their way",
        "at the hospital now",
        "the doctor has checked him",
        "the doc has seen it",
        "the nurse saw me this morning",
        "they have seen me at the walk in",
        "she got checked at a&e, all clear",
        "sorry, that was a joke",
    ],
)
def test_help_that_came_settles_it(text: str) -> None:
    followed = follow(asked("chat/thanks", text), EMERGENCY)
    assert followed.frame.alarm is None
    assert followed.reply is not None and followed.reply.escalation is Escalation.PROFESSIONAL


@pytest.mark.parametrize(
    "text",
    [
        "he says he's fine",
        "i haven't called 999",
        "the doctor hasn't seen it",
        "no doctor has seen it",
        "can i be seen by a nurse",
        "the ambulance is not coming",
        "forget I said anything",
        "should I have called an ambulance?",
        "we don't want to go to the hospital",
        "rather not bother my doctor",
        "it'll pass",
    ],
)
def test_nobody_talks_it_out_of_the_alarm(text: str) -> None:
    followed = follow(asked("chat/thanks", text), EMERGENCY)
    assert followed.frame.alarm == "red_flag/cauda_equina"
    assert followed.reply is not None
    assert (followed.reply.kind, followed.reply.escalation) == ("emergency", Escalation.EMERGENCY)
    assert followed.reply.text.startswith("Please call 999 now")
    assert followed.reply.buttons == ()


@pytest.mark.parametrize("topic", ["condition/sciatica", "out_of_scope/other", "practical/does_it_hurt"])
def test_what_is_still_about_it_gets_the_alarm_again(topic: str) -> None:
    assert follow(asked(topic, "is it the nerve then"), URGENT).reply.escalation is Escalation.URGENT


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("clinic/booking", "can I still come in on saturday?"),
        ("clinic/booking", "what times have you got tomorrow for a good rub"),
        ("chat/privacy", "forget I said anything"),
        ("chat/privacy", "will you forget that I said that?"),
        ("clinic/cancellation", "forget it"),
        ("practical/what_to_expect", "ok never mind"),
        ("clinic/hours", "cant it wait till monday, my GP's open then"),
        ("clinic/hours", "I'd rather come to you when you open"),
        ("benefit/relaxation", "it came on while I was lifting boxes"),
        ("practical/time_to_results", "my leg has been like this since the flight and it gets tighter by the hour"),
    ],
)
def test_booking_taking_it_back_waiting_and_telling_more_stay_on_the_matter(topic: str, text: str) -> None:
    assert is_about(asked(topic, text))


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("clinic/parking", "where can my wife park the car"),
        ("clinic/hours", "what time do you open tomorrow"),
        ("clinic/prices", "no worries, how much is an hour"),
        ("benefit/sleep", "does it help you sleep"),
        ("type/swedish", "tell me about swedish"),
        ("practical/what_to_wear", "anyway, do I need to undress"),
    ],
)
def test_a_clear_question_about_something_else_is_off_it(topic: str, text: str) -> None:
    assert not is_about(asked(topic, text))


@pytest.mark.parametrize(("topic", "text"), [("benefit/sleep", "does it help"), ("clinic/hours", "what time is it")])
def test_a_question_that_was_hardly_understood_is_on_it(topic: str, text: str) -> None:
    assert is_about(asked(topic, text, confidence=0.65))


def test_what_a_doctor_looked_at_is_a_condition_from_then_on() -> None:
    followed = follow(asked("practical/when_to_see_doctor", "the doctor has checked him"), EMERGENCY)
    assert (followed.frame.alarm, followed.frame.conditions) == (None, ("condition/other",))


def test_a_tapped_button_is_off_it() -> None:
    assert not is_about(asked("condition/sciatica", "Sciatica", chosen=True))


def test_what_was_not_understood_counts_as_being_about_it() -> None:
    assert follow(asked("clinic/hours", "hm", decision=CLARIFY), EMERGENCY).reply is not None


def test_a_real_change_of_subject_is_answered_with_one_line_of_reminder() -> None:
    question = asked("clinic/parking", "where can my wife park the car")
    followed = follow(question, EMERGENCY)
    assert followed.reply is None
    reminded = STANDING.remind(Reply("answer", "Behind the house.", ("clinic/parking",), 0.9), followed.frame)
    assert reminded.text == "First of all, please call 999 about what you told me. Behind the house."


def test_thoughts_of_suicide_are_met_with_warmth_every_time() -> None:
    reply = follow(asked("chat/abuse", "forget it"), CRISIS).reply
    assert "I am still here" in reply.text and "116 123" in reply.text


def test_a_new_sign_is_left_to_its_own_alarm() -> None:
    question = asked("red_flag/stroke", "his face drops", gate_topic="red_flag/stroke")
    assert follow(question, EMERGENCY).reply is None


def test_help_that_came_settles_it_though_the_classifier_takes_it_for_a_sign() -> None:
    text = "ok, we called 999 and the ambulance is here"
    assert follow(asked("red_flag/stroke", text, voted=True), EMERGENCY).frame.alarm is None
    gated = asked("red_flag/stroke", text, gate_topic="red_flag/stroke")
    assert follow(gated, EMERGENCY).frame.alarm == EMERGENCY.alarm


@pytest.mark.parametrize("text", ["he says its nothing", "it's probably fine", "no it can wait"])
def test_a_few_words_that_play_it_down_are_no_new_sign_whatever_the_classifier_hears(text: str) -> None:
    followed = follow(asked("red_flag/suicidal", text, voted=True), EMERGENCY)
    assert followed.frame == EMERGENCY
    assert followed.reply is not None and followed.reply.topics == ("red_flag/cauda_equina",)


def test_beside_them_the_crisis_line_is_said_where_that_is_what_was_heard() -> None:
    reply = follow(asked("red_flag/suicidal", "he says its nothing", voted=True), EMERGENCY).reply
    assert reply is not None
    assert "116 123" in reply.text and "call 999" in reply.text


def test_but_not_where_it_was_hardly_heard() -> None:
    heard = asked("red_flag/suicidal", "he says its nothing", voted=True)
    hardly = replace(heard, candidates=(Candidate("red_flag/suicidal", 0.45),))
    reply = follow(hardly, EMERGENCY).reply
    assert reply is not None
    assert "116 123" not in reply.text


def test_a_graver_sign_is_never_taken_for_playing_down() -> None:
    followed = follow(asked("red_flag/suicidal", "i dont want to wake up tomorrow", voted=True), URGENT)
    assert (followed.reply, followed.frame) == (None, URGENT)


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("red_flag/suicidal", "saw the doctor, she thinks im faking, i want it to stop"),
        (
            "red_flag/dvt_signs",
            "the doctor has seen his back, but now one calf is twice as thick as the other and feels warm",
        ),
    ],
)
def test_what_tells_of_more_than_help_is_an_alarm_of_its_own(topic: str, text: str) -> None:
    followed = follow(asked(topic, text, voted=True), EMERGENCY)
    assert (followed.reply, followed.frame) == (None, EMERGENCY)


def test_without_an_alarm_nothing_changes() -> None:
    reply = Reply("answer", "Behind the house.", ("clinic/parking",), 0.9)
    assert STANDING.is_new(Turn(asked("red_flag/stroke", "his face", voted=True), Frame(), "me", ""))
    assert STANDING.remind(reply, Frame()) is reply
