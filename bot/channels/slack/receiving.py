"""Slack's requests: proved to be Slack's, proved to be fresh, and answered before anything is done about them.

The proof is slack_sdk's. slack_bolt, built upon it, reads a body before it is proved, and logs it where that fails.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier

from bot.channels.shared.bodies import find_object

logger = logging.getLogger(__name__)

MOST_BYTES = 1_000_000  # ten times the largest message that Slack sends
_MOST_FIELDS = 100
Take = Callable[[Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Answer:
    """The status and body that Slack gets."""

    status: int
    body: Mapping[str, Any] | None = None


class Receiving:
    """Refuses what Slack did not sign within five minutes; `take` gets the rest, and must be quick."""

    def __init__(self, signing_secret: str, take: Take) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._take = take
        self._has_warned = False

    async def receive(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer to one request. It is 200 only where what was said can no longer be lost."""
        if len(body) > MOST_BYTES:
            return Answer(413)
        if not self._is_signed(body, headers):
            self._warn()
            return Answer(401)
        payload = read_body(body)
        if payload is None:
            return Answer(400)
        if payload.get("type") == "url_verification":
            return Answer(200, {"challenge": str(payload.get("challenge", ""))})
        try:
            await self._take(payload)
        except Exception as error:  # not the error itself: it may name what was said
            logger.error("an event could not be accepted, Slack will send it again: %s", type(error).__name__)
            return Answer(503)
        return Answer(200)

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        try:
            return self._verifier.is_valid(
                body, headers.get("x-slack-request-timestamp"), headers.get("x-slack-signature")
            )
        except (ValueError, TypeError, OverflowError):  # no number, UTF-8 or ASCII: the library expects no stranger
            return False

    def _warn(self) -> None:
        if not self._has_warned:
            self._has_warned = True
            logger.warning(
                "A request without Slack's signature was refused. If Slack sent it, check EFFIE_SLACK_SIGNING_SECRET "
                "and this machine's clock; docs/slack.md says how. Further ones are refused in silence."
            )


def read_body(body: bytes) -> Mapping[str, Any] | None:
    """The object in a request: an event is JSON, a pressed button JSON in a form, a command a form."""
    try:
        text = body.decode()
        if text.lstrip().startswith("{"):
            return find_object(text)
        form = {key: values[0] for key, values in parse_qs(text, max_num_fields=_MOST_FIELDS).items()}
    except ValueError:  # no UTF-8, or too many fields
        return None
    return find_object(form["payload"]) if "payload" in form else form or None
