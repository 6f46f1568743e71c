"""Telegram's servers, played here: they check each call against the published limits, and fail when told to."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from aiohttp import web

from tests.telegram_limits import problems

TOKEN = "123456789:AAtestTokenThatOpensNothing_0123456789"
SECRET = "a-secret-for-tests_0123456789"
ME = {"id": 123456789, "is_bot": True, "first_name": "Effie", "username": "EffieTestBot"}
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_IN_JSON = ("entities", "reply_markup", "reply_parameters", "link_preview_options", "commands", "allowed_updates")
_NUMBERS = ("chat_id", "message_id", "message_thread_id", "offset", "timeout")


@dataclass(frozen=True)
class Call:
    """One call of the Bot API; the method in small letters, as it is no matter to Telegram."""

    method: str
    params: dict[str, Any]
    token: str

    @property
    def text(self) -> str:
        return self.params["text"]

    @property
    def chat(self) -> int:
        return self.params["chat_id"]

    @property
    def buttons(self) -> list[list[dict[str, str]]]:
        return self.params.get("reply_markup", {}).get("inline_keyboard", [])


@dataclass(frozen=True)
class Fault:
    """An answer that is none. `is_taken`: the platform did what was asked, and only its answer was lost."""

    status: int
    description: str = ""
    parameters: tuple[tuple[str, int], ...] = ()
    is_taken: bool = False


def too_many(seconds: int) -> Fault:
    return Fault(429, f"Too Many Requests: retry after {seconds}", (("retry_after", seconds),))


def migrated(chat: int) -> Fault:
    described = "Bad Request: group chat was upgraded to a supergroup chat"
    return Fault(400, described, (("migrate_to_chat_id", chat),))


BLOCKED = Fault(403, "Forbidden: bot was blocked by the user")
UNKNOWN_TOKEN = Fault(401, "Unauthorized")
STALE_QUERY = Fault(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
CHAT_GONE = Fault(400, "Bad Request: chat not found")
OUTAGE = Fault(502)
HANG_UP = Fault(0)
ANSWER_LOST = Fault(0, is_taken=True)
TWO_FETCH = Fault(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Platform:
    """A Bot API server in a thread of its own. `calls` is what reached it and was taken."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.pending: list[dict[str, Any]] = []
        self.webhook: dict[str, Any] = {}
        self.asked_for: list[str] = []
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._numbers = iter(range(1, 10**9))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.api = ""

    def start(self) -> Platform:
        self._thread.start()
        self.api = asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)
        return self

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of that method get these, in order."""
        self._faults[method.lower()].extend(faults)

    def is_failing(self, method: str) -> bool:
        """Whether it has failures in store."""
        return bool(self._faults[method.lower()])

    def of(self, method: str) -> list[Call]:
        return [call for call in list(self.calls) if call.method == method.lower()]

    def said(self, chat: int | None = None) -> list[str]:
        return [call.text for call in self.of("sendMessage") if chat in (None, call.chat)]

    def wait_for(self, happened: Callable[[], Any], seconds: float = 20) -> Any:
        """What it gives, once it gives something."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := happened():
                return found
            time.sleep(0.01)
        raise AssertionError(f"it did not happen; said so far: {self.said()}")

    async def _serve(self) -> str:
        app = web.Application(client_max_size=10**7)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _close(self) -> None:
        await self._runner.cleanup()
        await end_tasks()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method, token = request.match_info["method"].lower(), request.match_info["token"]
        call = Call(method, _read(await request.post()), token)
        if token != TOKEN:
            return _refusal(UNKNOWN_TOKEN)
        if broken := list(problems(method, call.params)):
            self.violations.extend(f"{method}: {problem}" for problem in broken)
            return _refusal(Fault(400, f"Bad Request: {broken[0]}"))
        if not self._faults[method]:
            return _answer(await self._do(call))
        fault = self._faults[method].popleft()
        if fault.is_taken:
            await self._do(call)
        if not fault.status:
            request.transport.close()
        return _refusal(fault)

    async def _do(self, call: Call) -> Any:
        if call.method == "getupdates":
            return await self._updates(call)
        self.calls.append(call)
        if call.method == "getme":
            return ME
        if call.method in ("setwebhook", "deletewebhook"):
            self.webhook = call.params
            return True
        if call.method == "sendmessage":
            chat = {"id": call.chat, "type": "private" if call.chat > 0 else "group"}
            return {"message_id": next(self._numbers), "date": int(time.time()), "chat": chat, "text": call.text}
        return True

    async def _updates(self, call: Call) -> list[dict[str, Any]]:
        self.asked_for = call.params.get("allowed_updates", [])
        offset = call.params.get("offset", 0)
        self.pending = [update for update in self.pending if update["update_id"] >= offset]
        if not self.pending:
            await asyncio.sleep(0.05)  # a long poll, short
        return self.pending[:100]


async def end_tasks() -> None:
    """Ends whatever else this loop is doing."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def post(address: str, body: bytes | dict[str, Any], secret: str | None = SECRET) -> requests.Response:
    """One request to a webhook, as Telegram makes it."""
    headers = {"Content-Type": "application/json", **({HEADER: secret} if secret is not None else {})}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return requests.post(address, data=data, headers=headers, timeout=30)


def post_all(address: str, updates: Sequence[dict[str, Any]]) -> None:
    for update in updates:
        assert post(address, update).status_code == 200


def _read(fields: Any) -> dict[str, Any]:
    params: dict[str, Any] = dict(fields)
    for name, value in fields.items():
        if name in _IN_JSON:
            params[name] = json.loads(value)
        elif name in _NUMBERS and value.lstrip("-").isdigit():
            params[name] = int(value)
    return params


def _answer(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(fault: Fault) -> web.Response:
    if fault.status == OUTAGE.status:
        return web.Response(status=502, text="<html>Bad Gateway</html>")
    body = {"ok": False, "error_code": fault.status, "description": fault.description}
    if fault.parameters:
        body["parameters"] = dict(fault.parameters)
    return web.json_response(body, status=fault.status or 500)
