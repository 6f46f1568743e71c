"""Contact requests in the database: stored once, claimed once, never forgotten."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bot.clinic.requests import ContactRequest, Details, Notice
from bot.store.database import connect
from bot.store.requests import RequestStore
from tests.unit.facts import FRIDAY_NOON


class Clock:
    def __init__(self) -> None:
        self.now = FRIDAY_NOON

    def __call__(self):
        return self.now


def request(id: str, **more) -> ContactRequest:
    details = Details("Anna", "+442079460123", "anna@example.org", "after 5")
    return ContactRequest(id, "rest:a", more.pop("asked_at", FRIDAY_NOON), details, "May we?", **more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(engine, clock) -> RequestStore:
    """With rows that no test is about: one that nobody is told of, one that was sent and is done."""
    store = RequestStore(engine, clock)
    store.add(request("noise-none"))
    store.add(request("noise-sent", notice=Notice.SENT))
    store.mark_done("noise-sent")
    return store


def read(store: RequestStore, id: str) -> ContactRequest:
    (found,) = store.beginning_with(id)
    return found


def test_what_is_stored_comes_back_whole(store) -> None:
    whole = request("a", notice=Notice.WAITING)
    assert store.add(whole)
    assert read(store, "a") == whole


def test_the_same_request_is_stored_once(store) -> None:
    assert store.add(request("a", notice=Notice.WAITING))
    store.mark_sent("a", None)
    assert not store.add(request("a", notice=Notice.WAITING))
    assert read(store, "a").notice is Notice.SENT


def test_open_ones_come_first_and_of_them_the_oldest(store) -> None:
    store.add(request("late", asked_at=FRIDAY_NOON + timedelta(hours=1)))
    store.add(request("early", asked_at=FRIDAY_NOON - timedelta(hours=1)))
    assert [r.id for r in store.all()] == ["early", "noise-none", "late", "noise-sent"]
    assert [r.id for r in store.all(with_done=False)] == ["early", "noise-none", "late"]


def test_done_is_done_once(store, clock) -> None:
    store.add(request("a"))
    assert store.mark_done("a")
    assert read(store, "a").done_at == clock.now
    assert not store.mark_done("a")
    assert not store.mark_done("unknown")


def test_only_the_conversations_own_done_requests_are_counted(store) -> None:
    store.add(request("a"))
    assert store.count_done("rest:a") == 1
    assert store.count_done("rest:b") == 0


@pytest.mark.parametrize("prefix", ["%", "_", "x"])
def test_a_prefix_is_taken_by_the_letter(store, prefix: str) -> None:
    assert store.beginning_with(prefix) == ()


class TestNotices:
    def test_a_claimed_notice_is_being_sent_and_nobody_else_gets_it(self, store) -> None:
        store.add(request("a", notice=Notice.WAITING))
        claimed = store.claim()
        assert (claimed.id, claimed.notice, claimed.attempts) == ("a", Notice.SENDING, 1)
        assert store.claim() is None

    def test_of_many_who_claim_at_once_each_notice_goes_to_one(self, store, engine, clock) -> None:
        for number in range(20):
            store.add(request(f"r{number:02}", notice=Notice.WAITING))
        claimed: list[str] = []

        def claim_all() -> None:
            mine = RequestStore(connect(str(engine.url)), clock)
            misses = 0
            while misses < 20:  # a claim that another one won is a miss, and not the end
                found = mine.claim()
                misses += found is None
                claimed.extend([found.id] if found else [])

        threads = [threading.Thread(target=claim_all) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(claimed) == [f"r{number:02}" for number in range(20)]

    def test_what_was_put_back_is_due_at_its_time(self, store, clock) -> None:
        store.add(request("a", notice=Notice.WAITING))
        store.claim()
        store.put_back("a", "refused", clock.now + timedelta(seconds=5))
        assert store.claim() is None
        assert (read(store, "a").notice, read(store, "a").notice_error) == (Notice.WAITING, "refused")
        clock.now += timedelta(seconds=5)
        assert store.claim().attempts == 2

    def test_what_was_sent_is_not_sent_again(self, store) -> None:
        store.add(request("a", notice=Notice.WAITING))
        store.claim()
        store.mark_sent("a", "slack refused it")
        assert store.claim() is None
        assert (read(store, "a").notice, read(store, "a").notice_error) == (Notice.SENT, "slack refused it")

    def test_what_was_cut_off_in_sending_is_marked_and_not_sent_again(self, store) -> None:
        store.add(request("a", notice=Notice.WAITING))
        store.claim()
        assert store.fail_interrupted("cut off") == 1
        assert (read(store, "a").notice, read(store, "a").notice_error) == (Notice.FAILED, "cut off")
        assert store.claim() is None
        assert store.fail_interrupted("cut off") == 0

    def test_a_request_that_its_visitor_had_deleted_is_no_error(self, store) -> None:
        store.mark_sent("gone", None)
        store.mark_failed("gone", "why")
        assert store.beginning_with("gone") == ()


def test_an_error_of_the_database_shows_nothing_of_the_visitor(store, engine) -> None:
    with pytest.raises(Exception) as error, engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO contact_requests (id, name) VALUES (?, ?)", ("a", "Anna Smith"))
    assert "Anna Smith" not in str(error.value)
