"""What stands in a body, whatever was sent."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.shared.bodies import find_object, read_body


@pytest.mark.parametrize(("body", "found"), [(b'{"a": 1}', {"a": 1}), ('{"a": {}}', {"a": {}}), (b"{}", {})])
def test_an_object_is_found(body: str | bytes, found: dict[str, Any]) -> None:
    assert find_object(body) == found


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"x"', b"null", b"7", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000]
)
def test_anything_else_is_none(body: bytes) -> None:
    assert find_object(body) is None


@pytest.mark.parametrize(("pieces", "length"), [([b"ab", b"cd"], 4), ([b"x" * 10] * 5, 20), ([], 0)])
def test_of_a_body_that_is_too_long_no_more_is_read_than_shows_it(pieces: list[bytes], length: int) -> None:
    waiting = iter(pieces)

    async def read() -> bytes | None:
        return next(waiting, None)

    request: Any = SimpleNamespace(stream=SimpleNamespace(read=read))
    assert len(asyncio.run(read_body(request, 15))) == length
