"""What a visitor is answered, where it is said, and who is left alone."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from bot.store.inbox import Inbox
from tests.slack_payloads import command, direct, event_callback, mention, message, press
from tests.slack_platform import Platform
from tests.slack_server import Server
from tests.unit.slack.shared import rows, settle


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
