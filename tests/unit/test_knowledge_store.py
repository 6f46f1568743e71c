"""The knowledge as it is read at every turn: kept while nobody writes, read again once somebody did."""

from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa

from bot.store import tables
from bot.store.database import connect
from bot.store.knowledge import Freshness, KnowledgeStore

TOPIC = "type/swedish"


def edit(engine, text: str) -> None:
    with engine.begin() as connection:
        connection.execute(tables.facts.update().where(tables.facts.c.topic == TOPIC).values(text=text))


def queries_of(engine) -> list[str]:
    """What the engine is asked from now on."""
    said: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    return said


def first_text(store: KnowledgeStore) -> str:
    return store.refresh().facts[TOPIC][0].text


def test_the_book_holds_what_the_files_say(filled, knowledge) -> None:
    book = KnowledgeStore(filled).refresh()
    assert tuple(book.by_key.values()) == knowledge.facts
    assert book.facts[TOPIC] == tuple(fact for fact in knowledge.facts if fact.topic == TOPIC)
    assert book.pages == {page.topic: page for page in knowledge.pages}
    assert book.sources == {source.id: source for source in knowledge.sources}
    assert book.clinic["name"] == knowledge.clinic["name"]


def test_what_was_read_is_not_read_again(filled) -> None:
    store = KnowledgeStore(filled)
    first = store.refresh()
    said = queries_of(filled)
    assert store.refresh() is first
    assert said == []


def test_a_book_in_hand_never_changes(filled) -> None:
    store = KnowledgeStore(filled)
    before = store.refresh()
    text = before.facts[TOPIC][0].text
    edit(filled, "Edited.")
    assert store.refresh() is not before
    assert before.facts[TOPIC][0].text == text


def test_an_edit_by_another_process_is_read_at_the_next_refresh(filled) -> None:
    store = KnowledgeStore(filled)
    store.refresh()
    edit(connect(str(filled.url)), "Edited elsewhere.")
    assert first_text(store) == "Edited elsewhere."


def test_an_edit_through_the_same_engine_is_read_at_the_next_refresh(filled) -> None:
    store = KnowledgeStore(filled)
    store.refresh()
    edit(filled, "Edited here.")
    assert first_text(store) == "Edited here."


def test_the_clinic_and_the_sources_are_read_again_too(filled) -> None:
    store = KnowledgeStore(filled)
    profile = {**store.refresh().clinic, "phone": "01234 567890"}
    with connect(str(filled.url)).begin() as connection:
        connection.execute(tables.clinic.update().values(profile=profile))
        connection.execute(tables.sources.update().values(organisation="Edited"))
    book = store.refresh()
    source = book.facts[TOPIC][0].sources[0]
    assert book.clinic["phone"] == "01234 567890"
    assert book.sources[source].organisation == "Edited"


def test_a_database_in_memory_is_never_taken_for_unchanged() -> None:
    assert Freshness(connect("sqlite://")).look() is None


def test_with_the_database_away_what_was_read_last_stands(filled, caplog) -> None:
    store = KnowledgeStore(filled)
    store.read_ahead()
    book = store.book
    take_away(filled)
    assert store.refresh() is book
    assert book.clinic["name"]
    assert "what was read last stands" in caplog.text


def test_once_it_is_back_an_edit_is_read(filled) -> None:
    store = KnowledgeStore(filled)
    store.refresh()
    edit(filled, "Edited.")
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(filled, "connect", down)
        assert first_text(store) != "Edited."
    assert first_text(store) == "Edited."


def test_a_file_that_cannot_be_read_is_the_database_away(filled, monkeypatch) -> None:
    store = KnowledgeStore(filled)
    book = store.refresh()
    broken = sqlite3.OperationalError("disk I/O error")
    monkeypatch.setattr(Freshness, "_read_version", lambda _: (_ for _ in ()).throw(broken))
    monkeypatch.setattr(filled, "connect", down)
    assert store.refresh() is book


def test_a_slow_reader_never_leaves_an_old_book_for_fresh(filled, monkeypatch) -> None:
    store = KnowledgeStore(filled)
    read = KnowledgeStore._read

    def read_while_another_edits(self: KnowledgeStore):
        book = read(self)
        monkeypatch.setattr(KnowledgeStore, "_read", read)
        edit(filled, "Edited meanwhile.")
        assert first_text(store) == "Edited meanwhile."
        return book

    monkeypatch.setattr(KnowledgeStore, "_read", read_while_another_edits)
    store.refresh()
    assert first_text(store) == "Edited meanwhile."


def down() -> None:
    raise sa.exc.TimeoutError("no connection to be had")


def test_with_the_database_away_what_was_never_read_is_not_made_up(filled) -> None:
    store = KnowledgeStore(filled)
    take_away(filled)
    with pytest.raises(sa.exc.OperationalError):
        store.refresh()


def test_before_the_first_import_the_next_step_is_named(engine) -> None:
    with pytest.raises(LookupError, match="effie knowledge import"):
        KnowledgeStore(engine).refresh()


def test_a_database_without_knowledge_can_be_started_on(engine) -> None:
    KnowledgeStore(engine).read_ahead()


def take_away(engine) -> None:
    with connect(str(engine.url)).begin() as connection:
        for table in ("facts", "pages", "sources", "clinic"):
            connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {table}_away"))
