"""What the tests share: a small project to break, a database to fill, the assistant to talk to."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.knowledge_files import check
from bot.settings import ROOT, Settings
from bot.store.database import connect, migrate
from bot.store.importing import import_knowledge
from tests.assistant import Assistant

NO_SKIPS = "EFFIE_NO_SKIPS"
os.environ.pop("EFFIE_TELEGRAM_TOKEN", None)  # a test must not fetch what visitors write to a clinic's own bot
os.environ["COLUMNS"] = "160"  # tables are as wide on every machine, and in every worker
os.environ["EFFIE_BEHIND_PROXY"] = "1"  # a test says itself where a visitor comes from
for key in [key for key in os.environ if key.startswith("EFFIE_SLACK_")]:
    del os.environ[key]  # a test must not speak in a clinic's own workspace

# In CI a red build must be about the change, so that the same examples come every time; by hand they go exploring.
# No deadline: how fast a shared machine is tells nothing about a rule.
settings.register_profile("explore", deadline=None)
settings.register_profile("repeat", deadline=None, derandomize=True)
settings.load_profile("repeat" if os.environ.get(NO_SKIPS) else "explore")


def fuzz_examples(in_ci: int) -> int:
    """How many examples a fuzz test over HTTP tries: by hand a quarter of what CI does."""
    return in_ci if os.environ.get(NO_SKIPS) else in_ci // 4


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where skips are forbidden, a skip is a failure that says so."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get(NO_SKIPS) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although {NO_SKIPS} is set: {report.longrepr}"


@pytest.fixture(scope="session")
def knowledge():
    """The project's own knowledge, checked."""
    return check(ROOT)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the knowledge that a test may break."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    shutil.copy(ROOT / "topics.yml", tmp_path)
    return tmp_path


@pytest.fixture
def engine(tmp_path: Path):
    """An empty database with the schema of today."""
    engine = connect(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def filled(engine, knowledge):
    """A database that holds the project's knowledge."""
    import_knowledge(engine, knowledge)
    return engine


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, knowledge) -> Iterator[Assistant]:
    """The real assistant: the trained model, the server, a database of its own."""
    folder = tmp_path_factory.mktemp("assistant")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'effie.db'}",
        conversations_url=f"sqlite:///{folder / 'conversations.db'}",
        port=free_port(),
    )
    running = Assistant(settings, knowledge)
    running.start()
    yield running
    running.stop()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
