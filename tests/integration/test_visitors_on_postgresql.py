"""A visitor's data where conversations and facts share one PostgreSQL."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore

from bot.clinic.visitors import Feedback
from bot.store.database import connect, migrate
from bot.store.feedback import FeedbackStore
from tests.unit.conversations import MINE, NOON, THEIRS, Databases


class OnPostgreSQL(Databases):
    """Both in one database, each table made as the servers make it."""

    def __init__(self, url: str) -> None:
        self.main = self.conversations = connect(url)
        migrate(self.main)
        SQLTrackerStore.Base.metadata.create_all(self.conversations)

    def tables(self) -> Iterator:
        metadata = sa.MetaData()
        metadata.reflect(self.main)
        yield from ((self.main, table) for table in metadata.sorted_tables)


@pytest.fixture
def databases() -> Iterator[OnPostgreSQL]:
    url = os.environ.get("EFFIE_TEST_POSTGRES")
    if not url:
        pytest.skip(
            "no PostgreSQL; enable it with: EFFIE_TEST_POSTGRES=postgresql://user:password@host/empty make test"
        )
    schema = f"visitors_{secrets.token_hex(4)}"
    outside = connect(url)
    with outside.begin() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
    made = OnPostgreSQL(f"{url}?options=-csearch_path={schema}")
    yield made
    made.main.dispose()
    with outside.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
    outside.dispose()


def test_everything_of_one_visitor_goes_and_the_mark_stays(databases: OnPostgreSQL) -> None:
    rows = databases.fill(MINE)
    databases.fill(THEIRS)
    visitors = databases.visitors()
    assert visitors.kept(MINE).as_dict()["messages"]
    assert visitors.forget(MINE, for_good=True) == rows
    assert set(databases.rows(MINE).values()) == {0}
    assert set(databases.rows(THEIRS).values()) == {1}
    assert databases.visitors().is_forgotten(MINE)


def test_what_is_too_old_goes(databases: OnPostgreSQL) -> None:
    rows = databases.fill(MINE, NOON - timedelta(days=40))
    databases.fill(THEIRS)
    assert databases.visitors().prune() == rows
    assert set(databases.rows(THEIRS).values()) == {1}


def test_a_thumb_is_replaced_by_its_own_visitor_only(databases: OnPostgreSQL) -> None:
    store = FeedbackStore(databases.main, lambda: NOON)
    assert store.give(Feedback("b1", MINE, True))
    assert not store.give(Feedback("b1", THEIRS, False))
    assert store.give(Feedback("b1", MINE, False))
    assert databases.visitors().kept(MINE).feedback[0]["helpful"] is False
