"""A visitor's wish to be called back: what is kept of it, and what became of the notice to staff."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from bot.clinic.replies import Reply

CONSENT = (
    "May {clinic} keep these details on its own machine, show them to its team, and use them to get in touch with you? "
    "You can have them deleted at any time."
)
ANY_TIME = "any time"
_ID_CHARACTERS, _SHOWN_CHARACTERS = 32, 8


class Notice(str, Enum):
    """What became of telling staff about a request."""

    NONE = "none"  # nobody is to be told: EFFIE_NOTIFY is not set
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # not sent, or perhaps not: `notice_error` says which


@dataclass(frozen=True)
class Problem:
    """Why a value cannot be taken, as a sentence for the visitor."""

    sentence: str


@dataclass(frozen=True)
class Details:
    """Who is to be called or written to, and when. At least one of phone (E.164) and e-mail is there."""

    name: str
    phone: str | None = None
    email: str | None = None
    good_time: str = ANY_TIME


@dataclass(frozen=True)
class ContactRequest:
    """One request, with the words that the visitor agreed to."""

    id: str
    conversation: str
    asked_at: datetime
    details: Details
    consent: str
    done_at: datetime | None = None
    notice: Notice = Notice.NONE
    attempts: int = 0
    notice_error: str | None = None

    @property
    def short_id(self) -> str:
        """As much of the id as staff need to name it."""
        return self.id[:_SHOWN_CHARACTERS]


@dataclass(frozen=True)
class RequestOutcome:
    """What became of a request: a confirmation, or what is wrong with which field."""

    reply: Reply | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


def request_id(conversation: str, details: Details, done_before: int) -> str:
    """The same for the same request made twice, so that one whose answer got lost is stored and told once.

    `done_before` is how many of the conversation's requests staff have dealt with: the next one is a new one.
    """
    parts = (conversation, details.name, details.phone or "", details.email or "", details.good_time, str(done_before))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_ID_CHARACTERS]


def notice_of(request: ContactRequest) -> tuple[str, str]:
    """Title and text of what staff are told."""
    details = request.details
    lines = [
        f"Name: {details.name}",
        f"Phone: {details.phone}" if details.phone else "",
        f"E-mail: {details.email}" if details.email else "",
        f"Good time: {details.good_time}",
        f"When it is done: effie requests done {request.short_id}",
    ]
    return f"Contact request from {details.name}", "\n".join(filter(None, lines))
