"""Where conversations are kept: Rasa's SQL store on our own database settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

from bot.settings import load_settings


class ConversationStore(SQLTrackerStore):
    """Named in endpoints.yml, so that one setting moves conversations to another database."""

    def __init__(
        self, domain: Domain | None = None, host: str | None = None, event_broker: EventBroker | None = None, **_: Any
    ) -> None:
        url = load_settings().conversations
        database = sa.engine.make_url(url).database
        if url.startswith("sqlite") and database:
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain, host=url, event_broker=event_broker)
        if url.startswith("sqlite"):
            # The write-ahead log survives a kill in mid-turn and costs one sync less a turn.
            sa.event.listen(self.engine, "connect", _configure_sqlite)
            self.engine.dispose()


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=10000")
