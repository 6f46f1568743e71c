"""A visitor's browser as far as the web channel sees it."""

from __future__ import annotations

import itertools
import secrets
from typing import Any

import requests

_ADDRESSES = itertools.count(1)


def new_address() -> str:
    """An address that nobody else comes from; the servers of the tests believe the header (tests/conftest.py)."""
    number = next(_ADDRESSES)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


class WebClient:
    """One visitor: a session, an address, and what is said in it."""

    def __init__(self, base: str, address: str | None = None) -> None:
        self.base = base.rstrip("/")
        self.address = address or new_address()
        self.http = requests.Session()
        self.token = ""

    def open(self) -> WebClient:
        """Begins a session, or goes on with the one there is."""
        answer = self.post("session", {})
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["token"]
        return self

    def post(self, name: str, body: Any, **headers: str) -> requests.Response:
        return self.http.post(f"{self.base}/webhooks/web/{name}", json=body, headers=self._headers(headers), timeout=60)

    def get(self, name: str, **headers: str) -> requests.Response:
        return self.http.get(f"{self.base}/webhooks/web/{name}", headers=self._headers(headers), timeout=60)

    def send(self, text: str, message_id: str | None = None) -> requests.Response:
        return self.post("message", {"id": message_id or secrets.token_hex(8), "text": text})

    def ask(self, text: str) -> dict[str, Any]:
        """The reply object."""
        answer = self.send(text)
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["reply"])

    def kept(self) -> dict[str, Any]:
        return dict(self.get("me").json())

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        own = {"X-Forwarded-For": self.address}
        return {**own, **({"Authorization": f"Bearer {self.token}"} if self.token else {}), **more}
