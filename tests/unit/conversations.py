"""Both databases as the servers make them, with rows of two visitors in every table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy.engine import Engine

from bot.store.database import connect, migrate
from bot.store.visitors import VisitorStore

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
MINE, THEIRS = "web:" + "a" * 32, "telegram:7"
NAMES_OF_CONVERSATIONS = {"conversation", "conversation_id", "sender_id"}


class Databases:
    """The main one and the one of conversations, as files."""

    def __init__(self, folder: Any) -> None:
        self.main = connect(f"sqlite:///{folder / 'main.db'}")
        self.conversations = connect(f"sqlite:///{folder / 'conversations.db'}")
        migrate(self.main)
        SQLTrackerStore.Base.metadata.create_all(self.conversations)

    def visitors(self, kept_days: int = 30, now: datetime = NOON) -> VisitorStore:
        return VisitorStore(self.main, self.conversations, lambda: now, kept_days)

    def tables(self) -> Iterator[tuple[Engine, sa.Table]]:
        """Every table that there is, as the database itself tells it."""
        for engine in (self.main, self.conversations):
            metadata = sa.MetaData()
            metadata.reflect(engine)
            yield from ((engine, table) for table in metadata.sorted_tables)

    def of_visitors(self) -> list[tuple[Engine, sa.Table, sa.Column]]:
        """The tables with a conversation in them."""
        found = [(engine, table, NAMES_OF_CONVERSATIONS & set(table.c.keys())) for engine, table in self.tables()]
        return [(engine, table, table.c[names.pop()]) for engine, table, names in found if names]

    def fill(self, conversation: str, moment: datetime = NOON) -> int:
        """A row in every table that names a conversation; returns how many."""
        for engine, table, column in self.of_visitors():
            row = {c.name: value_for(c, conversation, moment) for c in table.c if not is_counted(c)}
            with engine.begin() as connection:
                connection.execute(table.insert().values({**row, column.name: conversation}))
        return len(self.of_visitors())

    def rows(self, conversation: str) -> dict[str, int]:
        found = {}
        for engine, table, column in self.of_visitors():
            with engine.connect() as connection:
                query = sa.select(sa.func.count()).select_from(table).where(column == conversation)
                found[table.name] = connection.execute(query).scalar()
        return found

    def say(self, conversation: str, text: str, reply: dict[str, Any], message_id: str, moment: datetime) -> None:
        """A turn as Rasa writes it."""
        user = {"event": "user", "text": text, "message_id": message_id}
        bot = {"event": "bot", "text": reply["text"], "data": {"custom": reply}}
        events = SQLTrackerStore.SQLEvent.__table__
        with self.conversations.begin() as connection:
            for data in ({"event": "action"}, user, {"event": "action"}, bot):
                row = {"sender_id": conversation, "type_name": data["event"], "timestamp": moment.timestamp()}
                connection.execute(events.insert().values({**row, "data": json.dumps(data)}))


def is_counted(column: sa.Column) -> bool:
    """Whether the database numbers it by itself."""
    return bool(column.primary_key) and isinstance(column.type, sa.Integer)


def value_for(column: sa.Column, conversation: str, moment: datetime) -> Any:
    """Something that fits; unlike for two conversations."""
    if column.name == "type_name":
        return "user"
    if column.name == "data":
        return json.dumps({"event": "user", "text": f"said in {conversation}", "message_id": "m"})
    kind = column.type.python_type
    text = f"{conversation}-{column.name}"[-(getattr(column.type, "length", None) or 30) :]
    values = {str: text, int: 1, float: moment.timestamp(), datetime: moment.replace(tzinfo=None), bool: True, dict: {}}
    return values[kind]
