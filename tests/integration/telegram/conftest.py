"""Telegram's side and ours, both running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.telegram_platform import Platform
from tests.telegram_server import Server


@pytest.fixture
def platform() -> Iterator[Platform]:
    """Whatever a test is about: no call may break a limit."""
    running = Platform().start()
    yield running
    running.stop()
    assert running.violations == []


@pytest.fixture
def start(engine: Any, platform: Platform, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts our side; a second call is what comes after a stop or a kill of the first."""
    servers: list[Server] = []

    def start_one(**options: Any) -> Server:
        greeted = len(platform.of("getMe"))
        servers.append(Server(engine, platform.api, tmp_path, **options).start())
        platform.wait_for(lambda: len(platform.of("getMe")) > greeted)
        platform.wait_for(lambda: options.get("is_polling") or servers[-1].is_taking)
        return servers[-1]

    yield start_one
    for server in servers:
        server.stop()


@pytest.fixture
def server(start: Callable[..., Server]) -> Server:
    return start()
