"""Facts, pages, sources and the clinic's profile, as the assistant reads them at every turn."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Hashable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.facts import Fact, FactBook, Source, TopicPage, TypeProfile
from bot.clinic.verdicts import Pressure, Verdict
from bot.store import tables

logger = logging.getLogger(__name__)

_TABLES = (tables.facts, tables.pages, tables.sources, tables.clinic)


class KnowledgeStore:
    """Holds the knowledge as a book, which `refresh` replaces whole once the database has changed.

    While the database does not answer, what was read last stands.
    """

    def __init__(self, engine: Engine, spare: Mapping[str, Any] | None = None) -> None:
        """`spare`: a profile whose numbers an alarm says until the database was read."""
        self.book = FactBook(clinic=spare or {})
        self._is_read = False
        self._engine = engine
        self._freshness = Freshness(engine)
        self._seen: Hashable = None
        self._lock = threading.Lock()

    def refresh(self) -> FactBook:
        """Looks once, and reads all again where somebody wrote. LookupError before the first import."""
        # The look comes first: what is written between it and the reading is newer than the look, and read again.
        state = self._freshness.look()
        if state is not None and state == self._seen:
            return self.book
        try:
            book = self._read()
        except sa.exc.SQLAlchemyError:
            if not self._is_read:
                raise
            logger.exception("the database does not answer: what was read last stands")
            return self.book
        with self._lock:  # another thread may have looked later and read earlier
            self.book, self._seen, self._is_read = book, state, True
        return book

    def read_ahead(self) -> None:
        """Reads all before the first turn, so that an alarm can be raised with the database away."""
        try:
            self.refresh()
        except (LookupError, sa.exc.SQLAlchemyError):
            logger.exception("the knowledge cannot be read: run `effie knowledge import`")

    def _read(self) -> FactBook:
        with self._engine.connect() as connection:
            queries = (sa.select(table) for table in _TABLES)
            facts, pages, sources, clinics = (connection.execute(query).mappings().all() for query in queries)
        if not clinics:
            raise LookupError("no clinic in the database: run `effie knowledge import`")
        facts = sorted(facts, key=lambda row: row["position"])
        pages = sorted(map(_page, pages), key=lambda page: page.topic)
        return FactBook.bind(map(_fact, facts), pages, map(_source, sources), clinics[0]["profile"])


class Freshness:
    """Tells states of the database apart, for less than reading it costs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._file = engine.url.database if engine.dialect.name == "sqlite" else None
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def look(self) -> Hashable:
        """The state now: equal to the one before where nobody wrote; None where it cannot be told."""
        try:
            if self._engine.dialect.name == "postgresql":
                return self._count_writes()
            return None if self._file in (None, "", ":memory:") else self._read_version()
        except (sqlite3.Error, sa.exc.SQLAlchemyError):  # whoever reads will say so
            return None

    def _read_version(self) -> int:
        with self._lock:
            if self._connection is None:
                # The count is one connection's own: what others wrote. This one never writes.
                self._connection = sqlite3.connect(str(self._file), check_same_thread=False, isolation_level=None)
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _count_writes(self) -> Hashable:
        """PostgreSQL marks each row with the transaction that wrote it.

        The sum changes too where a transaction that began earlier ends later; the greatest alone would not.
        """
        writer = sa.literal_column("xmin::text::bigint")
        rows = sa.union_all(*(sa.select(writer.label("writer")).select_from(table) for table in _TABLES)).subquery()
        query = sa.select(sa.func.count(), sa.func.max(rows.c.writer), sa.func.sum(rows.c.writer))
        with self._engine.connect() as connection:
            return tuple(connection.execute(query).one())


def _fact(row: Mapping[str, Any]) -> Fact:
    return Fact(
        topic=row["topic"],
        id=row["id"],
        aspect=row["aspect"],
        text=row["text"],
        evidence=Evidence(row["evidence"]),
        sources=tuple(row["sources"]),
        escalation=Escalation(row["escalation"]),
        reviewed_on=row["reviewed_on"],
        reviewer=row["reviewer"],
    )


def _page(row: Mapping[str, Any]) -> TopicPage:
    return TopicPage(
        topic=row["topic"],
        title=row["title"],
        ask=row["ask"],
        see_also=tuple(row["see_also"]),
        escalation=Escalation(row["escalation"]),
        verdicts={Pressure(pressure): Verdict(verdict) for pressure, verdict in row["verdicts"].items()},
        profile=_profile(row["profile"]) if row["profile"] else None,
        made_for=tuple(row["made_for"]),
        in_case=row["in_case"],
        of_type=row["of_type"],
        stays_with_alarm=row["stays_with_alarm"],
        warns_first=row["warns_first"],
        offers_call=row["offers_call"],
        role=row["role"],
        goal=row["goal"],
    )


def _profile(data: Mapping[str, Any]) -> TypeProfile:
    return TypeProfile(
        **{
            **data,
            "pressures": tuple(map(Pressure, data["pressures"])),
            "goals": tuple(data["goals"]),
            "areas": tuple(data["areas"]),
        }
    )


def _source(row: Mapping[str, Any]) -> Source:
    return Source(row["id"], row["title"], row["organisation"], row["year"], row["url"], row["level"])
