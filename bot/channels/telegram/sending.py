"""Says things in Telegram: for as long as it takes, at Telegram's own pace, and not to whoever has blocked the bot."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.rendering import Outgoing

logger = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]
_CONNECTIONS = 32
_CONNECT_SECONDS, _READ_SECONDS = 5, 20
_MOST_PAUSE = 60.0
_TYPING_AFTER, _TYPING_EVERY = 0.3, 4.0  # most answers are there sooner; Telegram shows "typing" for five seconds


class Delivery(Enum):
    """What became of a reply."""

    DELIVERED = "delivered"
    BLOCKED = "blocked"  # the visitor stopped the bot, or the group put it out
    REFUSED = "refused"  # Telegram will not take it there, however often it is asked


@dataclass(frozen=True)
class Place:
    """Where to say it."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None


def make_bot(token: str, api: str) -> Bot:
    """The library's bot on that server. Nothing is sent yet."""
    # At their usual levels these name the token (it is part of the address), and the library what visitors wrote.
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # else the library warns at each 429
    request = HTTPXRequest(
        _CONNECTIONS, read_timeout=_READ_SECONDS, write_timeout=_READ_SECONDS, connect_timeout=_CONNECT_SECONDS
    )
    return Bot(token, base_url=f"{api.rstrip('/')}/bot", request=request)


class Sender:
    """One bot's voice."""

    def __init__(self, bot: Bot, pause: Pause = asyncio.sleep) -> None:
        self._bot = bot
        self._pause = pause
        self._asides: set[asyncio.Task[None]] = set()

    async def deliver(self, place: Place, messages: Sequence[Outgoing]) -> Delivery:
        """Says the messages in order. It returns when all are said, or when none ever can be."""
        for message in messages:
            outcome = await self._until_said(place, message)
            if isinstance(outcome, Delivery):
                # Who it was stays out of the log, as what was said does.
                logger.warning("an answer was not delivered: %s", outcome.value)
                return outcome
            place = replace(outcome, reply_to=None)
        return Delivery.DELIVERED

    def end_spinner(self, callback: str) -> None:
        """Ends the waiting sign on a tapped button; one that is too old has none any more."""
        self._aside(self._bot.answer_callback_query(callback))

    def remove_buttons(self, chat: int, message: int) -> None:
        """Takes the buttons off a message that asked for one step."""
        self._aside(self._bot.edit_message_reply_markup(chat, message))

    @asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Shows that an answer is being written, where that takes a moment."""
        task = asyncio.create_task(self._type(place))
        try:
            yield
        finally:
            task.cancel()

    async def _until_said(self, place: Place, message: Outgoing) -> Place | Delivery:
        """Where it was said, because a group may have moved."""
        tries = 0
        while True:
            try:
                await self._say(place, message)
                return place
            except ChatMigrated as error:
                place = Place(error.new_chat_id)
                continue
            except Forbidden:
                return Delivery.BLOCKED
            except BadRequest as error:
                logger.error("Telegram refused a message: %s", error.message)
                if message.is_plain and place == Place(place.chat):
                    return Delivery.REFUSED
                # Better the bare words than nothing: a topic may be closed, the message that it answers gone.
                place, message = Place(place.chat), message.plain()
                continue
            except TelegramError as error:
                tries += 1
                await self._pause(pause_after(error, tries))

    async def _say(self, place: Place, message: Outgoing) -> None:
        reply = ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None
        await self._bot.send_message(
            place.chat,
            message.page.text,
            entities=message.page.entities(),
            reply_markup=message.keyboard,
            message_thread_id=place.thread,
            reply_parameters=reply,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _type(self, place: Place) -> None:
        await asyncio.sleep(_TYPING_AFTER)
        while True:
            await _quietly(self._bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.thread))
            await asyncio.sleep(_TYPING_EVERY)

    def _aside(self, call: Awaitable[Any]) -> None:
        """Beside the answer, which does not wait for it."""
        task = asyncio.create_task(_quietly(call))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)


def pause_after(error: Exception, tries: int) -> float:
    """How long to wait: what Telegram says, else twice as long each time."""
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return after.total_seconds() if isinstance(after, timedelta) else float(after)
    if isinstance(error, InvalidToken):  # its own message names the token
        logger.error("Telegram does not accept the token any more. Set EFFIE_TELEGRAM_TOKEN anew and start again.")
        return _MOST_PAUSE
    return min(2.0 ** (tries - 1), _MOST_PAUSE)


async def _quietly(call: Awaitable[Any]) -> None:
    """A courtesy: whether it works changes nothing."""
    try:
        await call
    except TelegramError as error:
        logger.debug("a courtesy was not taken: %s", type(error).__name__)
