"""Telling staff: at most once, again only where it cannot have arrived, and never in silence."""

from __future__ import annotations

import logging
import smtplib
import threading
from datetime import datetime, timedelta

import pytest

from bot.clinic.requests import ContactRequest, Details, Notice
from bot.contacts.notifying import INTERRUPTED, WAITS, Notifier
from bot.contacts.sending import AppriseSender, Attempt, Outcome, is_refusal
from bot.settings import Settings
from bot.store.requests import RequestStore
from tests.unit.facts import FRIDAY_NOON

TAKEN, REFUSED = Attempt(Outcome.TAKEN), Attempt(Outcome.REFUSED, "json refused it", "json refused it (error=500)")
UNCLEAR = Attempt(Outcome.UNCLEAR, "json gave no clear answer", "json gave no clear answer")


class FakeSender:
    """Answers as told, then takes everything."""

    def __init__(self, *attempts: Attempt | Exception) -> None:
        self._attempts = list(attempts)
        self.sent: list[str] = []

    def send(self, title: str, text: str) -> Attempt:
        self.sent.append(title)
        attempt = self._attempts.pop(0) if self._attempts else TAKEN
        if isinstance(attempt, Exception):
            raise attempt
        return attempt


class World:
    """A database with one request that waits, a clock, and a notifier that is driven by hand."""

    def __init__(self, engine) -> None:
        self.now = FRIDAY_NOON
        self.store = RequestStore(engine, self.clock)
        details = Details("Anna Smith", "+442079460123")
        self.store.add(ContactRequest("a" * 32, "rest:a", self.now, details, "May we?", notice=Notice.WAITING))

    def clock(self) -> datetime:
        return self.now

    @property
    def request(self) -> ContactRequest:
        return self.store.all()[0]

    def run_for(self, sender: FakeSender, seconds: int, every: int = 1) -> list[int]:
        """At which seconds from now something was sent."""
        notifier, start, times = Notifier(self.store, sender, self.clock), self.now, []
        for second in range(0, seconds, every):
            self.now = start + timedelta(seconds=second)
            times += [second] if notifier.send_next() else []
        return times


@pytest.fixture
def world(engine) -> World:
    return World(engine)


def test_a_waiting_notice_is_sent_once(world) -> None:
    sender = FakeSender()
    assert world.run_for(sender, 10) == [0]
    assert sender.sent == ["Contact request from Anna Smith"]
    assert world.request.notice is Notice.SENT


def test_refused_it_is_tried_again_after_growing_waits(world) -> None:
    assert world.run_for(FakeSender(REFUSED, REFUSED, REFUSED), 600) == [0, 5, 35, 155]
    assert (world.request.notice, world.request.notice_error, world.request.attempts) == (Notice.SENT, None, 4)


def test_refused_for_good_it_has_failed_and_says_why(world) -> None:
    sender = FakeSender(*[REFUSED] * 20)
    assert len(world.run_for(sender, 6000, every=5)) == 1 + len(WAITS)
    assert world.request.notice is Notice.FAILED
    assert world.request.notice_error == "not sent: json refused it (error=500)"


@pytest.mark.parametrize("attempt", [UNCLEAR, RuntimeError("Anna Smith")])
def test_what_may_have_arrived_is_never_sent_again(world, attempt) -> None:
    assert world.run_for(FakeSender(attempt), 600) == [0]
    assert world.request.notice is Notice.FAILED
    assert world.request.notice_error.startswith("may not have been sent: ")


def test_what_reached_some_is_sent_and_says_whom_it_did_not_reach(world) -> None:
    world.run_for(FakeSender(Attempt(Outcome.TAKEN, "slack refused it", "slack refused it (no such channel)")), 1)
    assert (world.request.notice, world.request.notice_error) == (Notice.SENT, "slack refused it (no such channel)")


@pytest.mark.parametrize("attempt", [REFUSED, UNCLEAR, RuntimeError("Anna Smith 020 7946 0123")])
def test_the_log_names_the_request_and_no_visitor(world, caplog, attempt) -> None:
    with caplog.at_level(logging.DEBUG):
        world.run_for(FakeSender(attempt), 1)
    assert "contact request aaaaaaaa, attempt 1: " in caplog.text
    assert "Anna" not in caplog.text and "7946" not in caplog.text


