"""What a platform sent: stored before it is told so, handled after, known again when it comes twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store import tables

_KNOWN_FOR = timedelta(days=7)  # no platform repeats an event for longer


@dataclass(frozen=True)
class Event:
    """One event of a platform that waits for its answer. `body` is what the channel needs to answer it."""

    channel: str
    event: str
    conversation: str
    body: Mapping[str, Any]


class Inbox:
    """Events by channel and id."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def accept(self, event: Event) -> bool:
        """Stores the event, so that a crash cannot lose it. False where it was here before."""
        row = {
            "channel": event.channel,
            "event": event.event,
            "conversation": event.conversation,
            "arrived_at": self._now().replace(tzinfo=None),
            "body": dict(event.body),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(tables.inbox.insert().values(row))
        except sa.exc.IntegrityError:
            return False
        return True

    def has_heard_in(self, channel: str, conversation: str) -> bool:
        """Whether anything was accepted in that conversation, within the time for which ids are known."""
        inbox = tables.inbox.c
        query = sa.select(inbox.event).where((inbox.channel == channel) & (inbox.conversation == conversation)).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def waiting(self, channel: str) -> tuple[Event, ...]:
        """What was accepted and not yet answered, the oldest first."""
        inbox = tables.inbox.c
        is_waiting = (inbox.channel == channel) & inbox.body.is_not(sa.null())
        query = sa.select(tables.inbox).where(is_waiting).order_by(inbox.arrived_at, inbox.event)
        with self._engine.connect() as connection:
            return tuple(
                Event(row["channel"], row["event"], row["conversation"], row["body"])
                for row in connection.execute(query).mappings()
            )

    def done(self, channel: str, event: str) -> None:
        """Forgets what was said, and keeps the id."""
        inbox = tables.inbox
        row = (inbox.c.channel == channel) & (inbox.c.event == event)
        with self._engine.begin() as connection:
            connection.execute(inbox.update().where(row).values(body=sa.null()))

    def prune(self) -> None:
        """Drops the ids of answered events that no platform would repeat any more."""
        inbox = tables.inbox
        old = inbox.c.arrived_at < (self._now() - _KNOWN_FOR).replace(tzinfo=None)
        with self._engine.begin() as connection:
            connection.execute(inbox.delete().where(old & inbox.c.body.is_(sa.null())))
