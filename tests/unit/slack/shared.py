"""What the tests of the channel share: how to look into the inbox, and how to wait until all is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from bot.store import tables
from bot.store.inbox import Inbox
from tests.slack_payloads import direct
from tests.slack_platform import Platform
from tests.slack_server import Server

SECRET_WORDS = "my groin is numb"
Start = Callable[..., Server]


def rows(inbox: Inbox) -> list[Any]:
    with inbox._engine.connect() as connection:
        return list(connection.execute(sa.select(tables.inbox)))


def settle(platform: Platform, server: Server, number: int) -> None:
    """Waits for so many answers, and for a further event to be answered, so that no other can still be under way."""
    platform.replies(number)
    server.tell(direct("the end", user="U0ENDEND1", channel="D0ENDEND1"))
    platform.replies(number + 1)
    platform.wait(lambda: not server.inbox.waiting("slack"))


def short(value: object) -> str:
    """A name for a test that fits on a line."""
    return repr(value)[:20]