class TestThread:
    """The loop itself, on threads and events: nothing is timed."""

    def started(self, world, sender) -> Notifier:
        notifier = Notifier(world.store, sender, world.clock)
        notifier.start()
        return notifier

    def test_it_marks_what_a_kill_cut_off_and_sends_the_rest(self, world) -> None:
        cut_off = world.store.claim()
        told = threading.Event()
        details = Details("Bob", "+442079460123")
        world.store.add(ContactRequest("b" * 32, "rest:b", world.now, details, "May we?", notice=Notice.WAITING))

        class Sender(FakeSender):
            def send(self, title: str, text: str) -> Attempt:
                told.set()
                return super().send(title, text)

        sender = Sender()
        notifier = self.started(world, sender)
        assert told.wait(30)
        notifier.stop()
        (request,) = world.store.beginning_with(cut_off.id)
        assert (request.notice, request.notice_error) == (Notice.FAILED, INTERRUPTED)
        assert sender.sent == ["Contact request from Bob"]

    def test_stopped_while_it_sends_it_comes_to_an_end_first(self, world) -> None:
        sending, go_on = threading.Event(), threading.Event()

        class Slow(FakeSender):
            def send(self, title: str, text: str) -> Attempt:
                sending.set()
                assert go_on.wait(30)
                return super().send(title, text)

        notifier = self.started(world, Slow())
        assert sending.wait(30)
        threading.Timer(0.2, go_on.set).start()
        notifier.stop()
        assert world.request.notice is Notice.SENT

    def test_a_database_that_breaks_is_logged_and_does_not_end_it(self, world, caplog, monkeypatch) -> None:
        monkeypatch.setattr("bot.contacts.notifying._AFTER_TROUBLE", 0.01)
        told, breaks = threading.Event(), [OSError("the disk is full")]

        class Shaky:
            def __getattr__(self, name: str):
                if name == "claim" and breaks:
                    raise breaks.pop()
                return getattr(world.store, name)

        class Sender(FakeSender):
            def send(self, title: str, text: str) -> Attempt:
                told.set()
                return super().send(title, text)

        notifier = Notifier(Shaky(), Sender(), world.clock)
        notifier.start()
        assert told.wait(30)
        notifier.stop()
        assert "contact requests cannot be looked at" in caplog.text
        assert world.request.notice is Notice.SENT


class TestAnswers:
    def test_without_an_address_nothing_waits_in_silence(self) -> None:
        attempt = AppriseSender([]).send("title", "text")
        assert (attempt.outcome, "EFFIE_NOTIFY" in attempt.reason) == (Outcome.UNCLEAR, True)

    def test_an_address_that_apprise_does_not_know_is_refused_without_showing_it(self) -> None:
        attempt = AppriseSender(["nosuch://user:secret@example.org"]).send("title", "text")
        words = "nosuch is not an address that Apprise knows"
        assert attempt == Attempt(Outcome.REFUSED, words, words)

    @pytest.mark.parametrize(
        "error",
        [
            smtplib.SMTPAuthenticationError(535, b"no"),
            smtplib.SMTPRecipientsRefused({}),
            smtplib.SMTPDataError(554, b"no"),
        ],
    )
    def test_a_mail_servers_no_is_a_refusal(self, error: Exception) -> None:
        assert is_refusal(error)

    @pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError(), smtplib.SMTPServerDisconnected()])
    def test_a_connection_that_broke_later_is_none(self, error: Exception) -> None:
        assert not is_refusal(error)


@pytest.mark.parametrize(
    ("setting", "urls"),
    [
        ("", ()),
        ("  ", ()),
        ("json://localhost:8000/a", ("json://localhost:8000/a",)),
        ("slack://T/B/C mailto://u:p@example.org", ("slack://T/B/C", "mailto://u:p@example.org")),
        ("slack://T/B/C, mailto://u:p@example.org,", ("slack://T/B/C", "mailto://u:p@example.org")),
        (
            "mailto://u:p@h.org?to=a@h.org,b@h.org,slack://T/B/C",
            ("mailto://u:p@h.org?to=a@h.org,b@h.org", "slack://T/B/C"),
        ),
    ],
)
def test_addresses_are_divided_by_spaces_and_commas(setting: str, urls: tuple[str, ...]) -> None:
    assert Settings(notify=setting).notify_urls == urls
