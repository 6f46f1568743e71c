"""A clinic's website and its web channel (docs/web-api.md) in one small server, with switches that the real one lacks.

The real assistant cannot be made to answer with hostile text, to lose a reply on its way or to take exactly so long.
"""

from __future__ import annotations

import asyncio
import gzip
import secrets
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from bot.settings import ROOT
from tests.browser import answers
from tests.browser.page import CSS, STYLE, page

DIST = ROOT / "widget" / "dist"
BASE = "/webhooks/web"
# What the strictest of sites would send: nothing inline, nothing from elsewhere, no text that becomes script.
STRICT_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
LOST = 0  # a "status": the answer gets lost on its way
T = TypeVar("T")


@dataclass
class Failure:
    """What the next call of a path gets in place of its answer."""

    path: str
    status: int
    code: str = ""
    message: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    is_done: bool = False  # the turn happens all the same, and only its answer is lost


@dataclass
class Conversation:
    """What the server keeps of one conversation."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    replies: dict[str, dict[str, Any]] = field(default_factory=dict)
    turns: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    feedback: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)


class Site:
    """Runs in a thread of its own. It may be stopped and started again: what it keeps stays, as on a disk."""

    def __init__(self, port: int, dist: Path = DIST) -> None:
        self.port = port
        self.dist = dist
        self.csp = STRICT_CSP
        self.pages: dict[str, str] = {"/": page()}
        self.files: dict[str, str] = {}
        self.clinic: dict[str, Any] = dict(answers.CLINIC)
        self.answer: Callable[[str], Any] = answers.answer
        self.delay = 0.0
        self.failures: list[Failure] = []
        self.seen: list[tuple[str, str]] = []
        self.conversations: dict[str, Conversation] = {}
        self.tokens: dict[str, str] = {}
        self.session_seconds = 3600.0
        self._loop = asyncio.new_event_loop()
        self._runner: web.AppRunner | None = None
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def channel(self) -> str:
        """The address of its web channel."""
        return f"http://127.0.0.1:{self.port}{BASE}"

    def start(self) -> None:
        """Listens; the port is the same at each start."""
        self._wait(self._start())

    def stop(self) -> None:
        """Ends at once: what is under way is lost."""
        self.cut()
        for kept in self.conversations.values():
            for message, turn in list(kept.turns.items()):
                if not turn.done():
                    self._loop.call_soon_threadsafe(turn.cancel)
                    del kept.turns[message]

    def cut(self) -> None:
        """Nothing reaches it any more, until it is started again; what is under way goes on."""
        if self._runner:
            self._wait(self._runner.cleanup())
            self._runner = None

    def close(self) -> None:
        """Stops for good."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def calls(self, path: str) -> int:
        """How often a path of the channel was called."""
        return sum(seen == f"{BASE}{path}" for _, seen in self.seen)

    def expire(self) -> None:
        """From now on every token is over."""
        self.tokens = dict.fromkeys(self.tokens, "")

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _start(self) -> None:
        app = web.Application(middlewares=[self._watch])
        app.add_routes(
            [
                web.get(f"{BASE}/effie.js", self._launcher),
                web.get(f"{BASE}/assets/{{version}}/{{name}}", self._asset),
                web.post(f"{BASE}/session", self._session),
                web.post(f"{BASE}/message", self._message),
                web.post(f"{BASE}/feedback", self._feedback),
                web.post(f"{BASE}/contact", self._contact),
                web.get(f"{BASE}/me", self._me),
                web.post(f"{BASE}/forget", self._forget),
                web.get("/{name:.*}", self._page),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()

    @web.middleware
    async def _watch(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.seen.append((request.method, request.path))
        failure = next((one for one in self.failures if f"{BASE}{one.path}" == request.path), None)
        if failure is None:
            done: web.StreamResponse = await handler(request)
            return done
        self.failures.remove(failure)
        if failure.is_done:
            await handler(request)
        if failure.status == LOST:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        return _error(failure.status, failure.code, failure.message, **failure.more)

    async def _page(self, request: web.Request) -> web.Response:
        if request.path == STYLE:
            return web.Response(text=CSS, content_type="text/css")
        if request.path in self.files:
            return web.Response(text=self.files[request.path], content_type="application/json")
        if request.path not in self.pages:
            return web.Response(status=404, text="Not here.")
        headers = {"Content-Security-Policy": self.csp} if self.csp else {}
        return web.Response(text=self.pages[request.path], content_type="text/html", headers=headers)

    async def _launcher(self, request: web.Request) -> web.Response:
        return _script(self.dist / "effie.js", "no-cache")

    async def _asset(self, request: web.Request) -> web.Response:
        path = self.dist / "assets" / request.match_info["version"] / request.match_info["name"]
        return _script(path, "public, max-age=31536000, immutable")

    async def _session(self, request: web.Request) -> web.Response:
        conversation = secrets.token_hex(8)
        if "Authorization" in request.headers:
            conversation = self._owner(request) or ""
            if not conversation:
                return _over()
        token = secrets.token_urlsafe(16)
        self.tokens[token] = conversation
        self.conversations.setdefault(conversation, Conversation())
        ends_at = datetime.now(timezone.utc) + timedelta(seconds=self.session_seconds)
        return web.json_response({"token": token, "expires_at": ends_at.isoformat(), "clinic": self.clinic}, status=201)

    async def _message(self, request: web.Request) -> web.Response:
        owner, body = self._owner(request), await request.json()
        if not owner:
            return _over()
        kept = self.conversations[owner]
        if body["id"] not in kept.turns:
            kept.turns[body["id"]] = asyncio.ensure_future(self._turn(kept, body["id"], body["text"]))
        # As on the real server, a turn that has begun is finished, whoever still waits for it.
        await asyncio.shield(kept.turns[body["id"]])
        return web.json_response({"reply": kept.replies[body["id"]]})

    async def _turn(self, kept: Conversation, message: str, text: str) -> None:
        await asyncio.sleep(self.delay)
        reply: Any = self.answer(text)
        kept.replies[message] = {**reply, "answer_id": secrets.token_hex(4)} if isinstance(reply, dict) else reply
        title = next((offer["title"] for offer in self.clinic["offers"] if offer["payload"] == text), text)
        for by, words in (("visitor", title), ("assistant", _words(reply))):
            kept.messages.append({"said_at": _now(), "by": by, "text": words})

    async def _feedback(self, request: web.Request) -> web.Response:
        owner, body = self._owner(request), await request.json()
        if not owner:
            return _over()
        self.conversations[owner].feedback[body["answer_id"]] = {"given_at": _now(), **body}
        return web.Response(status=204)

    async def _contact(self, request: web.Request) -> web.Response:
        owner, body = self._owner(request), await request.json()
        if not owner:
            return _over()
        if "@" not in body.get("email", "@"):
            fields = {"email": "This does not look like an email address."}
            return _error(422, "invalid_contact", "Something is not right yet.", fields=fields)
        self.conversations[owner].requests.append({"asked_at": _now(), **body})
        return web.json_response({"reply": answers.CONTACT_TAKEN}, status=201)

    async def _me(self, request: web.Request) -> web.Response:
        owner = self._owner(request)
        if not owner:
            return _over()
        kept = self.conversations[owner]
        feedback = list(kept.feedback.values())
        return web.json_response(
            {"messages": kept.messages, "feedback": feedback, "contact_requests": kept.requests, "kept_days": 30}
        )

    async def _forget(self, request: web.Request) -> web.Response:
        owner = self._owner(request)
        if not owner:
            return _over()
        kept = self.conversations.pop(owner)
        self.tokens = {token: who for token, who in self.tokens.items() if who != owner}
        return web.json_response({"deleted": len(kept.messages) + len(kept.feedback) + len(kept.requests)})

    def _owner(self, request: web.Request) -> str | None:
        return self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))


def _words(reply: Any) -> str:
    return str(reply.get("text", "")) if isinstance(reply, dict) else ""


def _script(path: Path, cache: str) -> web.Response:
    if not path.is_file():
        return web.Response(status=404)
    headers = {"Content-Encoding": "gzip", "Cache-Control": cache}
    body = gzip.compress(path.read_bytes(), 9)
    return web.Response(body=body, content_type="text/javascript", headers=headers)


def _over() -> web.Response:
    return _error(401, "expired", "This conversation is over.")


def _error(status: int, code: str, message: str, **more: Any) -> web.Response:
    if not code:  # what something in between would send
        return web.Response(status=status, text="<html><h1>Bad Gateway</h1></html>", content_type="text/html")
    return web.json_response({"error": {"code": code, "message": message, **more}}, status=status)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat()
