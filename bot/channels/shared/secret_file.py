"""A secret that lies in a file of its own, made at the first run and readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_LEAST = 32  # characters


def load_secret(path: Path) -> str:
    """The secret in that file. ValueError where it holds none."""
    if not path.exists():
        _make(path)
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < _LEAST:
        raise ValueError(f"{path} holds no key of {_LEAST} characters. Delete it, and start again to get a new one.")
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        # Whole or not at all, and never over a secret that another process has just made.
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()
