"""Facts, pages, sources and the clinic's profile, as the assistant reads them at every turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.facts import Fact, Source, TopicPage, TypeProfile
from bot.clinic.verdicts import Pressure, Verdict
from bot.store import tables
from bot.store.freshness import Freshness

logger = logging.getLogger(__name__)

_Read = TypeVar("_Read")


class KnowledgeStore:
    """Reads the knowledge; an edit in the database is live at the next call.

    What was read is kept until the database has changed: most turns ask for what another turn asked for. While the
    database does not answer, what was read last stands.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._freshness = Freshness(engine)
        self._last: dict[Hashable, Any] = {}
        self._fresh: set[Hashable] = set()  # what of it the database has not changed since

    def facts_on(self, topic: str) -> tuple[Fact, ...]:
        """The facts of one topic in their order."""
        query = sa.select(tables.facts).where(tables.facts.c.topic == topic).order_by(tables.facts.c.position)
        return self._read(("facts", topic), lambda: tuple(map(_fact, self._rows(query))))

    def facts_named(self, keys: Iterable[str]) -> tuple[Fact, ...]:
        """The facts with those keys (`topic#id`), in the order of the keys; unknown ones are left out."""
        keys = tuple(keys)
        by_key = {
            fact.key: fact for topic in dict.fromkeys(k.split("#")[0] for k in keys) for fact in self.facts_on(topic)
        }
        return tuple(by_key[key] for key in keys if key in by_key)

    def find_page(self, topic: str) -> TopicPage | None:
        """What the knowledge holds on a topic beside its facts."""
        return self._pages().get(topic)

    def pages_of(self, topics: Iterable[str]) -> dict[str, TopicPage]:
        """The pages of several topics by topic id."""
        pages = self._pages()
        return {topic: pages[topic] for topic in topics if topic in pages}

    def type_pages(self) -> tuple[TopicPage, ...]:
        """Every massage type that has a profile, by topic id."""
        return tuple(
            page for topic, page in sorted(self._pages().items()) if page.profile and topic.startswith("type/")
        )

    def sources_of(self, ids: Iterable[str]) -> tuple[Source, ...]:
        """The sources with those ids, in the order of the ids, each once; unknown ones are left out."""
        query = sa.select(tables.sources)
        found = self._read("sources", lambda: {row["id"]: _source(row) for row in self._rows(query)})
        return tuple(found[id] for id in dict.fromkeys(ids) if id in found)

    def clinic(self) -> dict[str, Any]:
        """The clinic's profile; LookupError before the first import."""
        rows = self._read("clinic", lambda: self._rows(sa.select(tables.clinic.c.profile)))
        if not rows:
            raise LookupError("no clinic in the database: run `effie knowledge import`")
        profile: dict[str, Any] = rows[0]["profile"]
        return profile

    def read_ahead(self, topics: Iterable[str]) -> None:
        """Reads what alarms on these topics say, so that they can be raised with the database away."""
        try:
            self.clinic()
            for topic in topics:
                self.facts_on(topic)
            self.sources_of(())
        except (LookupError, sa.exc.SQLAlchemyError):
            logger.exception("the knowledge cannot be read: run `effie knowledge import`")

    def _pages(self) -> dict[str, TopicPage]:
        return self._read("pages", lambda: {row["topic"]: _page(row) for row in self._rows(sa.select(tables.pages))})

    def _read(self, key: Hashable, load: Callable[[], _Read]) -> _Read:
        # The look comes first: what is written between it and the load is newer than the look, and read again.
        if self._freshness.is_changed():
            self._fresh = set()
        fresh = self._fresh  # another thread may put a new one in its place
        if key not in fresh:
            try:
                self._last[key] = load()
                fresh.add(key)
            except sa.exc.SQLAlchemyError:
                if key not in self._last:
                    raise
                logger.exception("the database does not answer: what was read last stands")
        value: _Read = self._last[key]
        return value

    def _rows(self, query: Any) -> list[Mapping[str, Any]]:
        with self._engine.connect() as connection:
            return connection.execute(query).mappings().all()


def _fact(row: Mapping[str, Any]) -> Fact:
    return Fact(
        topic=row["topic"],
        id=row["id"],
        aspect=row["aspect"],
        text=row["text"],
        evidence=Evidence(row["evidence"]),
        sources=tuple(row["sources"]),
        covers=tuple(row["covers"]),
        corrects=tuple(row["corrects"]),
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
