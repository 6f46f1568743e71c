"""After an alarm: it stands until the visitor says that it is dealt with."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from bot.clinic.acts import Act
from bot.clinic.escalations import Escalation
from bot.clinic.frames import Frame
from bot.clinic.open_questions import CHECK, OpenQuestion
from bot.clinic.questions import CLARIFY, Candidate, Question
from bot.clinic.replies import Reply
from bot.services.escalating import Escalating
from bot.services.outcomes import Outcome, Turn
from bot.services.standing import StandingAlarm
from tests.unit.facts import ALARM_RULES, FRIDAY_NOON, TOPICS, FakeFactBase, asked

STANDING = StandingAlarm(
    FakeFactBase(), TOPICS, Escalating(FakeFactBase(), TOPICS, ALARM_RULES, lambda: "id-1"), lambda: "id-1"
)


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


PARKING = Reply("answer", "Behind the house.", ("clinic/parking",), 0.9)
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
    reminded = STANDING.remind(Outcome(PARKING, followed.frame))
    assert reminded.reply.text == "First of all, please call 999 about what you told me. Behind the house."


def test_it_is_mentioned_twice_and_no_more() -> None:
    outcome, texts = Outcome(PARKING, EMERGENCY), []
    for _ in range(3):
        outcome = STANDING.remind(replace(outcome, reply=PARKING))
        texts.append(outcome.reply.text)
    assert [text.startswith("First of all") for text in texts] == [True, True, False]


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
    assert followed.frame == replace(EMERGENCY, reminded=1)
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
    assert STANDING.remind(Outcome(reply, Frame())).reply is reply


ASKED = OpenQuestion(CHECK, FRIDAY_NOON, ("red_flag/dvt_signs",))
HEARD = replace(EMERGENCY, is_alarm_plain=False)


class TestAWayOut:
    """An alarm that nobody's words plainly gave can be denied; a plain one only where a fact is put right."""

    @pytest.mark.parametrize(
        ("act", "frame", "is_over"),
        [
            (Act.DENIES, HEARD, True),
            (Act.CORRECTS, HEARD, True),
            (Act.TAKES_BACK, HEARD, True),
            (Act.NO, HEARD, False),
            (Act.PLAYS_DOWN, HEARD, False),
            (Act.DENIES, EMERGENCY, True),
            (Act.CORRECTS, EMERGENCY, True),
            (Act.TAKES_BACK, EMERGENCY, False),
            (Act.PLAYS_DOWN, EMERGENCY, False),
            (Act.DENIES, CRISIS, False),
            (Act.CORRECTS, CRISIS, False),
            (Act.TAKES_BACK, CRISIS, False),
            (Act.DENIES, replace(CRISIS, is_alarm_plain=False), True),
            (Act.TAKES_BACK, replace(CRISIS, is_alarm_plain=False), False),
            (Act.NO, Frame(asked=ASKED), True),
            (Act.DENIES, Frame(asked=ASKED), True),
            (Act.PLAYS_DOWN, Frame(asked=ASKED), False),
            (Act.NO, Frame(), False),
        ],
    )
    def test_in_words(self, act: Act, frame: Frame, is_over: bool) -> None:
        assert STANDING.is_let_go(Turn(asked("chat/more", "words", act=act), frame, "me", "")) is is_over

    def test_a_sign_that_the_gate_reads_in_the_same_words_is_never_let_go(self) -> None:
        question = asked(
            "red_flag/dvt_signs", "no fever but my calf is hot", act=Act.DENIES, gate_topic="red_flag/dvt_signs"
        )
        assert not STANDING.is_let_go(Turn(question, HEARD, "me", ""))

    @pytest.mark.parametrize("frame", [Frame(asked=ASKED), Frame()], ids=["asked", "an old button"])
    def test_its_button_says_yes_at_any_time(self, frame: Frame) -> None:
        question = asked("red_flag/dvt_signs", "Yes", chosen=True)
        assert STANDING.find_confirmed(Turn(question, frame, "me", "")) == "red_flag/dvt_signs"

    def test_so_does_the_word_after_our_question(self) -> None:
        question = asked("chat/more", "yes", act=Act.YES)
        assert STANDING.find_confirmed(Turn(question, Frame(asked=ASKED), "me", "")) == "red_flag/dvt_signs"
        assert STANDING.find_confirmed(Turn(question, Frame(), "me", "")) is None

    def test_who_makes_little_of_it_hears_what_to_do_if_it_is_there(self) -> None:
        outcome = STANDING.warn_played_down(
            Turn(asked("chat/more", "it'll pass", act=Act.PLAYS_DOWN), Frame(asked=ASKED), "me", "")
        )
        assert outcome is not None and outcome.reply.text.startswith("If a leg is swollen")


def test_after_it_was_said_a_thank_you_is_a_thank_you() -> None:
    assert follow(asked("chat/thanks", "thanks, bye"), replace(EMERGENCY, reminded=1)).reply is None
