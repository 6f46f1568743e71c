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
from functools import lru_cache
from typing import Any

import jwt
from jwt.types import Options
from sanic.exceptions import SanicException
from sanic.request import Request

from bot.channels.door import Door
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

logger = logging.getLogger(__name__)

_ORIGIN = re.compile(r"https?://(?P<name>[a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Chromium remembers a permission for two hours at most.
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "7200",
}
NO_PAGE = {"Vary": "Origin"}  # an answer that no page of another origin may read
_EXPOSED = {"Access-Control-Expose-Headers": "Retry-After"}
_MOST_KEPT = 10_000
_ADDRESSES_READ = 1_000  # lately, and so known by heart
MOST_BYTES = 64 * 1024
_MOST_DISCARDED = 1024 * 1024  # where a body is too large; after more than that the connection is closed
_SECONDS = 10
LIFE = timedelta(days=7)  # of disuse: a client that comes back before gets a new token for the same conversation
_ALGORITHM = "HS256"
_CLAIMS: Options = {"require": ["exp", "sub"], "verify_exp": False}
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

    def headers(self, origin: str | None, host: str, *, preflight: bool = False) -> dict[str, str] | None:
        """What lets an allowed page read the answer; None for any other. No cookies: the token is all that counts.

        No origin means no browser's page, and is served.
        """
        if origin is None:
            return NO_PAGE
        if not self._is_allowed(origin.lower(), host.lower()):
            return None
        return {**NO_PAGE, "Access-Control-Allow-Origin": origin, **(_PREFLIGHT if preflight else _EXPOSED)}

    def _is_allowed(self, origin: str, host: str) -> bool:
        parts = _ORIGIN.fullmatch(origin)
        if not parts:
            return False
        # The scheme is left out: behind a proxy only the visitor knows it.
        is_own = origin.partition("://")[2] == host
        return is_own or origin in self._listed or (self._development and parts["name"] in _LOOPBACK)


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
        self._left[key] = (left - (left >= 1), now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)  # whoever was quiet longest has most of the allowance back
        return max(0.0, (1 - left) / self._a_second)

    def __len__(self) -> int:
        return len(self._left)


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
            claims = jwt.decode(token.strip(), self._key, algorithms=[_ALGORITHM], options=_CLAIMS)
            expires_at = int(claims["exp"])
        except (jwt.InvalidTokenError, ValueError, TypeError):
            return NO_SESSION
        if not _CONVERSATION.fullmatch(claims["sub"]):
            return NO_SESSION
        return EXPIRED if self._now().timestamp() >= expires_at else str(claims["sub"])


class Admission:
    """Whether a request may come in: its origin, its method, its address's allowance, its body, its token, in turn."""

    def __init__(self, origins: Origins, by_address: Allowance, sessions: Sessions, door: Door, proxies: int) -> None:
        self._origins = origins
        self._by_address = by_address
        self._sessions = sessions
        self._door = door
        self._proxies = proxies

    async def admit(
        self, request: Request, method: str, *, needs_session: bool
    ) -> tuple[Call | Refusal, dict[str, str]]:
        """The call, or why it is none, and what a page may read of the answer."""
        headers = self.headers(request)
        if headers is None:
            return FOREIGN_ORIGIN, NO_PAGE
        return await self._let_in(request, method, needs_session=needs_session), headers

    async def _let_in(self, request: Request, method: str, *, needs_session: bool) -> Call | Refusal:
        # From the reading of the token on nothing is awaited: a deletion cannot come in between.
        if request.method != method:
            return WRONG_METHOD
        address = address_of(request.ip, request.headers.getone("x-forwarded-for", ""), self._proxies)
        if wait := self._by_address.take(address):
            return too_many(wait)
        body = await read_object(request) if method == "POST" else {}
        if isinstance(body, Refusal):
            return body
        conversation = self._conversation(request, needs_session=needs_session)
        return conversation if isinstance(conversation, Refusal) else Call(address, conversation, body)

    def headers(self, request: Request, *, preflight: bool = False) -> dict[str, str] | None:
        """What lets the page read the answer; None where it may not ask, and so not read either."""
        origin, host = request.headers.getone("origin", None), request.headers.getone("host", "")
        return self._origins.headers(origin, host, preflight=preflight)

    def _conversation(self, request: Request, *, needs_session: bool) -> str | Refusal:
        """The conversation of the token; an empty one where a first session is asked for."""
        authorization = request.headers.getone("authorization", None)
        if authorization is None:
            return NO_SESSION if needs_session else ""
        conversation = self._sessions.read(authorization)
        return NO_SESSION if isinstance(conversation, str) and self._door.is_forgotten(conversation) else conversation


class _TooLarge(Exception):
    """The body is longer than may be."""


async def read_object(request: Request) -> dict[str, Any] | Refusal:
    """The JSON object in the body. Nothing is parsed before its size is known."""
    request.stream.request_max_size = _MOST_DISCARDED
    media_type = request.headers.getone("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":  # a page may send other types anywhere without being asked for its origin
        return NOT_JSON
    try:
        found = json.loads(await asyncio.wait_for(_read_body(request), _SECONDS))
    except _TooLarge:
        return TOO_LARGE
    except (asyncio.TimeoutError, SanicException):  # too slow, or not in the chunks that it announced
        request.stream.keep_alive, request.stream.request_body = False, None  # the rest is not waited for
        return NOT_JSON
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or brackets nested beyond reason
        return NOT_JSON
    return found if isinstance(found, dict) else NOT_JSON


async def _read_body(request: Request) -> bytearray:
    taken = bytearray()
    if int(request.headers.getone("content-length", "0")) > MOST_BYTES:
        raise _TooLarge
    async for part in request.stream:
        taken += part
        if len(taken) > MOST_BYTES:
            raise _TooLarge
    return taken


def _read_origin(origin: str) -> str:
    text = origin.strip().lower().removesuffix("/")
    if not _ORIGIN.fullmatch(text):
        raise ValueError(f"EFFIE_ORIGINS: {origin.strip()!r} is no origin. Write it as https://www.example.org")
    return text


@lru_cache(maxsize=_ADDRESSES_READ)
def address_of(peer: str, forwarded: str, proxies: int) -> str:
    """Who asks: the peer or, behind so many proxies of ours, what the first of them saw.

    A client can write into `X-Forwarded-For` what it likes; what our proxies add stands at its end. An IPv6 customer
    has a whole /64 network.
    """
    if forwarded and not proxies:
        _warn_of_proxy()
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


@lru_cache(maxsize=1)
def _warn_of_proxy() -> None:
    """Once a process."""
    logger.warning("a proxy names the visitors, but EFFIE_BEHIND_PROXY is not set: they all share one allowance")
