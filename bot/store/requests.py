"""Contact requests, and the notices of them that wait to be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.clinic.requests import ContactRequest, Details, Notice
from bot.store import tables

_TABLE = tables.contact_requests
_ROW = _TABLE.c


class RequestStore:
    """Every contact request, and what became of it."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def add(self, request: ContactRequest) -> bool:
        """Stores the request. False where one with that id was here before."""
        try:
            with self._engine.begin() as connection:
                connection.execute(_TABLE.insert().values(_values(request)))
        except sa.exc.IntegrityError:
            return False
        return True

    def count_done(self, conversation: str) -> int:
        """How many of the conversation's requests staff have dealt with."""
        is_done = (_ROW.conversation == conversation) & _ROW.done_at.is_not(sa.null())
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).where(is_done)).scalar() or 0

    def all(self, *, with_done: bool = True) -> tuple[ContactRequest, ...]:
        """The open ones first, of each half the oldest first."""
        is_done = _ROW.done_at.is_not(sa.null())
        query = sa.select(_TABLE).order_by(is_done, _ROW.asked_at, _ROW.id)
        return self._read(query if with_done else query.where(~is_done))

    def beginning_with(self, prefix: str) -> tuple[ContactRequest, ...]:
        """The requests whose id begins so."""
        return self._read(sa.select(_TABLE).where(_ROW.id.startswith(prefix, autoescape=True)).order_by(_ROW.id))

    def mark_done(self, id: str) -> bool:
        """Staff have dealt with it. False where they had before."""
        open_one = (_ROW.id == id) & _ROW.done_at.is_(sa.null())
        return self._change(open_one, done_at=_naive(self._now())) == 1

    def claim(self) -> ContactRequest | None:
        """The oldest notice that is due, now marked as being sent; nobody else gets it."""
        is_due = sa.or_(_ROW.next_attempt_at.is_(sa.null()), _ROW.next_attempt_at <= _naive(self._now()))
        waiting = _ROW.notice == Notice.WAITING.value
        found = self._read(sa.select(_TABLE).where(waiting & is_due).order_by(_ROW.asked_at, _ROW.id).limit(1))
        if not found:
            return None
        this = _ROW.id == found[0].id
        if not self._change(this & waiting, notice=Notice.SENDING.value, attempts=_ROW.attempts + 1):
            return None
        return next(iter(self._read(sa.select(_TABLE).where(this))), None)

    def mark_sent(self, id: str, error: str | None) -> None:
        """It arrived; `error` where not everywhere."""
        self._change(_ROW.id == id, notice=Notice.SENT.value, notice_error=error, next_attempt_at=None)

    def put_back(self, id: str, error: str, next_attempt_at: datetime) -> None:
        """It is tried again then."""
        again = {"notice_error": error, "next_attempt_at": _naive(next_attempt_at)}
        self._change(_ROW.id == id, notice=Notice.WAITING.value, **again)

    def mark_failed(self, id: str, error: str) -> None:
        """It is not tried again."""
        self._change(_ROW.id == id, notice=Notice.FAILED.value, notice_error=error, next_attempt_at=None)

    def fail_interrupted(self, error: str) -> int:
        """Marks what is found as being sent as failed; how many."""
        return self._change(
            _ROW.notice == Notice.SENDING.value, notice=Notice.FAILED.value, notice_error=error, next_attempt_at=None
        )

    def _change(self, which: Any, **values: Any) -> int:
        with self._engine.begin() as connection:
            return connection.execute(_TABLE.update().where(which).values(**values)).rowcount

    def _read(self, query: Any) -> tuple[ContactRequest, ...]:
        with self._engine.connect() as connection:
            return tuple(_request(row) for row in connection.execute(query).mappings())


def _values(request: ContactRequest) -> dict[str, Any]:
    details = request.details
    return {
        "id": request.id,
        "conversation": request.conversation,
        "asked_at": _naive(request.asked_at),
        "name": details.name,
        "phone": details.phone,
        "email": details.email,
        "good_time": details.good_time,
        "consent": request.consent,
        "notice": request.notice.value,
        "attempts": request.attempts,
    }


def _request(row: Mapping[str, Any]) -> ContactRequest:
    return ContactRequest(
        id=row["id"],
        conversation=row["conversation"],
        asked_at=row["asked_at"].replace(tzinfo=timezone.utc),
        details=Details(row["name"], row["phone"], row["email"], row["good_time"]),
        consent=row["consent"],
        done_at=row["done_at"] and row["done_at"].replace(tzinfo=timezone.utc),
        notice=Notice(row["notice"]),
        attempts=row["attempts"],
        notice_error=row["notice_error"],
    )


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(timezone.utc).replace(tzinfo=None)
