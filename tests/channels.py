"""The real assistant with its channels on, and each channel asked in the same way.

A channel that is to give the same answers as the others needs two things here: what `Everywhere` sets for it, and an
adapter in `ADAPTERS`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.clinic.facts import Knowledge
from bot.settings import Settings
from tests.assistant import Assistant
from tests.conftest import free_port
from tests.slack_platform import BOT_TOKEN, SECRET, Platform, deliver, direct

_people = itertools.count(1)


@dataclass(frozen=True)
class Answered:
    """What a reply says beside its words."""

    kind: str
    topics: tuple[str, ...]
    level: str
    sources: tuple[str, ...]


class Everywhere(Assistant):
    """The real assistant, reachable over every channel, each on a platform of its own."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        settings = Settings(
            database_url=f"sqlite:///{folder / 'effie.db'}",
            conversations_url=f"sqlite:///{folder / 'conversations.db'}",
            port=free_port(),
            actions_port=free_port(),
        )
        super().__init__(settings, knowledge)
        self.slack = Platform()
        self.slack.start()

    @property
    def slack_webhook(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}/webhooks/slack/webhook"

    def start(self) -> None:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("EFFIE_SLACK_BOT_TOKEN", BOT_TOKEN)
            environment.setenv("EFFIE_SLACK_SIGNING_SECRET", SECRET)
            environment.setenv("EFFIE_SLACK_API", self.slack.api)
            super().start()

    def stop(self) -> None:
        super().stop()
        self.slack.stop()


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
        reply = self._assistant.ask(text, self._me)
        sources = tuple(source["id"] for source in reply["sources"])
        return Answered(reply["kind"], tuple(reply["topics"]), reply["escalation"], sources)


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


ADAPTERS: dict[str, Callable[[Everywhere], Talk]] = {"rest": OverRest, "slack": OverSlack}
