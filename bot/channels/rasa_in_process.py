"""What of Rasa is replaced while a server runs: how it calls our actions, and how it runs its graph of components.

Rasa has no setting for either, so that one name of its own is replaced for each; tests fail where it changes under us.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from rasa.core import processor
from rasa.core.actions import action as rasa_actions
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

Messages = list[dict[str, Any]]
_Step = tuple[str, GraphNode, tuple[str, ...]]

_OURS = "actions"
MODULE = "actions_module"  # in endpoints.yml, under action_endpoint; with a `url` an action server is called instead


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
        loop = asyncio.get_running_loop()
        said, kept = await loop.run_in_executor(_worker(), _call, module, self.name(), state)
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
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(wanted)
        done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, node, needs in self._plans[wanted]:
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
        return list(plan.values())


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


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    """One thread: a database that makes an action wait stops no other visitor's message from being understood."""
    return ThreadPoolExecutor(1, thread_name_prefix="actions")


@lru_cache
def _registered(module: str) -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package(module)
    return executor
