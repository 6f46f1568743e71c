"""The Slack channel on a server of its own, without Rasa: a door that answers as told stands behind it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import requests
from sanic import Sanic, response
from sanic.response import HTTPResponse

from bot.channels.door import Arrival
from bot.channels.slack import SlackChannel
from bot.settings import SlackSettings
from bot.store.inbox import Inbox
from tests.conftest import free_port
from tests.slack_payloads import deliver
from tests.slack_platform import APP_TOKEN, BOT_TOKEN, SECRET, InLoop, Platform

_names = itertools.count()


def keys(platform: Platform, **more: str) -> SlackSettings:
    """Settings that lead to the platform of a test: the Events API, unless an app token is given."""
    return SlackSettings(
        **{"bot_token": BOT_TOKEN, "signing_secret": SECRET, "app_token": "", "api": platform.api, **more}
    )


def socket_keys(platform: Platform) -> SlackSettings:
    """The same for Socket Mode."""
    return keys(platform, signing_secret="", app_token=APP_TOKEN)


class Telling:
    """A door that tells back what it was told; a turn may be made to wait, or to break."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.answer: Callable[[Arrival], dict[str, Any]] = told
        self.is_open = True

    async def receive(self, arrival: Arrival, handle: object) -> dict[str, Any]:
        self.arrivals.append(arrival)
        while not self.is_open:
            await asyncio.sleep(0.005)
        return self.answer(arrival)

    @property
    def texts(self) -> list[object]:
        return [arrival.text for arrival in self.arrivals]


def told(arrival: Arrival) -> dict[str, Any]:
    """A reply that says what arrived."""
    return {
        "version": 1,
        "kind": "answer",
        "text": f"You said: {arrival.text}",
        "topics": ["benefit/sleep"],
        "confidence": 0.9,
        "escalation": "none",
        "evidence": "limited",
        "sources": [],
        "buttons": [{"title": f"Topic {n}", "payload": f"ask:type/t{n}"} for n in range(7)],
        "answer_id": "a1",
    }


class Server:
    """One process of the channel, so to speak."""

    def __init__(self, settings: SlackSettings, inbox: Inbox, door: Telling | None = None) -> None:
        self.door = door or Telling()
        self.inbox = inbox
        self._settings = settings
        self._loop = InLoop()
        self.base = ""

    @property
    def address(self) -> str:
        return f"{self.base}/webhooks/slack/webhook"

    def start(self) -> Server:
        port = free_port()
        self._loop.run(self._start(port))
        self.base = f"http://127.0.0.1:{port}"
        return self

    def kill(self) -> None:
        """Nothing is brought to its end."""
        self._loop.run(self._kill())

    def tell(self, payload: dict[str, Any], repetition: int = 0) -> requests.Response:
        """One request of Slack's."""
        return deliver(self.address, payload, repetition)

    async def _start(self, port: int) -> None:
        Sanic.test_mode = True  # else it rewrites its own methods at the first start, and cannot at the second
        app = Sanic(f"effie-test-{next(_names)}", configure_logging=False)
        app.add_route(_elsewhere, "/elsewhere")  # Sanic cannot run without any route
        channel = SlackChannel(self._settings, self.door, self.inbox)
        app.blueprint(channel.blueprint(_no_rasa), url_prefix="/webhooks/slack")
        self._server = await app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False)
        await self._server.startup()
        await self._server.before_start()
        await self._server.start_serving()
        await self._server.after_start()

    async def _kill(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def _elsewhere(request: object) -> HTTPResponse:
    return response.empty()


async def _no_rasa(message: object) -> None:
    raise AssertionError("the door of these tests does not hand on")
