"""Socket Mode: everything comes over a connection that the assistant opens itself."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.slack_payloads import command, deliver, direct, press
from tests.slack_platform import Fault, Platform
from tests.slack_server import Server, keys, socket_keys
from tests.unit.slack.shared import Start, short


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
