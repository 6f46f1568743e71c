"""Rasa's calls of the action server, without what it repeats at each of them (docs/decisions/0011-a-fast-turn.md)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import aiohttp
import rasa
from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions import action as rasa_actions
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

# Under the five seconds after which the action server closes a connection: one that it is closing is never used.
_IDLE_SECONDS = 3
_SECONDS = 300  # as Rasa's own
_KEPT = "_effie_kept"  # on Rasa's endpoint: ours for it


class KeptEndpoint(EndpointConfig):
    """An endpoint whose connections stay open between calls."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        self.__dict__.update(vars(endpoint))
        self._kept: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """The session of this event loop; Rasa opens and closes one a call."""
        loop = asyncio.get_running_loop()
        if self._kept is None or self._loop is not loop:
            auth = aiohttp.BasicAuth(**self.basic_auth) if self.basic_auth else None
            self._kept = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=_IDLE_SECONDS),
                headers=self.headers,
                auth=auth,
                timeout=aiohttp.ClientTimeout(total=_SECONDS),
            )
            self._loop = loop
        yield self._kept


class KeptRemoteAction(RemoteAction):
    """A custom action on a kept connection, its answer checked by a validator that is made once."""

    def __init__(self, name: str, action_endpoint: EndpointConfig | None) -> None:
        super().__init__(name, action_endpoint and _kept(action_endpoint))

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        """What our actions read: the message, the slots, whose they are. Rasa sends all events and the domain too."""
        state = tracker.current_state(EventVerbosity.NONE)
        return {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": {**state, "events": []},
            "version": rasa.__version__,
        }

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        """As Rasa's, which checks the schema itself against its metaschema at each turn. ValidationError."""
        try:
            _validator().validate(result)
        except ValidationError as error:
            error.message += ". The action server's answer has not the shape that Rasa expects."
            raise
        return True


def keep_connections() -> None:
    """From now on Rasa makes its custom actions of our class. It has no setting for that: one name is replaced."""
    rasa_actions.RemoteAction = KeptRemoteAction


def _kept(endpoint: EndpointConfig) -> KeptEndpoint:
    kept: KeptEndpoint = getattr(endpoint, _KEPT, None) or KeptEndpoint(endpoint)
    setattr(endpoint, _KEPT, kept)
    return kept


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    Draft7Validator.check_schema(schema)  # what `jsonschema.validate` takes where a schema names no draft
    return Draft7Validator(schema)
