"""The knowledge as it is read at every turn: kept while nobody writes, read again once somebody did."""

from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa

from bot.store import tables
from bot.store.database import connect
from bot.store.freshness import Freshness
from bot.store.knowledge import KnowledgeStore

TOPIC = "type/swedish"


def edit(engine, text: str) -> None:
    with engine.begin() as connection:
        connection.execute(tables.facts.update().where(tables.facts.c.topic == TOPIC).values(text=text))


def queries_of(engine) -> list[str]:
    """What the engine is asked from now on."""
    said: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    return said


def test_what_was_read_is_not_read_again(filled) -> None:
    store = KnowledgeStore(filled)
    first = store.facts_on(TOPIC)
    said = queries_of(filled)
    assert store.facts_on(TOPIC) == first
    assert said == []


def test_an_edit_by_another_process_is_read_at_the_next_call(filled) -> None:
    store = KnowledgeStore(filled)
    store.facts_on(TOPIC)
    edit(connect(str(filled.url)), "Edited elsewhere.")
    assert store.facts_on(TOPIC)[0].text == "Edited elsewhere."


def test_an_edit_through_the_same_engine_is_read_at_the_next_call(filled) -> None:
    store = KnowledgeStore(filled)
    store.facts_on(TOPIC)
    edit(filled, "Edited here.")
    assert store.facts_on(TOPIC)[0].text == "Edited here."


def test_the_clinic_and_the_sources_are_read_again_too(filled) -> None:
    store = KnowledgeStore(filled)
    store.clinic(), store.sources_of(["none"])
    profile = {**store.clinic(), "phone": "01234 567890"}
    with connect(str(filled.url)).begin() as connection:
        connection.execute(tables.clinic.update().values(profile=profile))
        connection.execute(tables.sources.update().values(organisation="Edited"))
    source = store.facts_on(TOPIC)[0].sources[0]
    assert store.clinic()["phone"] == "01234 567890"
    assert store.sources_of([source])[0].organisation == "Edited"


def test_a_database_in_memory_is_never_taken_for_unchanged() -> None:
    freshness = Freshness(connect("sqlite://"))
    assert [freshness.is_changed(), freshness.is_changed()] == [True, True]


def test_with_the_database_away_what_was_read_last_stands(filled) -> None:
    store = KnowledgeStore(filled)
    store.read_ahead([TOPIC])
    facts, sources = store.facts_on(TOPIC), store.sources_of(["nccih-lbp"])
    take_away(filled)
    assert (store.facts_on(TOPIC), store.sources_of(["nccih-lbp"])) == (facts, sources)
    assert store.clinic()["name"]


def test_once_it_is_back_an_edit_is_read(filled) -> None:
    store = KnowledgeStore(filled)
    store.facts_on(TOPIC)
    edit(filled, "Edited.")
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(filled, "connect", down)
        assert store.facts_on(TOPIC)[0].text != "Edited."
    assert store.facts_on(TOPIC)[0].text == "Edited."


def test_a_file_that_cannot_be_read_is_the_database_away(filled, monkeypatch) -> None:
    store = KnowledgeStore(filled)
    facts = store.facts_on(TOPIC)
    monkeypatch.setattr(Freshness, "_read", lambda _: (_ for _ in ()).throw(sqlite3.OperationalError("disk I/O error")))
    monkeypatch.setattr(filled, "connect", down)
    assert store.facts_on(TOPIC) == facts


def down() -> None:
    raise sa.exc.TimeoutError("no connection to be had")


def test_with_the_database_away_what_was_never_read_is_not_made_up(filled) -> None:
    store = KnowledgeStore(filled)
    take_away(filled)
    with pytest.raises(sa.exc.OperationalError):
        store.facts_on(TOPIC)


def test_a_database_without_knowledge_can_be_started_on(engine) -> None:
    KnowledgeStore(engine).read_ahead([TOPIC])


def take_away(engine) -> None:
    with connect(str(engine.url)).begin() as connection:
        for table in ("facts", "pages", "sources", "clinic"):
            connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {table}_away"))
