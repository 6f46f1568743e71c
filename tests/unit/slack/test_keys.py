"""Without keys the channel is not there, and half of the keys are named as a mistake."""

from __future__ import annotations

import logging

import pytest
import requests

from tests.slack_payloads import deliver, direct
from tests.slack_platform import Platform
from tests.slack_server import keys
from tests.unit.slack.shared import Start


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
