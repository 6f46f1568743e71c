"""Single calls of Slack's interfaces, and what Slack said to each."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels.slack.heard import Place, Pressed
from bot.channels.slack.rendering import Message, chosen, settled

_SECONDS = 20
_WAIT_UNSAID = 30.0  # where Slack asks to wait and does not say how long
_SHORTEST_WAIT, _LONGEST_WAIT = 1.0, 3600.0
_BUSY = 429
_BROKEN = 500
# Its own words for "try again", which come with status 200.
_OUTAGES = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org")
_EPHEMERAL = {"response_type": "ephemeral", "replace_original": False}


@dataclass(frozen=True)
class SlackResult:
    """What Slack said. Without `error` it went well; an outage leaves open whether the call arrived."""

    error: str | None = None
    retry_after: float | None = None
    is_outage: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_to_be_repeated(self) -> bool:
        """Whether the same call may go well later."""
        return self.is_outage or self.retry_after is not None


class Calls:
    """The calls that the channel makes, each once: the library's retries are off, it cannot look before it repeats."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def show(self, place: Place, message: Message) -> SlackResult:
        """A message in its place; to one person alone where the place says so."""
        body: dict[str, Any] = {"text": message.text, "blocks": list(message.blocks) or None}
        if place.response_url:
            return await self._respond(place.response_url, body)
        body = {**body, "channel": place.channel, "thread_ts": place.thread, "parse": "none", "link_names": False}
        if place.only_for:
            return await self._post("chat.postEphemeral", {**body, "user": place.only_for})
        quiet = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
        return await self._post("chat.postMessage", {**body, **quiet, "metadata": dict(message.metadata) or None})

    async def settle(self, place: Place, pressed: Pressed) -> SlackResult:
        """The choice in place of the buttons."""
        blocks = settled(pressed.blocks, pressed.title)
        body = {"channel": place.channel, "ts": pressed.message, "text": chosen(pressed.title), "blocks": blocks}
        return await self._post("chat.update", body)

    async def read_since(self, place: Place, since: str) -> SlackResult:
        """The messages of the place from that instant on."""
        span = {"channel": place.channel, "oldest": since, "limit": 200}
        method = "conversations.replies" if place.thread else "conversations.history"
        params = {**span, "ts": place.thread} if place.thread else span
        return await ask(self._client.api_call(method, http_verb="GET", params=params))

    async def _post(self, method: str, body: Mapping[str, Any]) -> SlackResult:
        given = {key: value for key, value in body.items() if value is not None}
        return await ask(self._client.api_call(method, json=given))

    async def _respond(self, url: str, body: Mapping[str, Any]) -> SlackResult:
        client = AsyncWebhookClient(url, timeout=_SECONDS, retry_handlers=[], logger=_quiet(), proxy=self._client.proxy)
        try:
            answer = await client.send_dict({**body, **_EPHEMERAL})
        except Exception as error:
            return SlackResult(type(error).__name__, is_outage=True)
        if answer.status_code == 200:
            return SlackResult()
        return _refusal(answer.status_code, answer.headers, answer.body[:40] if answer.body.isidentifier() else None)


def connect(token: str, api: str) -> AsyncWebClient:
    """A client of Slack's Web API that logs no message and repeats no call."""
    return AsyncWebClient(token, base_url=api, timeout=_SECONDS, retry_handlers=[], logger=_quiet())


async def ask(call: Awaitable[Any]) -> SlackResult:
    """Makes a call of the Web API. It never raises: what goes wrong between here and Slack is an answer too."""
    try:
        response = await call
    except SlackApiError as error:
        status = getattr(error.response, "status_code", None) or getattr(error.response, "status", None)
        data = getattr(error.response, "data", None)
        code = data.get("error") if isinstance(data, dict) else None
        return _refusal(status, error.response.headers, code)
    except Exception as error:  # aiohttp's, asyncio's, the library's own where a page came in place of JSON
        return SlackResult(type(error).__name__, is_outage=True)
    return SlackResult(data=response.data, headers=response.headers)


def _refusal(status: int | None, headers: Mapping[str, str], code: object) -> SlackResult:
    if status == _BUSY or code in ("ratelimited", "rate_limited"):
        return SlackResult("ratelimited", retry_after=_seconds(headers))
    if not isinstance(code, str) or code in _OUTAGES or (status or _BROKEN) >= _BROKEN:
        return SlackResult(f"status {status}", is_outage=True)
    return SlackResult(code)


def _seconds(headers: Mapping[str, str]) -> float:
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    wish = float(said) if said.isdecimal() else _WAIT_UNSAID
    return min(max(wish, _SHORTEST_WAIT), _LONGEST_WAIT)


def _quiet() -> logging.Logger:
    """At the level DEBUG the library logs whole messages, which are health data."""
    logger = logging.getLogger(f"{__name__}.library")
    logger.setLevel(logging.WARNING)
    return logger
