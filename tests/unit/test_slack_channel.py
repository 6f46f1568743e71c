"""The channel as Slack sees it: what it refuses, what it answers, and that it loses and repeats nothing."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from bot.channels.slack.receiving import MOST_BYTES
from bot.settings import SlackSettings
from bot.store import tables
from bot.store.database import connect, migrate
from bot.store.inbox import Inbox
from bot.wiring import now
from tests.slack_platform import (
    BOT_USER,
    Fault,
    Platform,
    command,
    deliver,
    direct,
    event_callback,
    mention,
    message,
    press,
    sign,
)
from tests.slack_server import Server, Telling, keys, socket_keys, told

SECRET_WORDS = "my groin is numb"
Start = Callable[..., Server]


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    engine = connect(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(engine)
    return Inbox(engine, now)


@pytest.fixture
def platform() -> Iterator[Platform]:
    platform = Platform()
    platform.start()
    yield platform
    assert platform.complaints == []
    platform.stop()


@pytest.fixture
def start(platform: Platform, inbox: Inbox) -> Iterator[Start]:
    running: list[Server] = []

    def start(settings: SlackSettings | None = None, door: Telling | None = None) -> Server:
        running.append(Server(settings or keys(platform), inbox, door).start())
        return running[-1]

    yield start
    for server in running:
        server.kill()


@pytest.fixture
def server(start: Start) -> Server:
    return start()


def rows(inbox: Inbox) -> list[Any]:
    with inbox._engine.connect() as connection:
        return list(connection.execute(sa.select(tables.inbox)))


def settle(platform: Platform, server: Server, number: int) -> None:
    """Waits for so many answers, and for a further event to be answered, so that no other can still be under way."""
    platform.replies(number)
    server.tell(direct("the end", user="U0ENDEND1", channel="D0ENDEND1"))
    platform.replies(number + 1)
    platform.wait(lambda: not server.inbox.waiting("slack"))


def short(value: object) -> str:
    """A name for a test that fits on a line."""
    return repr(value)[:20]


class TestRefused:
    """Nothing is stored, nothing is said."""

    def refused(self, server: Server, platform: Platform, body: bytes, headers: dict[str, str]) -> int:
        answer = requests.post(server.address, data=body, headers=headers, timeout=10)
        assert rows(server.inbox) == []
        assert server.door.arrivals == []
        assert platform.calls == []
        return answer.status_code

    BODY = json.dumps(direct(SECRET_WORDS)).encode()

    def test_a_request_without_a_signature(self, server: Server, platform: Platform) -> None:
        assert self.refused(server, platform, self.BODY, {}) == 401

    def test_a_signature_by_another_secret(self, server: Server, platform: Platform) -> None:
        assert self.refused(server, platform, self.BODY, sign(self.BODY, "another secret")) == 401

    def test_a_signature_of_another_body(self, server: Server, platform: Platform) -> None:
        assert self.refused(server, platform, self.BODY, sign(self.BODY + b" ")) == 401

    @pytest.mark.parametrize("minutes", [-6, 6, 60 * 24])
    def test_a_signature_that_is_minutes_away(self, server: Server, platform: Platform, minutes: int) -> None:
        assert self.refused(server, platform, self.BODY, sign(self.BODY, at=time.time() + 60 * minutes)) == 401

    @pytest.mark.parametrize("stamp", ["", "x", "1e9", "9" * 400, "-1", "nan", "１２３"], ids=short)
    def test_an_instant_that_is_none(self, server: Server, platform: Platform, stamp: str) -> None:
        headers = {**sign(self.BODY), "X-Slack-Request-Timestamp": stamp.encode()}
        assert self.refused(server, platform, self.BODY, headers) == 401

    @pytest.mark.parametrize("signature", ["", "v0=", "v1=abc", "é" * 67, "v0=" + "0" * 64, "x" * 5000], ids=short)
    def test_a_signature_that_is_none(self, server: Server, platform: Platform, signature: str) -> None:
        headers = {**sign(self.BODY), "X-Slack-Signature": signature.encode()}
        assert self.refused(server, platform, self.BODY, headers) == 401

    def test_a_body_that_is_no_text(self, server: Server, platform: Platform) -> None:
        assert self.refused(server, platform, b"\xff\xfe", sign(b"xx")) == 401

    def test_a_body_that_is_too_large_though_it_is_signed(self, server: Server, platform: Platform) -> None:
        body = b"{" + b" " * MOST_BYTES + b"}"
        assert self.refused(server, platform, body, sign(body)) == 413

    @pytest.mark.parametrize(
        "body", [b"", b" ", b"[1]", b'"x"', b"null", b"{", b"[" * 5000, b"payload=", b"payload=[1]"], ids=short
    )
    def test_a_signed_body_that_is_no_object(self, server: Server, platform: Platform, body: bytes) -> None:
        assert self.refused(server, platform, body, sign(body)) == 400

    def test_the_address_is_not_asked_to_prove_itself_by_a_stranger(self, server: Server) -> None:
        body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
        assert requests.post(server.address, data=body, timeout=10).status_code == 401

    def test_a_hint_for_the_clinic_is_logged_once_and_no_word_of_the_request(
        self, server: Server, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        for _ in range(3):
            requests.post(server.address, data=self.BODY, timeout=10)
        assert caplog.text.count("EFFIE_SLACK_SIGNING_SECRET") == 1
        assert SECRET_WORDS not in caplog.text


class TestReplayed:
    def test_a_request_that_is_sent_again_by_a_stranger_is_answered_and_nothing_is_said(
        self, server: Server, platform: Platform
    ) -> None:
        body = json.dumps(direct("hello")).encode()
        headers = sign(body)
        for _ in range(5):
            assert requests.post(server.address, data=body, headers=headers, timeout=10).status_code == 200
        settle(platform, server, 1)
        assert server.door.texts == ["hello", "the end"]


class TestAnswered:
    def test_slack_asks_whose_address_it_is(self, server: Server) -> None:
        answer = server.tell({"type": "url_verification", "token": "deprecated", "challenge": "3eZbrw1aB"})
        assert (answer.status_code, answer.json()) == (200, {"challenge": "3eZbrw1aB"})

    def test_slack_looks_at_the_certificate(self, server: Server) -> None:
        assert requests.get(f"{server.address}?ssl_check=1", timeout=10).status_code == 200

    def test_a_health_check(self, server: Server) -> None:
        assert requests.get(f"{server.base}/webhooks/slack/", timeout=10).json() == {"status": "ok"}

    def test_slack_is_answered_before_the_visitor_is(self, server: Server, platform: Platform) -> None:
        server.door.is_open = False
        assert server.tell(direct("hello")).status_code == 200
        assert (len(rows(server.inbox)), platform.posted) == (1, [])
        server.door.is_open = True
        platform.replies(1)

    def test_a_direct_message_is_answered_beside_it(self, server: Server, platform: Platform) -> None:
        server.tell(direct("hello", user="U0VISIT07", channel="D0VISIT07"))
        (posted,) = platform.replies(1)
        assert (posted.channel, posted.thread) == ("D0VISIT07", None)
        assert "You said: hello" in posted.words
        assert server.door.arrivals[0].conversation == "slack:T0CLINIC1:D0VISIT07:U0VISIT07"
        assert server.door.arrivals[0].channel == "slack"

    def test_a_mention_is_answered_in_its_thread(self, server: Server, platform: Platform) -> None:
        event = mention("hello")
        server.tell(event)
        (posted,) = platform.replies(1)
        assert (posted.channel, posted.thread) == ("C0FRONT01", event["event"]["ts"])

    def test_a_file_without_words_reaches_the_door_as_nothing_to_read(self, server: Server, platform: Platform) -> None:
        picture = {"id": "F0PICTURE", "name": "back.png", "url_private": "https://files.example.org/back.png"}
        server.tell(direct("", subtype="file_share", files=[picture]))
        platform.replies(1)
        assert server.door.texts == [None]

    def test_a_command_is_answered_for_the_asker_alone(self, server: Server, platform: Platform) -> None:
        answer = server.tell(command("does it hurt", platform.server))
        assert (answer.status_code, answer.text) == (200, "")
        platform.replies(1)
        assert [name for name, _ in platform.calls] == ["response_url"]
        assert server.door.texts == ["does it hurt"]

    def test_a_pressed_button_is_answered_and_the_buttons_give_way_to_the_choice(
        self, server: Server, platform: Platform
    ) -> None:
        event = mention("hello")
        server.tell(event)
        posted = platform.replies(1)[0]
        server.tell(press(posted, "Topic 6", user="U0VISIT02"))
        second = platform.replies(2)[1]
        assert server.door.texts == ["hello", "ask:type/t6"]
        assert len({arrival.conversation for arrival in server.door.arrivals}) == 1
        assert (second.channel, second.thread) == (posted.channel, event["event"]["ts"])
        assert "You chose: Topic 6" in str(platform.updated[0]["blocks"])
        assert not [block for block in platform.updated[0]["blocks"] if block["type"] == "actions"]

    def test_a_button_under_a_commands_answer_is_answered_for_the_asker_alone(
        self, server: Server, platform: Platform
    ) -> None:
        server.tell(command("hello", platform.server))
        server.tell(press(platform.replies(1)[0], "Topic 1"))
        platform.replies(2)
        assert [name for name, _ in platform.calls] == ["response_url", "response_url"]
        assert len({arrival.conversation for arrival in server.door.arrivals}) == 1

    @pytest.mark.parametrize(("typed", "asked"), [("known", "do:kept"), ("forget", "do:forget")])
    def test_what_is_kept_and_to_be_forgotten_is_asked_of_the_door(
        self, server: Server, platform: Platform, typed: str, asked: str
    ) -> None:
        server.tell(command(typed, platform.server))
        platform.replies(1)
        assert server.door.texts == [asked]


class TestThreads:
    """In a channel the assistant speaks only where it was asked."""

    def test_a_thread_goes_on_without_a_mention(self, server: Server, platform: Platform) -> None:
        event = mention("hello")
        server.tell(event)
        platform.replies(1)
        thread = event["event"]["ts"]
        server.tell(event_callback(message("and after", "C0FRONT01", "U0VISIT02", thread_ts=thread)))
        second = platform.replies(2)[1]
        assert (second.channel, second.thread) == ("C0FRONT01", thread)
        assert len({arrival.conversation for arrival in server.door.arrivals}) == 1

    def test_a_thread_that_it_is_no_part_of_is_left_alone(
        self, server: Server, platform: Platform, inbox: Inbox
    ) -> None:
        server.tell(event_callback(message("lunch", "C0FRONT01", "U0VISIT02", thread_ts="1760000000.000001")))
        server.tell(event_callback(message("lunch", "C0FRONT01", "U0VISIT02")))
        settle(platform, server, 0)
        assert server.door.texts == ["the end"]
        assert "lunch" not in str(rows(inbox))

    def test_two_threads_of_one_channel_are_two_conversations(self, server: Server, platform: Platform) -> None:
        first, second = mention("one"), mention("two")
        server.tell(first)
        server.tell(second)
        posted = {post.thread: post.words for post in platform.replies(2)}
        assert "one" in posted[first["event"]["ts"]]
        assert "two" in posted[second["event"]["ts"]]
        assert len({arrival.conversation for arrival in server.door.arrivals}) == 2

    def test_a_mention_that_comes_as_two_events_is_answered_once(self, server: Server, platform: Platform) -> None:
        event = mention("hello")
        twin = event_callback({**event["event"], "type": "message", "channel_type": "channel"})
        server.tell(twin)
        server.tell(event)
        settle(platform, server, 1)
        assert server.door.texts == ["hello", "the end"]


class TestEdits:
    def changed(self, text: str, channel: str, before: dict[str, Any]) -> dict[str, Any]:
        now_ = {**before["event"], "text": text, "edited": {"user": "U0VISIT01", "ts": "1760000900.000000"}}
        event = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": channel}
        rest = {"ts": "1760000900.000100", "channel_type": "im" if channel[0] == "D" else "channel"}
        return event_callback({**event, **rest, "message": now_, "previous_message": before["event"]})

    def test_a_warning_sign_that_is_added_is_answered(self, server: Server, platform: Platform) -> None:
        before = direct("my back hurts")
        server.tell(before)
        server.tell(self.changed("my groin is numb and i can't pee", "D0VISIT01", before))
        platform.replies(2)
        assert server.door.texts == ["my back hurts", "my groin is numb and i can't pee"]

    def test_a_mended_spelling_is_not_answered_again(self, server: Server, platform: Platform) -> None:
        before = direct("my bakc hurts")
        server.tell(before)
        server.tell(self.changed("my back hurts", "D0VISIT01", before))
        settle(platform, server, 1)
        assert server.door.texts == ["my bakc hurts", "the end"]

    def test_in_a_channel_only_where_the_assistant_was_asked(self, server: Server, platform: Platform) -> None:
        before = event_callback(message("my back hurts", "C0FRONT01", "U0VISIT01"))
        server.tell(self.changed("my groin is numb and i can't pee", "C0FRONT01", before))
        settle(platform, server, 0)
        assert server.door.texts == ["the end"]


class TestOnceAndInOrder:
    def test_a_repetition_is_not_answered_again(self, server: Server, platform: Platform) -> None:
        event = direct("hello")
        for repetition in range(4):
            assert server.tell(event, repetition).status_code == 200
        settle(platform, server, 1)
        assert server.door.texts == ["hello", "the end"]

    def test_nor_is_it_after_a_restart(self, start: Start, platform: Platform) -> None:
        event = direct("hello")
        first = start()
        first.tell(event)
        platform.wait(lambda: bool(rows(first.inbox)) and not first.inbox.waiting("slack"))
        first.kill()
        second = start()
        second.tell(event, 1)
        settle(platform, second, 1)
        assert second.door.texts == ["the end"]

    def test_a_command_and_a_button_are_not_repeated_either(self, server: Server, platform: Platform) -> None:
        asked = command("hello", platform.server)
        server.tell(asked)
        server.tell(asked)
        pressed = press(platform.replies(1)[0], "Topic 1")
        server.tell(pressed)
        server.tell(pressed)
        settle(platform, server, 2)
        assert server.door.texts == ["hello", "ask:type/t1", "the end"]

    def test_one_persons_messages_are_answered_in_their_order(self, server: Server, platform: Platform) -> None:
        said = [f"number {number}" for number in range(12)]
        for text in said:
            server.tell(direct(text))
        assert [post.words.splitlines()[0] for post in platform.replies(12)] == [f"You said: {text}" for text in said]

    def test_one_person_does_not_wait_for_another(self, server: Server, platform: Platform) -> None:
        platform.fail("chat.postMessage", *[Fault(503)] * 2)
        server.tell(direct("slow"))
        platform.wait(lambda: len(platform.calls) >= 1)
        platform.heal()
        server.tell(direct("fast", user="U0VISIT02", channel="D0VISIT02"))
        assert [post.channel for post in platform.replies(2)] == ["D0VISIT02", "D0VISIT01"]

    def test_what_was_said_is_forgotten_by_the_inbox_once_it_is_answered(
        self, server: Server, platform: Platform, inbox: Inbox
    ) -> None:
        server.tell(direct(SECRET_WORDS))
        platform.wait(lambda: bool(rows(inbox)) and not inbox.waiting("slack"))
        assert SECRET_WORDS not in str(rows(inbox))


class TestKilled:
    def test_what_was_accepted_is_answered_after_a_restart(self, start: Start, platform: Platform) -> None:
        first = start()
        first.door.is_open = False
        for number in range(3):
            first.tell(direct(f"number {number}", user=f"U0VISIT0{number}", channel=f"D0VISIT0{number}"))
        first.tell(command("a question", platform.server))
        first.kill()
        assert platform.posted == []
        second = start()
        platform.replies(4)
        assert sorted(map(str, second.door.texts)) == ["a question", "number 0", "number 1", "number 2"]
        assert {post.channel for post in platform.posted} == {"D0VISIT00", "D0VISIT01", "D0VISIT02", "C0FRONT01"}

    def test_an_answer_that_arrived_just_before_the_end_is_not_said_again(
        self, start: Start, platform: Platform
    ) -> None:
        first = start()
        platform.fail("chat.postMessage", Fault(arrives=True))
        platform.fail("conversations.history", *[Fault(503)] * 50)
        first.tell(direct("hello"))
        platform.replies(1)
        first.kill()
        platform.heal()
        second = start()
        settle(platform, second, 1)
        assert second.door.texts == ["the end"]

    def test_a_store_that_is_down_makes_slack_send_it_again(
        self, server: Server, platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        event = direct(SECRET_WORDS)
        with server.inbox._engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE inbox RENAME TO away"))
        assert server.tell(event).status_code == 503
        with server.inbox._engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE away RENAME TO inbox"))
        assert server.tell(event, 1).status_code == 200
        platform.replies(1)
        assert SECRET_WORDS not in caplog.text


class TestStockConnector:
    """What Rasa's own connector does wrong."""

    def test_more_than_five_buttons_are_all_there(self, server: Server, platform: Platform) -> None:
        server.tell(direct("hello"))
        assert platform.replies(1)[0].buttons == [f"Topic {n}" for n in range(7)]

    def test_retries_are_known_by_what_they_repeat(self, server: Server, platform: Platform) -> None:
        event = direct("hello")
        server.tell(event)
        server.tell(event, 1)  # without Slack's headers it is known too
        server.tell(event)
        settle(platform, server, 1)
        assert len(platform.posted) == 2

    @pytest.mark.parametrize("subtype", ["channel_join", "message_deleted", "channel_topic", "bot_message"])
    def test_joins_and_edits_do_not_reach_the_assistant(self, server: Server, platform: Platform, subtype: str) -> None:
        server.tell(direct(f"<@{BOT_USER}> has joined", subtype=subtype))
        settle(platform, server, 0)
        assert server.door.texts == ["the end"]

    def test_a_direct_message_and_a_public_channel_are_two_conversations(
        self, server: Server, platform: Platform
    ) -> None:
        server.tell(direct("mine"))
        server.tell(mention("ours"))
        platform.replies(2)
        assert len({arrival.conversation for arrival in server.door.arrivals}) == 2

    def test_what_is_typed_reaches_the_door_and_nothing_else(self, server: Server, platform: Platform) -> None:
        server.tell(direct('/restart{"x": 1}'))
        platform.replies(1)
        assert server.door.texts == ['/restart{"x": 1}']  # which takes the slash away: tests/unit/test_door.py

    def test_a_reply_is_one_message(self, server: Server, platform: Platform) -> None:
        server.door.answer = lambda arrival: {**told(arrival), "text": "One.\n\nTwo.\n\nThree."}
        server.tell(direct("hello"))
        settle(platform, server, 1)
        assert "One.\n\nTwo.\n\nThree." in platform.posted[0].words


