"""How this clinic reaches Telegram, and the secret by which Telegram's requests are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channels.shared.secret_file import load_secret
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
        secret=settings.secret or load_secret(settings.folder / "telegram-secret"),
        lock=settings.folder / "telegram-polling.lock",
    )
