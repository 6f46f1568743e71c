"""Follows one question over the website's channel through our own lines: `python -m tests.trace "does it hurt?"`.

The real model and the real channel run in this process, on a database of their own. The question is asked twice in
conversations of its own, and the second time is counted, so that nothing of the start counts. The last line reads
`files N, lines N, changes N`: our files that are entered, their distinct lines, and how often the next line to run
stands in another file. `--before "text"` says something first in the same conversation; `--lines` prints every step.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

from bot.settings import ROOT, Settings
from tests.conftest import free_port
from tests.web_client import WebClient

_OURS = tuple(f"{ROOT / folder}{os.sep}" for folder in ("bot", "actions"))
_ASIDE = "notifier"  # the thread that tells staff of contact requests: it belongs to no question


class Recorder:
    """What was run, in the order of time, over all threads."""

    def __init__(self) -> None:
        self.is_on = False
        self.steps: list[tuple[str, int, str]] = []

    def trace(self, frame: FrameType, event: str, _: Any) -> Any:
        """A trace function for `sys.settrace`; lines of others cost nothing."""
        if not frame.f_code.co_filename.startswith(_OURS) or threading.current_thread().name == _ASIDE:
            return None
        if event == "line" and self.is_on:
            self.steps.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        return self.trace

    def figures(self) -> tuple[int, int, int]:
        """Files, distinct lines, changes of file."""
        files = [step[0] for step in self.steps]
        changes = sum(a != b for a, b in pairwise(files))
        return len(set(files)), len({step[:2] for step in self.steps}), changes


def _serve(settings: Settings) -> None:
    """Rasa's server in this thread, as `effie run` starts it, for as long as the process lives."""
    from rasa.core import run as rasa_run
    from rasa.core.utils import AvailableEndpoints

    asyncio.set_event_loop(asyncio.new_event_loop())
    rasa_run.serve_application(
        model_path=str(ROOT / "models" / "effie.tar.gz"),
        port=settings.port,
        interface="127.0.0.1",
        credentials=str(ROOT / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml")),
    )


def record(text: str, before: tuple[str, ...] = ()) -> tuple[Recorder, dict[str, Any]]:
    """The way of the text, and its reply."""
    from bot.cli.running import _answers, server_environment
    from bot.knowledge_files import check
    from bot.store.database import connect, migrate
    from bot.store.importing import import_knowledge

    folder = Path(tempfile.mkdtemp(prefix="effie-trace-"))
    urls = [f"sqlite:///{folder / name}" for name in ("effie.db", "conversations.db")]
    settings = Settings(database_url=urls[0], conversations_url=urls[1], port=free_port())
    engine = connect(settings.database_url)
    migrate(engine)
    import_knowledge(engine, check(ROOT))
    os.environ.update(server_environment(settings))
    os.chdir(ROOT)
    recorder = Recorder()
    threading.settrace(recorder.trace)
    sys.settrace(None)
    _without_signals()
    threading.Thread(target=_serve, args=(settings,), daemon=True).start()
    base = f"http://127.0.0.1:{settings.port}"
    deadline = time.monotonic() + 120
    while not _answers(f"{base}/"):
        if time.monotonic() > deadline:
            raise SystemExit("the assistant did not start within two minutes: `effie run` says why")
        time.sleep(0.2)
    reply: dict[str, Any] = {}
    for is_counted in (False, True):
        visitor = WebClient(base).open()
        for said in before:
            visitor.ask(said)
        recorder.is_on = is_counted
        reply = visitor.ask(text)
        time.sleep(0.3)  # the turn is saved after the reply has left
        recorder.is_on = False
    return recorder, reply


def _without_signals() -> None:
    """Sanic asks for the signals of the main thread, and has none of them here."""
    from sanic import Sanic

    run = Sanic.run
    Sanic.run = lambda self, *args, **kwargs: run(self, *args, **{**kwargs, "register_sys_signals": False})


def main() -> None:
    """Prints the files by their share of the way, then the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text")
    parser.add_argument("--before", action="append", default=[], help="said first in the same conversation")
    parser.add_argument("--lines", action="store_true", help="print every change of file")
    arguments = parser.parse_args()
    logging.disable(logging.INFO)
    recorder, reply = record(arguments.text, tuple(arguments.before))
    if arguments.lines:
        last = ""
        for path, line, function in recorder.steps:
            if path != last:
                print(f"{Path(path).relative_to(ROOT)}:{line} {function}")
            last = path
    lines = Counter(path for path, _ in {step[:2] for step in recorder.steps})
    for path, number in lines.most_common():
        print(f"{number:5} {Path(path).relative_to(ROOT)}")
    print(f"{reply['kind']} {', '.join(reply['topics'])}: {reply['text']}")
    print("files {}, lines {}, changes {}".format(*recorder.figures()), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
