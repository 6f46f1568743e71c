"""The door: nothing typed is a command, the gate is always answered, one reply a turn."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.door import Arrival, Door, clean
from bot.clinic.facts import Sign
from bot.safety.gate import RedFlagGate
from bot.safety.text import MOST_CHARACTERS
from bot.services.escalating import Escalating
from bot.services.refusing import Refusing
from tests.unit.facts import CLINIC, TOPICS, FakeFactBase

NUMB = Sign("red_flag/cauda_equina", "numb saddle", (("numb",), ("groin",)))
ANSWER = {"text": "An answer.", "topics": ["benefit/sleep"], "kind": "answer"}


class FakeServices:
    knowledge = FakeFactBase()
    escalating = Escalating(FakeFactBase(), TOPICS, str)


class FakeRasa:
    """Remembers what reached it, and answers or breaks as told."""

    def __init__(self, reply: dict[str, Any] | None = None, breaks: bool = False) -> None:
        self.messages: list[Any] = []
        self._reply = reply
        self._breaks = breaks

    async def handle(self, message) -> None:
        self.messages.append(message)
        if self._breaks:
            raise RuntimeError("no action server")
        if self._reply:
            await message.output_channel.send_response("x", {"text": "t", "custom": self._reply})
            await message.output_channel.send_response("x", {"text": "second", "custom": {"text": "second"}})


def receive(rasa: FakeRasa, text: object) -> dict[str, Any]:
    door = Door(RedFlagGate([NUMB], TOPICS), TOPICS, FakeServices(), Refusing(lambda: CLINIC, str))
    return asyncio.run(door.receive(Arrival("rest:a", text, "rest"), rasa.handle))


def test_a_question_reaches_rasa_and_its_one_reply_comes_back() -> None:
    rasa = FakeRasa(ANSWER)
    assert receive(rasa, "does it help me sleep") == ANSWER
    assert rasa.messages[0].text == "does it help me sleep"
    assert rasa.messages[0].sender_id == "rest:a"


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("/restart", "restart"),
        ('/benefit{"x": "y"}', 'benefit{"x": "y"}'),
        (" / my back hurts", "my back hurts"),
        ("\u200b/session_start", "session_start"),
        ("//restart", "restart"),
        ("50/60 minutes", "50/60 minutes"),
    ],
)
def test_typed_text_is_never_a_command(typed: str, arrives: str) -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, typed)
    assert rasa.messages[0].text == arrives


@pytest.mark.parametrize("text", ["", "   ", "/", "///", "\x00", "\ud800", "\u200b\u200b"])
def test_a_text_with_nothing_to_read_is_answered_without_rasa(text: str) -> None:
    rasa = FakeRasa(ANSWER)
    assert "could not read a question" in receive(rasa, text)["text"]
    assert rasa.messages == []


@pytest.mark.parametrize("body", [None, 7, 3.5, True, [], ["hi"], {}, {"text": "hi"}])
def test_what_is_no_text_is_answered_without_rasa(body: object) -> None:
    assert "only read text" in receive(FakeRasa(ANSWER), body)["text"]


def test_a_text_over_the_limit_is_refused_with_the_emergency_number() -> None:
    rasa = FakeRasa(ANSWER)
    assert "999" in receive(rasa, "a" * (MOST_CHARACTERS + 1))["text"]
    assert rasa.messages == []
    receive(rasa, "a" * MOST_CHARACTERS)
    assert len(rasa.messages) == 1


def test_a_button_arrives_as_its_title_with_its_topic_from_the_server() -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, "ask:type/swedish")
    assert rasa.messages[0].text == "Swedish"
    assert rasa.messages[0].metadata == {"gate": {"findings": [], "is_explained": False}, "chosen": "type/swedish"}


@pytest.mark.parametrize(
    ("payload", "words"),
    [("do:request", "Ask us to call you back"), ("do:yes", "Yes"), ("do:no", "No"), ("do:cancel", "Cancel")],
)
def test_a_button_of_the_call_back_form_arrives_as_its_words_and_as_tapped(payload: str, words: str) -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, payload)
    assert rasa.messages[0].text == words
    assert rasa.messages[0].metadata["chosen"] == "chat/human_handoff"


def test_its_words_typed_arrive_as_typed() -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, "Yes")
    assert rasa.messages[0].metadata["chosen"] is None


@pytest.mark.parametrize("payload", ["ask:type/unknown", "do:unknown", "do:", "do"])
def test_a_payload_that_is_not_ours_is_only_text(payload: str) -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, payload)
    assert (rasa.messages[0].text, rasa.messages[0].metadata["chosen"]) == (payload, None)


def test_the_gates_finding_travels_as_metadata_of_the_server() -> None:
    rasa = FakeRasa({**ANSWER, "topics": ["red_flag/cauda_equina"]})
    receive(rasa, "my groin is numb")
    found = {"findings": [["red_flag/cauda_equina", ["numb", "groin"]]], "is_explained": False}
    assert rasa.messages[0].metadata["gate"] == found


@pytest.mark.parametrize("rasa", [FakeRasa(breaks=True), FakeRasa(reply=None), FakeRasa(ANSWER)])
def test_a_warning_sign_is_answered_whatever_becomes_of_rasa(rasa: FakeRasa) -> None:
    reply = receive(rasa, "my groin is numb")
    assert (reply["kind"], reply["topics"]) == ("emergency", ["red_flag/cauda_equina"])
    assert reply["text"].startswith("Please call 999 now.")


@pytest.mark.parametrize("rasa", [FakeRasa(breaks=True), FakeRasa(reply=None)])
def test_a_broken_turn_ends_in_a_kind_sentence_with_the_phone(rasa: FakeRasa) -> None:
    reply = receive(rasa, "does it help me sleep")
    assert "cannot answer just now" in reply["text"]
    assert "020 7946 0123" in reply["text"]


def test_line_breaks_and_joined_emoji_stay() -> None:
    assert clean("a\nb 👩\u200d👧") == "a\nb 👩\u200d👧"
