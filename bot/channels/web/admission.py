"""Who may come in: which pages, how much of each address, which bodies, whose conversation."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

import jwt
from sanic.exceptions import SanicException
from sanic.request import Request

from bot.channels.web.refusals import (
    EXPIRED,
    FOREIGN_ORIGIN,
    NO_SESSION,
    NOT_JSON,
    TOO_LARGE,
    WRONG_METHOD,
    Refusal,
    too_many,
)
from bot.wiring import Services

logger = logging.getLogger(__name__)

_ORIGIN = re.compile(r"https?://(?P<name>[a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Chromium remembers a permission for two hours at most.
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "7200",
}
_MOST_KEPT = 10_000
_TURNS_AT_ONCE = 4  # of one address: more would only make the others wait
MOST_BYTES = 64 * 1024
_MOST_DISCARDED = 1024 * 1024  # where a body is too large; after more than that the connection is closed
_SECONDS = 10
LIFE = timedelta(days=7)  # of disuse: a client that comes back before gets a new token for the same conversation
_ALGORITHM = "HS256"
_CONVERSATION = re.compile(r"web:[0-9a-f]{32}")
_LONGEST_TOKEN = 1000


@dataclass(frozen=True)
class Call:
    """One request, as far as it was let in."""

    address: str
    conversation: str
    body: dict[str, Any]


class Origins:
    """The allow-list, our own host and, in development, every port of this machine."""

    def __init__(self, listed: str, *, development: bool = False) -> None:
        self._listed = frozenset(_read_origin(origin) for origin in listed.split(",") if origin.strip())
        self._development = development

    def is_allowed(self, origin: str | None, host: str) -> bool:
        """Whether a page of that origin may ask; no origin means no browser's page, and is served."""
        if origin is None:
            return True
        origin = origin.lower()
        parts = _ORIGIN.fullmatch(origin)
        if not parts:
            return False
        # The scheme is left out: behind a proxy only the visitor knows it.
        is_own = origin.partition("://")[2] == host.lower()
        return is_own or origin in self._listed or (self._development and parts["name"] in _LOOPBACK)

    @staticmethod
    def headers(origin: str | None, *, preflight: bool = False) -> dict[str, str]:
        """What lets an allowed page read the answer. No cookies: the token is all that counts."""
        if origin is None:
            return {"Vary": "Origin"}
        allowed = {"Vary": "Origin", "Access-Control-Allow-Origin": origin}
        return {**allowed, **_PREFLIGHT} if preflight else {**allowed, "Access-Control-Expose-Headers": "Retry-After"}


class Allowance:
    """A token bucket for each key: `number` requests in `seconds`, bursts allowed."""

    def __init__(
        self, number: int, seconds: float, clock: Callable[[], float] = time.monotonic, most: int = _MOST_KEPT
    ) -> None:
        self._capacity = float(number)
        self._a_second = number / seconds
        self._clock = clock
        self._most = most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """0 where it is granted; else the seconds until it would be."""
        now = self._clock()
        left, then = self._left.pop(key, (self._capacity, now))
        left = min(self._capacity, left + (now - then) * self._a_second)
        granted = left >= 1
        self._left[key] = (left - 1 if granted else left, now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)  # whoever was quiet longest has most of the allowance back
        return 0.0 if granted else (1 - left) / self._a_second

    def __len__(self) -> int:
        return len(self._left)


class Queues:
    """An address has a few turns under way at once; its others stand in line, and nobody else behind them."""

    def __init__(self, at_once: int = _TURNS_AT_ONCE) -> None:
        self._at_once = at_once
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def of(self, address: str) -> asyncio.Semaphore:
        """The line of that address."""
        return self._places.setdefault(address, asyncio.Semaphore(self._at_once))


@dataclass(frozen=True)
class Session:
    """A conversation, and the token that opens it until then."""

    conversation: str
    token: str
    expires_at: datetime


