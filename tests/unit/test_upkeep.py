"""What is too old goes once a day, with the server, whatever breaks."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from sanic import Blueprint

from bot.channels import upkeep


class Store:
    """Counts how often it was asked, and breaks at first if told so."""

    def __init__(self, breaks: int = 0) -> None:
        self.asked = 0
        self._breaks = breaks

    def prune(self) -> int:
        self.asked += 1
        if self.asked <= self._breaks:
            raise RuntimeError("locked")
        return 3


def listeners_of(blueprint: Blueprint) -> dict[str, Any]:
    return {future.event: future.listener for future in blueprint._future_listeners}


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    made = SimpleNamespace(visitors=Store(breaks=1), inbox=Store())
    monkeypatch.setattr(upkeep, "wire", lambda: made)
    monkeypatch.setattr(upkeep, "_A_DAY", 0.01)
    return made


async def run(blueprints: list[Blueprint], is_enough) -> None:
    app = SimpleNamespace(ctx=SimpleNamespace())
    for blueprint in blueprints:
        await listeners_of(blueprint)["after_server_start"](app, None)
    task = app.ctx.upkeep
    while not is_enough():
        await asyncio.sleep(0.005)
    await listeners_of(blueprints[0])["before_server_stop"](app, None)
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def soon(*arguments: Any) -> None:
    await asyncio.wait_for(run(*arguments), 10)


def made_blueprint(name: str) -> Blueprint:
    blueprint = Blueprint(name)
    upkeep.start_upkeep(blueprint)
    return blueprint


def test_both_stores_are_tidied_at_start_and_again_the_next_day_though_one_broke(stores: SimpleNamespace) -> None:
    asyncio.run(soon([made_blueprint("a")], lambda: stores.visitors.asked >= 3 and stores.inbox.asked >= 2))
    assert stores.inbox.asked <= stores.visitors.asked - 1


def test_two_channels_start_it_once(stores: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "_A_DAY", 60)
    asyncio.run(soon([made_blueprint("a"), made_blueprint("b")], lambda: stores.visitors.asked >= 1))
    assert stores.visitors.asked == 1
