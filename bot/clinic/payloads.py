"""What a button sends: opaque to the client, checked by the door."""

from __future__ import annotations

from collections.abc import Container

_ASK = "ask:"
KEPT, FORGET = "do:kept", "do:forget"  # a visitor's own data


def asks(topic: str) -> str:
    """The payload of a button that asks about a topic."""
    return f"{_ASK}{topic}"


def find_topic(payload: str, known: Container[str]) -> str | None:
    """The topic that a payload asks about; None where the text is no payload of ours."""
    topic = payload.removeprefix(_ASK)
    return topic if payload.startswith(_ASK) and topic in known else None
