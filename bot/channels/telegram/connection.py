"""One bot between the server's start and its stop."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Bot

from bot.channels.door import Arrival, Reply
from bot.channels.telegram.addressing import Me
from bot.channels.telegram.conversing import Conversing
from bot.channels.telegram.options import Options
from bot.channels.telegram.polling import Polling, until_alone
from bot.channels.telegram.sending import Sender, make_bot, pause_after
from bot.channels.telegram.updates import UpdateReader
from bot.wiring import Inbox, now, topics

logger = logging.getLogger(__name__)

_GRACE_SECONDS = 5  # under the ten after which a stop becomes a kill
_AGAIN_SECONDS = 10


class Connection:
    """Takes updates from the moment at which Telegram has told the bot its name."""

    def __init__(self, options: Options, inbox: Inbox, receive: Callable[[Arrival], Awaitable[Reply]]) -> None:
        self._options = options
        self._inbox = inbox
        self._receive = receive
        self._conversing: Conversing | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._lock: int | None = None
        self._bot: Bot | None = None

    def start(self) -> None:
        """Connects beside the server's start, which waits for nothing: Telegram may be away."""
        self._tasks = [asyncio.create_task(self._run())]

    async def stop(self) -> None:
        """Takes nothing more, and lets what is under way go out."""
        conversing, self._conversing = self._conversing, None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if conversing:
            await conversing.close(_GRACE_SECONDS)
        if self._bot:
            await self._bot.shutdown()
        if self._lock is not None:
            os.close(self._lock)

    def take(self, update: Mapping[str, Any]) -> bool:
        """Whether the update was taken. Before the bot knows its name, nothing is: Telegram sends it again."""
        if self._conversing is None:
            return False
        self._conversing.take(update)
        return True

    async def _run(self) -> None:
        if self._options.is_polling:
            self._lock = await until_alone(self._options.lock)
        self._bot = bot = make_bot(self._options.token, self._options.api)
        me = await _introduce(bot)
        conversing = Conversing(UpdateReader(me, topics(), now), self._inbox, self._receive, Sender(bot))
        while not _has_resumed(conversing):
            await asyncio.sleep(_AGAIN_SECONDS)
        self._conversing = conversing
        logger.info("Connected to Telegram.")
        if self._options.is_polling:
            await Polling(bot, conversing.take).run()


async def _introduce(bot: Bot) -> Me:
    """Asks until Telegram says who the bot is."""
    tries = 0
    while True:
        try:
            await bot.initialize()
            return Me(bot.id, bot.username)
        except Exception as error:  # whatever it is, the bot is of no use before it knows its name
            tries += 1
            if tries == 1:
                logger.warning("Telegram cannot be reached yet: %s", type(error).__name__)
            await asyncio.sleep(pause_after(error, tries))


def _has_resumed(conversing: Conversing) -> bool:
    try:
        conversing.resume()
    except Exception:
        logger.exception("what waits for an answer could not be read")
        return False
    return True
