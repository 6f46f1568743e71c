"""A type is recommended after two short questions at the most, by what was told so far."""

from __future__ import annotations

import pytest

from bot.clinic.frames import Frame
from bot.clinic.questions import DECLINE, Entity, Question
from bot.clinic.rereading import read_again
from bot.clinic.wishes import Wish, tells_a_wish
from bot.services.answering import Answering
from tests.unit.facts import TOPICS, FakeFactBase, asked, named

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
    """A conversation with the service alone."""

    def __init__(self, frame: Frame | None = None) -> None:
        self.answering = Answering(FakeFactBase(), TOPICS, lambda: "id-1")
        self.frame = frame or Frame()

    def say(self, question: Question):
        meant = read_again(question, self.frame)
        reply, self.frame = self.answering.answer(meant, self.frame)
        return reply


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


@pytest.mark.parametrize(
    "text", ["don't mind", "no idea", "you choose", "whatever", "not sure tbh", "dont really care"]
)
def test_these_are_indifferent(text: str) -> None:
    assert tells_a_wish(unsure(text))


@pytest.mark.parametrize(
    "text", ["i don't like it", "what do you charge", "any parking nearby", "do you do anything extra", "ok"]
)
def test_these_tell_no_wish(text: str) -> None:
    assert not tells_a_wish(unsure(text))


def test_a_sure_question_about_something_else_tells_no_wish_whatever_it_names() -> None:
    neck = Entity("area", "neck_shoulders", "neck")
    assert not tells_a_wish(asked("out_of_scope/medical", "painkillers for my neck please", neck, confidence=0.95))
    assert tells_a_wish(asked("practical/does_it_hurt", "firm please", FIRM, confidence=0.95))


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
    assert Wish().with_told(unsure(text, FIRM)).pressures == pressures


def test_a_wish_survives_the_slot() -> None:
    wish = Wish(("benefit/sleep",), ("lower_back",), ("light",), 1)
    assert Frame.from_dict(Frame(wish=wish).as_dict()).wish == wish


def test_the_last_pressure_counts() -> None:
    assert Wish(pressures=("firm",)).with_told(unsure("rather light", LIGHT)).pressures == ("light",)
