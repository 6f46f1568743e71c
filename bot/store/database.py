"""The connection to the database, and its schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

_BUSY_MILLISECONDS = 10_000


class DatabaseDown(RuntimeError):
    """The database cannot be reached, or its URL names none."""


def open_database(url: str) -> Engine:
    """An engine on a database whose schema is up to date. DatabaseDown where there is none."""
    try:
        engine = connect(url)
        migrate(engine)
    except (sa.exc.ArgumentError, ImportError):  # their messages would show the URL with its password
        raise DatabaseDown("DATABASE_URL names no SQLite or PostgreSQL database") from None
    except (sa.exc.OperationalError, OSError) as error:
        raise DatabaseDown(str(getattr(error, "orig", None) or error).strip()) from None
    return engine


def connect(url: str) -> Engine:
    """An engine for that URL; for SQLite it makes the folder and turns the write-ahead log on."""
    make_folder(url)
    is_sqlite = sa.engine.make_url(url).get_backend_name() == "sqlite"
    # A file's connections are kept as a server's are: opening one costs more than the query.
    kept = {"poolclass": QueuePool, "connect_args": {"check_same_thread": False}} if _is_file(url) else {}
    # An error that is logged must not show what it was about: a visitor's name, number or words.
    engine = sa.create_engine(url, future=True, pool_pre_ping=not is_sqlite, hide_parameters=True, **kept)
    survive_kills(engine)
    return engine


def make_folder(url: str) -> None:
    """The folder of a SQLite file, where it is missing."""
    if _is_file(url):
        Path(str(sa.engine.make_url(url).database)).parent.mkdir(parents=True, exist_ok=True)


def survive_kills(engine: Engine) -> None:
    """Turns SQLite's write-ahead log on: readers go on while one writes, and a kill at any point corrupts nothing."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _configure_sqlite)
        engine.dispose()  # connections made before would lack it


def migrate(engine: Engine) -> None:
    """Brings the schema up to date; safe to call at every start."""
    # Here, because it announces its plugins in the log of every process that imports it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_file(url: str) -> bool:
    parsed = sa.engine.make_url(url)
    return parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted does not go on lying in the file
