"""Our actions, run in Rasa's own process: no second server, no connection (docs/decisions/0018-one-process.md)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from rasa.core.actions import action as rasa_actions
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

Messages = list[dict[str, Any]]

_OURS = "actions"
MODULE = "actions_module"  # in endpoints.yml, under action_endpoint; with a `url` an action server is called instead


class OwnAction(RemoteAction):
    """A custom action as Rasa knows it. Where endpoints.yml names a module, the SDK runs it here."""

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


def run_own_actions() -> None:
    """From now on Rasa makes its custom actions of our class. It has no setting for that: one name is replaced.

    Ours are imported now: where they cannot be, the server does not start.
    """
    rasa_actions.RemoteAction = OwnAction
    _registered(_OURS)


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
