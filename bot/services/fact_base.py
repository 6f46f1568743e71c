"""What the services need of the store."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.clinic.facts import FactBook
from bot.clinic.gaps import Gap


class FactBase(Protocol):
    """Holds the knowledge."""

    book: FactBook

    def refresh(self) -> FactBook:
        """Reads the database again where it has changed, and gives the book as it is now."""


class Gaps(Protocol):
    """Where questions without an answer are kept."""

    def add(self, gap: Gap, asked_at: datetime) -> None:
        """Records a gap."""
