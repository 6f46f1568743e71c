"""The one decision about an alarm: at once, ask first, or silent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.clinic.alarms import AlarmRules
from bot.clinic.questions import ANSWER, CLARIFY, DECLINE, Candidate, Part, Question
from bot.clinic.topics import Topics
from bot.nlu.alarms import GATE_CONFIDENCE, Alarms
from bot.nlu.reading import Understood
from bot.safety.gate import Finding, Reading

TOPICS = Topics(
    {
        "red_flag": {
            "stroke": "* face",
            "chest_pain": "* chest",
            "suicidal": "* despair",
            "dvt_signs": "leg",
            "life_threat": "* choking",
            "low_blood_sugar": "shaky",
        }
    }
)
RULES = AlarmRules(
    at_once=0.7, at_once_if_explained=0.85, ask_first=0.3, agree=0.1, agree_on={"red_flag/suicidal": 0.03}, questions={}
)
STROKE, CHEST, LEG = "red_flag/stroke", "red_flag/chest_pain", "red_flag/dvt_signs"
FACE = Finding(STROKE, "drooping face", ("face",))
LIFE, SUGAR = "red_flag/life_threat", "red_flag/low_blood_sugar"  # signs that the reader never learned
CHOKING = Finding(LIFE, "choking", ("choking",), "life-choking")
CALF = Finding(LEG, "hot calf", ("calf",))
HOURS = (Candidate("clinic/hours", 0.9), Candidate("clinic/booking", 0.05))


class Signs:
    """A reader of signs that has made up its mind."""

    def __init__(self, chances: Mapping[str, float]) -> None:
        self.chances = {STROKE: 0.0, CHEST: 0.0, LEG: 0.0, **chances}
        self.texts: list[str] = []

    def read(self, text: str) -> Mapping[str, float]:
        self.texts.append(text)
        return self.chances


class Understanding:
    """What the topics' classifier made of it."""

    def __init__(self, understood: Understood) -> None:
        self.understood = understood

    def read(self, text: str, before: str | None, pieces_together: str | None) -> Understood:
        return self.understood


def decide(chances: Mapping[str, float], *findings: Finding, seen: float = 1.0, **more: Any) -> Question:
    """The question for a message that the topics' classifier takes for one about opening hours."""
    reading = Reading(findings, more.pop("is_explained", False), False, more.pop("told", ""))
    candidates = more.pop("candidates", HOURS)
    signs, understood = Signs(chances), Understood(ANSWER, candidates, (), alarm=seen, **more)
    alarms: Any = Alarms(Understanding(understood), signs, RULES, TOPICS)  # type: ignore[arg-type]
    question: Question = alarms.understand("text", reading)
    return question


