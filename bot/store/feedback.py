"""Thumbs on answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.clinic.visitors import Feedback
from bot.store import tables


class FeedbackStore:
    """One row an answer."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def give(self, feedback: Feedback) -> bool:
        """Keeps it in place of an earlier one on the same answer. False where another conversation gave that."""
        table = tables.feedback
        given_at = self._now().astimezone(timezone.utc).replace(tzinfo=None)
        row = {"given_at": given_at, "is_helpful": feedback.is_helpful, "words": feedback.words}
        mine = (table.c.answer_id == feedback.answer_id) & (table.c.conversation == feedback.conversation)
        first = {**row, "answer_id": feedback.answer_id, "conversation": feedback.conversation}
        try:
            with self._engine.begin() as connection:
                if not connection.execute(table.update().where(mine).values(row)).rowcount:
                    connection.execute(table.insert().values(first))
        except sa.exc.IntegrityError:
            return False
        return True
