"""Ordinary talk is answered, and nobody in it is told to call an emergency number."""

from __future__ import annotations

import pytest
import yaml

from bot.cli.ordinary import FROZEN, TUNING, read_ordinary
from bot.cli.rehearsing import Rehearsal, Stage
from bot.settings import ROOT
from tests.ordinary.cases import lines, signs

TALKS = yaml.safe_load((ROOT / "tests/ordinary/talks.yml").read_text(encoding="utf-8"))
ALARMS = "red_flag/"
# Neither raised nor asked about today; one that is mended breaks the build until it is taken out.
MISSED = {
    "felt my spine crunch picking up the post, im on prednisolone",
}


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(ROOT)


def has_alarm(reply) -> bool:
    return reply.topics[0].startswith(ALARMS)


def test_each_half_has_messages_of_every_group() -> None:
    halves = [list(read_ordinary(ROOT, half)) for half in (FROZEN, TUNING)]
    assert all(len(half) >= 1_600 for half in halves)
    assert {message.group for message in halves[0]} == {message.group for message in halves[1]}
    assert {message.text for message in halves[0]}.isdisjoint(message.text for message in halves[1])


def test_hardly_an_ordinary_first_message_raises_an_alarm(stage) -> None:
    """The frozen half is counted by the scorecard; this half was learned from."""
    raised = [m.text for m in read_ordinary(ROOT, TUNING) if has_alarm(Rehearsal(stage).say(m.text).outcome.reply)]
    assert len(raised) <= 12, raised


def test_hardly_a_conversation_without_a_sign_reaches_an_alarm(stage) -> None:
    reached = []
    for talk in TALKS:
        rehearsal = Rehearsal(stage)
        if any([has_alarm(rehearsal.say(text).outcome.reply) for text in talk["says"]]):
            reached.append(talk["talk"])
    assert len(reached) <= 3, reached


@pytest.mark.parametrize("before", [None, "my back is stiff", "how much is it"])
def test_short_harmless_words_raise_no_alarm(stage, before: str | None) -> None:
    raised = []
    for text in lines("fragments"):
        rehearsal = Rehearsal(stage)
        if before:
            rehearsal.say(before)
        if has_alarm(rehearsal.say(text).outcome.reply):
            raised.append(text)
    assert len(raised) <= 8, raised


def test_no_harmless_first_message_of_the_cases_raises_one(stage) -> None:
    raised = [text for text in lines("ordinary") if has_alarm(Rehearsal(stage).say(text).outcome.reply)]
    assert raised == []


@pytest.mark.parametrize("name", ["allergic", "emergencies-outside-the-twelve-signs", "spelled"])
def test_every_emergency_of_the_cases_is_raised_at_once(stage, name: str) -> None:
    replies = {text: Rehearsal(stage).say(text).outcome.reply for text in lines(name)}
    assert [text for text, reply in replies.items() if reply.kind != "emergency" or not has_alarm(reply)] == []


def test_every_sign_of_the_cases_is_raised_or_asked_about(stage) -> None:
    missed = []
    for level, text in signs():
        reply = Rehearsal(stage).say(text).outcome.reply
        if reply.check is None and not (has_alarm(reply) and reply.escalation.value in level):
            missed.append(text)
    assert set(missed) == MISSED & {text for _, text in signs()}
