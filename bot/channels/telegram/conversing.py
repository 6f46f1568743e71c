"""From an update to its answer: stored before Telegram is told, answered in order, forgotten when answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.channels.door import Arrival, Reply
from bot.channels.shared.ordered import Lines
from bot.channels.telegram.rendering import render
from bot.channels.telegram.sending import Place, Sender
from bot.channels.telegram.updates import Incoming, UpdateReader
from bot.clinic.payloads import is_step
from bot.wiring import Event, Inbox

logger = logging.getLogger(__name__)

CHANNEL = "telegram"
_TURNS_AT_ONCE = 8  # more would only wait inside Rasa, which thinks on one core


class Conversing:
    """Answers every update once; once more at worst, where a crash came between the answer and the note of it."""

    def __init__(
        self, reader: UpdateReader, inbox: Inbox, receive: Callable[[Arrival], Awaitable[Reply]], sender: Sender
    ) -> None:
        self._reader = reader
        self._inbox = inbox
        self._receive = receive
        self._sender = sender
        self._turns = asyncio.Semaphore(_TURNS_AT_ONCE)
        self._lines: Lines[Incoming] = Lines(self._answer)

    def take(self, update: Mapping[str, Any]) -> None:
        """Stores what is to be answered; after that no crash loses it. It raises where it could not be stored."""
        incoming = self._reader.read(update)
        if incoming is None:
            return
        event = Event(CHANNEL, incoming.event, incoming.conversation, incoming.as_dict())
        if self._inbox.accept(event):
            self._lines.put(incoming.chat, incoming.update, incoming)

    def resume(self) -> None:
        """Takes up what was stored before the last stop and not answered."""
        for event in self._inbox.waiting(CHANNEL):
            try:
                incoming = Incoming.from_dict(event.body)
            except TypeError:
                logger.error("an update that an older version stored cannot be read; it is dropped")
                self._inbox.done(CHANNEL, event.event)
                continue
            self._lines.put(incoming.chat, incoming.update, incoming)

    async def close(self, seconds: float) -> None:
        """Lets answers that are under way go out; the others wait for the next start."""
        await self._lines.close(seconds)

    async def _answer(self, incoming: Incoming) -> None:
        try:
            await self._reply_to(incoming)
            self._inbox.done(CHANNEL, incoming.event)
        except Exception:
            # Nothing that the platform does ends here: this is a fault of ours, or the database is away.
            logger.exception("an update could not be answered; it waits for the next start")

    async def _reply_to(self, incoming: Incoming) -> None:
        if incoming.callback:
            self._sender.end_spinner(incoming.callback)
        if not incoming.text and not incoming.attachment:
            return
        place = Place(incoming.chat, incoming.thread, incoming.reply_to)
        async with self._sender.typing(place), self._turns:
            reply = await self._receive(Arrival(incoming.conversation, incoming.text or None, CHANNEL))
        await self._sender.deliver(place, render(reply, incoming.attachment, is_captioned=bool(incoming.text)))
        if incoming.tapped and is_step(incoming.text):
            self._sender.remove_buttons(incoming.chat, incoming.tapped)
