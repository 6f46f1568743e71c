"""Tells staff through Apprise, and knows what became of it: taken, refused, or no clear answer."""

from __future__ import annotations

import logging
import smtplib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

_LIBRARY = logging.getLogger("apprise")
_MOST_CHARACTERS = 200  # of the library's own words
# Where an error passed through one of these, there was no connection yet: nothing can have arrived.
_CONNECTING = {"create_connection", "getaddrinfo", "do_handshake"}
# What a mail server says instead of taking a message.
_MAIL_REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)


class Outcome(Enum):
    """What became of one attempt."""

    TAKEN = "taken"
    REFUSED = "refused"  # it cannot have arrived: it may be sent again
    UNCLEAR = "unclear"  # it may have arrived: it must not be sent again


@dataclass(frozen=True)
class Attempt:
    """An outcome. `reason` is for a log and names no visitor; `details` adds what the library said."""

    outcome: Outcome
    reason: str = ""
    details: str = ""


class AppriseSender:
    """The destinations of EFFIE_NOTIFY. Apprise is imported at the first notice: it takes 36 MB."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = tuple(urls)

    def send(self, title: str, text: str) -> Attempt:
        """Tells every destination once. One that took it is enough; what the others said is kept."""
        if not self._urls:
            return Attempt(Outcome.UNCLEAR, "EFFIE_NOTIFY is not set where Rasa runs")
        attempts = [_send_to(url, title, text) for url in self._urls]
        outcomes = {attempt.outcome for attempt in attempts}
        best = next(outcome for outcome in (Outcome.TAKEN, Outcome.UNCLEAR, Outcome.REFUSED) if outcome in outcomes)
        failed = [attempt for attempt in attempts if attempt.reason]
        return Attempt(best, "; ".join(a.reason for a in failed), "; ".join(a.details for a in failed))


def _send_to(url: str, title: str, text: str) -> Attempt:
    from apprise import Apprise, AppriseAsset, NotifyFormat, PersistentStoreMode

    service = url.split("://")[0]
    # In this thread, nothing of it on disk, and no picture that a third party would be asked for.
    asset = AppriseAsset(
        storage_mode=PersistentStoreMode.MEMORY,
        app_id="Effie",
        app_url="",
        async_mode=False,
        image_url_mask="",
        image_url_logo="",
    )
    with _listening() as heard:
        destination = Apprise(asset=asset)
        if not destination.add(url):
            what = f"{service} is not an address that Apprise knows"
            return Attempt(Outcome.REFUSED, what, what)  # what the library says may hold the password in it
        if destination.notify(body=text, title=title, body_format=NotifyFormat.TEXT):
            return Attempt(Outcome.TAKEN)
    if heard.has_sent:  # one of several recipients of the same address
        return _attempt(Outcome.TAKEN, service, "reached some of its recipients only", heard)
    if any(not is_refusal(error) for error in heard.errors):
        return _attempt(Outcome.UNCLEAR, service, "gave no clear answer", heard)
    return _attempt(Outcome.REFUSED, service, "could not be reached" if heard.errors else "refused it", heard)


def _attempt(outcome: Outcome, service: str, what: str, heard: _Hearing) -> Attempt:
    said = f" ({heard.said[-1][:_MOST_CHARACTERS]})" if heard.said else ""
    return Attempt(outcome, f"{service} {what}", f"{service} {what}{said}")


def is_refusal(error: BaseException) -> bool:
    """Whether the error came before anything can have arrived."""
    chain = list(_chain(error))
    return any(isinstance(cause, _MAIL_REFUSALS) or not _CONNECTING.isdisjoint(_places(cause)) for cause in chain)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _places(error: BaseException) -> Iterator[str]:
    place = error.__traceback__
    while place is not None:
        yield place.tb_frame.f_code.co_name
        place = place.tb_next


class _Hearing(logging.Handler):
    """What Apprise says of an attempt: it returns only yes or no, and logs why, inside its `except`."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: list[str] = []
        self.errors: list[BaseException] = []
        self.has_sent = False

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps warnings with the error that is being handled, and whether a part was sent."""
        if record.levelno < logging.WARNING:
            self.has_sent = self.has_sent or record.getMessage().startswith("Sent ")
            return
        self.said.append(record.getMessage())
        if (error := sys.exc_info()[1]) is not None:
            self.errors.append(error)


@contextmanager
def _listening() -> Iterator[_Hearing]:
    hearing = _Hearing()
    # Its own lines stop here: at some levels they hold the text, and with it the visitor's name and number.
    _LIBRARY.propagate = False
    _LIBRARY.setLevel(logging.INFO)
    _LIBRARY.addHandler(hearing)
    try:
        yield hearing
    finally:
        _LIBRARY.removeHandler(hearing)
