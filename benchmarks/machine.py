"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import time
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

_GIGABYTE = 1024**2  # in the kilobytes of /proc/meminfo


def describe() -> dict[str, Any]:
    """Processor, cores, memory, versions, and how busy it is just now."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": int(_first("/proc/meminfo", "MemTotal").split()[0] or 0) / _GIGABYTE,
        "python": platform.python_version(),
        "rasa": metadata.version("rasa"),
        "load": os.getloadavg()[0],
    }


class Neighbours:
    """How much of the processors others took since it was made; our servers count once they have ended."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._busy = _busy_seconds()
        self._ours = _our_seconds()

    def share(self) -> float:
        """0 is none, 1 all cores all the time."""
        others = _busy_seconds() - self._busy - (_our_seconds() - self._ours)
        return max(0.0, others) / ((time.monotonic() - self._began) * (os.cpu_count() or 1))


def today() -> str:
    """The day of the run."""
    return date.today().isoformat()


def _busy_seconds() -> float:
    user, nice, system, _idle, _waiting, *interrupts_and_stolen = map(
        int, _first("/proc/stat", "cpu ", " ").split()[:8]
    )
    return (user + nice + system + sum(interrupts_and_stolen)) / os.sysconf("SC_CLK_TCK")


def _our_seconds() -> float:
    return sum(os.times()[:4])  # ours and our ended children's, user and system


def _first(path: str, key: str, separator: str = ":") -> str:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((line.split(separator, 1)[1].strip() for line in lines if line.startswith(key)), "")
