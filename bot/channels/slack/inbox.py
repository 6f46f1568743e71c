"""Takes what is said in Slack, stores it before Slack is told so, and answers each conversation in its order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.channels.door import Arrival, Door, Handler
from bot.channels.shared.ordered import Lines
from bot.channels.slack.events import read
from bot.channels.slack.heard import CHANNEL, SlackEvent
from bot.channels.slack.rendering import render
from bot.channels.slack.sending import Sender
from bot.wiring import Event, Inbox

logger = logging.getLogger(__name__)

_AS_IT_COMES = 0  # Slack numbers nothing: the order is the one of arrival
_AT_ONCE = 4  # turns; more would only wait for each other, and Slack's next event with them


class SlackInbox:
    """What is accepted is answered, after a crash at the latest."""

    def __init__(self, door: Door, handle: Handler, inbox: Inbox, sender: Sender, is_alarming: Callable[[str], bool]):
        self._door = door
        self._handle = handle
        self._inbox = inbox
        self._sender = sender
        self._is_alarming = is_alarming
        self._lines: Lines[tuple[SlackEvent, bool]] = Lines(self._answer)
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def take(self, payload: Mapping[str, Any]) -> None:
        """Accepts what the payload says to the assistant, if anything. When it returns, nothing can be lost."""
        heard = read(payload)
        if heard is None or (heard.is_edit and not self._is_alarming(heard.text or "")):
            return
        if await asyncio.to_thread(self._accept, heard):
            self._lines.put(heard.conversation, _AS_IT_COMES, (heard, False))

    def resume(self, waiting: Iterable[Event]) -> None:
        """Answers what an earlier process accepted and did not bring to its end."""
        for event in waiting:
            heard = SlackEvent.from_body(event.event, event.conversation, event.body)
            self._lines.put(heard.conversation, _AS_IT_COMES, (heard, True))

    def _accept(self, heard: SlackEvent) -> bool:
        """Whether it is for us, and was not here before."""
        if not heard.is_addressed and not self._inbox.has_heard_in(CHANNEL, heard.conversation):
            return False
        return self._inbox.accept(Event(CHANNEL, heard.id, heard.conversation, heard.as_body()))

    async def _answer(self, waiting: tuple[SlackEvent, bool]) -> None:
        heard, is_again = waiting
        try:
            is_done = await self._say(heard, is_again=is_again)
        except Exception as error:
            # Not the error itself: a database's names the values that it could not store, and they are health data.
            logger.error("an answer waits for the next start: %s", type(error).__name__)
            return
        if is_done:
            await asyncio.to_thread(self._inbox.done, CHANNEL, heard.id)

    async def _say(self, heard: SlackEvent, *, is_again: bool) -> bool:
        if is_again and await self._sender.is_there(heard, heard.id):
            return True
        await self._sender.settle(heard)
        async with self._turns:
            reply = await self._door.receive(Arrival(heard.conversation, heard.text, CHANNEL), self._handle)
        return await self._sender.post(heard, render(reply, heard.conversation, heard.id), is_again=is_again)
