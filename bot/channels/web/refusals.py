"""Why the web channel says no: one object an error, with a sentence that may be shown (docs/web-api.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """An error response."""

    status: int
    code: str
    message: str
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"error": {"code": self.code, "message": self.message, **self.more}}


NO_SESSION = Refusal(401, "no_session", "This conversation has ended. Please start a new one.")
EXPIRED = Refusal(401, "expired", "This conversation was quiet for a week and has ended. Please start a new one.")
FOREIGN_ORIGIN = Refusal(
    403, "foreign_origin", "This page may not talk to the assistant. The clinic can allow it with EFFIE_ORIGINS."
)
NOT_FOUND = Refusal(404, "not_found", "There is nothing at this address.")
WRONG_METHOD = Refusal(405, "wrong_method", "This address does not accept that method.")
TOO_LARGE = Refusal(413, "too_large", "That is longer than can be read at once. Please make it shorter.")
NOT_JSON = Refusal(400, "bad_request", "The request must be a JSON object, sent as application/json.")


def bad_request(what: str) -> Refusal:
    """A key is missing or wrong."""
    return Refusal(400, "bad_request", what)


def too_many(seconds: float) -> Refusal:
    """Over a limit, for that long."""
    wait = max(1, ceil(seconds))
    text = "That was a lot at once. Please wait a moment and try again."
    return Refusal(429, "too_many", text, {"retry_after": wait})


def invalid_contact(problems: Mapping[str, str]) -> Refusal:
    """A name, number or address that cannot be right; field by field."""
    return Refusal(422, "invalid_contact", "Please look at the marked fields again.", {"fields": dict(problems)})


def unavailable(text: str, phone: str | None) -> Refusal:
    """Something of ours does not work; `text` says so, with what to do."""
    return Refusal(503, "unavailable", text, {"phone": phone} if phone else {})
