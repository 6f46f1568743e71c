"""Knowledge goes into the database all or nothing, and never over an edit without saying so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.clinic.facts import Knowledge
from bot.store import tables
from bot.store.database import connect, migrate
from bot.store.importing import import_knowledge
from bot.store.knowledge import KnowledgeStore

SLEEP = "benefit/sleep"


def first_fact(knowledge: Knowledge):
    return next(fact for fact in knowledge.facts if fact.topic == SLEEP)


def edit_in_database(engine, fact, text: str) -> None:
    with engine.begin() as connection:
        where = sa.and_(tables.facts.c.topic == fact.topic, tables.facts.c.id == fact.id)
        connection.execute(tables.facts.update().where(where).values(text=text))


def with_text(knowledge: Knowledge, key: str, text: str) -> Knowledge:
    return replace(knowledge, facts=tuple(replace(f, text=text) if f.key == key else f for f in knowledge.facts))


def test_what_is_stored_is_what_the_files_say(filled, knowledge) -> None:
    book = KnowledgeStore(filled).refresh()
    assert book.facts[SLEEP] == tuple(fact for fact in knowledge.facts if fact.topic == SLEEP)
    pages = {page.topic: page for page in knowledge.pages}
    assert book.pages["type/swedish"] == pages["type/swedish"]
    assert book.pages["condition/sciatica"] == pages["condition/sciatica"]
    assert book.clinic["name"] == knowledge.clinic["name"]


def test_a_second_import_changes_nothing(filled, knowledge) -> None:
    done = import_knowledge(filled, knowledge)
    assert (done.added, done.changed, done.removed, done.kept) == ((), (), (), ())


def test_a_changed_file_changes_the_database(filled, knowledge) -> None:
    fact = first_fact(knowledge)
    done = import_knowledge(filled, with_text(knowledge, fact.key, "Something else."))
    assert done.changed == (fact.key,)
    assert KnowledgeStore(filled).refresh().facts[SLEEP][0].text == "Something else."


def test_a_fact_that_left_the_files_leaves_the_database(filled, knowledge) -> None:
    fact = first_fact(knowledge)
    done = import_knowledge(filled, replace(knowledge, facts=tuple(f for f in knowledge.facts if f != fact)))
    assert done.removed == (fact.key,)


def test_an_edit_in_the_database_is_kept_and_named(filled, knowledge) -> None:
    fact = first_fact(knowledge)
    edit_in_database(filled, fact, "As the owner put it.")
    done = import_knowledge(filled, with_text(knowledge, fact.key, "As the file puts it."))
    assert done.kept == (fact.key,)
    assert KnowledgeStore(filled).refresh().facts[SLEEP][0].text == "As the owner put it."


def test_an_edit_gives_way_only_when_asked(filled, knowledge) -> None:
    fact = first_fact(knowledge)
    edit_in_database(filled, fact, "As the owner put it.")
    done = import_knowledge(filled, knowledge, overwrite_edits=True)
    assert done.changed == (fact.key,)
    assert KnowledgeStore(filled).refresh().facts[SLEEP][0].text == fact.text


def test_an_edit_that_the_file_has_caught_up_with_is_no_edit(filled, knowledge) -> None:
    fact = first_fact(knowledge)
    edit_in_database(filled, fact, "The same words.")
    caught_up = with_text(knowledge, fact.key, "The same words.")
    assert import_knowledge(filled, caught_up).kept == ()
    assert import_knowledge(filled, caught_up).changed == ()


def test_a_failure_halfway_changes_nothing(filled, knowledge) -> None:
    before = KnowledgeStore(filled).refresh().facts[SLEEP]
    broken = with_text(knowledge, first_fact(knowledge).key, "Half an import.")
    broken = replace(broken, clinic={"unserialisable": object()})
    with pytest.raises(Exception, match="not JSON serializable"):
        import_knowledge(filled, broken)
    assert KnowledgeStore(filled).refresh().facts[SLEEP] == before


def downgrade(engine, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot/store/migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def test_every_migration_can_be_taken_back(engine) -> None:
    downgrade(engine, "base")
    assert set(sa.inspect(engine).get_table_names()) == {"alembic_version"}


def test_a_migration_takes_no_row_for_edited_and_no_edit_for_untouched(filled, knowledge) -> None:
    edited, *others = [fact for fact in knowledge.facts if fact.topic == SLEEP]
    edit_in_database(filled, edited, "As the owner put it.")
    downgrade(filled, "0002")
    profiles = sa.Table("pages", sa.MetaData(), autoload_with=filled).c.profile
    with filled.connect() as connection:
        cells = {cell for profile in connection.execute(sa.select(profiles)).scalars() for cell in profile or ()}
    assert {"session", "avoid", "where"} <= cells
    with filled.begin() as connection:
        connection.execute(sa.text("UPDATE pages SET title = 'As the owner put it' WHERE topic = 'red_flag/stroke'"))
    migrate(filled)
    newer = with_text(knowledge, others[0].key, "What the files say by now.")
    done = import_knowledge(filled, newer)
    assert done.kept == ("red_flag/stroke", edited.key)
    assert others[0].key in done.changed
    book = KnowledgeStore(filled).refresh()
    assert book.facts[SLEEP][0].text == "As the owner put it."
    pages = {page.topic: page for page in knowledge.pages}
    stroke = replace(pages["red_flag/stroke"], title="As the owner put it")
    assert book.pages == {**pages, "red_flag/stroke": stroke}


def test_the_migrations_make_the_tables_that_the_code_reads(engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


@pytest.fixture
def on_postgresql(knowledge) -> Iterator[Engine]:
    """A PostgreSQL database that holds the project's knowledge."""
    url = os.environ.get("EFFIE_TEST_POSTGRES")
    if not url:
        pytest.skip(
            "no PostgreSQL; enable it with: EFFIE_TEST_POSTGRES=postgresql://user:password@host/empty make test"
        )
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    migrate(engine)
    import_knowledge(engine, knowledge)
    yield engine
    engine.dispose()


