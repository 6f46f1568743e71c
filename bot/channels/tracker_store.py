"""Where conversations are kept: Rasa's SQL store on our own database settings, one read and one write a turn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import sessionmaker

from bot.channels.rasa_in_process import run_graphs_in_order, run_own_actions
from bot.wiring import connect, conversations_url

# What the frame slot does not hold is not needed: rules look one turn back. Two more let a rule grow.
_TURNS_LOADED = 3
_EVENTS_LOADED = 60  # more than that many turns have
_STORED = "_effie_stored_events"


class ConversationStore(SQLTrackerStore):
    """Named in endpoints.yml. A turn of an old conversation costs what one of a new conversation costs.

    Rasa's own reads the whole conversation, counts it twice and opens three connections a turn. Here `retrieve` gives
    the last turns alone, and `retrieve_full_tracker` everything.
    """

    def __init__(
        self, domain: Domain | None = None, host: str | None = None, event_broker: EventBroker | None = None, **_: Any
    ) -> None:
        # Here, since Rasa makes its store first of all wherever it is about to talk: `rasa run` and `rasa shell`.
        run_own_actions()
        run_graphs_in_order()
        url = conversations_url()
        super().__init__(domain, host=url, event_broker=event_broker)
        self.engine.dispose()  # type: ignore[has-type]
        self.engine = connect(url)  # it keeps its connections, and survives kills
        self.sessionmaker = sessionmaker(bind=self.engine)
        self.Base.metadata.create_all(self.engine)  # a database in memory is another one for each engine

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The last turns of the conversation; None where there is none."""
        events = self._last_events(sender_id)
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, _STORED, len(tracker.events))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes what was added since `retrieve`, in one transaction."""
        if not tracker.events:  # Rasa saves a new conversation empty before its first turn
            setattr(tracker, _STORED, 0)
            return
        await self.stream_events(tracker)
        rows = [_row(tracker.sender_id, event) for event in self._added(tracker)]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(sa.insert(self.SQLEvent.__table__), rows)
        setattr(tracker, _STORED, len(tracker.events))

    def _added(self, tracker: DialogueStateTracker) -> Sequence[Event]:
        stored = getattr(tracker, _STORED, None)
        if stored is None:  # made by other hands, Rasa's HTTP interface for one
            with self.session_scope() as session:
                return list(self._additional_events(session, tracker))
        return list(tracker.events)[stored:]

    def _last_events(self, sender_id: str) -> list[dict[str, Any]]:
        events = self.SQLEvent.__table__.c
        query = sa.select(events.data).where(events.sender_id == sender_id).order_by(events.id.desc())
        with self.engine.connect() as connection:
            newest_first = [json.loads(row.data) for row in connection.execute(query.limit(_EVENTS_LOADED))]
        return _last_turns(newest_first)


def _last_turns(newest_first: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """From the start of a turn, or of the session, in the order of time."""
    turns = 0
    for number, event in enumerate(newest_first):
        if event["event"] == SessionStarted.type_name:
            return list(reversed(newest_first[: number + 1]))
        turns += event["event"] == UserUttered.type_name
        if turns == _TURNS_LOADED:
            # The listening before a message belongs to it: rules are matched from there.
            return list(reversed(newest_first[: number + 2]))
    return list(reversed(newest_first))


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
