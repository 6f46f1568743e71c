"""Questions that went without an answer, for the owner to read."""

from __future__ import annotations

from datetime import datetime, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.clinic.gaps import Gap, KeptGap
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

    def since(self, earliest: datetime, limit: int) -> tuple[KeptGap, ...]:
        """The newest gaps first, from an aware instant on."""
        rows = tables.gaps.c
        is_new = rows.asked_at >= earliest.astimezone(timezone.utc).replace(tzinfo=None)
        query = sa.select(tables.gaps).where(is_new).order_by(rows.asked_at.desc(), rows.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return tuple(
                KeptGap(
                    row["text"], row["outcome"], tuple(row["candidates"]), row["asked_at"].replace(tzinfo=timezone.utc)
                )
                for row in connection.execute(query).mappings()
            )
