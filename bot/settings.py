"""What may be set from outside, all of it by environment variables."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseSettings, Field, SecretStr

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings; pydantic's ValidationError names a wrong one."""

    database_url: str = Field(f"sqlite:///{ROOT / 'var' / 'effie.db'}", env="DATABASE_URL")
    conversations_url: str | None = Field(None, env="EFFIE_CONVERSATIONS_URL")
    port: int = Field(5005, env="EFFIE_PORT")
    actions_port: int = Field(5055, env="EFFIE_ACTIONS_PORT")

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


def load_settings() -> Settings:
    """Reads the environment once more."""
    return Settings()  # type: ignore[call-arg]  # pydantic fills them from the environment


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
