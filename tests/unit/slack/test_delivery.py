"""Nothing is lost, repeated or told out of order, though Slack repeats itself and a process is killed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.store.inbox import Inbox
from tests.slack_payloads import command, direct, press
from tests.slack_platform import Fault, Platform
from tests.slack_server import Server
from tests.unit.slack.shared import SECRET_WORDS, Start, rows, settle


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
