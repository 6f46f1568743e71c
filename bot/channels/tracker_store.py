"""Where conversations are kept: Rasa's SQL store on our own database settings."""

from __future__ import annotations

from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

from bot.wiring import conversations_url, survive_kills


class ConversationStore(SQLTrackerStore):
    """Named in endpoints.yml, so that one setting moves conversations to another database."""

    def __init__(
        self, domain: Domain | None = None, host: str | None = None, event_broker: EventBroker | None = None, **_: Any
    ) -> None:
        super().__init__(domain, host=conversations_url(), event_broker=event_broker)
        survive_kills(self.engine)
