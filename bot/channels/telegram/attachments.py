"""What came beside a text, or in its place. It is named, never opened and never stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The first that a message has is what its sender sees: a moving picture has a `document` too, a venue a `location`.
# What stands in no line here is a notice of Telegram's (somebody joined, a message was pinned): nobody asks anything.
NOUNS: Mapping[str, str] = {
    "animation": "moving picture",
    "live_photo": "picture",
    "photo": "picture",
    "video": "video",
    "video_note": "video message",
    "voice": "voice message",
    "audio": "recording",
    "document": "file",
    "sticker": "sticker",
    "venue": "place",
    "location": "location",
    "contact": "contact",
    "poll": "poll",
    "checklist": "checklist",
    "dice": "dice",
    "game": "game",
    "story": "story",
    "paid_media": "picture",
}


def find_attachment(message: Mapping[str, Any]) -> str:
    """What is attached, by the name of its field; "" where nothing is."""
    return next((name for name in NOUNS if message.get(name)), "")


def thanks(attachment: str) -> str:
    """For an attachment that came alone: what became of it, said before the reply."""
    return f"Thank you for the {_noun(attachment)}. I have not opened or stored it."


def aside(attachment: str) -> str:
    """For an attachment whose caption was answered: what became of it, said after the reply."""
    return f"I can only read text: I have not opened or stored the {_noun(attachment)}."


def _noun(attachment: str) -> str:
    return NOUNS.get(attachment, "file")