class Sessions:
    """Issues and reads tokens."""

    def __init__(self, key: str, now: Callable[[], datetime]) -> None:
        self._key = key
        self._now = now

    def issue(self, conversation: str | None = None) -> Session:
        """A token for that conversation, or for a new one whose id nobody can guess."""
        conversation = conversation or f"web:{secrets.token_hex(16)}"
        expires_at = (self._now() + LIFE).replace(microsecond=0)
        claims = {"sub": conversation, "exp": int(expires_at.timestamp())}
        return Session(conversation, jwt.encode(claims, self._key, algorithm=_ALGORITHM), expires_at)

    def read(self, authorization: str) -> str | Refusal:
        """The conversation of an `Authorization` header, or why it opens none."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or len(token) > _LONGEST_TOKEN:
            return NO_SESSION
        try:
            # The algorithm is ours alone to choose: a token's own header is not asked. The clock below is ours too.
            claims = jwt.decode(
                token.strip(),
                self._key,
                algorithms=[_ALGORITHM],
                options={"require": ["exp", "sub"], "verify_exp": False},
            )
            expires_at = int(claims["exp"])
        except (jwt.InvalidTokenError, ValueError, TypeError):
            return NO_SESSION
        if not _CONVERSATION.fullmatch(claims["sub"]):
            return NO_SESSION
        return EXPIRED if self._now().timestamp() >= expires_at else str(claims["sub"])


@dataclass(frozen=True)
class Admitted:
    """What became of a request: the call that is let in or why it is not, and what a page may read of the answer."""

    call: Call | Refusal
    headers: dict[str, str]


class Admission:
    """Whether a request may come in: its origin, its method, its address's allowance, its body, its token, in turn."""

    def __init__(
        self,
        origins: Origins,
        by_address: Allowance,
        sessions: Sessions,
        services: Services,
        proxies: int,
    ) -> None:
        self._origins = origins
        self._by_address = by_address
        self._sessions = sessions
        self._services = services
        self._proxies = proxies
        self._has_warned = False

    async def admit(self, request: Request, method: str, *, needs_session: bool) -> Admitted:
        """The call. From the reading of the token on nothing is awaited: a deletion cannot come in between."""
        headers = self.headers(request)
        if headers is None:
            return Admitted(FOREIGN_ORIGIN, self._origins.headers(None))
        if request.method != method:
            return Admitted(WRONG_METHOD, headers)
        address = self._address(request)
        if wait := self._by_address.take(address):
            return Admitted(too_many(wait), headers)
        body = await read_object(request) if method == "POST" else {}
        if isinstance(body, Refusal):
            return Admitted(body, headers)
        conversation = self._conversation(request, needs_session=needs_session)
        if isinstance(conversation, Refusal):
            return Admitted(conversation, headers)
        return Admitted(Call(address, conversation, body), headers)

    def headers(self, request: Request, *, preflight: bool = False) -> dict[str, str] | None:
        """What lets the page read the answer; None where it may not ask, and so not read either."""
        origin = request.headers.getone("origin", None)
        if not self._origins.is_allowed(origin, request.headers.getone("host", "")):
            return None
        return self._origins.headers(origin, preflight=preflight)

    def _address(self, request: Request) -> str:
        forwarded = request.headers.getone("x-forwarded-for", "")
        if forwarded and not self._proxies and not self._has_warned:
            self._has_warned = True
            logger.warning(
                "a proxy names the visitors, but EFFIE_BEHIND_PROXY is not set: they all share one allowance"
            )
        return address_of(request.ip, forwarded, self._proxies)

    def _conversation(self, request: Request, *, needs_session: bool) -> str | Refusal:
        """The conversation of the token; an empty one where a first session is asked for."""
        authorization = request.headers.getone("authorization", None)
        if authorization is None:
            return NO_SESSION if needs_session else ""
        is_forgotten = self._services.visitors.is_forgotten
        conversation = self._sessions.read(authorization)
        return NO_SESSION if isinstance(conversation, str) and is_forgotten(conversation) else conversation


async def read_object(request: Request) -> dict[str, Any] | Refusal:
    """The JSON object in the body. Nothing is parsed before its size is known."""
    request.stream.request_max_size = _MOST_DISCARDED
    media_type = request.headers.getone("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":  # a page may send other types anywhere without being asked for its origin
        return NOT_JSON
    try:
        body = await asyncio.wait_for(_read_body(request), _SECONDS)
    except (asyncio.TimeoutError, SanicException):  # too slow, or not in the chunks that it announced
        request.stream.keep_alive, request.stream.request_body = False, None  # the rest is not waited for
        return NOT_JSON
    if body is None:
        return TOO_LARGE
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or brackets nested beyond reason
        return NOT_JSON
    return found if isinstance(found, dict) else NOT_JSON


async def _read_body(request: Request) -> bytes | None:
    announced = request.headers.getone("content-length", "0")
    if int(announced) > MOST_BYTES:
        return None
    taken = bytearray()
    async for part in request.stream:
        taken += part
        if len(taken) > MOST_BYTES:
            return None
    return bytes(taken)


def _read_origin(origin: str) -> str:
    text = origin.strip().lower().removesuffix("/")
    if not _ORIGIN.fullmatch(text):
        raise ValueError(f"EFFIE_ORIGINS: {origin.strip()!r} is no origin. Write it as https://www.example.org")
    return text


def address_of(peer: str, forwarded: str, proxies: int) -> str:
    """Who asks: the peer or, behind so many proxies of ours, what the first of them saw.

    A client can write into `X-Forwarded-For` what it likes; what our proxies add stands at its end. An IPv6 customer
    has a whole /64 network.
    """
    hops = [hop.strip() for hop in forwarded.split(",")] if forwarded and proxies else []
    text = hops[-proxies] if 0 < proxies <= len(hops) else peer
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.IPv6Network((int(address), 64), strict=False))
    return str(address)
