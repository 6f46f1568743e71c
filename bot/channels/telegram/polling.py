"""Fetches updates, for a clinic whose machine nobody can reach from outside."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from telegram import Bot
from telegram.error import Conflict

from bot.channels.telegram.sending import Pause, pause_after
from bot.channels.telegram.updates import ANSWERED

logger = logging.getLogger(__name__)

_WAIT_SECONDS = 50  # how long Telegram holds a request open while nothing comes
_MARGIN_SECONDS = 15
_CONFLICT_PAUSE = 30.0
_LOCK_PAUSE = 5.0
_STORE_PAUSE = 5.0


async def until_alone(lock: Path, pause: Pause = asyncio.sleep) -> int:
    """Waits until no other process of this machine polls. The file that it returns keeps the place while it is open."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    is_said = False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        except OSError:
            if not is_said:
                logger.warning("Another process fetches from Telegram already, and only one may. This one waits.")
                is_said = True
            await pause(_LOCK_PAUSE)


class Polling:
    """One process asks Telegram for updates, again and again."""

    def __init__(self, bot: Bot, take: Callable[[Mapping[str, Any]], None], pause: Pause = asyncio.sleep) -> None:
        self._bot = bot
        self._take = take
        self._pause = pause
        self._offset = 0
        self._failures = 0

    async def run(self) -> None:
        """For ever. What was stored is confirmed to Telegram by the next request, and not before."""
        logger.info("Fetching from Telegram. Only one process may.")
        while True:
            await self.fetch_once()

    async def fetch_once(self) -> None:
        """One request, and what it brought."""
        try:
            updates = await self._fetch()
            self._failures = 0
        except Conflict as error:
            logger.error("Telegram lets nobody fetch: %s. %s", error.message, _advice(error.message))
            await self._pause(_CONFLICT_PAUSE)
        except Exception as error:  # whatever it is, the next request may bring the updates
            self._failures += 1
            if self._failures == 1:
                logger.warning("Telegram cannot be reached: %s", type(error).__name__)
            await self._pause(pause_after(error, self._failures))
        else:
            await self._store(updates)

    async def _fetch(self) -> list[dict[str, Any]]:
        # In small letters, which Telegram takes too: the library's own `get_updates` builds its objects at once, and
        # one update that it cannot build would stop all others, and be written to the log with what it says.
        asked = {"offset": self._offset, "timeout": _WAIT_SECONDS, "allowed_updates": list(ANSWERED)}
        found = await self._bot.do_api_request("getupdates", asked, read_timeout=_WAIT_SECONDS + _MARGIN_SECONDS)
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def _store(self, updates: list[dict[str, Any]]) -> None:
        for update in updates:
            try:
                self._take(update)
            except Exception:
                logger.exception("an update could not be stored; it is fetched again")
                await self._pause(_STORE_PAUSE)
                return
            self._offset = int(update["update_id"]) + 1


def _advice(said: str) -> str:
    if "webhook" in said.lower():
        return "A webhook is set: run `effie telegram connect` once with EFFIE_TELEGRAM_POLLING=1, which takes it away"
    return "Another process with the same token fetches: stop it, only one may"
