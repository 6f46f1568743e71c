"""Plays Slack: a Web API that checks every call against Slack's published limits, and the events that Slack sends."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests
from aiohttp import WSMsgType, web

TEAM, APP, BOT_USER, BOT_ID = "T0CLINIC1", "A0EFFIE01", "U0EFFIE01", "B0EFFIE01"
SECRET, BOT_TOKEN, APP_TOKEN = "8f742231b10e8888abcd99yyyzzz85a5", "xoxb-of-the-test", "xapp-of-the-test"
SCOPES = "app_mentions:read,channels:history,chat:write,commands,groups:history,im:history,mpim:history"
SECONDS = 30
_ID = re.compile(r"[CDG][A-Z0-9]{1,20}")
_INSTANT = re.compile(r"\d{10}\.\d{6}")
_TOKEN = re.compile(r"<((?:https?://|tel:|mailto:)[^<>|\s]+)\|([^<>|]+)>")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_instants = itertools.count(1)


def instant() -> str:
    """A time stamp of Slack's, later than all before."""
    number = next(_instants)
    return f"{1_760_000_000 + number // 10}.{number:06d}"


# What Slack sends.


def sign(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers that prove a body to be Slack's."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def body_of(payload: dict[str, Any]) -> tuple[bytes, str]:
    """A payload as it goes over the wire, and its content type: events are JSON, the others forms."""
    if payload.get("type") in ("event_callback", "url_verification", "app_rate_limited"):
        return json.dumps(payload).encode(), "application/json"
    form = payload if "command" in payload else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def deliver(address: str, payload: dict[str, Any], repetition: int = 0, **headers: str) -> requests.Response:
    """One request of Slack's; a repetition says so, and why."""
    body, kind = body_of(payload)
    retry = {"X-Slack-Retry-Num": str(repetition), "X-Slack-Retry-Reason": "http_timeout"} if repetition else {}
    sent = {"Content-Type": kind, **sign(body), **retry, **headers}
    return requests.post(address, data=body, headers=sent, timeout=SECONDS)


def event_callback(event: dict[str, Any], event_id: str | None = None) -> dict[str, Any]:
    """The envelope of every event."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id or f"Ev{next(_instants):09d}",
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-opaque",
    }


def message(text: str, channel: str, user: str, **more: Any) -> dict[str, Any]:
    """A message event, as said by a person."""
    said_at = more.pop("ts", None) or instant()
    kind = {"C": "channel", "D": "im", "G": "group"}[channel[0]]
    return {
        "client_msg_id": "00000000-0000-4000-8000-000000000000",
        "type": "message",
        "text": text,
        "user": user,
        "ts": said_at,
        "blocks": [{"type": "rich_text", "block_id": "x1", "elements": []}],
        "team": TEAM,
        "channel": channel,
        "event_ts": said_at,
        "channel_type": kind,
        **more,
    }


def direct(text: str, user: str = "U0VISIT01", channel: str = "D0VISIT01", **more: Any) -> dict[str, Any]:
    """What a person writes to the assistant directly."""
    return event_callback(message(text, channel, user, **more))


def mention(text: str, user: str = "U0VISIT01", channel: str = "C0FRONT01", **more: Any) -> dict[str, Any]:
    """What a person writes in a channel with the assistant's name before it."""
    event = message(f"<@{BOT_USER}> {text}", channel, user, **more)
    del event["channel_type"]  # this one event comes without
    return event_callback({**event, "type": "app_mention"})


def press(posted: Posted, title: str, user: str = "U0VISIT01") -> dict[str, Any]:
    """A tap on a button of a message that was posted."""
    blocks = posted.body["blocks"]
    found = [(b, e) for b in blocks if b["type"] == "actions" for e in b["elements"] if e["text"]["text"] == title]
    (block, element), is_ephemeral = found[0], posted.only_for is not None
    container = {"type": "message", "message_ts": posted.ts, "channel_id": posted.channel, "is_ephemeral": is_ephemeral}
    if posted.thread:
        container["thread_ts"] = posted.thread
    shown = {"bot_id": BOT_ID, "type": "message", "text": posted.body["text"], "ts": posted.ts, "blocks": blocks}
    return {
        "type": "block_actions",
        "user": {"id": user, "username": "visitor", "name": "visitor", "team_id": TEAM},
        "api_app_id": APP,
        "token": "deprecated",
        "container": container,
        "trigger_id": f"{next(_instants)}.{next(_instants)}.0123456789abcdef0123456789abcdef",
        "team": {"id": TEAM, "domain": "clinic"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": posted.channel, "name": "directmessage"},
        **({} if is_ephemeral else {"message": shown}),
        "state": {"values": {}},
        "response_url": f"{posted.server}/response/{next(_instants)}",
        "actions": [{**element, "block_id": block["block_id"], "type": "button", "action_ts": instant()}],
    }


def command(text: str, server: str, user: str = "U0VISIT01", channel: str = "C0FRONT01") -> dict[str, Any]:
    """`/effie <text>`."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "team_domain": "clinic",
        "channel_id": channel,
        "channel_name": "front-desk",
        "user_id": user,
        "user_name": "visitor",
        "command": "/effie",
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": f"{server}/response/{next(_instants)}",
        "trigger_id": f"{next(_instants)}.{next(_instants)}.0123456789abcdef0123456789abcdef",
    }


# What Slack takes.


def problems_of(body: dict[str, Any]) -> list[str]:
    """Where a message breaks a limit that Slack publishes, or lets a word act as more than a word."""
    found = []
    text, blocks = body.get("text"), body.get("blocks") or []
    if not isinstance(text, str) or not 0 < len(text) <= 40_000:
        found.append("no text, or over 40,000 characters: nothing for a notification")
    if isinstance(text, str) and any(sign in _ENTITY.sub("", text) for sign in "&<>"):
        found.append(f"not escaped: {text!r}")
    if len(blocks) > 50:
        found.append(f"{len(blocks)} blocks")
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    found += [f"block_id {id!r} {times} times" for id, times in ids.items() if times > 1 or not 0 < len(id) <= 255]
    for block in blocks:
        found += _problems_of_block(block)
    total = sum(len(t["text"]) for block in blocks for t in _texts(block))
    if total + len(text or "") > 15_000 or total > 11_000:
        found.append(f"msg_blocks_too_long: {total}")
    if len(json.dumps(body.get("metadata") or {})) > 8_000:
        found.append("metadata too long")
    return found


def _problems_of_block(block: dict[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    sizes: dict[str, tuple[str, int, int]] = {
        "header": ("text", 1, 150),
        "section": ("fields", 10, 2000) if "fields" in block else ("text", 1, 3000),
        "context": ("elements", 10, 3000),
        "actions": ("elements", 25, 75),
    }
    if kind not in sizes:
        yield f"unknown block {kind!r}"
        return
    key, most, longest = sizes[kind]
    things = block[key] if isinstance(block[key], list) else [block[key]]
    if not 0 < len(things) <= most:
        yield f"{len(things)} in a {kind}"
    for text in _texts(block):
        yield from _problems_of_text(text, longest, is_plain=kind in ("header", "actions"))
    if kind == "actions":
        yield from _problems_of_buttons(things)


def _problems_of_buttons(buttons: list[dict[str, Any]]) -> Iterator[str]:
    ids = [button.get("action_id") for button in buttons]
    if len(set(ids)) != len(ids) or not all(isinstance(id, str) and 0 < len(id) <= 255 for id in ids):
        yield f"action_ids {ids}"
    for button in buttons:
        if button.get("type") != "button" or not 0 < len(button.get("value", "")) <= 2000:
            yield f"button {button}"


def _texts(block: dict[str, Any]) -> list[dict[str, Any]]:
    things = [block["text"]] if isinstance(block.get("text"), dict) else []
    things += [*block.get("fields", ()), *block.get("elements", ())]
    return [thing["text"] if isinstance(thing["text"], dict) else thing for thing in things]


def _problems_of_text(text: dict[str, Any], longest: int, *, is_plain: bool) -> Iterator[str]:
    words = text["text"]
    if not 0 < len(words) <= longest:
        yield f"{len(words)} characters where {longest} fit"
    if text["type"] == "mrkdwn" and not is_plain:
        words = _TOKEN.sub("", words)
    elif text["type"] != "plain_text":
        yield f"a text of type {text['type']}"
    if any(sign in _ENTITY.sub("", words) for sign in "&<>"):
        yield f"not escaped: {words!r}"
    if text["type"] == "mrkdwn" and re.search(r"[*_~`]", words):
        yield f"formatted: {words!r}"


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
        return "\n".join(text["text"] for block in self.body.get("blocks") or () for text in _texts(block))

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
        envelope = f"envelope-{next(_instants)}"
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
            return {"ok": True, "url": f"{self.server.replace('http', 'ws', 1)}/socket?ticket={next(_instants)}"}
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
        named = [{"block_id": f"b{next(_instants)}", **block} for block in body.get("blocks") or ()]
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
