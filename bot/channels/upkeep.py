"""What is done once a day while the server runs: whatever is older than the clinic keeps it goes."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sanic import Blueprint, Sanic

from bot.wiring import Services, wire

logger = logging.getLogger(__name__)
_A_DAY = 24 * 60 * 60


def start_upkeep(blueprint: Blueprint) -> None:
    """Starts it with the server, once a process, whichever channels it has."""

    @blueprint.listener("after_server_start")
    async def start(app: Sanic, _: Any) -> None:
        if not hasattr(app.ctx, "upkeep"):
            app.ctx.upkeep = asyncio.create_task(_every_day())

    @blueprint.listener("before_server_stop")
    async def stop(app: Sanic, _: Any) -> None:
        app.ctx.upkeep.cancel()


async def _every_day() -> None:
    while True:
        try:
            # Beside the event loop: on a large table it takes a moment.
            await asyncio.to_thread(tidy, wire())
        except Exception:
            logger.exception("what is too old could not be deleted; it is tried again tomorrow")
        await asyncio.sleep(_A_DAY)


def tidy(services: Services) -> None:
    """Deletes what is too old in every table."""
    deleted = services.visitors.prune()
    services.inbox.prune()
    logger.info("deleted %d rows that were too old to be kept", deleted)
