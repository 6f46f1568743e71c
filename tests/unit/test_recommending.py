"""A type is recommended after two short questions at the most, by what was told so far."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clinic.frames import Frame
from bot.clinic.questions import DECLINE, Entity, Question
from bot.clinic.wishes import Wish
from bot.services.answering import Answering
from bot.services.asking_back import AskingBack
from bot.services.clarifying import Clarifying
from bot.services.outcomes import Turn
from tests.unit.facts import FRIDAY_NOON, TOPICS, FakeFactBase, asked, named

RELAX = Entity("benefit", "benefit/relaxation", "relax")
FIRM = Entity("pressure", "firm", "firm")
LIGHT = Entity("pressure", "light", "light")
FOR_WHAT, HOW_FIRM = "What would you like it to do", "light, medium or firm?"


def advice(text: str = "which one is for me?", *entities: Entity) -> Question:
    return asked("type/recommend", text, *entities)


def unsure(text: str, *entities: Entity) -> Question:
    """What the classifier makes of a bare word: nothing."""
    return asked("out_of_scope/other", text, *entities, confidence=0.2, decision=DECLINE)


class Talk:
    """A conversation with the two services that recommend and hear the answer."""

    def __init__(self, frame: Frame | None = None) -> None:
        base, now = FakeFactBase(), lambda: FRIDAY_NOON
        self.answering = Answering(base, TOPICS, lambda: "id-1", now)
        clarifying = Clarifying(base, str, now)
        self.asking_back = AskingBack(base, self.answering, clarifying, None, now)  # type: ignore[arg-type]
        self.frame = frame or Frame()

    def say(self, question: Question):
        turn, asked = Turn(question, self.frame, "me", ""), self.frame.asked
        heard = self.asking_back.hear(turn, asked, lambda turn: None) if asked and not question.chosen else None
        outcome = heard or self.answering.answer(question, self.frame)
        is_new = outcome.frame.asked is not self.frame.asked
        self.frame = outcome.frame if is_new else replace(outcome.frame, asked=None, wish=None)
        return outcome.reply


def test_with_nothing_to_go_by_it_asks_what_for() -> None:
    reply = Talk().say(advice())
    assert reply.topics == ("type/recommend",)
    assert FOR_WHAT in reply.text
    assert [button.payload for button in reply.buttons][1:] == ["tell:Relax", "tell:Sleep better", "tell:I'm not sure"]


def test_then_it_recommends_and_asks_how_firm_and_then_it_knows() -> None:
    talk = Talk()
    talk.say(advice())
    second = talk.say(unsure("relax", RELAX))
    assert second.topics == ("type/recommend", "type/swedish")
    assert second.text.endswith(HOW_FIRM)
    third = talk.say(unsure("firm", FIRM))
    assert third.topics[:2] == ("type/recommend", "type/swedish")
    assert "type/deep_tissue" in third.topics
    assert "?" not in third.text


def test_it_never_asks_a_third_time() -> None:
    talk = Talk()
    texts = [talk.say(advice(text)).text for text in ("which is best?", "the best one", "just tell me")]
    assert [FOR_WHAT in text for text in texts] == [True, True, False]
    assert "A gentle way to begin" in texts[-1]


def test_who_does_not_mind_gets_a_gentle_start() -> None:
    talk = Talk()
    talk.say(advice())
    reply = talk.say(unsure("don't mind"))
    assert reply.topics == ("type/recommend", "type/swedish")
    assert "A gentle way to begin" in reply.text
    assert HOW_FIRM not in reply.text


def test_what_was_told_at_once_is_not_asked() -> None:
    reply = Talk().say(advice("something light to relax", RELAX, LIGHT))
    assert reply.topics == ("type/recommend", "type/swedish")
    assert "?" not in reply.text


def test_what_was_talked_of_before_counts() -> None:
    reply = Talk(Frame("benefit/relaxation")).say(advice("which type would help with that?"))
    assert FOR_WHAT not in reply.text
    assert reply.topics == ("type/recommend", "type/swedish")


def test_a_condition_told_on_the_way_rules_types_out() -> None:
    talk = Talk()
    talk.say(advice())
    reply = talk.say(
        asked("condition/osteoporosis", "i have osteoporosis and like it firm", named("condition/osteoporosis"), FIRM)
    )
    assert reply.topics[0] == "type/recommend"
    assert "type/deep_tissue" not in reply.topics
    assert reply.escalation.value == "professional"


def test_a_question_of_its_own_is_answered_and_the_wish_is_let_go() -> None:
    talk = Talk()
    talk.say(advice())
    assert talk.say(asked("benefit/sleep", "does it help you sleep?")).topics == ("benefit/sleep",)
    assert talk.frame.wish is None


def test_a_button_tells_what_stands_on_it() -> None:
    talk = Talk()
    talk.say(advice())
    second = talk.say(asked("type/recommend", "Relax", chosen=True))
    assert second.topics == ("type/recommend", "type/swedish")
    assert talk.frame.wish and talk.frame.wish.goals == ("benefit/relaxation",)
    third = talk.say(asked("type/recommend", "I don't mind", chosen=True))
    assert third.topics == ("type/recommend", "type/swedish")
    assert "?" not in third.text


def test_a_goal_that_is_meant_and_not_named_counts() -> None:
    talk = Talk()
    talk.say(advice())
    reply = talk.say(asked("benefit/relaxation", "my head won't stop racing of an evening"))
    assert reply.topics == ("type/recommend", "type/swedish")


def test_beside_a_professional_level_the_way_out_of_the_question_stays() -> None:
    reply = Talk(Frame(conditions=("condition/osteoporosis",))).say(advice())
    assert [button.payload for button in reply.buttons] == [
        "tell:Ease an ache", "tell:Relax", "tell:I'm not sure", "do:request",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["don't mind", "no idea", "you choose", "whatever", "not fussed", "up to you"])
def test_who_leaves_it_to_us_is_not_asked_again(text: str) -> None:
    talk = Talk()
    talk.say(advice())
    assert "A gentle way to begin" in talk.say(unsure(text)).text


@pytest.mark.parametrize("text", ["what do you charge", "any parking nearby", "do you do anything extra"])
def test_a_question_is_no_answer_to_ours(text: str) -> None:
    talk = Talk()
    talk.say(advice())
    assert talk.say(asked("benefit/sleep", text)).topics == ("benefit/sleep",)


@pytest.mark.parametrize(
    ("text", "goals"), [("the second one", ("benefit/relaxation",)), ("2", ("benefit/relaxation",))]
)
def test_a_place_in_our_question_chooses_what_stands_there(text: str, goals: tuple[str, ...]) -> None:
    talk = Talk()
    talk.say(advice())
    talk.say(unsure(text))
    assert talk.frame.wish is not None and talk.frame.wish.goals == goals


def test_a_bit_of_both_takes_both() -> None:
    talk = Talk()
    talk.say(advice())
    talk.say(unsure("a bit of both"))
    assert talk.frame.wish is not None and talk.frame.wish.goals == ("benefit/pain_relief", "benefit/relaxation")


def test_who_did_not_follow_is_asked_in_other_words_and_can_still_answer() -> None:
    talk = Talk()
    talk.say(advice())
    assert talk.say(unsure("sorry, come again")).text.startswith("In other words")
    assert talk.say(unsure("relax", RELAX)).topics == ("type/recommend", "type/swedish")


def test_who_calls_it_off_is_left_in_peace() -> None:
    talk = Talk()
    talk.say(advice())
    reply = talk.say(unsure("never mind"))
    assert (reply.kind, talk.frame.asked) == ("chat", None)


def test_a_sure_statement_about_something_else_tells_no_wish() -> None:
    talk = Talk()
    talk.say(advice())
    assert talk.say(asked("clinic/hours", "maybe", confidence=0.95)).topics != ("type/recommend",)


@pytest.mark.parametrize(
    ("text", "pressures"),
    [
        ("not firm", ("light", "medium")),
        ("nothing too firm, i bruise easily", ("light", "medium")),
        ("i don't like it firm", ("light", "medium")),
        ("no preference, firm maybe", ("firm",)),
        ("firm", ("firm",)),
    ],
)
def test_a_pressure_that_is_not_wanted_asks_for_the_others(text: str, pressures: tuple[str, ...]) -> None:
    assert Wish().with_told(unsure(text, FIRM), {}).pressures == pressures


def test_the_last_pressure_counts() -> None:
    assert Wish(pressures=("firm",)).with_told(unsure("rather light", LIGHT), {}).pressures == ("light",)
