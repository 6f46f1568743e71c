"""The connection to the database, and its schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine

_BUSY_SECONDS = 10


def connect(url: str) -> Engine:
    """An engine for that URL; for SQLite it makes the folder and turns the write-ahead log on."""
    parsed = sa.engine.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, future=True, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(parsed, future=True, connect_args={"timeout": _BUSY_SECONDS})
    sa.event.listen(engine, "connect", _configure_sqlite)
    return engine


def migrate(engine: Engine) -> None:
    """Brings the schema up to date; safe to call at every start."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _configure_sqlite(connection: Any, _record: Any) -> None:
    # The log lets the action server read while the importer writes, and survives a kill at any point.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