def test_postgresql_holds_the_same(on_postgresql, knowledge) -> None:
    done = import_knowledge(on_postgresql, knowledge)
    assert (done.added, done.changed, done.removed, done.kept) == ((), (), (), ())
    assert tuple(KnowledgeStore(on_postgresql).refresh().by_key.values()) == knowledge.facts


def test_on_postgresql_an_unchanged_base_is_looked_at_once_and_not_read(on_postgresql) -> None:
    store = KnowledgeStore(on_postgresql)
    book = store.refresh()
    said: list[str] = []
    sa.event.listen(on_postgresql, "before_cursor_execute", lambda *args: said.append(args[2]))
    assert store.refresh() is book
    assert len(said) == 1


def test_on_postgresql_an_edit_that_began_earlier_and_ended_later_is_read_too(on_postgresql, knowledge) -> None:
    store, fact = KnowledgeStore(on_postgresql), first_fact(knowledge)
    store.refresh()
    with on_postgresql.begin() as slow:
        slow.execute(tables.facts.update().where(tables.facts.c.topic == SLEEP).values(text="Slowly edited."))
        with on_postgresql.begin() as quick:
            quick.execute(tables.sources.update().values(organisation="Quickly edited"))
        assert store.refresh().by_key[fact.key] == fact
    assert store.refresh().facts[SLEEP][0].text == "Slowly edited."


def test_on_postgresql_a_migration_takes_no_row_for_edited(on_postgresql, knowledge) -> None:
    downgrade(on_postgresql, "0002")
    migrate(on_postgresql)
    fact = first_fact(knowledge)
    done = import_knowledge(on_postgresql, with_text(knowledge, fact.key, "What the files say by now."))
    assert (done.kept, fact.key in done.changed) == ((), True)
