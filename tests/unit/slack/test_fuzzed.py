"""Payloads bent out of shape: each is answered, none breaks anything, and none is said in a wrong place."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.slack.calls import SlackResult
from bot.channels.slack.heard import Place, Pressed
from bot.channels.slack.inbox import SlackInbox
from bot.channels.slack.receiving import Receiving
from bot.channels.slack.rendering import Message, settled
from bot.channels.slack.sending import Sender
from bot.settings import ROOT
from bot.store import tables
from bot.store.database import connect, migrate
from bot.store.inbox import Inbox
from bot.wiring import now
from tests.slack_limits import problems_of
from tests.slack_payloads import command, direct, event_callback, mention, press, sign
from tests.slack_platform import SECRET
from tests.slack_server import Telling
from tests.unit.slack.test_events import OTHER_PAYLOADS, post

# Ten thousand are tried by hand: EFFIE_FUZZED=10000.
EXAMPLES = int(os.environ.get("EFFIE_FUZZED", "1000"))
EVENTS = yaml.safe_load((ROOT / "tests/unit/slack/events.yml").read_text(encoding="utf-8"))
IN_THREAD = "slack:T0CLINIC1:C0FRONT01:1760000000.000100"
HEARD = [
    direct("does it hurt"),
    mention("does it hurt"),
    press(post("C0FRONT01", "1760000000.000100", IN_THREAD), "Sleep"),
    press(post("D0VISIT01", None, "slack:T0CLINIC1:D0VISIT01:U0VISIT01"), "What is kept"),
    command("does it hurt", "http://slack.example"),
    *(event_callback(case["event"]) for case in EVENTS if "heard" in case),
]
IGNORED = [
    *(event_callback(case["event"]) for case in EVENTS if "ignored" in case),
    *OTHER_PAYLOADS,
]
# What Slack itself would write in such a place, in a place where it does not belong.
PLAUSIBLE = [
    *("U0VISIT02", "C0OTHER01", "D0OTHER01", "T0OTHER01", "im", "channel", "app_mention", "message", "block_actions"),
    *(
        "message_changed",
        "file_share",
        "1760000000.000100",
        "https://example.org/x",
        f"{IN_THREAD}|0",
        "do:kept",
        "say:0",
    ),
    *("<@U0EFFIE01>", "&lt;!channel&gt;", "/restart", "my groin is numb and i can't pee", "\ud83d", "\x00", "x" * 5000),
]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(PLAUSIBLE)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def paths(value: Any, so_far: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a payload."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in steps:
        yield (*so_far, key)
        yield from paths(inner, (*so_far, key))


@st.composite
def bent(draw: st.DrawFn) -> bytes:
    """A payload with some of its places dropped or filled otherwise, as it goes over the wire."""
    original = draw(st.sampled_from(HEARD) | st.sampled_from(HEARD) | st.sampled_from(IGNORED))
    payload = copy.deepcopy(original)
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2, 2, 3, 5]))):
        places = list(paths(payload))
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        holder = payload
        for key in way:
            holder = holder[key]
        if draw(st.booleans()):
            holder[last] = draw(VALUES)
        elif isinstance(holder, dict):
            del holder[last]
    if "command" in original:
        return urlencode({key: str(value) for key, value in payload.items()}, errors="replace").encode()
    if original.get("type") == "block_actions":
        return urlencode({"payload": json.dumps(payload)}).encode()
    return json.dumps(payload).encode()


class Listening:
    """In place of Slack's Web API: whatever is said is judged and remembered."""

    def __init__(self) -> None:
        self.said: list[Place] = []
        self.problems: list[str] = []

    async def show(self, place: Place, message: Message) -> SlackResult:
        self.said.append(place)
        self.problems += problems_of({"text": message.text, "blocks": list(message.blocks)})
        return SlackResult()

    async def settle(self, place: Place, pressed: Pressed) -> SlackResult:
        settled(pressed.blocks, pressed.title)
        return SlackResult()


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('fuzzed') / 'test.db'}")
    migrate(engine)
    return Inbox(engine, now)


async def send(inbox: Inbox, body: bytes) -> tuple[int, Listening]:
    """The status that Slack gets, and what was said by the time that all is done."""
    slack = Listening()
    with inbox._engine.begin() as connection:
        connection.execute(tables.inbox.delete())  # else all but the first would be repetitions
    slack_inbox = SlackInbox(Telling(), None, inbox, Sender(slack), lambda text: True)
    answer = await Receiving(SECRET, slack_inbox.take).receive(body, {key.lower(): v for key, v in sign(body).items()})
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    await asyncio.gather(*others)
    return answer.status, slack


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(bent())
def test_a_bent_payload_is_accepted_and_breaks_nothing(
    inbox: Inbox, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    caplog.clear()
    status, slack = asyncio.run(send(inbox, body))
    assert status in (200, 400)
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert slack.problems == []
    assert all(place.channel.encode() in body for place in slack.said)
    assert inbox.waiting("slack") == ()


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_bytes_that_mean_nothing_are_answered(inbox: Inbox, body: bytes) -> None:
    status, slack = asyncio.run(send(inbox, body))
    assert status in (200, 400, 401)
    assert slack.said == []
