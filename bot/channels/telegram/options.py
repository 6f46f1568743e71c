"""How this clinic reaches Telegram, and the secret by which Telegram's requests are known."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.wiring import load_telegram_settings


@dataclass(frozen=True)
class Options:
    """All of it from the environment; only the way in may stand in the credentials too."""

    token: str = field(repr=False)
    api: str
    is_polling: bool
    secret: str = field(repr=False)
    lock: Path


def find_options(credentials: Mapping[str, Any] | None = None) -> Options | None:
    """The options; None where no token is set, which is how a clinic goes without Telegram."""
    settings = load_telegram_settings()
    if not settings.token.strip():
        return None
    return Options(
        token=settings.token.strip(),
        api=settings.api,
        is_polling=settings.is_polling or (credentials or {}).get("mode") == "polling",
        secret=settings.secret or kept_secret(settings.folder / "telegram-secret"),
        lock=settings.folder / "telegram-polling.lock",
    )


def kept_secret(path: Path) -> str:
    """The secret in that file, which is made where it is missing, for its owner's eyes alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(mine, path)  # of two that start together one wins, and neither reads half a secret
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_text(encoding="ascii").strip()
