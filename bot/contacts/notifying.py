"""Tells staff of contact requests, each at most once, beside all turns (docs/decisions/0013-contact-requests.md)."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.clinic.requests import ContactRequest, notice_of
from bot.contacts.sending import Attempt, Outcome

logger = logging.getLogger(__name__)

# How long to wait after the first refusal, the second ...; after the last the notice has failed.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 2 * 60, 10 * 60, 60 * 60))
INTERRUPTED = "stopped while it was being sent: it may not have been sent"
_LOOK_EVERY = 1.0
_AFTER_TROUBLE = 15.0
_STOP_SECONDS = 8.0  # under the ten after which a server is killed


class Outbox(Protocol):
    """Where the notices wait."""

    def claim(self) -> ContactRequest | None:
        """The oldest notice that is due, now marked as being sent; nobody else gets it."""

    def mark_sent(self, id: str, error: str | None) -> None:
        """It arrived; `error` where not everywhere."""

    def put_back(self, id: str, error: str, next_attempt_at: datetime) -> None:
        """It is tried again then."""

    def mark_failed(self, id: str, error: str) -> None:
        """It is not tried again."""

    def fail_interrupted(self, error: str) -> int:
        """Marks what is found as being sent as failed; how many."""


class Sender(Protocol):
    """Something that tells staff."""

    def send(self, title: str, text: str) -> Attempt:
        """One attempt; it never raises."""


class Notifier:
    """One thread that looks for notices to send. There must be one notifier for a database."""

    def __init__(self, outbox: Outbox, sender: Sender, now: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._sender = sender
        self._now = now
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Starts looking, and stops when the process ends."""
        self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)
        self._thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Lets a notice that is being sent come to its end, for a while."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)

    def send_next(self) -> bool:
        """Sends one notice that is due; False where there is none."""
        request = self._outbox.claim()
        if request is None:
            return False
        self._settle(request, self._send(request))
        return True

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                # Nothing of ours is on its way here: what is marked so was cut off by a kill or by a broken database.
                for _ in range(self._outbox.fail_interrupted(INTERRUPTED)):
                    logger.error("a notice of a contact request was %s. See: effie requests list", INTERRUPTED)
                while not self._stopping.is_set():
                    if not self.send_next():
                        self._stopping.wait(_LOOK_EVERY)
            except Exception:
                logger.exception("contact requests cannot be looked at; the next try in %d s", _AFTER_TROUBLE)
                self._stopping.wait(_AFTER_TROUBLE)

    def _send(self, request: ContactRequest) -> Attempt:
        try:
            return self._sender.send(*notice_of(request))
        except Exception as error:  # its text may hold what was to be sent
            return Attempt(Outcome.UNCLEAR, f"broke with {type(error).__name__}")

    def _settle(self, request: ContactRequest, attempt: Attempt) -> None:
        words = attempt.details or attempt.reason
        if attempt.outcome is Outcome.TAKEN:
            self._outbox.mark_sent(request.id, words or None)
        elif attempt.outcome is Outcome.REFUSED and request.attempts <= len(WAITS):
            self._outbox.put_back(request.id, words, self._now() + WAITS[request.attempts - 1])
        elif attempt.outcome is Outcome.REFUSED:
            self._outbox.mark_failed(request.id, f"not sent: {words}")
        else:
            self._outbox.mark_failed(request.id, f"may not have been sent: {words}")
        if attempt.reason:
            logger.warning(
                "contact request %s, attempt %d: %s. See: effie requests list",
                request.short_id, request.attempts, attempt.reason,
            )  # fmt: skip
