"""What may be set from outside, all of it by environment variables."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import BaseSettings, Field

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings; pydantic's ValidationError names a wrong one."""

    database_url: str = Field(f"sqlite:///{ROOT / 'var' / 'effie.db'}", env="DATABASE_URL")
    conversations_url: str | None = Field(None, env="EFFIE_CONVERSATIONS_URL")
    port: int = Field(5005, env="EFFIE_PORT")
    actions_port: int = Field(5055, env="EFFIE_ACTIONS_PORT")
    keep_days: int = Field(default=30, ge=1, env="EFFIE_KEEP_DAYS")

    @property
    def conversations(self) -> str:
        """Where conversations are kept: beside the facts on PostgreSQL, in a file of their own on SQLite.

        Two processes write them, and SQLite lets one write at a time.
        """
        if self.conversations_url:
            return self.conversations_url
        if self.database_url.startswith("sqlite"):
            return f"sqlite:///{ROOT / 'var' / 'conversations.db'}"
        return self.database_url


class WebSettings(BaseSettings):
    """The settings of the website's channel."""

    origins: str = Field("", env="EFFIE_ORIGINS")  # pages that may talk to us beside our own, separated by commas
    session_key: str | None = Field(None, min_length=32, env="EFFIE_SESSION_KEY")
    behind_proxy: int = Field(0, ge=0, env="EFFIE_BEHIND_PROXY")  # how many proxies of ours stand before us
    messages_per_minute: int = Field(20, ge=1, env="EFFIE_MESSAGES_PER_MINUTE")  # of one conversation
    requests_per_minute: int = Field(120, ge=1, env="EFFIE_REQUESTS_PER_MINUTE")  # from one address
    contacts_per_hour: int = Field(20, ge=1, env="EFFIE_CONTACTS_PER_HOUR")  # from one address: each tells staff

    # Class variables: a field without a name of ours would be read from any variable that happens to be called so.
    session_key_file: ClassVar[Path] = ROOT / "var" / "session.key"
    scripts: ClassVar[Path] = ROOT / "widget" / "dist"
    demo: ClassVar[Path] = ROOT / "widget" / "demo"


def load_web_settings() -> WebSettings:
    """Reads the environment once more."""
    return WebSettings()  # type: ignore[call-arg]


def load_settings() -> Settings:
    """Reads the environment once more."""
    return Settings()  # type: ignore[call-arg]  # pydantic fills them from the environment