class TestAtOnce:
    def test_a_wording_of_the_gate_fires_where_the_reader_of_signs_sees_one_too(self) -> None:
        question = decide({STROKE: 0.01}, FACE)
        assert (question.topic, question.gate_topic, question.confidence) == (STROKE, STROKE, GATE_CONFIDENCE)

    def test_the_reader_fires_alone_where_it_is_sure(self) -> None:
        question = decide({STROKE: 0.6, CHEST: 0.1})
        assert (question.topic, question.voted, question.gate_topic) == (STROKE, True, None)

    def test_its_chance_is_its_confidence(self) -> None:
        assert decide({STROKE: 0.81}).confidence == pytest.approx(0.9)  # the mean with the other reader

    def test_it_must_be_surer_where_the_gate_has_an_explanation(self) -> None:
        assert not decide({STROKE: 0.7}, is_explained=True).is_alarm
        assert decide({STROKE: 0.75}, is_explained=True).is_alarm

    def test_the_topics_classifier_must_see_a_sign_too(self) -> None:
        assert not decide({STROKE: 0.9}, seen=0.5).is_alarm
        assert decide({STROKE: 0.9}, seen=0.6).is_alarm

    def test_of_two_wordings_the_likelier_sign_is_named(self) -> None:
        assert decide({STROKE: 0.2, CHEST: 0.6}, FACE, Finding(CHEST, "pain", ("chest",))).topic == CHEST

    @pytest.mark.parametrize(("chance", "topic"), [(0.5, STROKE), (0.4, LEG)])
    def test_an_emergency_that_is_likely_goes_before_a_lesser_wording(self, chance: float, topic: str) -> None:
        assert decide({STROKE: chance, LEG: 0.1}, CALF).topic == topic

    def test_a_lesser_sign_never_goes_before_an_emergency(self) -> None:
        assert decide({LEG: 0.9, STROKE: 0.05}, FACE).topic == STROKE

    def test_pieces_of_a_sign_are_read_together(self) -> None:
        question = decide({STROKE: 0.5}, FACE, told="my face . it droops")
        assert question.gate_topic == STROKE

    def test_a_sign_that_the_reader_never_learned_needs_no_word_of_it(self) -> None:
        assert decide({}, CHOKING, seen=0.0).gate_topic == LIFE

    def test_what_the_reader_never_learned_is_named_before_what_it_takes_it_for(self) -> None:
        assert decide({CHEST: 0.9}, Finding(CHEST, "breath", ("breath",)), CHOKING).topic == LIFE

    def test_it_takes_no_sign_for_graver_than_one_that_it_never_learned(self) -> None:
        assert decide({CHEST: 0.9}, Finding(SUGAR, "shaky", ("shaky",))).topic == SUGAR

    def test_the_fact_of_the_wording_comes_along(self) -> None:
        assert decide({STROKE: 0.5}, FACE).says is None
        assert decide({}, CHOKING).says == "life-choking"

    def test_in_another_language_the_gate_alone_is_enough(self) -> None:
        assert decide({}, FACE, is_foreign=True).is_alarm

    def test_an_alarm_has_no_second_question(self) -> None:
        also = Part("how much is it", Candidate("clinic/prices", 0.9))
        assert decide({STROKE: 0.9}, also=also).also is None

    def test_despair_in_a_wording_of_the_gate_needs_next_to_nothing_more(self) -> None:
        despair = Finding("red_flag/suicidal", "wants to die", ("kms",))
        assert decide({STROKE: 0.002}, despair, seen=0.5).gate_topic == "red_flag/suicidal"


class TestAskedFirst:
    @pytest.mark.parametrize("chance", [0.1, 0.48])
    def test_between_silence_and_an_alarm_the_likeliest_sign_is_asked_about(self, chance: float) -> None:
        question = decide({CHEST: chance})
        assert (question.topic, question.doubted, question.is_alarm) == ("clinic/hours", CHEST, False)

    def test_a_wording_that_the_reader_all_but_rules_out_is_asked_about_and_known_as_the_gates(self) -> None:
        question = decide({STROKE: 0.009}, FACE)
        assert (question.doubted, question.is_gate_doubt, question.topic) == (STROKE, True, "clinic/hours")


class TestSilent:
    def test_below_all_that_nothing_is_said(self) -> None:
        question = decide({STROKE: 0.04, CHEST: 0.04})
        assert (question.doubted, question.is_alarm) == (None, False)

    def test_what_only_the_topics_classifier_took_for_a_sign_is_something_else(self) -> None:
        candidates = (Candidate(STROKE, 0.5), Candidate("condition/headache", 0.4))
        question = decide({}, candidates=candidates)
        assert (question.topic, question.decision) == ("condition/headache", ANSWER)
        assert question.confidence == pytest.approx(0.65)
        assert [candidate.topic for candidate in question.candidates] == ["condition/headache", STROKE]

    @pytest.mark.parametrize(("confidence", "decision"), [(0.01, CLARIFY), (0.4, ANSWER)])
    def test_how_sure_that_is_decides_what_becomes_of_it(self, confidence: float, decision: str) -> None:
        candidates = (Candidate(STROKE, 0.5), Candidate("condition/headache", confidence))
        assert decide({}, candidates=candidates).decision == decision

    def test_a_message_in_another_language_is_declined_as_one(self) -> None:
        question = decide({STROKE: 0.3}, is_foreign=True)
        assert (question.decision, question.is_foreign) == (DECLINE, True)

    def test_a_second_question_and_the_acts_come_along(self) -> None:
        also = Part("how much is it", Candidate("clinic/prices", 0.9))
        question = decide({}, also=also, acts={"nothing": "asks"})
        assert (question.also, question.acts) == (also, {"nothing": "asks"})
