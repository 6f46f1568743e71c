"""Facts, pages, sources and the clinic's profile, as the assistant reads them at every turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.facts import Fact, Source, TopicPage, TypeProfile
from bot.clinic.verdicts import Pressure, Verdict
from bot.store import tables


class KnowledgeStore:
    """Reads the knowledge; an edit in the database is live at the next call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def facts_on(self, topic: str) -> tuple[Fact, ...]:
        """The facts of one topic in their order."""
        query = sa.select(tables.facts).where(tables.facts.c.topic == topic).order_by(tables.facts.c.position)
        with self._engine.connect() as connection:
            return tuple(_fact(row) for row in connection.execute(query).mappings())

    def facts_named(self, keys: Iterable[str]) -> tuple[Fact, ...]:
        """The facts with those keys (`topic#id`), in the order of the keys; unknown ones are left out."""
        keys = tuple(keys)
        by_key = {
            fact.key: fact for topic in dict.fromkeys(k.split("#")[0] for k in keys) for fact in self.facts_on(topic)
        }
        return tuple(by_key[key] for key in keys if key in by_key)

    def find_page(self, topic: str) -> TopicPage | None:
        """What the knowledge holds on a topic beside its facts."""
        query = sa.select(tables.pages).where(tables.pages.c.topic == topic)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return _page(row) if row else None

    def pages_of(self, topics: Iterable[str]) -> dict[str, TopicPage]:
        """The pages of several topics by topic id."""
        query = sa.select(tables.pages).where(tables.pages.c.topic.in_(tuple(topics)))
        with self._engine.connect() as connection:
            return {row["topic"]: _page(row) for row in connection.execute(query).mappings()}

    def type_pages(self) -> tuple[TopicPage, ...]:
        """Every massage type that has a profile."""
        query = sa.select(tables.pages).where(tables.pages.c.topic.like("type/%")).order_by(tables.pages.c.topic)
        with self._engine.connect() as connection:
            pages = tuple(_page(row) for row in connection.execute(query).mappings())
        return tuple(page for page in pages if page.profile)

    def sources_of(self, ids: Iterable[str]) -> tuple[Source, ...]:
        """The sources with those ids, in the order of the ids, each once; unknown ones are left out."""
        wanted = tuple(dict.fromkeys(ids))
        query = sa.select(tables.sources).where(tables.sources.c.id.in_(wanted))
        with self._engine.connect() as connection:
            found = {row["id"]: _source(row) for row in connection.execute(query).mappings()}
        return tuple(found[id] for id in wanted if id in found)

    def clinic(self) -> dict[str, Any]:
        """The clinic's profile; LookupError before the first import."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(tables.clinic.c.profile)).first()
        if row is None:
            raise LookupError("no clinic in the database: run `effie knowledge import`")
        profile: dict[str, Any] = row.profile
        return profile


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
