"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
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


def today() -> str:
    """The day of the run."""
    return date.today().isoformat()


def _first(path: str, key: str) -> str:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "")
