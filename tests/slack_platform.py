"""Slack's servers, played here: a Web API that checks each call against the published limits, and a socket."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.slack_limits import problems_of, texts_of

TEAM, APP, BOT_USER, BOT_ID = "T0CLINIC1", "A0EFFIE01", "U0EFFIE01", "B0EFFIE01"
SECRET, BOT_TOKEN, APP_TOKEN = "8f742231b10e8888abcd99yyyzzz85a5", "xoxb-of-the-test", "xapp-of-the-test"
SCOPES = "app_mentions:read,channels:history,chat:write,commands,groups:history,im:history,mpim:history"
SECONDS = 30
_ID = re.compile(r"[CDG][A-Z0-9]{1,20}")
_INSTANT = re.compile(r"\d{10}\.\d{6}")
numbers = itertools.count(1)  # every id and every time stamp is made of the next


def instant() -> str:
    """A time stamp of Slack's, later than all before."""
    number = next(numbers)
    return f"{1_760_000_000 + number // 10}.{number:06d}"


@dataclass(frozen=True)
class Posted:
    """A message as Slack keeps it."""

    server: str
    channel: str
    thread: str | None
    only_for: str | None
    ts: str
    body: dict[str, Any]

    @property
    def words(self) -> str:
        """All that is read in it."""
        return "\n".join(text["text"] for block in self.body.get("blocks") or () for text in texts_of(block))

    @property
    def reply(self) -> dict[str, Any]:
        """What the metadata says of the reply behind it."""
        return self.body["metadata"]["event_payload"]

    @property
    def buttons(self) -> list[str]:
        """The titles of its buttons."""
        rows = [block["elements"] for block in self.body.get("blocks") or () if block["type"] == "actions"]
        return [element["text"]["text"] for row in rows for element in row]


@dataclass
class Fault:
    """What a call gets in place of an answer. `arrives`: Slack did what was asked, and the answer was lost."""

    status: int = 200
    error: str | None = None
    retry_after: int | None = None
    arrives: bool = False


