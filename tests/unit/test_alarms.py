"""The gate and the classifier decide together whether somebody tells a warning sign."""

from __future__ import annotations

import pytest

from bot.clinic.questions import ANSWER, DECLINE, Candidate, Part, Question
from bot.nlu.alarms import as_question
from bot.nlu.reading import Understood
from bot.safety.gate import Finding, Reading

FACE = Finding("red_flag/stroke", "face", ("face",))
LEG = Finding("red_flag/other", "leg", ("numb",))
CHEST = Finding("red_flag/chest_pain", "chest", ("chest",))
DESPAIR = Finding("red_flag/suicidal", "despair", ("end it",))
HOURS = (Candidate("clinic/hours", 0.9),)


def vote(understood: Understood, *findings: Finding, apart: float = 0.9, **reading) -> Question:
    """`apart`: the chance of a sign in one clause alone."""
    return as_question("text", understood, Reading(findings, **reading), lambda: apart)


def test_the_gates_topic_comes_before_what_the_classifier_thinks() -> None:
    question = vote(Understood(ANSWER, HOURS, (), alarm=0.1), FACE)
    assert [c.topic for c in question.candidates] == ["red_flag/stroke", "clinic/hours"]


def test_of_two_findings_of_one_level_the_classifiers_favourite_comes_first() -> None:
    understood = Understood(ANSWER, (Candidate("red_flag/stroke", 0.9),), ())
    assert vote(understood, CHEST, FACE).gate_topic == "red_flag/stroke"


class TestADoubt:
    """What the gate reads and the classifier all but rules out is no alarm; it is not forgotten either."""

    def test_it_is_answered_and_the_sign_kept_beside_it(self) -> None:
        question = vote(Understood(ANSWER, HOURS, (), 0.01), FACE)
        assert (question.is_alarm, question.topic, question.doubted) == (False, "clinic/hours", "red_flag/stroke")

    @pytest.mark.parametrize(
        "understood",
        [Understood(ANSWER, (Candidate("red_flag/other", 0.9),), ()), Understood(ANSWER, HOURS, (), is_foreign=True)],
    )
    def test_but_not_where_anything_speaks_for_it(self, understood: Understood) -> None:
        assert vote(understood, FACE, apart=0.0).is_alarm

    @pytest.mark.parametrize(("alarm", "apart", "is_alarm"), [(0.1, 0.2, False), (0.1, 0.4, True), (0.4, 0.0, True)])
    def test_an_unlikely_sign_must_stand_in_one_clause(self, alarm: float, apart: float, is_alarm: bool) -> None:
        assert vote(Understood(ANSWER, HOURS, (), alarm), FACE, apart=apart).is_alarm == is_alarm

    @pytest.mark.parametrize(("apart", "is_alarm"), [(0.2, False), (0.4, True)])
    def test_thoughts_of_suicide_may_hide_in_a_clause(self, apart: float, is_alarm: bool) -> None:
        question = vote(Understood(ANSWER, HOURS, (), 0.0), FACE, DESPAIR, apart=apart)
        assert (question.is_alarm, question.doubted) == (is_alarm, None if is_alarm else "red_flag/suicidal")


class TestTwoVotes:
    """Where the gate is silent the classifier may raise the alarm alone."""

    CANDIDATES = (Candidate("red_flag/stroke", 0.5), Candidate("condition/headache", 0.3))

    def read(self, alarm: float, *, is_explained: bool = False, apart: float = 0.9) -> Question:
        understood = Understood(ANSWER, self.CANDIDATES, (), alarm, emergency="red_flag/stroke", emergency_share=0.9)
        return vote(understood, is_explained=is_explained, apart=apart)

    def test_a_sure_classifier_raises_the_alarm(self) -> None:
        question = self.read(0.8, apart=0.0)
        assert question.is_alarm
        assert (question.topic, question.gate_topic) == ("red_flag/stroke", None)

    def test_a_less_sure_one_only_for_what_stands_in_one_clause(self) -> None:
        assert [self.read(0.5, apart=apart).is_alarm for apart in (0.3, 0.4)] == [False, True]
        assert self.read(0.5, apart=0.3).doubted == "red_flag/stroke"

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
        question = vote(Understood(ANSWER, candidates, (), 0.8, emergency="red_flag/stroke", emergency_share=share))
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
        question = vote(understood, LEG)
        assert (question.topic, question.gate_topic) == (topic, topic)

    def test_an_emergency_of_the_gate_stands(self) -> None:
        candidates = (Candidate("red_flag/stroke", 0.5), Candidate("condition/headache", 0.3))
        understood = Understood(ANSWER, candidates, (), 0.9, emergency="red_flag/stroke", emergency_share=0.9)
        assert vote(understood, CHEST, is_emergency=True).topic == "red_flag/chest_pain"

    def test_thoughts_of_suicide_go_before_everything(self) -> None:
        understood = Understood(ANSWER, (Candidate("red_flag/chest_pain", 0.9),), (), 0.01)
        question = vote(understood, CHEST, DESPAIR, is_emergency=True)
        assert question.topic == "red_flag/suicidal"

    def test_an_alarm_that_is_given_up_keeps_the_sign_among_the_candidates(self) -> None:
        assert [c.topic for c in self.read(0.1).candidates] == ["condition/headache", "red_flag/stroke"]


class TestTheSecondQuestionOnItsWay:
    ALSO = Part("where do I park", Candidate("clinic/parking", 0.9))

    def test_it_reaches_the_actions(self) -> None:
        assert vote(Understood(ANSWER, HOURS, (), also=self.ALSO)).also == self.ALSO

    @pytest.mark.parametrize(("alarm", "findings"), [(0.1, [FACE]), (0.9, [])])
    def test_beside_an_alarm_nothing_else_is_answered(self, alarm: float, findings: list[Finding]) -> None:
        question = vote(Understood(ANSWER, HOURS, (), alarm, also=self.ALSO), *findings)
        assert question.is_alarm
        assert question.also is None


class TestAnotherLanguage:
    def test_it_is_declined(self) -> None:
        question = vote(Understood(ANSWER, HOURS, (), 0.1, is_foreign=True))
        assert (question.decision, question.is_foreign) == (DECLINE, True)

    @pytest.mark.parametrize(("alarm", "findings"), [(0.1, [FACE]), (0.9, [])])
    def test_unless_it_is_an_alarm(self, alarm: float, findings: list[Finding]) -> None:
        assert vote(Understood(ANSWER, HOURS, (), alarm, is_foreign=True), *findings).is_alarm
