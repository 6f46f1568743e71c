"""The way in from Telegram: a webhook that only Telegram can use, or long polling. Without a token there is neither."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.building import build_door
from bot.channels.door import Door, Handler
from bot.channels.shared.bodies import find_object, read_body
from bot.channels.telegram.connection import Connection
from bot.channels.telegram.conversing import CHANNEL
from bot.channels.telegram.options import Options, find_options
from bot.channels.upkeep import start_upkeep
from bot.wiring import Inbox, wire

logger = logging.getLogger(__name__)

_SECRET = "X-Telegram-Bot-Api-Secret-Token"
_MOST_BYTES = 1024 * 1024  # the longest update that the Bot API describes has some tens of kilobytes


class TelegramChannel(InputChannel):
    """POST /webhooks/telegram/webhook, or nothing at all where the updates are fetched."""

    def __init__(self, options: Options | None, door: Door | None = None, inbox: Inbox | None = None) -> None:
        self._options = options
        self._door = door
        self._inbox = inbox

    @classmethod
    def name(cls) -> str:
        """The last part of the address."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """From the environment; `mode: polling` may stand in the credentials."""
        return cls(find_options(credentials))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes: a health check, and the webhook where there is one."""
        blueprint = Blueprint("effie_telegram", __name__)
        options = self._options
        mode = "off" if options is None else "polling" if options.is_polling else "webhook"

        @blueprint.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok", "mode": mode})

        if options is not None:
            self._open(blueprint, options, on_new_message)
            start_upkeep(blueprint)
        return blueprint

    def _open(self, blueprint: Blueprint, options: Options, on_new_message: Handler) -> None:
        door, inbox = self._door or build_door(), self._inbox or wire().inbox
        connection = Connection(options, inbox, partial(door.receive, handle=on_new_message))

        @blueprint.listener("after_server_start")
        async def start(app: Any, loop: Any) -> None:
            connection.start()

        @blueprint.listener("before_server_stop")
        async def stop(app: Any, loop: Any) -> None:
            await connection.stop()

        if options.is_polling:
            return
        webhook = Webhook(connection, options.secret)

        @blueprint.route("/webhook", methods=["POST"], stream=True)
        async def receive(request: Request) -> HTTPResponse:
            return await webhook.receive(request)


class Webhook:
    """What Telegram posts to. Whoever does not know the secret is refused before a byte of the body is read."""

    def __init__(self, connection: Connection, secret: str) -> None:
        self._connection = connection
        self._secret = secret.encode()

    async def receive(self, request: Request) -> HTTPResponse:
        """200 once the update is stored or ignored on purpose; anything else makes Telegram send it again."""
        request.stream.request_max_size = _MOST_BYTES  # Sanic answers 413 beyond, and closes the connection
        given = request.headers.get(_SECRET, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            return response.empty(403)
        update = _read(await read_body(request, _MOST_BYTES))
        if update is None:
            return response.empty(400)
        try:
            is_taken = self._connection.take(update)
        except Exception:
            logger.exception("an update could not be stored; Telegram will send it again")
            is_taken = False
        return response.text("", 200 if is_taken else 503)


def _read(body: bytes) -> Mapping[str, Any] | None:
    """The body as an update; None where it is none."""
    update = find_object(body)
    return update if update and isinstance(update.get("update_id"), int) else None
