"""The real assistant with its channels on, and each channel asked in the same way.

A channel that is to give the same answers as the others needs two things here: what `Everywhere` sets for it, and an
adapter in `ADAPTERS`.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
import sqlalchemy as sa

from bot.clinic.facts import Knowledge
from bot.settings import Settings
from bot.store.database import connect
from tests.assistant import Assistant
from tests.conftest import free_port
from tests.slack_payloads import deliver, direct
from tests.slack_platform import BOT_TOKEN, SECRET, Platform
from tests.telegram_platform import SECRET as TELEGRAM_SECRET
from tests.telegram_platform import TOKEN, post
from tests.telegram_platform import Platform as Telegram
from tests.telegram_updates import written
from tests.web_client import WebClient

_people = itertools.count(1)


@dataclass(frozen=True)
class Answered:
    """What a reply says beside its words."""

    kind: str
    topics: tuple[str, ...]
    level: str
    sources: tuple[str, ...]


def answered(reply: dict[str, Any]) -> Answered:
    """Of a whole reply object."""
    sources = tuple(source["id"] for source in reply["sources"])
    return Answered(reply["kind"], tuple(reply["topics"]), reply["escalation"], sources)


class Everywhere(Assistant):
    """The real assistant, reachable over every channel, each on a platform of its own."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        settings = Settings(
            database_url=f"sqlite:///{folder / 'effie.db'}",
            conversations_url=f"sqlite:///{folder / 'conversations.db'}",
            port=free_port(),
        )
        super().__init__(settings, knowledge)
        self.slack = Platform()
        self.slack.start()
        self.telegram = Telegram().start()
        self._folder = folder

    @property
    def slack_webhook(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}/webhooks/slack/webhook"

    @property
    def telegram_webhook(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}/webhooks/telegram/webhook"

    def start(self) -> None:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("EFFIE_SLACK_BOT_TOKEN", BOT_TOKEN)
            environment.setenv("EFFIE_SLACK_SIGNING_SECRET", SECRET)
            environment.setenv("EFFIE_SLACK_API", self.slack.api)
            environment.setenv("EFFIE_TELEGRAM_TOKEN", TOKEN)
            environment.setenv("EFFIE_TELEGRAM_SECRET", TELEGRAM_SECRET)
            environment.setenv("EFFIE_TELEGRAM_API", self.telegram.api)
            environment.setenv("EFFIE_TELEGRAM_FOLDER", str(self._folder))
            super().start()
        self.telegram.wait_for(lambda: post(self.telegram_webhook, {"update_id": 1}).status_code == 200)

    def stop(self) -> None:
        super().stop()
        self.slack.stop()
        self.telegram.stop()


class Talk(Protocol):
    """One person's conversation over one channel."""

    def ask(self, text: str) -> Answered:
        """One turn."""


class OverRest:
    """Rasa's own address, behind the door."""

    def __init__(self, assistant: Everywhere) -> None:
        self._assistant = assistant
        self._me = f"person-{next(_people)}"

    def ask(self, text: str) -> Answered:
        return answered(self._assistant.ask(text, self._me))


class OverWeb:
    """A visitor of the website."""

    def __init__(self, assistant: Everywhere) -> None:
        self._visitor = WebClient(f"http://127.0.0.1:{assistant.settings.port}").open()

    def ask(self, text: str) -> Answered:
        return answered(self._visitor.ask(text))


class OverTelegram:
    """A private chat. Its words carry no topics: the reply that was shown stands in the conversation's last event."""

    def __init__(self, assistant: Everywhere) -> None:
        self._assistant = assistant
        self._chat = 7_000_000 + next(_people)

    def ask(self, text: str) -> Answered:
        telegram, chat = self._assistant.telegram, self._chat
        before = len(telegram.said(chat))
        assert post(self._assistant.telegram_webhook, written(text, chat=chat)).status_code == 200
        telegram.wait_for(lambda: len(telegram.said(chat)) > before)
        return answered(self._last_reply())

    def _last_reply(self) -> dict[str, Any]:
        events = sa.table("events", sa.column("id"), sa.column("sender_id"), sa.column("data"))
        mine = events.c.sender_id.like(f"telegram:{self._chat}%")
        query = sa.select(events.c.data).where(mine).order_by(events.c.id.desc())
        with connect(self._assistant.settings.conversations).connect() as connection:
            told = (json.loads(row.data) for row in connection.execute(query))
            return next(
                event["data"]["custom"] for event in told if event["event"] == "bot" and event["data"]["custom"]
            )


class OverSlack:
    """A direct message; what its words do not carry stands in the message's metadata."""

    def __init__(self, assistant: Everywhere) -> None:
        self._assistant = assistant
        self._number = next(_people)

    def ask(self, text: str) -> Answered:
        reply = self._say(text)
        return Answered(reply["kind"], tuple(reply["topics"]), reply["escalation"], tuple(reply["sources"]))

    def _say(self, text: str) -> dict[str, Any]:
        slack, channel = self._assistant.slack, f"D0TALK{self._number:03d}"
        before = len(slack.posted)
        shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        event = direct(shown, user=f"U0TALK{self._number:03d}", channel=channel)
        assert deliver(self._assistant.slack_webhook, event).status_code == 200
        slack.wait(lambda: any(post.channel == channel for post in slack.posted[before:]), "an answer in Slack")
        return next(post.reply for post in slack.posted[before:] if post.channel == channel)


ADAPTERS: dict[str, Callable[[Everywhere], Talk]] = {
    "rest": OverRest,
    "web": OverWeb,
    "telegram": OverTelegram,
    "slack": OverSlack,
}
