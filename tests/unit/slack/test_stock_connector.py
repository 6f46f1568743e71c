"""The mistakes of Rasa's own connector to Slack, which this channel does not make."""

from __future__ import annotations

import pytest

from tests.slack_payloads import direct, mention
from tests.slack_platform import BOT_USER, Platform
from tests.slack_server import Server, told
from tests.unit.slack.shared import settle


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
