"""What of Rasa is replaced while a server runs: where it keeps conversations, how it calls our actions, and how it
runs its graph of components.

endpoints.yml names the store. For the other two Rasa has no setting, so that one name of its own is replaced for each;
tests fail where it changes under us.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from rasa.core import processor
from rasa.core.actions import action as rasa_actions
from rasa.core.actions.action import RemoteAction
from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.tracker_store import SQLTrackerStore
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from sqlalchemy.orm import sessionmaker

from bot.wiring import connect, conversations_url

Messages = list[dict[str, Any]]
_Step = tuple[str, GraphNode, tuple[str, ...]]

_OURS = "actions"
MODULE = "actions_module"  # in endpoints.yml, under action_endpoint; with a `url` an action server is called instead
# What the frame slot does not hold is not needed: rules look one turn back. Two more let a rule grow.
_TURNS_LOADED = 3
_EVENTS_LOADED = 60  # more than that many turns have
_STORED = "_effie_stored_events"
_COLUMNS = ("sender_id", "type_name", "timestamp", "intent_name", "action_name", "data")


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL store on our own database settings: a turn costs the same in an old conversation as in a new one.

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
        events = self.SQLEvent.__table__.c
        newest = sa.select(events.data).where(events.sender_id == sa.bindparam("sender")).order_by(events.id.desc())
        self._newest = newest.limit(_EVENTS_LOADED)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The last turns of the conversation; None where there is none."""
        with self.engine.connect() as connection:
            newest_first = connection.execute(self._newest, {"sender": sender_id}).scalars().all()
        if not newest_first:
            return None
        events = _last_turns(list(map(json.loads, newest_first)))
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, _STORED, len(tracker.events))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes what was added since `retrieve`, in one transaction."""
        await self.stream_events(tracker)
        rows = [_row(tracker.sender_id, event) for event in self._added(tracker)]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(sa.insert(self.SQLEvent.__table__), rows)
        setattr(tracker, _STORED, len(tracker.events))

    def _added(self, tracker: DialogueStateTracker) -> Sequence[Event]:
        # Rasa saves a new conversation empty before its first turn.
        stored = getattr(tracker, _STORED, None if tracker.events else 0)
        if stored is None:  # made by other hands, Rasa's HTTP interface for one
            with self.session_scope() as session:
                return list(self._additional_events(session, tracker))
        return list(tracker.events)[stored:]


class OwnAction(RemoteAction):
    """A custom action as Rasa knows it. Where endpoints.yml names a module, the SDK runs it in this process: no second
    server, no connection (docs/decisions/0018-one-process.md).
    """

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """What the action says and sets. Whatever the action raises."""
        module = self.action_endpoint and self.action_endpoint.kwargs.get(MODULE)
        if not module:
            return list(await super().run(output_channel, nlg, tracker, domain))
        # What an action reads: the message, the slots, whose they are. No past, and no domain.
        state = {**tracker.current_state(EventVerbosity.NONE), "events": []}
        said, kept = await asyncio.get_running_loop().run_in_executor(_worker(), _call, module, self.name(), state)
        return [*await self._utter_responses(said, output_channel, nlg, tracker), *deserialise_events(kept)]


class InOrderRunner(DaskGraphRunner):
    """Runs the components one after the other, in an order that is worked out once.

    Rasa's own runner lets Dask plan a schedule, three times a turn, for what never changes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, ...], list[_Step]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of the targets by name; GraphRunError and its kin as the components raise them."""
        wanted = tuple(targets or self._graph_schema.target_names)
        plan = self._plans.get(wanted) or self._plan(wanted)
        done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, node, needs in plan:
            done[name] = node(*(done.get(need, need) for need in needs))  # a node reports a need that is missing
        return dict(done[name] for name in wanted)

    def _plan(self, wanted: tuple[str, ...]) -> list[_Step]:
        nodes = self._graph_schema.minimal_graph_schema(list(wanted)).nodes
        plan: dict[str, _Step] = {}

        def put(name: str) -> None:
            if name in nodes and name not in plan:
                needs = tuple(nodes[name].needs.values())
                for need in needs:
                    put(need)
                plan[name] = (name, self._instantiated_nodes[name], needs)

        for name in wanted:
            put(name)
        return self._plans.setdefault(wanted, list(plan.values()))


def run_own_actions() -> None:
    """From now on Rasa makes its custom actions of our class.

    Ours are imported now: where they cannot be, the server does not start.
    """
    rasa_actions.RemoteAction = OwnAction
    _registered(_OURS)


def run_graphs_in_order() -> None:
    """From now on Rasa answers with our runner."""
    processor.DaskGraphRunner = InOrderRunner


def _call(module: str, name: str, state: dict[str, Any]) -> tuple[Messages, Messages]:
    """What the action says, and the events that it returns."""
    dispatcher = CollectingDispatcher()
    events = _registered(module).actions[name](dispatcher, Tracker.from_dict(state), {})
    return dispatcher.messages, events or []


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
    intent = data.get("parse_data", {}).get("intent", {}).get("name")
    row = (sender_id, event.type_name, data.get("timestamp"), intent, data.get("name"), json.dumps(data))
    return dict(zip(_COLUMNS, row, strict=True))


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    """One thread: a database that makes an action wait stops no other visitor's message from being understood."""
    return ThreadPoolExecutor(1, thread_name_prefix="actions")


@lru_cache
def _registered(module: str) -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package(module)
    return executor
