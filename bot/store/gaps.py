"""Questions that went without an answer, for the owner to read."""

from __future__ import annotations

from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.clinic.gaps import Gap
from bot.store import tables


class GapStore:
    """Keeps gaps."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, gap: Gap, asked_at: datetime) -> None:
        """Records a gap. `asked_at` is an aware instant."""
        row = {
            "conversation": gap.conversation,
            "asked_at": asked_at.astimezone(timezone.utc).replace(tzinfo=None),
            "text": gap.text,
            "outcome": gap.outcome,
            "candidates": list(gap.candidates),
        }
        with self._engine.begin() as connection:
            connection.execute(tables.gaps.insert().values(row))

    def latest(self, limit: int = 100) -> tuple[Gap, ...]:
        """The newest gaps first."""
        query = sa.select(tables.gaps).order_by(tables.gaps.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return tuple(
                Gap(row["conversation"], row["text"], row["outcome"], tuple(row["candidates"]))
                for row in connection.execute(query).mappings()
            )
