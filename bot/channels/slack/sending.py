"""Brings answers to Slack: waits when asked to, repeats what failed, and never says a thing twice if it can know."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.channels.slack.calls import Calls, SlackResult
from bot.channels.slack.heard import Place, SlackEvent
from bot.channels.slack.rendering import Message

logger = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
_PATIENCE = 3600.0  # then the answer waits for the next start
# The key is wrong: a person must act, and until then nothing is lost.
NO_KEY = frozenset(
    "invalid_auth not_authed account_inactive token_revoked token_expired missing_scope no_permission "
    "not_allowed_token_type".split()
)
# Nobody can be answered there any more.
GONE = frozenset(
    "channel_not_found is_archived not_in_channel user_not_found user_not_in_channel thread_not_found "
    "messages_tab_disabled cannot_dm_bot restricted_action restricted_action_thread_locked".split()
)


class Sender:
    """Says answers in their places."""

    def __init__(
        self,
        calls: Calls,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._calls = calls
        self._wait = wait
        self._clock = clock
        self._line = asyncio.Lock()
        self._not_before = 0.0
        self._told: set[str] = set()

    async def post(self, heard: SlackEvent, messages: Sequence[Message], *, is_again: bool) -> bool:
        """Whether the answer is there, or can never be; False where it should wait for another start."""
        for message in messages:
            if not await self._post(heard, message, is_again):
                return False
        return True

    async def settle(self, heard: SlackEvent) -> None:
        """Shows which button was pressed. One attempt: the answer matters more."""
        if heard.pressed and heard.pressed.blocks:
            said = await self._calls.settle(heard.place, heard.pressed)
            if said.error:
                logger.info("the buttons of a message were not replaced: %s", said.error)

    async def is_there(self, heard: SlackEvent, key: str) -> bool:
        """Whether the message with that key is surely in its place already."""
        said = await self._look(heard, key)
        return said is not None and said.error is None

    async def _post(self, heard: SlackEvent, message: Message, is_unsure: bool) -> bool:
        pause, deadline, place = _FIRST_PAUSE, self._clock() + _PATIENCE, heard.place
        while self._clock() < deadline:
            said = await self._attempt(heard, place, message, is_unsure)
            if said.error is None:
                return True
            if said.is_to_be_repeated:
                is_unsure = is_unsure or said.is_outage
                if said.retry_after is None:
                    await self._wait(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            if said.error in NO_KEY:
                self._tell(said.error)
                return False
            logger.warning("Slack refused an answer: %s", said.error)
            easier = _easier(place, message, said.error)
            if not easier:
                return True
            place, message = easier
        logger.error("Slack could not be reached for an hour: an answer waits for the next start")
        return False

    async def _attempt(self, heard: SlackEvent, place: Place, message: Message, is_unsure: bool) -> SlackResult:
        """Says it once, after a look whether an earlier attempt arrived.

        One answer at a time: of several under way, the later ones would not know that Slack asked the first to wait.
        """
        async with self._line:
            while (left := self._not_before - self._clock()) > 0:
                await self._wait(left)
            there = await self._look(heard, message.key) if is_unsure else None
            said = there or await self._calls.show(place, message)
            if said.retry_after is not None:
                self._not_before = self._clock() + said.retry_after
            return said

    async def _look(self, heard: SlackEvent, key: str) -> SlackResult | None:
        """Nothing where it is not there. What one person alone sees, and what we may not read, counts as not there."""
        if heard.place.only_for:
            return None
        said = await self._calls.read_since(heard.place, heard.since)
        if said.is_to_be_repeated:
            return said
        return SlackResult() if key in _keys(said) else None

    def _tell(self, code: str) -> None:
        if code not in self._told:
            self._told.add(code)
            logger.error("Slack refuses the bot token (%s). Answers wait. Next step: effie slack check", code)


def _easier(place: Place, message: Message, error: str) -> tuple[Place, Message] | None:
    """Another way to say it; None where nobody is there, or all ways are used up."""
    if place.response_url:  # it serves five times, for half an hour
        return replace(place, response_url=None), message
    if error in GONE or not message.blocks:
        return None
    return place, message.without_blocks()


def _keys(said: SlackResult) -> set[object]:
    """The ids of all blocks of the messages that Slack named."""
    return {block.get("block_id") for message in said.data.get("messages", ()) for block in message.get("blocks", ())}
