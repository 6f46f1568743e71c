"""The real assistant as a test drives it."""

from __future__ import annotations

import secrets
import signal
import subprocess
from typing import Any

import requests

from bot.cli.running import start, stop, wait_until_up
from bot.clinic.facts import Knowledge
from bot.settings import Settings
from bot.store.database import connect, migrate
from bot.store.importing import import_knowledge


class Assistant:
    """The server on a port of its own, and its databases."""

    def __init__(self, settings: Settings, knowledge: Knowledge) -> None:
        self.settings = settings
        self.engine = connect(settings.database_url)
        migrate(self.engine)
        import_knowledge(self.engine, knowledge)
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def webhook(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}/webhooks/rest/webhook"

    def start(self) -> None:
        self.server = start(self.settings)
        assert wait_until_up(self.settings, self.server), "the server did not start; its messages stand above"

    def stop(self) -> None:
        if self.server:
            stop(self.server)

    def kill(self) -> None:
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

    def post(self, body: bytes | str, **headers: str) -> requests.Response:
        data = body.encode() if isinstance(body, str) else body
        return requests.post(
            self.webhook, data=data, headers={"Content-Type": "application/json", **headers}, timeout=60
        )

    def ask(self, text: object, conversation: str | None = None) -> dict[str, Any]:
        """The reply object of one turn."""
        body = {"sender": conversation or secrets.token_hex(8), "message": text}
        messages = requests.post(self.webhook, json=body, timeout=60).json()
        assert len(messages) == 1, f"not one reply a turn: {messages}"
        return messages[0]["custom"]
