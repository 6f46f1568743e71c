"""The gate and the classifier decide together whether somebody tells a warning sign."""

from __future__ import annotations

import pytest

from bot.clinic.questions import ANSWER, Candidate
from bot.nlu.understanding import Understood
from bot.nlu.votes import as_question


def test_the_gates_topic_comes_before_what_the_classifier_thinks() -> None:
    understood = Understood(ANSWER, (Candidate("clinic/booking", 0.9),), (), alarm=0.1)
    question = as_question("text", understood, [("red_flag/cauda_equina", ("numb",))])
    assert [c.topic for c in question.candidates] == ["red_flag/cauda_equina", "clinic/booking"]
    assert question.gate_words == ("numb",)


def test_of_two_findings_of_one_level_the_classifiers_favourite_comes_first() -> None:
    understood = Understood(ANSWER, (Candidate("red_flag/stroke", 0.9),), ())
    findings = [("red_flag/chest_pain", ("arm",)), ("red_flag/stroke", ("face",))]
    assert as_question("text", understood, findings).gate_topic == "red_flag/stroke"


class TestADoubt:
    """What the gate reads and the classifier all but rules out is no alarm; it is not forgotten either."""

    def read(self, alarm: float, topic: str = "red_flag/stroke", first: str = "clinic/hours", is_foreign: bool = False):
        understood = Understood(ANSWER, (Candidate(first, 0.9),), (), alarm, is_foreign=is_foreign)
        return as_question("text", understood, [(topic, ("face",))])

    def test_it_is_answered_and_the_sign_kept_beside_it(self) -> None:
        question = self.read(0.01)
        assert (question.is_alarm, question.topic, question.doubted) == (False, "clinic/hours", "red_flag/stroke")

    @pytest.mark.parametrize(
        "alarm",
        [{"alarm": 0.1}, {"alarm": 0.0, "first": "red_flag/other"}, {"alarm": 0.0, "is_foreign": True},
         {"alarm": 0.0, "topic": "red_flag/suicidal"}],
    )  # fmt: skip
    def test_but_not_where_anything_speaks_for_it(self, alarm) -> None:
        assert self.read(**alarm).is_alarm


class TestTwoVotes:
    """Where the gate is silent the classifier may raise the alarm alone."""

    CANDIDATES = (Candidate("red_flag/stroke", 0.5), Candidate("condition/headache", 0.3))

    def read(self, alarm: float, *, is_explained: bool = False):
        understood = Understood(ANSWER, self.CANDIDATES, (), alarm, emergency="red_flag/stroke", emergency_share=0.9)
        return as_question("text", understood, [], is_explained=is_explained)

    def test_a_sure_classifier_raises_the_alarm(self) -> None:
        question = self.read(0.8)
        assert question.is_alarm
        assert (question.topic, question.gate_topic) == ("red_flag/stroke", None)

    def test_an_unsure_one_does_not(self) -> None:
        question = self.read(0.3)
        assert not question.is_alarm
        assert question.topic == "condition/headache"

    def test_but_its_doubt_is_kept(self) -> None:
        assert [self.read(alarm).doubted for alarm in (0.05, 0.1, 0.3)] == [None, "red_flag/stroke", "red_flag/stroke"]
        assert self.read(0.7, is_explained=True).doubted == "red_flag/stroke"

    def test_it_must_be_surer_where_the_gate_can_explain_the_words(self) -> None:
        assert not self.read(0.7, is_explained=True).is_alarm
        assert self.read(0.97, is_explained=True).is_alarm

    @pytest.mark.parametrize(("share", "topic"), [(0.2, "red_flag/other"), (0.4, "red_flag/stroke")])
    def test_a_good_share_of_emergencies_makes_it_one(self, share: float, topic: str) -> None:
        candidates = (Candidate("red_flag/other", 0.5), Candidate("red_flag/stroke", 0.3))
        understood = Understood(ANSWER, candidates, (), 0.8, emergency="red_flag/stroke", emergency_share=share)
        question = as_question("text", understood, [])
        assert (question.topic, question.voted) == (topic, True)
        assert sorted(c.topic for c in question.candidates) == ["red_flag/other", "red_flag/stroke"]

    @pytest.mark.parametrize(
        ("alarm", "share", "topic"),
        [(0.9, 0.8, "red_flag/stroke"), (0.3, 0.8, "red_flag/other"), (0.9, 0.6, "red_flag/other")],
    )
    def test_an_emergency_that_the_classifier_is_sure_of_goes_before_what_the_gate_reads(
        self, alarm: float, share: float, topic: str
    ) -> None:
        candidates = (Candidate("red_flag/stroke", 0.5), Candidate("red_flag/other", 0.3))
        understood = Understood(ANSWER, candidates, (), alarm, emergency="red_flag/stroke", emergency_share=share)
        question = as_question("text", understood, [("red_flag/other", ("numb",))])
        assert (question.topic, question.gate_topic, question.gate_words) == (topic, topic, ("numb",))

    def test_an_emergency_of_the_gate_stands(self) -> None:
        candidates = (Candidate("red_flag/stroke", 0.5), Candidate("condition/headache", 0.3))
        understood = Understood(ANSWER, candidates, (), 0.9, emergency="red_flag/stroke", emergency_share=0.9)
        question = as_question("text", understood, [("red_flag/chest_pain", ("chest",))], is_emergency=True)
        assert question.topic == "red_flag/chest_pain"

    def test_thoughts_of_suicide_go_before_everything(self) -> None:
        findings = [("red_flag/chest_pain", ("chest",)), ("red_flag/suicidal", ("end it",))]
        understood = Understood(ANSWER, (Candidate("red_flag/chest_pain", 0.9),), (), 0.01)
        question = as_question("text", understood, findings, is_emergency=True)
        assert (question.topic, question.gate_words) == ("red_flag/suicidal", ("end it",))

    def test_an_alarm_that_is_given_up_keeps_the_sign_among_the_candidates(self) -> None:
        assert [c.topic for c in self.read(0.1).candidates] == ["condition/headache", "red_flag/stroke"]
