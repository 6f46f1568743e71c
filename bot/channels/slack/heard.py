"""One thing said to the assistant in Slack, as it waits for its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

CHANNEL = "slack"


@dataclass(frozen=True)
class Place:
    """Where an answer belongs: a channel, its thread, perhaps for one person's eyes alone."""

    channel: str
    thread: str | None = None
    only_for: str | None = None
    response_url: str | None = None


@dataclass(frozen=True)
class Pressed:
    """A button that was pressed: its title, and the message that it stands in."""

    message: str
    title: str
    blocks: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class SlackEvent:
    """What was said, by whom it is known when it comes twice, and where the answer belongs.

    `text` is None where there was nothing to read. No answer to it can be older than `since`. What is not addressed to
    the assistant counts only in a conversation that it is part of; an edit only where a warning sign stands in it.
    """

    id: str
    conversation: str
    text: str | None
    place: Place
    since: str
    is_addressed: bool = True
    is_edit: bool = False
    pressed: Pressed | None = None

    def as_body(self) -> dict[str, Any]:
        """What the inbox keeps until it is answered."""
        pressed = asdict(self.pressed) if self.pressed else None
        return {"text": self.text, "place": asdict(self.place), "since": self.since, "pressed": pressed}

    @classmethod
    def from_body(cls, id: str, conversation: str, body: Mapping[str, Any]) -> SlackEvent:
        """The inverse of `as_body`."""
        pressed = Pressed(**body["pressed"]) if body["pressed"] else None
        return cls(id, conversation, body["text"], Place(**body["place"]), body["since"], pressed=pressed)


def conversation_in(team: str, channel: str, last: str) -> str:
    """The id of a thread (`last` is its first message) or of one person's talk in a channel (`last` is who)."""
    return f"{CHANNEL}:{team}:{channel}:{last}"
