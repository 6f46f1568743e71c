"""Rasa's `rest` address and shape, behind the door. For development and tests, on loopback only."""

from __future__ import annotations

import secrets

from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.building import build_door
from bot.channels.door import Arrival, Door, Handler
from bot.channels.shared.bodies import find_object
from bot.channels.upkeep import start_upkeep

_NAME = "rest"


class RestChannel(RestInput):
    """POST /webhooks/rest/webhook {"sender", "message"}: one message object with `text` and `custom`."""

    def __init__(self, door: Door | None = None) -> None:
        self._door = door or build_door()

    @classmethod
    def name(cls) -> str:
        """The last part of the address."""
        return _NAME

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes: a health check and the webhook."""
        blueprint = Blueprint("effie_rest", __name__)
        start_upkeep(blueprint)

        @blueprint.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body = find_object(request.body)
            sender = body.get("sender") if body else None
            # A missing name must not share one conversation with all others that miss theirs.
            recipient = sender if isinstance(sender, str) and sender else secrets.token_hex(8)
            text = body.get("message") if body else None
            reply = await self._door.receive(Arrival(f"{_NAME}:{recipient[:200]}", text, _NAME), on_new_message)
            message = {"recipient_id": recipient, "text": reply["text"], "custom": reply}
            return response.json([message], status=200 if body else 400)

        return blueprint