class TestSocketMode:
    @pytest.fixture
    def socket(self, start: Start, platform: Platform) -> Server:
        server = start(socket_keys(platform))
        platform.wait(lambda: platform.connections == 1)
        return server

    def test_there_is_no_address_to_call(self, socket: Server) -> None:
        assert deliver(socket.address, direct("hello")).status_code == 404

    def test_an_event_is_acknowledged_and_answered(self, socket: Server, platform: Platform) -> None:
        envelope = platform.send(direct("hello"))
        platform.replies(1)
        assert platform.acknowledged == [envelope]
        assert socket.door.texts == ["hello"]

    def test_buttons_and_commands_come_the_same_way(self, socket: Server, platform: Platform) -> None:
        platform.send(command("hello", platform.server), "slash_commands")
        platform.send(press(platform.replies(1)[0], "Topic 2"), "interactive")
        platform.replies(2)
        assert socket.door.texts == ["hello", "ask:type/t2"]

    def test_an_envelope_that_comes_twice_is_answered_once(self, socket: Server, platform: Platform) -> None:
        event = direct("hello")
        sent = [platform.send(event), platform.send(event), platform.send(direct("the end"))]
        platform.replies(2)
        assert platform.acknowledged == sent
        assert socket.door.texts == ["hello", "the end"]

    def test_what_could_not_be_stored_is_not_acknowledged(self, socket: Server, platform: Platform) -> None:
        with socket.inbox._engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE inbox RENAME TO away"))
        platform.send(direct("hello"))
        harmless = platform.send({"type": "event_callback"})
        platform.wait(lambda: platform.acknowledged == [harmless])
        with socket.inbox._engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE away RENAME TO inbox"))

    @pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
    def test_slack_renews_the_connection(self, socket: Server, platform: Platform, reason: str) -> None:
        platform.send_raw({"type": "disconnect", "reason": reason, "debug_info": {"host": "wss-1"}})
        platform.wait(lambda: platform.connections == 2)
        platform.send(direct("hello"))
        platform.replies(1)

    def test_a_connection_that_ends_without_a_word_is_opened_again(self, socket: Server, platform: Platform) -> None:
        platform.hang_up()
        platform.wait(lambda: platform.connections == 2)
        platform.send(direct("hello"))
        platform.replies(1)

    @pytest.mark.parametrize(
        "junk", ["", "{", "[1]", "null", "\ud83d", {"envelope_id": 7}, {"envelope_id": "x"}, "[" * 5000], ids=short
    )
    def test_junk_is_survived(self, socket: Server, platform: Platform, junk: Any) -> None:
        platform.send_raw(junk if isinstance(junk, dict) else junk.encode("utf-8", "replace").decode())
        platform.send(direct("hello"))
        platform.replies(1)

    def test_each_attempt_asks_for_an_address_of_its_own(self, start: Start, platform: Platform) -> None:
        platform.fail("socket", Fault(403))  # the address was spent
        start(socket_keys(platform))
        platform.wait(lambda: platform.connections == 1)
        assert [name for name, _ in platform.calls] == ["apps.connections.open"] * 2

    def test_while_slack_is_down_it_goes_on_trying(self, start: Start, platform: Platform) -> None:
        platform.fail("apps.connections.open", Fault(503))
        start(socket_keys(platform))
        platform.wait(lambda: platform.connections == 1)

    def test_a_refused_app_token_is_named_once_with_the_next_step(
        self, start: Start, platform: Platform, caplog: pytest.LogCaptureFixture
    ) -> None:
        start(keys(platform, app_token="xapp-wrong"))
        platform.wait(lambda: "invalid_auth" in caplog.text)
        assert "effie slack check" in caplog.text
        assert len(platform.calls) == 1


class TestWithoutSlack:
    def test_without_keys_there_is_nothing_and_no_error(
        self, start: Start, platform: Platform, caplog: pytest.LogCaptureFixture
    ) -> None:
        server = start(keys(platform, bot_token="", signing_secret=""))
        assert requests.get(f"{server.base}/webhooks/slack/", timeout=10).status_code == 404
        assert deliver(server.address, direct("hello")).status_code == 404
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []

    @pytest.mark.parametrize(
        ("given", "named"),
        [
            ({"signing_secret": ""}, "EFFIE_SLACK_SIGNING_SECRET"),
            ({"bot_token": ""}, "EFFIE_SLACK_BOT_TOKEN"),
        ],
    )
    def test_half_the_keys_are_an_error_that_names_the_other_half(
        self, start: Start, platform: Platform, caplog: pytest.LogCaptureFixture, given: dict[str, str], named: str
    ) -> None:
        server = start(keys(platform, **given))
        assert deliver(server.address, direct("hello")).status_code == 404
        assert named in caplog.text

    def test_no_key_is_ever_shown(self, platform: Platform) -> None:
        assert "xoxb-" not in repr(keys(platform))
        assert "xoxb-" not in str(keys(platform).dict())
