"""What may be set from outside, all of it by environment variables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from pydantic import BaseSettings, Field, SecretStr

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings; pydantic's ValidationError names a wrong one."""

    database_url: str = Field(f"sqlite:///{ROOT / 'var' / 'effie.db'}", env="DATABASE_URL")
    conversations_url: str | None = Field(None, env="EFFIE_CONVERSATIONS_URL")
    port: int = Field(5005, env="EFFIE_PORT")
    notify: str = Field("", env="EFFIE_NOTIFY")  # Apprise URLs, see docs/notifications.md
    keep_days: int = Field(default=30, ge=1, env="EFFIE_KEEP_DAYS")

    @property
    def conversations(self) -> str:
        """Where conversations are kept: beside the facts on PostgreSQL, in a file of their own on SQLite.

        SQLite lets one write at a time: an import of the facts, or `effie requests done`, must not hold up a turn.
        """
        if self.conversations_url:
            return self.conversations_url
        if self.database_url.startswith("sqlite"):
            return f"sqlite:///{ROOT / 'var' / 'conversations.db'}"
        return self.database_url

    @property
    def notify_urls(self) -> tuple[str, ...]:
        """Where staff are told of contact requests. A comma within an address, as in `?to=a,b`, divides nothing."""
        return tuple(filter(None, re.split(r"[\s,]+(?=[A-Za-z0-9]+://)", self.notify.strip(" ,\n\t"))))


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


class TelegramSettings(BaseSettings):
    """The settings of Telegram's channel."""

    token: str = Field(default="", env="EFFIE_TELEGRAM_TOKEN", repr=False)
    is_polling: bool = Field(default=False, env="EFFIE_TELEGRAM_POLLING")
    secret: str = Field(default="", env="EFFIE_TELEGRAM_SECRET", regex="^([A-Za-z0-9_-]{16,256})?$", repr=False)
    api: str = Field(default="https://api.telegram.org", env="EFFIE_TELEGRAM_API")
    folder: Path = Field(default=ROOT / "var", env="EFFIE_TELEGRAM_FOLDER")


def load_telegram_settings() -> TelegramSettings:
    """Reads the environment once more."""
    return TelegramSettings()


class SlackSettings(BaseSettings):
    """Slack's keys, none of which is ever printed, and where Slack is."""

    bot_token: SecretStr = Field(SecretStr(""), env="EFFIE_SLACK_BOT_TOKEN")
    signing_secret: SecretStr = Field(SecretStr(""), env="EFFIE_SLACK_SIGNING_SECRET")
    app_token: SecretStr = Field(SecretStr(""), env="EFFIE_SLACK_APP_TOKEN")
    api: str = Field("https://slack.com/api/", env="EFFIE_SLACK_API")

    @property
    def problem(self) -> str | None:
        """What is missing, and the next step; None where Slack is set up, or not wanted at all."""
        if not self.bot_token and (self.signing_secret or self.app_token):
            return "EFFIE_SLACK_BOT_TOKEN is not set. It stands in the app's settings under OAuth & Permissions."
        if self.bot_token and not (self.signing_secret or self.app_token):
            return (
                "Set EFFIE_SLACK_APP_TOKEN (no public address needed) or EFFIE_SLACK_SIGNING_SECRET (Slack calls you). "
                "Both stand in the app's settings under Basic Information."
            )
        return None

    @property
    def is_on(self) -> bool:
        """Whether the assistant is to be in Slack."""
        return bool(self.bot_token) and not self.problem


def load_slack_settings() -> SlackSettings:
    """Reads the environment once more."""
    return SlackSettings()  # type: ignore[call-arg]  # pydantic fills them from the environment
