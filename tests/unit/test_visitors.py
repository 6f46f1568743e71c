"""A visitor's data: all of it is shown, all of it goes, and nothing is kept too long."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.clinic.visitors import Feedback
from bot.store import tables
from bot.store.feedback import FeedbackStore
from bot.store.inbox import Event, Inbox
from bot.store.visitors import events, of_visitors
from tests.unit.conversations import MINE, NOON, THEIRS, Databases

REPLY = {"text": "It may help a little.", "answer_id": "b1"}


@pytest.fixture
def databases(tmp_path) -> Databases:
    return Databases(tmp_path)


def test_every_table_with_a_conversation_in_it_is_covered(databases: Databases) -> None:
    covered = {table.name for table in of_visitors} | {events.name}
    assert {table.name for _, table, _ in databases.of_visitors()} == covered


def test_forgetting_deletes_from_every_table_and_touches_nobody_else(databases: Databases) -> None:
    tables_of_visitors = databases.fill(MINE)
    databases.fill(THEIRS)
    assert set(databases.rows(MINE).values()) == {1}
    assert databases.visitors().forget(MINE) == tables_of_visitors
    assert set(databases.rows(MINE).values()) == {0}
    assert set(databases.rows(THEIRS).values()) == {1}


def test_what_is_forgotten_does_not_go_on_lying_in_the_files(databases: Databases, tmp_path) -> None:
    databases.say(MINE, "my groin itches terribly", REPLY, "m1", NOON)
    FeedbackStore(databases.main, lambda: NOON).give(Feedback("b1", MINE, True, "embarrassing itches"))

    def found() -> bool:
        return any(b"itches" in path.read_bytes() for path in tmp_path.iterdir())

    assert found()
    databases.visitors().forget(MINE)
    assert not found()


def test_a_conversation_forgotten_for_good_is_known_as_such_without_its_name(databases: Databases) -> None:
    visitors = databases.visitors()
    assert not visitors.is_forgotten(MINE)
    visitors.forget(MINE, for_good=True)
    for store in (visitors, databases.visitors()):  # this process, and the one after a restart
        assert store.is_forgotten(MINE)
        assert not store.is_forgotten(THEIRS)
    with databases.main.connect() as connection:
        rows = [str(tuple(row)) for row in connection.execute(sa.select(tables.inbox))]
    assert len(rows) == 1
    assert MINE not in rows[0]


def test_what_is_kept_is_what_was_said_in_order(databases: Databases) -> None:
    databases.say(MINE, "does it help me sleep", REPLY, "m1", NOON)
    databases.say(THEIRS, "something else", REPLY, "m2", NOON)
    kept = databases.visitors().kept(MINE).as_dict()
    assert kept["messages"] == [
        {"said_at": "2026-11-20T12:00:00Z", "by": "visitor", "text": "does it help me sleep"},
        {"said_at": "2026-11-20T12:00:00Z", "by": "assistant", "text": "It may help a little."},
    ]
    assert kept["kept_days"] == 30


def test_what_is_kept_shows_feedback_and_contact_requests_but_not_how_staff_are_told(databases: Databases) -> None:
    databases.fill(MINE)
    kept = databases.visitors().kept(MINE).as_dict()
    assert set(kept["feedback"][0]) == {"answer_id", "given_at", "helpful", "words"}
    assert set(kept["contact_requests"][0]) == {
        "asked_at",
        "name",
        "phone",
        "email",
        "good_time",
        "consent",
        "done_at",
    }


def test_the_reply_to_a_message_is_found_by_the_clients_own_id(databases: Databases) -> None:
    databases.say(MINE, "one", {"text": "first", "answer_id": "1"}, "m1", NOON)
    databases.say(MINE, "two", {"text": "second", "answer_id": "2"}, "m2", NOON)
    visitors = databases.visitors()
    assert visitors.find_reply(MINE, "m1")["text"] == "first"
    assert visitors.find_reply(MINE, "m2")["text"] == "second"
    assert visitors.find_reply(MINE, "m3") is None
    assert visitors.find_reply(THEIRS, "m1") is None


def test_pruning_deletes_what_is_older_than_the_clinic_keeps_it(databases: Databases) -> None:
    too_old = databases.fill(MINE, NOON - timedelta(days=8))
    databases.fill(THEIRS, NOON - timedelta(days=6))
    assert databases.visitors(kept_days=7).prune() == too_old
    assert set(databases.rows(MINE).values()) == {0}
    assert set(databases.rows(THEIRS).values()) == {1}


def test_a_contact_request_stays_until_it_is_done(databases: Databases) -> None:
    databases.fill(MINE, NOON - timedelta(days=400))
    with databases.main.begin() as connection:
        connection.execute(tables.contact_requests.update().values(done_at=None))
    databases.visitors().prune()
    assert databases.rows(MINE)["contact_requests"] == 1


def test_pruning_an_empty_database_deletes_nothing(databases: Databases) -> None:
    assert databases.visitors().prune() == 0


def test_the_mark_of_a_forgotten_conversation_outlives_every_token_of_it(databases: Databases) -> None:
    from bot.channels.web.admission import LIFE

    databases.visitors().forget(MINE, for_good=True)
    Inbox(databases.main, lambda: NOON + LIFE).prune()
    assert databases.visitors().is_forgotten(MINE)


class TestFeedback:
    def test_a_second_thumb_on_the_same_answer_replaces_the_first(self, databases: Databases) -> None:
        store = FeedbackStore(databases.main, lambda: NOON)
        assert store.give(Feedback("b1", MINE, True))
        assert store.give(Feedback("b1", MINE, False, "not what I asked"))
        (feedback,) = databases.visitors().kept(MINE).feedback
        assert (feedback["helpful"], feedback["words"]) == (False, "not what I asked")

    def test_nobody_replaces_the_thumb_of_another(self, databases: Databases) -> None:
        store = FeedbackStore(databases.main, lambda: NOON)
        store.give(Feedback("b1", MINE, True, "mine"))
        assert not store.give(Feedback("b1", THEIRS, False, "theirs"))
        assert databases.visitors().kept(MINE).feedback[0]["words"] == "mine"


def test_a_statement_that_fails_does_not_show_what_it_was_given(databases: Databases) -> None:
    event = Event("x" * 9, "e", MINE, {"text": "my secret ailment"})
    with databases.main.begin() as connection:
        connection.execute(sa.text("DROP TABLE inbox"))
    with pytest.raises(sa.exc.OperationalError) as failed:
        Inbox(databases.main, lambda: NOON).accept(event)
    assert "my secret ailment" not in str(failed.value)
