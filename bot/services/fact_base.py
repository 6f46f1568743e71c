"""What the services need of the store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from bot.clinic.facts import Fact, Source, TopicPage
from bot.clinic.gaps import Gap


class FactBase(Protocol):
    """Knowledge, as it stands in the database now."""

    def facts_on(self, topic: str) -> tuple[Fact, ...]:
        """The facts of one topic in their order."""

    def facts_named(self, keys: Iterable[str]) -> tuple[Fact, ...]:
        """The facts with those keys."""

    def find_page(self, topic: str) -> TopicPage | None:
        """What is held on a topic beside its facts."""

    def pages_of(self, topics: Iterable[str]) -> dict[str, TopicPage]:
        """The pages of several topics."""

    def type_pages(self) -> tuple[TopicPage, ...]:
        """Every massage type that has a profile."""

    def sources_of(self, ids: Iterable[str]) -> tuple[Source, ...]:
        """The sources with those ids."""

    def clinic(self) -> dict[str, Any]:
        """The clinic's profile."""


class Gaps(Protocol):
    """Where questions without an answer are kept."""

    def add(self, gap: Gap, asked_at: datetime) -> None:
        """Records a gap."""
