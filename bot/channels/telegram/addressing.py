"""In a group, only what is meant for the assistant reaches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.commands import find_command, is_ours

_AROUND_A_NAME = " \t\n,:;-–"


@dataclass(frozen=True)
class Me:
    """The bot itself, as Telegram knows it."""

    id: int
    username: str


def find_addressed(message: Mapping[str, Any], text: str, entities: object, me: Me) -> str | None:
    """What a message in a group asks of us, without our name in it; None where it is not for us."""
    command = find_command(text)
    if command and (command[1] or is_ours(command[0])):
        name = command[1] or me.username
        return text.replace(f"@{command[1]}", "", 1) if name.lower() == me.username.lower() else None
    spans = list(_mentions(text, entities, me))
    if spans:
        return _without(text, spans)
    return text if _is_reply_to(message, me) else None


def _is_reply_to(message: Mapping[str, Any], me: Me) -> bool:
    replied = message.get("reply_to_message")
    # In a forum every message replies to the notice that opened its topic, which may be ours.
    if not isinstance(replied, dict) or "forum_topic_created" in replied:
        return False
    author = replied.get("from")
    return isinstance(author, dict) and author.get("id") == me.id


def _mentions(text: str, entities: object, me: Me) -> Iterator[tuple[int, int]]:
    """Where our name stands, in the UTF-16 units that Telegram counts in."""
    for entity in entities if isinstance(entities, list) else ():
        if not isinstance(entity, dict):
            continue
        start, length = entity.get("offset"), entity.get("length")
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length < 1:
            continue
        user = entity.get("user")
        is_named = entity.get("type") == "mention" and _cut(text, start, length).lower() == f"@{me.username}".lower()
        is_linked = entity.get("type") == "text_mention" and isinstance(user, dict) and user.get("id") == me.id
        if is_named or is_linked:
            yield start, length


def _cut(text: str, start: int, length: int) -> str:
    return _text(_units(text)[2 * start : 2 * (start + length)])


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    units = _units(text)
    for start, length in sorted(spans, reverse=True):
        units = units[: 2 * start] + units[2 * (start + length) :]
    return _text(units).strip(_AROUND_A_NAME)


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")
