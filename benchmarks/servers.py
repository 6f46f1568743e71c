"""Both sides as running processes: how each is started, when it first answers, how much memory it holds."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import stock
from benchmarks.client import HOST, ask_each, new_conversation
from benchmarks.plan import MEMORY, OURS, PORT
from bot.cli.running import server_command, server_environment, stop
from bot.knowledge_files import check
from bot.settings import ROOT, Settings
from bot.store.database import connect, migrate
from bot.store.importing import import_knowledge

_START_SECONDS = 300
_GREETING = "hello"
_KILOBYTE = 1024
PSS, ANONYMOUS = "Pss", "Anonymous"


class DidNotStart(RuntimeError):
    """A server ended, or answered nothing in time; its log says why."""


@dataclass(frozen=True)
class Launch:
    """What has to be started for one side."""

    command: tuple[str, ...]
    folder: Path
    environment: dict[str, str]
    log: Path
    database: Path  # of the conversations


@dataclass(frozen=True)
class Started:
    """A side that answers."""

    process: subprocess.Popen[bytes]
    seconds: float  # from the start of the process to the first answer
    database: Path
    port: int = PORT

    def memory(self, kind: str = PSS) -> int:
        """Bytes of the process and its children; ANONYMOUS leaves out what lies in files."""
        return sum(bytes_of(pid, kind) for pid in family(self.process.pid))

    def stored(self) -> int:
        """Bytes of the conversations' database with its write-ahead log."""
        return sum(path.stat().st_size for path in self.database.parent.glob(f"{self.database.name}*"))


def prepare_knowledge(folder: Path) -> Path:
    """A database with the project's knowledge, to be copied for each start."""
    target = folder / "knowledge.db"
    engine = connect(f"sqlite:///{target}")
    migrate(engine)
    import_knowledge(engine, check(ROOT))
    engine.dispose()
    return target


def launch(side: str, storage: str, work: Path) -> Launch:
    """One side on an empty conversation store."""
    return _launch_ours(storage, work) if side == OURS else _launch_stock(storage, work)


@contextmanager
def running(plan: Launch) -> Iterator[Started]:
    """The side, started, and stopped at the end. DidNotStart where it never answers."""
    _refuse_taken_port()
    started = time.perf_counter()
    with plan.log.open("ab") as log:
        process = subprocess.Popen(
            plan.command, cwd=plan.folder, env=plan.environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        wait_for_answer(process, plan.log)
        yield Started(process, time.perf_counter() - started, plan.database)
    finally:
        stop(process)


def wait_for_answer(process: subprocess.Popen[bytes], log: Path) -> None:
    """Until a visitor would read a first answer. DidNotStart where that does not come."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        [turn] = ask_each(PORT, [(_GREETING, new_conversation())])
        if turn.is_answered:
            return
        time.sleep(0.05)
    raise DidNotStart(f"no answer on {HOST}:{PORT}; see {log}")


def family(pid: int) -> set[int]:
    """The process and all that it started."""
    found, waiting = set(), [pid]
    while waiting:  # bounded by the processes of this machine
        parent = waiting.pop()
        found.add(parent)
        waiting += [child for child in _children(parent) if child not in found]
    return found


def _children(pid: int) -> list[int]:
    try:
        tasks = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it has just ended
        return []
    return [int(child) for text in tasks for child in text.split()]


def bytes_of(pid: int, kind: str) -> int:
    """One line of its smaps_rollup; 0 where it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) * _KILOBYTE


def _refuse_taken_port() -> None:
    """Else the answers of a stranger would be measured."""
    with socket.socket() as probe:
        if probe.connect_ex((HOST, PORT)) == 0:
            raise DidNotStart(f"something else listens on {HOST}:{PORT}: stop it")


def _launch_ours(storage: str, work: Path) -> Launch:
    folder = _fresh(work / f"ours-{storage}")
    shutil.copy(work / "knowledge.db", folder / "effie.db")
    conversations = folder / "conversations.db"
    settings = Settings(
        database_url=f"sqlite:///{folder / 'effie.db'}",
        conversations_url="sqlite://" if storage == MEMORY else f"sqlite:///{conversations}",
        port=PORT,
        notify="",
    )
    environment = {
        **server_environment(settings),
        "EFFIE_TELEGRAM_TOKEN": "",
    }  # visitors' messages are not to be measured
    return Launch(tuple(server_command(settings)), ROOT, environment, work / f"ours-{storage}.log", conversations)


def _launch_stock(storage: str, work: Path) -> Launch:
    folder = work / "stock"
    conversations = folder / "conversations.db"
    for old in folder.glob(f"{conversations.name}*"):
        old.unlink()
    command = [sys.executable, "-m", "rasa", "run", "--interface", HOST, "--port", str(PORT)]
    command += ["--credentials", "credentials.yml", "--endpoints", f"endpoints-{storage}.yml", "--model", stock.MODEL]
    return Launch(tuple(command), folder, stock.stock_environment(), work / f"stock-{storage}.log", conversations)


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
