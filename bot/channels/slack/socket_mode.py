"""Socket Mode: the assistant calls Slack, for a clinic whose machine has no public address.

The library's own client tries a spent address for ever where a connection fails between the two steps of opening one
(`connect` in slack_sdk/socket_mode/aiohttp), so that the loop is ours: an address, a connection, then both anew.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.calls import ask
from bot.channels.slack.receiving import Take
from bot.channels.slack.sending import NO_KEY

logger = logging.getLogger(__name__)

_HEARTBEAT = 15  # seconds between pings: a dead connection is noticed within half a minute
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class SocketMode:
    """Holds one connection to Slack, and opens the next when it ends."""

    def __init__(
        self,
        client: AsyncWebClient,
        app_token: str,
        take: Take,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._app_token = app_token
        self._take = take
        self._wait = wait

    async def run(self) -> None:
        """Listens until it is cancelled, or until Slack refuses the app token."""
        pause = _FIRST_PAUSE
        while True:
            said = await ask(self._client.apps_connections_open(app_token=self._app_token))
            if said.error in NO_KEY:
                logger.error("Slack refuses the app token (%s). Next step: effie slack check", said.error)
                return
            if said.error is None and await self._listen(str(said.data.get("url"))):
                pause = _FIRST_PAUSE
                continue
            logger.warning("no connection to Slack (%s)", said.error or "it gave an address and did not greet")
            await self._wait(said.retry_after or pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _listen(self, address: str) -> bool:
        """Takes what comes until the connection ends. Whether Slack said hello on it."""
        was_greeted = False
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(address, heartbeat=_HEARTBEAT, proxy=self._client.proxy) as socket,
            ):
                async for message in socket:
                    envelope = _read(message)
                    was_greeted = was_greeted or envelope.get("type") == "hello"
                    if envelope.get("type") == "disconnect":  # Slack renews every connection now and then
                        return was_greeted
                    await self._acknowledge(socket, envelope)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            logger.warning("the connection to Slack broke: %s", type(error).__name__)
        return was_greeted

    async def _acknowledge(self, socket: aiohttp.ClientWebSocketResponse, envelope: dict[str, Any]) -> None:
        """Tells Slack that an envelope arrived, once it cannot be lost."""
        number, payload = envelope.get("envelope_id"), envelope.get("payload")
        if not isinstance(number, str):
            return
        try:
            await self._take(payload if isinstance(payload, dict) else {})
        except Exception as error:  # not the error itself: it may name what was said
            logger.error("an event could not be accepted, Slack will send it again: %s", type(error).__name__)
            return
        await socket.send_json({"envelope_id": number})


def _read(message: aiohttp.WSMessage) -> dict[str, Any]:
    """The object in a message; empty where there is none."""
    try:
        found = json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
