"""From a request to what is asked: who, from where, with which body."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from sanic.exceptions import SanicException
from sanic.request import Request

from bot.channels.web.refusals import NOT_JSON, TOO_LARGE, Refusal

MOST_BYTES = 64 * 1024
_MOST_DISCARDED = 1024 * 1024  # where a body is too large; after more than that the connection is closed
_SECONDS = 10


@dataclass(frozen=True)
class Call:
    """One request, as far as it was let in."""

    address: str
    conversation: str
    body: dict[str, Any]


async def read_object(request: Request) -> dict[str, Any] | Refusal:
    """The JSON object in the body. Nothing is parsed before its size is known."""
    request.stream.request_max_size = _MOST_DISCARDED
    media_type = request.headers.getone("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":  # a page may send other types anywhere without being asked for its origin
        return NOT_JSON
    try:
        body = await asyncio.wait_for(_read(request), _SECONDS)
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


async def _read(request: Request) -> bytes | None:
    announced = request.headers.getone("content-length", "0")
    if int(announced) > MOST_BYTES:
        return None
    taken = bytearray()
    async for part in request.stream:
        taken += part
        if len(taken) > MOST_BYTES:
            return None
    return bytes(taken)
