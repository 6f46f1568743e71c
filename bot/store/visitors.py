"""A visitor's data, over all tables of both databases: what is kept, until when, and its deletion."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.clinic.visitors import ASSISTANT, VISITOR, Said, StoredData
from bot.store import tables

# Rasa's own table of what was said; it lies in the conversations' database.
events = sa.table("events", *map(sa.column, ("id", "sender_id", "type_name", "timestamp", "data")))
# A table of ours with a conversation in it is covered as soon as it is written down.
of_visitors = tuple(table for table in tables.metadata.sorted_tables if "conversation" in table.c)
_SPEAKERS = {"user": VISITOR, "bot": ASSISTANT}
_EVENTS_OF_A_FEW_TURNS = 60
_WEB, _FORGOTTEN = "web", "forgotten:"


class VisitorStore:
    """Everything that belongs to one conversation, wherever it lies."""

    def __init__(self, main: Engine, conversations: Engine, now: Callable[[], datetime], kept_days: int) -> None:
        self._main = main
        self._conversations = conversations
        self._now = now
        self._kept_days = kept_days
        self._marks: set[str] | None = None
        self._reading = Lock()

    def kept(self, conversation: str) -> StoredData:
        """What is kept of a conversation."""
        query = sa.select(events).where(_is_said(conversation)).order_by(events.c.id)
        with self._conversations.connect() as connection:
            said = tuple(_said(row) for row in connection.execute(query).mappings())
        with self._main.connect() as connection:
            feedback = _rows(connection, _FEEDBACK, conversation)
            requests = _rows(connection, _REQUESTS, conversation)
        return StoredData(tuple(message for message in said if message.text), feedback, requests, self._kept_days)

    def find_reply(self, conversation: str, message_id: str) -> dict[str, Any] | None:
        """The reply to a message of the last turns; None where it was not answered."""
        query = sa.select(events).where(_is_said(conversation)).order_by(events.c.id.desc())
        with self._conversations.connect() as connection:
            rows = list(connection.execute(query.limit(_EVENTS_OF_A_FEW_TURNS)).mappings())
        answer: dict[str, Any] | None = None
        for row in rows:
            data = json.loads(row["data"])
            if row["type_name"] == "bot":
                answer = (data.get("data") or {}).get("custom")
            elif data.get("message_id") == message_id:
                return answer
            else:
                answer = None
        return None

    def forget(self, conversation: str, *, for_good: bool = False) -> int:
        """Deletes every row of a conversation, and returns how many. `for_good`: nobody may go on with it."""
        with self._conversations.begin() as connection:
            deleted = _delete(connection, events, events.c.sender_id == conversation)
        with self._main.begin() as connection:
            for table in of_visitors:
                deleted += _delete(connection, table, table.c.conversation == conversation)
            if for_good:
                connection.execute(tables.inbox.insert().values(self._mark(conversation)))
        if for_good:
            self._read_marks().add(_name(conversation))
        self._overwrite()
        return deleted

    def is_forgotten(self, conversation: str) -> bool:
        """Whether it was deleted for good. Asked at every turn: the marks are read once, and are few."""
        return _name(conversation) in self._read_marks()

    def prune(self) -> int:
        """Deletes what is older than the clinic keeps it; a contact request stays until it is done."""
        limit = self._now() - timedelta(days=self._kept_days)
        naive = limit.astimezone(timezone.utc).replace(tzinfo=None)
        with self._conversations.begin() as connection:
            deleted = _delete(connection, events, events.c.timestamp < limit.timestamp())
        with self._main.begin() as connection:
            for column in _AGES:
                deleted += _delete(connection, column.table, column < naive)
        self._overwrite()
        return deleted

    def _mark(self, conversation: str) -> dict[str, Any]:
        # A hash of 128 random bits that stand nowhere else: it leads back to nobody. Pruned as other ids of the inbox.
        arrived_at = self._now().astimezone(timezone.utc).replace(tzinfo=None)
        event = _name(conversation)
        return {"channel": _WEB, "event": event, "conversation": "", "arrived_at": arrived_at, "body": sa.null()}

    def _read_marks(self) -> set[str]:
        with self._reading:
            if self._marks is None:
                inbox = tables.inbox.c
                query = sa.select(inbox.event).where((inbox.channel == _WEB) & inbox.event.like(f"{_FORGOTTEN}%"))
                with self._main.connect() as connection:
                    self._marks = set(connection.execute(query).scalars())
            return self._marks

    def _overwrite(self) -> None:
        """Empties SQLite's write-ahead logs, where deleted rows would go on lying."""
        for engine in (self._main, self._conversations):
            if engine.dialect.name == "sqlite":
                with engine.connect() as connection:
                    connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))


# What a visitor is shown of a row: what came from the visitor, and what became of it.
_FEEDBACK = sa.select(
    tables.feedback.c.answer_id,
    tables.feedback.c.given_at,
    tables.feedback.c.is_helpful.label("helpful"),
    tables.feedback.c.words,
)
_REQUESTS = sa.select(
    *(
        tables.contact_requests.c[name]
        for name in ("asked_at", "name", "phone", "email", "good_time", "consent", "done_at")
    )
)
# NULL is older than nothing: a request that is not done has no `done_at`.
_AGES = (
    tables.gaps.c.asked_at,
    tables.feedback.c.given_at,
    tables.contact_requests.c.done_at,
    tables.inbox.c.arrived_at,
)


def _is_said(conversation: str) -> Any:
    return (events.c.sender_id == conversation) & events.c.type_name.in_(tuple(_SPEAKERS))


def _said(row: Mapping[str, Any]) -> Said:
    said_at = datetime.fromtimestamp(row["timestamp"], timezone.utc)
    return Said(said_at, _SPEAKERS[row["type_name"]], json.loads(row["data"]).get("text") or "")


def _rows(connection: Connection, query: Any, conversation: str) -> tuple[Mapping[str, Any], ...]:
    found = connection.execute(query.where(sa.column("conversation") == conversation))
    return tuple(dict(row) for row in found.mappings())


def _delete(connection: Connection, table: Any, which: Any) -> int:
    return int(connection.execute(sa.delete(table).where(which)).rowcount)


def _name(conversation: str) -> str:
    return _FORGOTTEN + hashlib.sha256(conversation.encode()).hexdigest()[:40]
