"""The web channel on a real Sanic server in this process, with a hand-written Rasa behind it."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import requests
from rasa.server import configure_cors
from sanic import Sanic

from bot.channels.door import Door
from bot.channels.web.admission import Allowance, Origins, Sessions
from bot.channels.web.assets import Assets
from bot.channels.web.channel import WebChannel
from bot.channels.web.context import WebContext
from bot.clinic.facts import Sign
from bot.safety.gate import RedFlagGate
from bot.services.escalating import Escalating
from bot.services.forgetting import Forgetting
from bot.services.refusing import Refusing
from bot.services.welcoming import Welcoming
from bot.store.feedback import FeedbackStore
from bot.store.visitors import VisitorStore
from bot.wiring import new_id, now
from tests.unit.conversations import Databases
from tests.unit.facts import ALARM_RULES, CLINIC, TOPICS, FakeFactBase

Sanic.test_mode = True  # several servers, one after the other, in one process
KEY = "k" * 32
PLENTY = 100_000


NUMB = Sign("red_flag/cauda_equina", "numb saddle", (("numb",), ("groin",)))


@dataclass
class FakeRasa:
    """Answers with what it was told, and writes the turn's rows at its end as Rasa does."""

    databases: Databases
    is_broken: bool = False
    heard: list[str] = field(default_factory=list)
    may_end: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_end.set()

    async def handle(self, message: Any) -> None:
        self.heard.append(message.text)
        while not self.may_end.is_set():
            await asyncio.sleep(0.005)
        if self.is_broken:
            raise RuntimeError("no actions")
        reply = {"text": f"You said {message.text}.", "topics": ["chat/greet"], "kind": "chat", "answer_id": new_id()}
        self.databases.say(message.sender_id, message.text, reply, message.message_id, now())
        await message.output_channel.send_response("x", {"custom": reply})


@dataclass
class RequestOutcome:
    reply: Any
    problems: dict[str, str]


class FakeReply:
    """A form's reply."""

    def as_dict(self) -> dict[str, Any]:
        return {"text": "Thank you."}


class Site:
    """The running server, and what a test may turn in it."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.folder = folder
        self.databases = Databases(folder)
        self.rasa = FakeRasa(self.databases)
        self.services = SimpleNamespace(
            knowledge=FakeFactBase(),
            escalating=Escalating(FakeFactBase(), TOPICS, ALARM_RULES, new_id),
            forgetting=Forgetting(FakeFactBase(), new_id),
            visitors=self._visitors(),
            feedback=FeedbackStore(self.databases.main, now),
            welcoming=Welcoming(FakeFactBase(), now, 30),
        )
        refusing = Refusing(lambda: CLINIC, new_id)
        parts: dict[str, Any] = {
            "door": Door(RedFlagGate([NUMB], TOPICS), TOPICS, self.services, refusing),
            "services": self.services,
            "refusing": refusing,
            "sessions": Sessions(KEY, now),
            "origins": Origins("https://www.example.org"),
            "assets": Assets(folder / "dist"),
            "by_conversation": Allowance(PLENTY, 60),
            "by_address": Allowance(PLENTY, 60),
            "contacts": Allowance(PLENTY, 60),
            **changes,
        }
        self.context = WebContext(**parts)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10), "the server did not start"

    def _visitors(self) -> VisitorStore:
        return VisitorStore(self.databases.main, self.databases.conversations, now, 30)

    def tidy(self) -> None:
        """Takes back what a test has turned."""
        self.rasa.heard.clear()
        self.rasa.is_broken = False
        self.rasa.may_end.set()
        self.services.visitors = self._visitors()
        shutil.rmtree(self.folder / "dist", ignore_errors=True)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._socket.close()

    def post(self, name: str, body: Any = None, token: str | None = None, **headers: str) -> requests.Response:
        return requests.post(
            self.url(name), json={} if body is None else body, headers=_with(token, headers), timeout=20
        )

    def get(self, name: str, token: str | None = None, **headers: str) -> requests.Response:
        return requests.get(self.url(name), headers=_with(token, headers), timeout=20)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/web/{name}"

    def token(self) -> str:
        return str(self.post("session").json()["token"])

    def say(self, token: str, text: str, message_id: str | None = None) -> requests.Response:
        return self.post("message", {"id": message_id or secrets.token_hex(8), "text": text}, token)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = Sanic(f"web-{secrets.token_hex(4)}", configure_logging=False)
        configure_cors(app, None)  # as Rasa does with every server
        app.blueprint(WebChannel(self.context).blueprint(self.rasa.handle), url_prefix="/webhooks/web")

        async def start() -> None:
            server = await app.create_server(sock=self._socket, return_asyncio_server=True, access_log=False)
            await server.startup()
            await server.before_start()
            await server.start_serving()
            self._ready.set()

        self._loop.create_task(start())
        self._loop.run_forever()


def _with(token: str | None, headers: dict[str, str]) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {**named, "Authorization": f"Bearer {token}"} if token else named
