"""The order of a turn, as one table: who answers what, and what is added to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import yaml

from bot.clinic.acts import Act
from bot.clinic.call_back_form import Form
from bot.clinic.frames import Frame
from bot.clinic.open_questions import CHECK, CLARIFY, GOAL, NAME, OFFER, OpenQuestion
from bot.clinic.questions import CLARIFY as NOT_SURE
from bot.clinic.questions import DECLINE, Candidate, Part, Question
from bot.contacts.checking import ContactChecks
from bot.services.answering import Answering
from bot.services.asking_back import AskingBack
from bot.services.chatting import Chatting
from bot.services.clarifying import Clarifying
from bot.services.declining import Declining
from bot.services.escalating import Escalating
from bot.services.filling_form import FillingForm
from bot.services.form_replies import FormReplies
from bot.services.outcomes import ACTIONS, ANSWERS, ASKS_BACK, Outcome, Turn
from bot.services.requesting import Requesting
from bot.services.standing import StandingAlarm
from bot.services.supporting import Supporting
from bot.services.telling_clinic import TellingClinic
from bot.services.turn import Parts, TurnTaking
from bot.settings import ROOT
from tests.unit.facts import ALARM_RULES, FRIDAY_NOON, TOPICS, FakeFactBase, asked, named
from tests.unit.requesting import FakeRequests

NOW = FRIDAY_NOON


class Gaps:
    """Remembers the questions without an answer."""

    def __init__(self) -> None:
        self.recorded: list[tuple[str, str]] = []

    def record(self, conversation: str, question: Question, decision: str) -> None:
        self.recorded.append((question.text, decision))


GAPS = Gaps()


def turn_taking() -> TurnTaking:
    """The real services on the small fact base, joined as in bot/wiring.py."""
    base, checks, now = FakeFactBase(), ContactChecks(), lambda: NOW
    replies = FormReplies(base, checks, str, now)
    form = FillingForm(
        base, checks, replies, Requesting(base, FakeRequests(), checks, replies, now, notifies=False), now
    )
    answering, clarifying = Answering(base, TOPICS, str, now), Clarifying(base, str, now)
    GAPS.recorded.clear()
    gaps: Any = GAPS
    return TurnTaking(
        Parts(
            answering=answering,
            asking_back=AskingBack(base, answering, clarifying, form, now),
            chatting=Chatting(base, TOPICS, str, now),
            clarifying=clarifying,
            declining=Declining(base, str, now),
            escalating=Escalating(base, TOPICS, ALARM_RULES, str),
            filling_form=form,
            recording_gaps=gaps,
            standing=StandingAlarm(base, TOPICS, Escalating(base, TOPICS, ALARM_RULES, str), str),
            supporting=Supporting(base, ALARM_RULES, str),
            telling_clinic=TellingClinic(base, str, now),
        ),
        base,
        now,
    )


def take(question: Question, frame: Frame | None = None) -> Outcome:
    """The outcome of the question, met with the action that the rule names."""
    turn = Turn(question, frame or Frame(), "me", "")
    return turn_taking().take(turn.meaning(question))


def unsure(text: str, **more: Any) -> Question:
    return asked("out_of_scope/other", text, decision=DECLINE, confidence=0.2, **more)


def waiting_for(kind: str, *choices: str, **more: Any) -> Frame:
    return Frame(asked=OpenQuestion(kind, NOW, choices), **more)


NUMB = asked("red_flag/cauda_equina", "my groin is numb", gate_topic="red_flag/cauda_equina")
HEARD = asked("red_flag/suicidal", "I don't mind", voted=True)
ALARM = Frame(alarm="red_flag/cauda_equina")
CHOICE = waiting_for(CLARIFY, "benefit/sleep", "type/swedish")
SLEPT = Frame("benefit/sleep", said=("benefit/sleep#helps",), topics=("benefit/sleep",))

TOLD = Frame("support/misconduct", said=("support/misconduct#believed",), topics=("support/misconduct",))

ASKED_FIRST = waiting_for(CHECK, "red_flag/dvt_signs")
ORDER = [
    # answerer, what is said, after what, first topic
    ("alarm", NUMB, Frame(), "red_flag/cauda_equina"),
    ("alarm", NUMB, CHOICE, "red_flag/cauda_equina"),
    ("alarm", asked("chat/thanks", "it'll pass"), ALARM, "red_flag/cauda_equina"),
    ("alarm", asked("chat/thanks", "we called 999"), ALARM, "practical/when_to_see_doctor"),
    ("alarm", unsure("yes"), ASKED_FIRST, "red_flag/dvt_signs"),
    ("alarm", unsure("no"), ASKED_FIRST, "chat/more"),
    ("alarm", asked("type/swedish", "I meant swedish", act=Act.CORRECTS), ASKED_FIRST, "type/swedish"),
    ("open question", unsure("it'll pass"), ASKED_FIRST, "red_flag/dvt_signs"),
    ("open question", unsure("the second one"), CHOICE, "type/swedish"),
    ("open question", unsure("2"), CHOICE, "type/swedish"),
    ("open question", unsure("the first one"), CHOICE, "benefit/sleep"),
    ("open question", unsure("yes"), CHOICE, "benefit/sleep"),
    ("open question", unsure("I don't mind"), CHOICE, "benefit/sleep"),
    ("open question", HEARD, CHOICE, "benefit/sleep"),
    ("open question", unsure("both"), CHOICE, "benefit/sleep"),
    ("open question", unsure("neither"), CHOICE, "out_of_scope/other"),
    ("open question", unsure("no"), CHOICE, "out_of_scope/other"),
    ("open question", unsure("never mind"), CHOICE, "chat/more"),
    ("open question", unsure("what?"), CHOICE, "benefit/sleep"),
    ("open question", unsure("swedish i meant", act=Act.TELLS), CHOICE, "type/swedish"),
    ("by kind", asked("clinic/hours", "when are you open"), CHOICE, "clinic/hours"),
    ("open question", HEARD, waiting_for(GOAL, "Ease an ache", "Relax"), "type/recommend"),
    ("open question", unsure("up to you"), waiting_for(GOAL, "Ease an ache", "Relax"), "type/recommend"),
    ("open question", unsure("yes please"), waiting_for(OFFER), "chat/human_handoff"),
    ("open question", unsure("no thanks"), waiting_for(OFFER), "chat/human_handoff"),
    ("open question", unsure("Anna"), waiting_for(NAME, form=Form(NAME, NOW)), "chat/human_handoff"),
    ("open question", unsure("call me back"), Frame(), "chat/human_handoff"),
    ("follow-up", unsure("why?"), SLEPT, "benefit/sleep"),
    ("follow-up", unsure("is that proven"), SLEPT, "chat/sources"),
    ("follow-up", unsure("I just lay there"), TOLD, "support/misconduct"),
    ("by kind", asked("support/misconduct", "he touched me"), Frame(), "support/misconduct"),
    ("by kind", asked("support/misconduct", "he touched me"), ALARM, "support/misconduct"),
    ("follow-up", asked("support/misconduct", "he would not stop"), TOLD, "support/misconduct"),
    ("by kind", asked("clinic/hours", "when are you open"), TOLD, "clinic/hours"),
    ("follow-up", asked("benefit/sleep", "can I skip my warfarin"), Frame(), "out_of_scope/medical"),
    ("by kind", asked("benefit/sleep", "does it help people sleep"), Frame(), "benefit/sleep"),
    ("by kind", asked("clinic/hours", "when are you open"), SLEPT, "clinic/hours"),
    ("by kind", asked("chat/capabilities", "what can you do"), Frame(), "chat/capabilities"),
    ("by kind", asked("out_of_scope/other", "who won the cup"), Frame(), "out_of_scope/other"),
    ("by kind", asked("benefit/sleep", "hm", decision=NOT_SURE, confidence=0.3), Frame(), "benefit/sleep"),
    ("by kind", asked("red_flag/dvt_signs", "my calf looks odd"), Frame(), "red_flag/dvt_signs"),
]


@pytest.mark.parametrize(
    ("answerer", "question", "frame", "topic"), ORDER, ids=[f"{row[1].text}-{row[3]}" for row in ORDER]
)
def test_who_answers(answerer: str, question: Question, frame: Frame, topic: str) -> None:
    outcome = take(question, frame)
    assert (outcome.by, outcome.reply.topics[0]) == (answerer, topic)


def test_the_docstring_names_every_answerer_and_addition_in_order() -> None:
    table = TurnTaking.__init__.__globals__["__doc__"]
    turns = turn_taking()
    places = [table.index(f"| {name} ") for name, _ in turns.answerers]
    places += [table.index(f"| {name} ", places[-1]) for name, _ in turns.additions]
    assert places == sorted(places)


def test_the_actions_are_those_of_the_rules() -> None:
    rules = yaml.safe_load((ROOT / "data/rules.yml").read_text(encoding="utf-8"))["rules"]
    by_intent = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules}
    fallback = by_intent.pop("nlu_fallback")
    assert fallback == ASKS_BACK
    assert by_intent == {intent: ACTIONS.get(intent, ANSWERS) for intent in by_intent}


class TestADisclosure:
    def test_a_sign_that_nobody_plainly_told_is_asked_about_behind_it(self) -> None:
        froze = asked("red_flag/suicidal", "I froze", voted=True)
        froze = replace(froze, candidates=(*froze.candidates, Candidate("support/misconduct", 0.3)))
        reply = take(froze, TOLD).reply
        assert (reply.topics, reply.escalation.value) == (("support/misconduct",), "none")
        assert reply.check

    def test_a_sign_that_was_plainly_told_is_said_at_once(self) -> None:
        assert take(NUMB, TOLD).reply.kind == "emergency"

    def test_is_believed_behind_an_alarm_and_remembered(self) -> None:
        hurt = replace(NUMB, candidates=(NUMB.candidates[0], Candidate("support/misconduct", 0.3)))
        outcome = take(hurt)
        assert "I believe you." in outcome.reply.text
        assert (outcome.frame.subject, outcome.frame.alarm) == ("support/misconduct", "red_flag/cauda_equina")

    def test_more_of_it_is_heard_while_an_alarm_stands(self) -> None:
        frame = replace(TOLD, alarm="red_flag/cauda_equina")
        assert take(unsure("I just lay there"), frame).reply.topics == ("support/misconduct",)

    def test_who_can_i_call_is_no_wish_for_a_call(self) -> None:
        question = unsure("who can I call", act=Act.CALL_ME)
        assert take(question, TOLD).reply.topics == ("support/misconduct",)

    def test_is_let_rest_once_the_clinic_is_asked(self) -> None:
        assert take(asked("clinic/hours", "when are you open"), TOLD).frame.subject is None

    def test_of_a_loss_is_not_asked_about_a_baby(self) -> None:
        doubted = asked("support/loss", "we lost the baby", doubted="red_flag/pregnancy_bleeding")
        assert take(doubted).reply.check is None

    def test_it_has_no_second_question(self) -> None:
        also = Part("when are you open", Candidate("clinic/hours", 0.9))
        assert take(asked("support/misconduct", "he touched me", also=also)).reply.topics == ("support/misconduct",)


class TestAdditions:
    def test_the_second_question_is_answered_too(self) -> None:
        also = Part("when are you open", Candidate("clinic/hours", 0.9))
        reply = take(asked("benefit/sleep", "does it help me sleep, and when are you open", also=also)).reply
        assert reply.topics == ("benefit/sleep", "clinic/hours")

    def test_a_second_question_about_massage_is_answered_from_the_facts(self) -> None:
        also = Part("what is swedish", Candidate("type/swedish", 0.9))
        reply = take(asked("clinic/hours", "when are you open and what is swedish", also=also)).reply
        assert reply.topics == ("clinic/hours", "type/swedish")

    def test_what_answers_a_question_of_ours_has_no_second_one(self) -> None:
        also = Part("when are you open", Candidate("clinic/hours", 0.9))
        assert "clinic/hours" not in take(unsure("the second one", also=also), CHOICE).reply.topics

    def test_while_an_alarm_stands_something_else_is_answered_behind_one_line(self) -> None:
        reply = take(asked("clinic/hours", "when do you open on friday"), ALARM).reply
        assert reply.text.startswith("First of all, please call 999")
        assert reply.topics == ("clinic/hours",)

    def test_the_form_asks_its_question_again_behind_another_answer(self) -> None:
        outcome = take(asked("clinic/hours", "when are you open?"), waiting_for(NAME, form=Form(NAME, NOW)))
        assert outcome.reply.text.endswith("\nWhat is your name?")
        assert outcome.frame.asked == OpenQuestion(NAME, NOW)

    def test_an_offer_of_a_call_is_remembered(self) -> None:
        frame = take(asked("condition/sciatica", "is it ok with sciatica", named("condition/sciatica"))).frame
        assert frame.asked == OpenQuestion(OFFER, NOW)

    def test_a_question_of_ours_that_was_not_answered_is_let_go(self) -> None:
        frame = take(asked("clinic/hours", "when are you open"), replace(CHOICE, subject="type/swedish")).frame
        assert (frame.asked, frame.subject) == (None, "type/swedish")

    def test_a_doubt_is_asked_about_behind_the_answer(self) -> None:
        outcome = take(asked("benefit/sleep", "does it help", doubted="red_flag/dvt_signs"))
        assert outcome.reply.text.endswith("Is one leg swollen, hot or sore?")
        assert outcome.frame.asked == OpenQuestion(CHECK, NOW, ("red_flag/dvt_signs",))

    def test_an_offer_gives_way_to_it(self) -> None:
        question = asked("condition/sciatica", "is it ok", named("condition/sciatica"), doubted="red_flag/dvt_signs")
        assert take(question).frame.asked == OpenQuestion(CHECK, NOW, ("red_flag/dvt_signs",))

    def test_while_an_alarm_stands_nothing_more_is_asked(self) -> None:
        question = asked("clinic/hours", "when do you open on friday", doubted="red_flag/dvt_signs")
        assert take(question, ALARM).reply.check is None

    def test_beside_an_alarm_there_is_no_doubt(self) -> None:
        assert take(replace(NUMB, doubted="red_flag/dvt_signs")).reply.topics == ("red_flag/cauda_equina",)


class TestQuestionsOfOurs:
    def test_which_of_two_is_remembered(self) -> None:
        frame = take(asked("type/deep_tissue", "hm", decision=NOT_SURE, confidence=0.3)).frame
        assert frame.asked == OpenQuestion(CLARIFY, NOW, ("type/deep_tissue", "benefit/sleep"))

    def test_what_was_named_in_it_is_kept(self) -> None:
        question = asked("benefit/sleep", "hm", named("condition/sciatica"), decision=NOT_SURE, confidence=0.3)
        assert take(question).frame.conditions == ("condition/sciatica",)

    def test_both_are_answered_in_one_reply(self) -> None:
        assert take(unsure("both"), CHOICE).reply.topics == ("benefit/sleep", "type/swedish")

    def test_a_bare_yes_gets_the_likelier_one_with_the_other_one_at_hand(self) -> None:
        reply = take(unsure("yes"), CHOICE).reply
        assert (reply.topics, reply.buttons[0].payload) == (("benefit/sleep",), "ask:type/swedish")

    def test_who_does_not_follow_is_asked_more_simply_twice_and_then_offered_a_person(self) -> None:
        frame, kinds = CHOICE, []
        for _ in range(3):
            outcome = take(unsure("what?"), frame)
            kinds, frame = [*kinds, outcome.reply.kind], outcome.frame
        assert kinds == ["clarify", "clarify", "decline"]

    def test_a_doubt_is_not_voiced_on_a_plain_answer(self) -> None:
        reply = take(unsure("the second one", doubted="red_flag/stroke"), CHOICE).reply
        assert reply.topics == ("type/swedish",)

    def test_what_the_gate_reads_is_never_a_plain_answer(self) -> None:
        question = unsure("no, i cant feel my groin", act=Act.NO, gate_topic="red_flag/cauda_equina")
        assert take(question, CHOICE).by == "alarm"

    def test_a_long_answer_may_tell_a_sign(self) -> None:
        text = "I don't mind, but since this morning half of my face has gone a bit numb"
        heard = asked("red_flag/suicidal", text, voted=True, act=Act.DOES_NOT_MIND)
        assert take(heard, CHOICE).by == "alarm"

    def test_an_hour_later_it_is_over(self) -> None:
        asked_at = NOW - timedelta(minutes=61)
        old = Frame(asked=OpenQuestion(CLARIFY, asked_at, ("benefit/sleep", "type/swedish")))
        assert take(unsure("the second one"), old).by == "by kind"


class TestWithoutAnAnswer:
    def test_it_says_so_and_records_the_gap(self) -> None:
        assert take(asked("practical/tipping", "do i tip")).reply.kind == "decline"
        assert GAPS.recorded == [("do i tip", DECLINE)]

    def test_what_rasa_names_and_we_do_not_know_is_declined(self) -> None:
        question = asked("benefit/sleep", "does it help people sleep")
        assert turn_taking().take(Turn(question, Frame(), "me", "action_unknown")).reply.kind == "decline"

    def test_where_not_even_two_topics_are_near_it_declines(self) -> None:
        question = Question("hm", NOT_SURE, (Candidate("chat/greet", 0.3), Candidate("out_of_scope/other", 0.2)))
        assert take(question).reply.kind == "decline"
