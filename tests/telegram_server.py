"""Our channel in a server of its own: the real door, library and database, with Rasa played behind it."""

from __future__ import annotations

import asyncio
import secrets
import threading
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sanic import Sanic

from bot.channels.door import Door
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.options import Options
from bot.clinic.facts import Sign
from bot.safety.gate import RedFlagGate
from bot.services.escalating import Escalating
from bot.services.refusing import Refusing
from bot.store import tables
from bot.store.inbox import Inbox
from bot.wiring import now
from tests.conftest import free_port
from tests.telegram_platform import SECRET, TOKEN, end_tasks, post
from tests.unit.facts import ALARM_RULES, CLINIC, TOPICS, FakeFactBase

Sanic.test_mode = True  # else it rewrites its own methods at the first start, and a second finds no source to rewrite
NUMB = Sign("red_flag/cauda_equina", "numb saddle", (("numb",), ("groin",)))


def answer(text: str, **more: Any) -> dict[str, Any]:
    """A reply of the contract."""
    plain = {
        "version": 1, "kind": "answer", "topics": ["benefit/sleep"], "confidence": 0.9, "escalation": "none",
        "evidence": "none", "sources": [], "buttons": [], "answer_id": "a1",
    }  # fmt: skip
    return {**plain, "text": text, **more}


class EchoingRasa:
    """Says back what reached it, or what it was told to say; it may be made to wait."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.reply: dict[str, Any] | None = None
        self.seconds = 0.0

    async def handle(self, message: Any) -> None:
        self.heard.append(message)
        if self.seconds:
            await asyncio.sleep(self.seconds)
        reply = self.reply or answer(f"You said: {message.text}")
        await message.output_channel.send_response("x", {"text": "t", "custom": reply})


class FakeServices:
    knowledge = FakeFactBase()
    escalating = Escalating(FakeFactBase(), TOPICS, ALARM_RULES, str)


class Server:
    """Sanic with our routes, in a thread. `stop` is what a service manager does, `kill` what a power cut does."""

    def __init__(self, engine: Any, api: str, folder: Path, *, is_polling: bool = False, token: str = TOKEN) -> None:
        self.engine = engine
        self.rasa = EchoingRasa()
        self.options = Options(token, api, is_polling, SECRET, folder / "telegram-polling.lock")
        self.port = free_port()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/telegram/webhook"

    def start(self) -> Server:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(30)
        return self

    @property
    def is_taking(self) -> bool:
        """Whether it answers Telegram: an update of no known type changes nothing."""
        return post(self.address, {"update_id": 1, "telepathy": {}}).status_code == 200

    def stop(self) -> None:
        if not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._end_thread()

    def kill(self) -> None:
        """Nothing is said, written or put away any more."""
        asyncio.run_coroutine_threadsafe(self._drop_everything(), self._loop).result(30)
        self._end_thread()

    def rows(self) -> list[Any]:
        """What the inbox holds."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(tables.inbox)).mappings())

    def waiting(self) -> list[Any]:
        return [row for row in self.rows() if row["body"] is not None]

    async def _serve(self) -> None:
        door = Door(RedFlagGate([NUMB], TOPICS), TOPICS, FakeServices(), Refusing(lambda: CLINIC, str))
        channel = TelegramChannel(self.options, door, Inbox(self.engine, now))
        app = Sanic(f"effie_{secrets.token_hex(4)}", configure_logging=False)
        app.blueprint(channel.blueprint(self.rasa.handle), url_prefix="/webhooks/telegram")
        server = await app.create_server("127.0.0.1", self.port, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        self._server = server

    async def _close(self) -> None:
        await self._server.before_stop()
        await self._server.close()
        await self._server.after_stop()
        await end_tasks()

    async def _drop_everything(self) -> None:
        self._server.close()
        await end_tasks()

    def _end_thread(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
