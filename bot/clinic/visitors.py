"""What the clinic keeps about one visitor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

VISITOR, ASSISTANT = "visitor", "assistant"
MOST_WORDS_OF_FEEDBACK = 1000  # characters


@dataclass(frozen=True)
class Said:
    """One message of a conversation; `by` is visitor or assistant."""

    said_at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class Feedback:
    """A thumb on one answer, with what the visitor wrote beside it."""

    answer_id: str
    conversation: str
    is_helpful: bool
    words: str = ""


@dataclass(frozen=True)
class StoredData:
    """Everything that is kept of one conversation, in the words of its own tables."""

    messages: tuple[Said, ...]
    feedback: tuple[Mapping[str, Any], ...]
    contact_requests: tuple[Mapping[str, Any], ...]
    kept_days: int

    def count(self, by: str) -> int:
        """How many of the messages are the visitor's, or the assistant's."""
        return sum(message.by == by for message in self.messages)

    def as_dict(self) -> dict[str, Any]:
        """As `GET /me` answers it (docs/web-api.md)."""
        messages = [{"said_at": _instant(m.said_at), "by": m.by, "text": m.text} for m in self.messages]
        return {
            "messages": messages,
            "feedback": [_plain(row) for row in self.feedback],
            "contact_requests": [_plain(row) for row in self.contact_requests],
            "kept_days": self.kept_days,
        }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _instant(value) if isinstance(value, datetime) else value for key, value in row.items()}


def _instant(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
