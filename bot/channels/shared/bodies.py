"""What stands in the body of a request."""

from __future__ import annotations

import json
from typing import Any

from sanic.request import Request


def find_object(text: str | bytes) -> dict[str, Any] | None:
    """The JSON object in a text; None where it holds none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or brackets nested beyond reason
        return None
    return found if isinstance(found, dict) else None


async def read_body(request: Request, most: int) -> bytes:
    """The body of a streamed request, and of one that is longer than `most` no more than shows it."""
    body = bytearray()
    while len(body) <= most and (piece := await request.stream.read()):
        body += piece
    return bytes(body)