@dataclass
class Platform:
    """The server. Its lists may be read while it runs."""

    posted: list[Posted] = field(default_factory=list)
    updated: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    connections: int = 0
    scopes: str = SCOPES
    is_strict: bool = True  # about being called too early
    server: str = ""

    def __post_init__(self) -> None:
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._closed_until: dict[str, float] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._loop = InLoop()

    @property
    def api(self) -> str:
        return f"{self.server}/api/"

    def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._called)
        app.router.add_post("/response/{number}", self._responded)
        app.router.add_get("/socket", self._connected)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self.server = f"http://127.0.0.1:{self._loop.run(_serve(self._runner))}"

    def stop(self) -> None:
        """Nobody answers any more; safe to call twice."""
        self._loop.run(self._runner.cleanup())

    def fail(self, method: str, *faults: Fault) -> None:
        """What the next calls of that method get."""
        self._faults[method] += faults

    def heal(self) -> None:
        """No more faults."""
        self._faults.clear()

    def send(self, payload: dict[str, Any], kind: str = "events_api") -> str:
        """An envelope over the open socket; its id."""
        envelope = f"envelope-{next(numbers)}"
        retry = {"retry_attempt": 0, "retry_reason": ""} if kind == "events_api" else {}
        self.send_raw(
            {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": False, **retry}
        )
        return envelope

    def send_raw(self, content: Any) -> None:
        """Anything at all over the open socket."""
        text = content if isinstance(content, str) else json.dumps(content)
        self._loop.run(self._sockets[-1].send_str(text))

    def hang_up(self) -> None:
        """Ends the open socket without a word."""
        self._loop.run(self._sockets.pop().close())

    def wait(self, is_so: Callable[[], bool], what: str = "what was waited for", seconds: float = SECONDS) -> None:
        """Returns as soon as it is so; fails when the time is up."""
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, f"{what} did not happen; complaints: {self.complaints}"
            time.sleep(0.01)

    def replies(self, number: int) -> list[Posted]:
        """The first so many posts, as soon as they are there."""
        self.wait(lambda: len(self.posted) >= number, f"{number} posts, {len(self.posted)} there,")
        return self.posted[:number]

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = dict(request.query) if request.method == "GET" else await _body(request)
        self.calls.append((method, body))
        if self.is_strict and time.monotonic() < self._closed_until.get(method, 0.0):
            self.complaints.append(f"{method} was called before the time that Retry-After named")
        fault = self._faults[method].pop(0) if self._faults[method] else None
        if fault and not fault.arrives:
            return self._broken(method, fault)
        answer = self._answer(method, body, request.headers.get("Authorization", ""))
        if fault:
            request.transport.abort()
        return web.json_response(answer, headers={"X-OAuth-Scopes": self.scopes})

    def _broken(self, method: str, fault: Fault) -> web.Response:
        headers = {}
        if fault.retry_after is not None:
            headers["Retry-After"] = str(fault.retry_after)
            self._closed_until[method] = time.monotonic() + fault.retry_after - 0.05
        if fault.error:
            return web.json_response({"ok": False, "error": fault.error}, status=fault.status, headers=headers)
        return web.Response(
            text="<html>upstream</html>", content_type="text/html", status=fault.status, headers=headers
        )

    def _answer(self, method: str, body: dict[str, Any], authorization: str) -> dict[str, Any]:
        wanted = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if authorization.removeprefix("Bearer ") != wanted:
            return {"ok": False, "error": "invalid_auth"}
        if method == "auth.test":
            return {"ok": True, "team": "Clinic", "user": "effie", "team_id": TEAM, "user_id": BOT_USER}
        if method == "apps.connections.open":
            return {"ok": True, "url": f"{self.server.replace('http', 'ws', 1)}/socket?ticket={next(numbers)}"}
        if method.startswith("conversations."):
            return {"ok": True, "messages": self._read(body), "has_more": False}
        if method == "chat.update":
            return self._update(body)
        return self._post(method, body)

    def _post(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        problems = problems_of(body)
        if not _ID.fullmatch(str(body.get("channel"))):
            problems.append(f"{method} in channel {body.get('channel')!r}")
        if "thread_ts" in body and not _INSTANT.fullmatch(str(body["thread_ts"])):
            problems.append(f"thread_ts {body['thread_ts']!r}")
        if (method == "chat.postEphemeral") != ("user" in body):
            problems.append(f"{method} for user {body.get('user')!r}")
        if problems:
            self.complaints += problems
            return {"ok": False, "error": "invalid_blocks"}
        posted = self._keep(body["channel"], body.get("thread_ts"), body.get("user"), body)
        return {"ok": True, "channel": posted.channel, "ts": posted.ts, "message": body}

    def _keep(self, channel: str, thread: str | None, only_for: str | None, body: dict[str, Any]) -> Posted:
        named = [{"block_id": f"b{next(numbers)}", **block} for block in body.get("blocks") or ()]
        posted = Posted(self.server, channel, thread, only_for, instant(), {**body, "blocks": named})
        self.posted.append(posted)
        return posted

    def _update(self, body: dict[str, Any]) -> dict[str, Any]:
        old = next((p for p in self.posted if (p.channel, p.ts) == (body["channel"], body["ts"])), None)
        if old is None:
            return {"ok": False, "error": "message_not_found"}
        self.complaints += problems_of(body)
        known = {block.get("block_id") for block in old.body["blocks"]}
        if known & {block.get("block_id") for block in body["blocks"]} - {None}:
            self.complaints.append("an updated block kept its id")
        self.updated.append(body)
        return {"ok": True, "channel": old.channel, "ts": old.ts, "text": body["text"]}

    def _read(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """Of a thread or a channel; what one person alone saw is in no history."""
        return [
            {
                "type": "message",
                "bot_id": BOT_ID,
                "ts": post.ts,
                "text": post.body["text"],
                "blocks": post.body["blocks"],
            }
            for post in reversed(self.posted)
            if (post.channel, post.thread, post.only_for) == (body["channel"], body.get("ts"), None)
            and post.body.get("blocks")
            and float(post.ts) > float(body["oldest"])
        ]

    async def _responded(self, request: web.Request) -> web.StreamResponse:
        url, body = f"{self.server}{request.path}", await _body(request)
        self.calls.append(("response_url", body))
        fault = self._faults["response_url"].pop(0) if self._faults["response_url"] else None
        if fault and fault.error:
            return web.Response(text=fault.error, status=fault.status)
        if fault:
            return self._broken("response_url", fault)
        self.complaints += problems_of(body)
        if body.get("response_type") != "ephemeral" or body.get("replace_original") is not False:
            self.complaints.append(f"not for the asker alone: {body}")
        self._keep("C0FRONT01", None, url, body)
        return web.Response(text="ok")

    async def _connected(self, request: web.Request) -> web.StreamResponse:
        fault = self._faults["socket"].pop(0) if self._faults["socket"] else None
        if fault:
            return web.Response(status=fault.status)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self.connections += 1
        async for received in socket:
            if received.type is WSMsgType.TEXT:
                self.acknowledged.append(received.json()["envelope_id"])
        return socket


class InLoop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of the work, from any thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)


async def _serve(runner: web.AppRunner) -> int:
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return site._server.sockets[0].getsockname()[1]


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return await request.json()
    return dict(await request.post())
