"""The commands of the bot's menu, and what each of them asks."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from bot.clinic.payloads import FORGET, KEPT, asks

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?=\s|$)")
_LINKED = re.compile(r"/start(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})\s*")  # what Telegram allows behind `?start=`


@dataclass(frozen=True)
class Command:
    """A line of the menu. `payload` is what a button of that meaning would send."""

    name: str
    payload: str
    description: str


GREET = asks("chat/greet")
MENU = (
    Command("start", GREET, "Say hello"),
    Command("help", asks("chat/capabilities"), "What you can ask"),
    Command("sources", asks("chat/sources"), "Where the last answer comes from"),
    Command("human", asks("chat/human_handoff"), "Talk to a person"),
    Command("known", KEPT, "What is kept about you"),
    Command("forget", FORGET, "Delete what is kept about you"),
)
_PAYLOADS = {command.name: command.payload for command in MENU}


def find_command(text: str) -> tuple[str, str] | None:
    """The command that a text starts with, and the bot that it names, if any."""
    match = _COMMAND.match(text)
    return (match[1].lower(), match[2] or "") if match else None


def is_ours(name: str) -> bool:
    """Whether a command stands in our menu."""
    return name in _PAYLOADS


def read_command(text: str, topics: Container[str]) -> str:
    """What the text asks: a payload where it is a command of ours alone, else the text.

    Words behind a command are text, because a warning sign may stand among them: `/help my chest hurts`. The one
    exception is the word that a link `t.me/<bot>?start=type-swedish` puts behind /start.
    """
    linked = _LINKED.fullmatch(text)
    if linked:
        topic = linked[1].replace("-", "/", 1)
        return asks(topic) if topic in topics else GREET
    command = find_command(text)
    if command and text.strip() == _COMMAND.match(text)[0]:  # type: ignore[index]  # it has just matched
        return _PAYLOADS.get(command[0], text)
    return text
