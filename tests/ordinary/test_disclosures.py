"""Who tells of abuse or a loss is met as a person; who asks an innocent question is accused of nothing."""

from __future__ import annotations

import pytest

from bot.cli.rehearsing import Rehearsal, Stage
from bot.clinic.replies import Reply
from bot.settings import ROOT
from tests.ordinary.cases import lines, talks

SUPPORT, REFUSED = "support/", "out_of_scope/sexual"
ASKED_FOR = {"do you do tantric"}  # the one line of sexual_or_not that is no innocent one


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(ROOT)


def reply_to(stage: Stage, text: str) -> Reply:
    return Rehearsal(stage).say(text).outcome.reply


@pytest.mark.parametrize("text", lines("disclosure-of-abuse"))
def test_a_disclosure_is_believed(stage, text: str) -> None:
    reply = reply_to(stage, text)
    assert reply.kind == "answer" and reply.topics[0].startswith(SUPPORT)
    assert "I believe you." in reply.text or "I believe you," in reply.text
    assert [button.title for button in reply.buttons] == ["Tell me more"]
    assert reply.card and reply.card.phones


def test_a_child_in_danger_gets_the_emergency_number_first(stage) -> None:
    reply = reply_to(stage, "I'm being forced to have sex and I'm only 12 years old")
    assert reply.topics == ("support/child_safety",)
    assert reply.text.startswith("You may be in danger now: please call 999")


@pytest.mark.parametrize("talk", talks("disclosure-follow-ups"), ids=lambda talk: talk[0])
def test_what_follows_stays_with_what_was_told(stage, talk: list[str]) -> None:
    rehearsal = Rehearsal(stage)
    replies = [rehearsal.say(text).outcome.reply for text in talk]
    assert {reply.topics for reply in replies} == {replies[0].topics}
    assert replies[0].topics[0].startswith(SUPPORT)
    texts = [reply.text for reply in replies]
    assert all(text not in texts[:place] for place, text in enumerate(texts))
    assert not any("baby who moves" in reply.text or "fewer movements" in reply.text for reply in replies)


@pytest.mark.parametrize("text", [*lines("innocent"), *lines("sexual_or_not")])
def test_only_what_is_sexual_is_refused(stage, text: str) -> None:
    reply = reply_to(stage, text)
    assert (reply.topics[0] == REFUSED) is (text in ASKED_FOR)
    assert not reply.topics[0].startswith(SUPPORT)
    assert "ask:support/" not in " ".join(button.payload for button in reply.buttons)
