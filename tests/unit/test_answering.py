"""Answers: which facts, which level, which verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clinic.escalations import Escalation
from bot.clinic.frames import Frame
from bot.clinic.questions import Entity, Fit
from bot.clinic.wording import word_count
from bot.services.answering import Answering
from bot.services.composing import with_care
from tests.unit.facts import FACTS, FRIDAY_NOON, TOPICS, FakeFactBase, asked, fact, named


@pytest.fixture
def answering():
    return Answering(FakeFactBase(), TOPICS, lambda: "id-1", lambda: FRIDAY_NOON)


def answer(answering, question, frame=None):
    outcome = answering.answer(question, frame or Frame())
    assert outcome is not None
    reply, after = outcome.reply, outcome.frame
    return reply, after


def test_an_answer_says_the_first_fact_with_its_evidence_and_sources(answering) -> None:
    reply, _ = answer(answering, asked("benefit/sleep"))
    assert reply.text == "It may help you sleep a little."
    assert (reply.kind, reply.topics, reply.evidence.value) == ("answer", ("benefit/sleep",), "limited")
    assert [source.id for source in reply.sources] == ["trial"]
    assert reply.escalation is Escalation.NONE


def test_a_fact_that_would_make_the_answer_long_waits_for_more(answering) -> None:
    reply, _ = answer(answering, asked("benefit/sleep"))
    assert "long run" not in reply.text
    assert reply.buttons[0].payload == "ask:chat/more"


def test_no_answer_is_longer_than_ninety_words() -> None:
    facts = [fact("benefit/sleep", f"f{n}", "word " * 45) for n in range(5)]
    reply, _ = answer(Answering(FakeFactBase(facts), TOPICS, str, lambda: FRIDAY_NOON), asked("benefit/sleep"))
    assert word_count(reply.text) <= 90


def test_a_topic_without_facts_has_no_answer(answering) -> None:
    assert answering.answer(asked("benefit/relaxation"), Frame()) is None


def test_a_condition_is_sent_on_to_a_professional(answering) -> None:
    reply, _ = answer(answering, asked("condition/sciatica"))
    assert reply.escalation is Escalation.PROFESSIONAL
    assert "doctor or physiotherapist" in reply.text
    assert reply.card.kind == "professional"


def test_after_the_care_comes_the_offer_of_a_call_back_and_nowhere_else(answering) -> None:
    reply, _ = answer(answering, asked("condition/sciatica"))
    assert reply.text.endswith("physiotherapist first. If you like, we can call you back.")
    assert "do:request" in [button.payload for button in reply.buttons]
    calm, _ = answer(answering, asked("type/swedish"))
    assert "call you back" not in calm.text and "do:request" not in [button.payload for button in calm.buttons]


def test_with_the_offer_no_answer_is_longer_than_ninety_words() -> None:
    facts = [fact("condition/sciatica", f"f{n}", "word " * 45) for n in range(3)]
    facts += [fact("condition/osteoporosis", "f", "word " * 45)]
    question = asked("condition/sciatica", "both", named("condition/sciatica"), named("condition/osteoporosis"))
    reply, _ = answer(Answering(FakeFactBase(facts), TOPICS, str, lambda: FRIDAY_NOON), question)
    assert word_count(reply.text) <= 90
    assert "do:request" in [button.payload for button in reply.buttons]


@pytest.mark.parametrize(("words", "is_offered"), [(74, True), (75, False)])
def test_the_offer_is_put_in_words_where_there_is_room_for_it(words: int, is_offered: bool) -> None:
    text = with_care("word " * words, Escalation.PROFESSIONAL)
    assert text.endswith("we can call you back.") is is_offered
    assert word_count(text) <= 90


def test_an_aspect_of_a_type_puts_the_types_own_fact_first(answering) -> None:
    reply, _ = answer(answering, asked("practical/does_it_hurt", "does deep tissue hurt", named("type/deep_tissue")))
    assert reply.topics == ("practical/does_it_hurt", "type/deep_tissue")
    assert reply.text.startswith("Deep tissue work should feel strong but bearable.")


def test_a_type_with_a_condition_that_forbids_firm_pressure_is_not_advised(answering) -> None:
    question = asked("condition/osteoporosis", "deep tissue with osteoporosis?", named("type/deep_tissue"))
    reply, _ = answer(answering, question)
    assert reply.topics == ("condition/osteoporosis", "type/deep_tissue")
    assert reply.text.startswith("Deep tissue is not advised with that.")


def test_a_condition_named_earlier_still_counts_for_the_next_type(answering) -> None:
    _, frame = answer(
        answering, asked("condition/osteoporosis", "i have osteoporosis", named("condition/osteoporosis"))
    )
    reply, _ = answer(answering, asked("type/deep_tissue", "and deep tissue?", named("type/deep_tissue")), frame)
    assert "not advised" in reply.text
    assert reply.escalation is Escalation.PROFESSIONAL


def test_a_type_asked_about_with_a_condition_is_a_question_about_the_condition(answering) -> None:
    entities = (named("condition/osteoporosis"), named("type/deep_tissue"))
    reply, _ = answer(answering, asked("type/deep_tissue", "thin bones, deep tissue ok?", *entities))
    assert reply.topics == ("condition/osteoporosis", "type/deep_tissue")
    assert "not advised" in reply.text


def test_a_risk_named_in_passing_is_answered_too(answering) -> None:
    question = asked("benefit/sleep", "would it help me sleep, i have osteoporosis", named("condition/osteoporosis"))
    reply, _ = answer(answering, question)
    assert reply.topics == ("benefit/sleep", "condition/osteoporosis")
    assert "Firm pressure could break a bone." in reply.text
    assert reply.escalation is Escalation.PROFESSIONAL


def test_of_several_conditions_the_most_cautious_wins(answering) -> None:
    entities = (named("type/deep_tissue"), named("condition/sciatica"), named("condition/osteoporosis"))
    reply, _ = answer(answering, asked("condition/sciatica", "deep tissue", *entities))
    assert "not advised" in reply.text


def test_two_types_are_set_side_by_side(answering) -> None:
    entities = (named("type/swedish"), named("type/deep_tissue"))
    reply, _ = answer(answering, asked("type/compare", "swedish or deep tissue", *entities))
    assert reply.topics == ("type/compare", "type/swedish", "type/deep_tissue")
    assert "light to medium pressure" in reply.text
    assert "No style is proven best." in reply.text


def test_a_comparison_tells_of_clothes_where_the_types_differ(answering) -> None:
    base = FakeFactBase()
    swedish = base.book.pages["type/swedish"]
    assert swedish.profile is not None
    dressed = replace(swedish, profile=replace(swedish.profile, clothed=True))
    base.book = replace(base.book, pages={**base.book.pages, "type/swedish": dressed})
    question = asked("type/compare", "swedish or deep tissue", named("type/swedish"), named("type/deep_tissue"))
    reply, _ = answer(Answering(base, TOPICS, str, lambda: FRIDAY_NOON), question)
    assert "clothes stay on" in reply.text
    assert "usually undressed" in reply.text
    same, _ = answer(answering, question)
    assert "undressed" not in same.text


def test_a_comparison_takes_the_missing_type_from_the_conversation(answering) -> None:
    _, frame = answer(answering, asked("type/swedish", "what is swedish", named("type/swedish")))
    reply, _ = answer(answering, asked("type/compare", "or deep tissue?", named("type/deep_tissue")), frame)
    assert set(reply.topics[1:]) == {"type/swedish", "type/deep_tissue"}


def test_a_recommendation_goes_by_the_goal(answering) -> None:
    goal = Entity("benefit", "benefit/relaxation", "relax")
    reply, _ = answer(answering, asked("type/recommend", "which one to relax", goal))
    assert reply.topics == ("type/recommend", "type/swedish")


def test_a_recommendation_never_names_a_type_that_a_condition_rules_out(answering) -> None:
    frame = Frame(conditions=("condition/osteoporosis",))
    reply, _ = answer(answering, asked("type/recommend", "something firm", Entity("pressure", "firm", "firm")), frame)
    assert "type/deep_tissue" not in reply.topics


def test_offers_lead_on_to_topics_that_were_not_just_answered(answering) -> None:
    reply, _ = answer(answering, asked("benefit/sleep"))
    payloads = [button.payload for button in reply.buttons]
    assert payloads == ["ask:chat/more", "ask:benefit/relaxation", "ask:type/swedish"]


def test_a_fact_may_raise_the_level_of_its_answer() -> None:
    facts = [*FACTS, fact("benefit/relaxation", "f", "Ask first.", escalation=Escalation.PROFESSIONAL)]
    reply, _ = answer(Answering(FakeFactBase(facts), TOPICS, str, lambda: FRIDAY_NOON), asked("benefit/relaxation"))
    assert reply.escalation is Escalation.PROFESSIONAL


class TestAFactThatFits:
    """Of several facts the one that was asked for is said, without losing what must be said first."""

    FACTS = (
        fact("practical/does_it_hurt", "lead", "It should not hurt."),
        fact("practical/does_it_hurt", "other", "Say so when it does."),
        fact("practical/does_it_hurt", "bruises", "A light bruise can follow firm pressure."),
        fact("condition/sciatica", "lead", "Ask first."),
        fact("condition/sciatica", "cushion", "A cushion under the knees may help."),
    )

    def say(self, topic: str, fit: Fit | None) -> str:
        answering = Answering(FakeFactBase(self.FACTS), TOPICS, str, lambda: FRIDAY_NOON)
        return answer(answering, asked(topic, fit=fit))[0].text

    def test_where_it_fits_clearly_it_comes_first(self) -> None:
        text = self.say("practical/does_it_hurt", Fit("practical/does_it_hurt#bruises", is_clear=True))
        assert text.startswith("A light bruise can follow firm pressure. It should not hurt.")

    def test_where_it_only_belongs_to_the_matter_it_comes_second(self) -> None:
        text = self.say("practical/does_it_hurt", Fit("practical/does_it_hurt#bruises", is_clear=False))
        assert text.startswith("It should not hurt. A light bruise")

    def test_what_a_condition_begins_with_stays_first(self) -> None:
        text = self.say("condition/sciatica", Fit("condition/sciatica#cushion", is_clear=True))
        assert text.startswith("Ask first. A cushion")

    def test_so_does_a_lead_that_warns(self) -> None:
        lead = fact("benefit/sleep", "lead", "Do not stop your tablets.", escalation=Escalation.PROFESSIONAL)
        facts = (lead, fact("benefit/sleep", "trial", "One trial found it better."))
        question = asked("benefit/sleep", fit=Fit("benefit/sleep#trial", is_clear=True))
        reply, _ = answer(Answering(FakeFactBase(facts), TOPICS, str, lambda: FRIDAY_NOON), question)
        assert reply.text.startswith("Do not stop your tablets. One trial")

    def test_a_fact_of_another_topic_or_one_that_is_gone_changes_nothing(self) -> None:
        plain = self.say("practical/does_it_hurt", None)
        assert self.say("practical/does_it_hurt", Fit("condition/sciatica#cushion", is_clear=True)) == plain
        assert self.say("practical/does_it_hurt", Fit("practical/does_it_hurt#deleted", is_clear=True)) == plain

    def test_it_may_go_beyond_the_length_that_others_keep(self) -> None:
        long = fact("practical/does_it_hurt", "long", "word " * 45)
        facts = (long, *self.FACTS[1:2], fact("practical/does_it_hurt", "wanted", "really " * 25))
        question = asked("practical/does_it_hurt", fit=Fit("practical/does_it_hurt#wanted", is_clear=False))
        reply, _ = answer(Answering(FakeFactBase(facts), TOPICS, str, lambda: FRIDAY_NOON), question)
        assert [key.split("#")[1] for key in reply.said] == ["long", "wanted"]
