"""The channel as Rasa and Sanic know it. Without Slack's keys it is not there at all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.building import build_door, build_gate
from bot.channels.door import Door, Handler
from bot.channels.shared.bodies import read_body
from bot.channels.slack.calls import Calls, connect
from bot.channels.slack.heard import CHANNEL
from bot.channels.slack.inbox import SlackInbox
from bot.channels.slack.receiving import MOST_BYTES, Receiving
from bot.channels.slack.sending import Sender
from bot.channels.slack.socket_mode import SocketMode
from bot.channels.upkeep import start_upkeep
from bot.safety.text import MOST_CHARACTERS, clean
from bot.wiring import Event, Inbox, SlackSettings, load_slack_settings, wire

logger = logging.getLogger(__name__)


class SlackChannel(InputChannel):
    """Socket Mode where there is an app token, else the Events API at POST /webhooks/slack/webhook."""

    def __init__(
        self, settings: SlackSettings | None = None, door: Door | None = None, inbox: Inbox | None = None
    ) -> None:
        self._settings = settings or load_slack_settings()
        self._door = door
        self._inbox = inbox

    @classmethod
    def name(cls) -> str:
        """The last part of the address."""
        return CHANNEL

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes, and what starts and stops with the server; nothing where Slack is not set up."""
        blueprint = Blueprint("effie_slack", __name__)
        if self._settings.problem:
            logger.error("Slack is off: %s", self._settings.problem)
        if self._settings.is_on:
            self._open(blueprint, on_new_message)
            start_upkeep(blueprint)
        return blueprint

    def _open(self, blueprint: Blueprint, on_new_message: Handler) -> None:
        client = connect(self._settings.bot_token.get_secret_value(), self._settings.api)
        inbox = self._inbox or wire().inbox
        slack_inbox = SlackInbox(self._door or build_door(), on_new_message, inbox, Sender(Calls(client)), is_alarming)
        jobs: list[Callable[[], Coroutine[Any, Any, None]]] = []
        if app_token := self._settings.app_token.get_secret_value():
            jobs.append(SocketMode(client, app_token, slack_inbox.take).run)
        else:
            _add_webhook(blueprint, Receiving(self._settings.signing_secret.get_secret_value(), slack_inbox.take))
        _run_beside(blueprint, slack_inbox, inbox, jobs)

        @blueprint.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})


def is_alarming(text: str) -> bool:
    """Whether a text holds a warning sign, or is too long to tell."""
    return len(text) > MOST_CHARACTERS or bool(build_gate().read(clean(text)).findings)


def _add_webhook(blueprint: Blueprint, receiving: Receiving) -> None:
    """One address for events, buttons and commands."""

    @blueprint.route("/webhook", methods=["POST"], stream=True)
    async def receive(request: Request) -> HTTPResponse:
        answer = await receiving.receive(await read_body(request, MOST_BYTES), request.headers)
        return response.json(answer.body, answer.status) if answer.body else response.text("", answer.status)

    @blueprint.route("/webhook", methods=["GET"])
    async def check(request: Request) -> HTTPResponse:
        return response.text("")  # Slack looks at the certificate now and then


def _run_beside(
    blueprint: Blueprint, slack_inbox: SlackInbox, inbox: Inbox, jobs: list[Callable[[], Coroutine[Any, Any, None]]]
) -> None:
    """What waits is read before the first new event can come, and answered once the assistant is ready."""
    waiting: list[Event] = []
    tasks: list[asyncio.Task[None]] = []

    @blueprint.listener("before_server_start")
    async def look(*_: Any) -> None:
        try:
            waiting.extend(inbox.waiting(CHANNEL))
        except Exception:  # a trouble of Slack's alone must not keep the website from starting
            logger.exception("what waits for an answer in Slack could not be read")

    @blueprint.listener("after_server_start")
    async def start(*_: Any) -> None:
        slack_inbox.resume(waiting)
        waiting.clear()
        tasks.extend(asyncio.create_task(job()) for job in jobs)

    @blueprint.listener("before_server_stop")
    async def stop(*_: Any) -> None:
        for task in tasks:
            task.cancel()
