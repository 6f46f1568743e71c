"""A flood of the longest messages from five sessions: how long does another visitor's alarm wait meanwhile?"""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from dataclasses import replace
from typing import Any

from benchmarks.bench import Bench
from benchmarks.client import HOST
from benchmarks.figures import percentile
from benchmarks.plan import OURS, SQLITE
from benchmarks.servers import launch, running

_SESSIONS, _LENGTH = 5, 4096
_ALARM = "he has stopped breathing"
_SECONDS = 120


class Visitor:
    """A session of the website's channel, from an address of its own, over one kept connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=_SECONDS)
        address = ".".join(str(1 + secrets.randbelow(250)) for _ in range(4))
        self._headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
        _, session = self._post("session", {})
        self._headers["Authorization"] = f"Bearer {session['token']}"

    def say(self, text: str) -> tuple[float, int]:
        """Seconds until the answer is read, and its HTTP status."""
        started = time.perf_counter()
        status, _ = self._post("message", {"id": secrets.token_hex(8), "text": text})
        return time.perf_counter() - started, status

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def _post(self, place: str, body: dict[str, Any]) -> tuple[int, Any]:
        self._connection.request("POST", f"/webhooks/web/{place}", json.dumps(body), self._headers)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())


def flood(bench: Bench) -> dict[str, Any]:
    """Alarms of new visitors, first in quiet, then beside the flood. RuntimeError where one is not answered."""
    started = launch(OURS, SQLITE, bench.work)
    started = replace(started, environment={**started.environment, "EFFIE_BEHIND_PROXY": "1"})
    bench.say(f"  {bench.plan.flood_alarms} alarms, quiet and beside {_SESSIONS} sessions: starting ...")
    with running(started) as server:
        _alarms(server.port, bench.plan.warm_up)
        quiet = _alarms(server.port, bench.plan.flood_alarms)
        over, sent = threading.Event(), [0] * _SESSIONS
        text = " ".join(bench.questions)[:_LENGTH]
        floods = [threading.Thread(target=_send, args=(server.port, text, over, sent, n)) for n in range(_SESSIONS)]
        for one in floods:
            one.start()
        try:
            flooded = _alarms(server.port, bench.plan.flood_alarms)
        finally:
            over.set()
            for one in floods:
                one.join()
    found = {name: _figures(seconds) for name, seconds in (("quiet", quiet), ("flooded", flooded))}
    ratios = {key: found["flooded"][key] / found["quiet"][key] for key in ("p50_ms", "p95_ms")}
    return {**found, "ratio": ratios, "alarms": len(flooded), "sessions": _SESSIONS, "messages": sum(sent)}


def _alarms(port: int, number: int) -> list[float]:
    seconds = []
    for _ in range(number):
        visitor = Visitor(port)
        took, status = visitor.say(_ALARM)
        visitor.close()
        if status != http.client.OK:
            raise RuntimeError(f"an alarm was answered with status {status}")
        seconds.append(took)
    return seconds


def _send(port: int, text: str, over: threading.Event, sent: list[int], number: int) -> None:
    visitor = Visitor(port)
    while not over.is_set():
        visitor.say(text)
        sent[number] += 1
    visitor.close()


def _figures(seconds: list[float]) -> dict[str, float]:
    return {"p50_ms": percentile(seconds, 0.5) * 1000, "p95_ms": percentile(seconds, 0.95) * 1000}
