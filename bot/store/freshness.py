"""Tells whether the database may have changed since it was last asked, for less than a query costs."""

from __future__ import annotations

import sqlite3
import threading

from sqlalchemy.engine import Engine


class Freshness:
    """SQLite counts its changes; of other databases every look may find one."""

    def __init__(self, engine: Engine) -> None:
        self._file = engine.url.database if engine.dialect.name == "sqlite" else None
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._version: int | None = None

    def is_changed(self) -> bool:
        """Whether any process wrote since the last call; True at the first, and where it cannot be told."""
        if self._file in (None, "", ":memory:"):
            return True
        with self._lock:
            try:
                version = self._read()
            except sqlite3.Error:  # whoever reads will say so
                return True
            changed, self._version = version != self._version, version
        return changed

    def _read(self) -> int:
        if self._connection is None:
            # The count is one connection's own: what others wrote. This one never writes.
            self._connection = sqlite3.connect(str(self._file), check_same_thread=False, isolation_level=None)
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
