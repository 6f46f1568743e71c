"""Two questions in one message: the second as a question of its own, and two answers as one reply."""

from __future__ import annotations

import json

import pytest

from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.plain import dump, load
from bot.clinic.questions import Candidate, Part, Question
from bot.clinic.replies import Button, Card, Reply
from bot.clinic.wording import word_count
from bot.services.composing import both, fill
from tests.unit.facts import SOURCES, asked, named

TRIAL, REVIEW = SOURCES
MORE, HOURS, PERSON = (Button(title, f"ask:chat/{title}") for title in ("more", "hours", "person"))
CARD = Card("professional", "Ask first", ())


def reply(topic: str, text: str = "Some words.", *, level: Escalation = Escalation.NONE, **more) -> Reply:
    return Reply("answer", text, (topic,), more.pop("confidence", 0.9), level, **more)


class TestTwoAnswers:
    def test_they_are_said_one_below_the_other(self) -> None:
        joined = both(reply("benefit/sleep", "It may help."), reply("clinic/parking", "Behind the house."))
        assert joined.text == "It may help.\n\nBehind the house."
        assert joined.topics == ("benefit/sleep", "clinic/parking")

    @pytest.mark.parametrize("graver", [Escalation.PROFESSIONAL, Escalation.URGENT])
    def test_the_graver_goes_first_in_either_order(self, graver: Escalation) -> None:
        calm = reply("clinic/parking", "Behind the house.")
        grave = reply("condition/sciatica", "Ask first.", level=graver, card=CARD, evidence=Evidence.LIMITED)
        for joined in (both(calm, grave), both(grave, calm)):
            assert joined.text == "Ask first.\n\nBehind the house."
            assert (joined.escalation, joined.card, joined.evidence) == (graver, CARD, Evidence.LIMITED)

    def test_of_two_equal_ones_the_first_question_is_answered_first(self) -> None:
        joined = both(reply("clinic/prices", "It is £58."), reply("clinic/parking", "Behind the house."))
        assert joined.topics == ("clinic/prices", "clinic/parking")

    def test_they_are_as_sure_as_the_less_sure_one(self) -> None:
        sure, unsure = reply("benefit/sleep", confidence=0.95), reply("clinic/parking", confidence=0.7)
        assert both(sure, unsure).confidence == both(unsure, sure).confidence == 0.7

    def test_every_source_is_named_once(self) -> None:
        first, second = reply("benefit/sleep", sources=(TRIAL,)), reply("type/swedish", sources=(TRIAL, REVIEW))
        assert both(first, second).sources == (TRIAL, REVIEW)

    def test_a_topic_that_both_are_about_is_named_once(self) -> None:
        first = reply("type/swedish")
        second = Reply("answer", "Gentle.", ("practical/does_it_hurt", "type/swedish"), 0.9)
        assert both(first, second).topics == ("type/swedish", "practical/does_it_hurt")

    def test_all_that_was_said_is_kept(self) -> None:
        first, second = reply("benefit/sleep", said=("benefit/sleep#helps",)), reply("type/swedish", said=("a#b",))
        assert both(first, second).said == ("benefit/sleep#helps", "a#b")

    def test_there_are_never_more_than_four_buttons_and_none_twice(self) -> None:
        others = tuple(Button(f"b{n}", f"ask:b/{n}") for n in range(3))
        joined = both(reply("benefit/sleep", buttons=(MORE, HOURS)), reply("a/b", buttons=(HOURS, PERSON, *others)))
        assert joined.buttons == (MORE, HOURS, PERSON, others[0])

    def test_a_hundred_and_fifty_words_together_are_still_said(self) -> None:
        joined = both(reply("benefit/sleep", "word " * 75), reply("clinic/parking", "word " * 75))
        assert word_count(joined.text) == 150

    def test_where_both_would_be_too_long_the_graver_is_said_alone(self) -> None:
        calm = reply("benefit/sleep", "word " * 76)
        grave = reply("condition/sciatica", "word " * 75, level=Escalation.PROFESSIONAL)
        assert both(calm, grave) is grave
        assert both(grave, calm) is grave

    def test_where_both_would_be_too_long_and_none_is_graver_the_first_is_said_alone(self) -> None:
        first, second = reply("benefit/sleep", "word " * 76), reply("clinic/parking", "word " * 75)
        assert both(first, second) is first


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Call {phone}.", "Call 123."),
        ("We are here. {access} Welcome.", "We are here. Welcome."),
        ("{access} Welcome.", "Welcome."),
        ("Welcome. {access}", "Welcome."),
        ("Call {phone} or {unknown}.", "Call 123 or {unknown}."),
    ],
)
def test_a_placeholder_is_filled_and_an_empty_one_leaves_no_gap(text: str, filled: str) -> None:
    assert fill(text, {"phone": "123", "access": ""}) == filled


class TestTheSecondQuestion:
    SWEDISH, SCIATICA = named("type/swedish"), named("condition/sciatica")
    ALSO = Part("where do I park", Candidate("clinic/parking", 0.87654321))

    def test_one_question_has_no_second(self) -> None:
        assert asked("type/swedish", "what is swedish").second() is None

    def test_it_has_its_own_words_topic_and_confidence(self) -> None:
        second = asked("type/swedish", "what is swedish and where do I park", also=self.ALSO).second()
        assert second is not None
        assert (second.text, second.topic, second.confidence) == ("where do I park", "clinic/parking", 0.87654321)

    def test_it_has_only_the_things_that_it_names(self) -> None:
        also = Part("is Swedish gentle", Candidate("type/swedish", 0.8))
        text = "does it help sciatica and is Swedish gentle"
        second = asked("condition/sciatica", text, self.SCIATICA, self.SWEDISH, also=also).second()
        assert second is not None and second.entities == (self.SWEDISH,)

    def test_it_has_no_second_of_its_own(self) -> None:
        second = asked("type/swedish", "what is swedish and where do I park", also=self.ALSO).second()
        assert second is not None and second.second() is None

    @pytest.mark.parametrize("also", [None, ALSO], ids=["one question", "two"])
    def test_a_question_survives_its_message(self, also: Part | None) -> None:
        question = asked("type/swedish", "what is swedish and where do I park", self.SWEDISH, also=also)
        assert load(Question, json.loads(json.dumps(dump(question)))) == question
