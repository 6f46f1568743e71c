"""What comes in over HTTP: what is not proved to be Slack's is refused, and what comes twice is answered once."""

from __future__ import annotations

import json
import logging
import time

import pytest
import requests

from bot.channels.slack.receiving import MOST_BYTES
from tests.slack_payloads import direct, sign
from tests.slack_platform import Platform
from tests.slack_server import Server
from tests.unit.slack.shared import SECRET_WORDS, rows, settle, short


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
