"""Slack's side and ours, both running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import SlackSettings
from bot.store.database import connect, migrate
from bot.store.inbox import Inbox
from bot.wiring import now
from tests.slack_platform import Platform
from tests.slack_server import Server, Telling, keys
from tests.unit.slack.shared import Start


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    engine = connect(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(engine)
    return Inbox(engine, now)


@pytest.fixture
def platform() -> Iterator[Platform]:
    platform = Platform()
    platform.start()
    yield platform
    assert platform.complaints == []
    platform.stop()


@pytest.fixture
def start(platform: Platform, inbox: Inbox) -> Iterator[Start]:
    running: list[Server] = []

    def start(settings: SlackSettings | None = None, door: Telling | None = None) -> Server:
        running.append(Server(settings or keys(platform), inbox, door).start())
        return running[-1]

    yield start
    for server in running:
        server.kill()


@pytest.fixture
def server(start: Start) -> Server:
    return start()
