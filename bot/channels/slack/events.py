"""Reads what Slack sends. Every shape is answered with something heard, or with None: ignored on purpose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.channels.slack.heard import CHANNEL, Place, Pressed, SlackEvent, conversation_in
from bot.channels.slack.wording import plain
from bot.clinic.payloads import FORGET, KEPT, asks
from bot.safety.text import MOST_CHARACTERS

ACTION = "say"  # how the ids of our buttons begin
_HELP = asks("chat/capabilities")
COMMANDS = {
    "": _HELP,
    "help": _HELP,
    "known": KEPT,
    "what do you know about me": KEPT,
    "forget": FORGET,
    "forget me": FORGET,
}
_PRIVATE = (KEPT,)  # in a channel, what is kept is shown to the one who asked
_SAID_BY_PEOPLE = (None, "file_share", "me_message", "thread_broadcast")  # the other subtypes are Slack's own notes
_DIRECT = ("im", "app_home")
_ID = re.compile(r"[A-Za-z0-9]{1,20}")
_INSTANT = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}")
_TRIGGER = re.compile(r"[\w.\-]{1,80}")
_CONVERSATION = re.compile(rf"{CHANNEL}:{_ID.pattern}:({_ID.pattern}):({_ID.pattern}|{_INSTANT.pattern})")


def read(payload: Mapping[str, Any]) -> SlackEvent | None:
    """What was said to the assistant; None where nothing was."""
    if payload.get("type") == "event_callback":
        return _read_event(payload)
    if payload.get("type") == "block_actions":
        return _read_press(payload)
    return _read_command(payload) if "command" in payload else None


def block_id(conversation: str, row: int) -> str:
    """The id of a row of buttons: it carries the conversation, so that a press is heard in the right one."""
    return f"{conversation}|{row}"


def _read_event(payload: Mapping[str, Any]) -> SlackEvent | None:
    team, event = _find(payload, _ID, "team_id"), payload.get("event")
    if not team or not isinstance(event, dict):
        return None
    us = _our_user(payload)
    if event.get("type") == "message" and event.get("subtype") == "message_changed":
        return _read_edit(team, event, us)
    if event.get("type") in ("app_mention", "message"):
        return _read_message(team, event, us)
    return None


def _read_message(team: str, event: Mapping[str, Any], us: str | None) -> SlackEvent | None:
    channel, user = _find(event, _ID, "channel"), _find(event, _ID, "user")
    said_at, thread = _find(event, _INSTANT, "ts"), _find(event, _INSTANT, "thread_ts")
    if not (channel and user and said_at) or not _is_by_a_person(event, us):
        return None
    is_direct = _is_direct(event, channel)
    is_addressed = is_direct or event["type"] == "app_mention" or _mentions(event, us)
    if not is_addressed and not thread:
        return None
    home = thread or (user if is_direct else said_at)
    return SlackEvent(
        # By the message, not by the event: a mention is sent twice, as two events with two ids.
        id=f"{team}:{channel}:{said_at}",
        conversation=conversation_in(team, channel, home),
        text=_text_of(event),
        place=Place(channel, thread if is_direct else home),
        since=said_at,
        is_addressed=is_addressed,
    )


def _read_edit(team: str, event: Mapping[str, Any], us: str | None) -> SlackEvent | None:
    """A changed text, as if it were said where it stands."""
    now, before = event.get("message"), event.get("previous_message")
    if not isinstance(now, dict) or not isinstance(before, dict) or now.get("text") == before.get("text"):
        return None  # Slack also reports that a link was unfurled, or a reply added
    said_at = _find(now, _INSTANT, "ts") or _find(before, _INSTANT, "ts")
    edited_at = _find(now, _INSTANT, "edited", "ts") or _find(event, _INSTANT, "ts")
    whole = {**now, "type": "message", "ts": said_at, "channel": event.get("channel")}
    heard = _read_message(team, {**whole, "channel_type": event.get("channel_type")}, us)
    if not heard and said_at:  # the first message of a thread carries no `thread_ts` until it is answered
        heard = _read_message(team, {**whole, "thread_ts": said_at}, us)
    if not heard or not edited_at or heard.text is None:
        return None
    is_addressed = _is_direct(event, heard.place.channel)
    return replace(heard, id=f"{heard.id}:{edited_at}", since=edited_at, is_addressed=is_addressed, is_edit=True)


def _read_press(payload: Mapping[str, Any]) -> SlackEvent | None:
    action = _our_action(payload)
    rows = _find(action, re.compile(r".{1,255}"), "block_id")
    known = _CONVERSATION.fullmatch(rows.partition("|")[0]) if rows else None
    channel, user = _find(payload, _ID, "channel", "id"), _find(payload, _ID, "user", "id")
    message, pressed_at = _find(payload, _INSTANT, "container", "message_ts"), _find(action, _INSTANT, "action_ts")
    if not (action and known and user and message and pressed_at and known[1] == channel):
        return None
    thread = known[2] if _INSTANT.fullmatch(known[2]) else None
    text = str(action["value"])[: MOST_CHARACTERS + 1]
    is_ephemeral = payload["container"].get("is_ephemeral") is True
    is_private = is_ephemeral or (not channel.startswith("D") and (text in _PRIVATE or not thread))
    return SlackEvent(
        id=f"{channel}:{message}:{pressed_at}:{user}",
        conversation=known[0],
        text=text,
        place=Place(channel, thread, user if is_private else None, _address(payload) if is_ephemeral else None),
        since=message,
        # Slack does not send along what only one person sees, so that it cannot be changed.
        pressed=None if is_ephemeral else Pressed(message, _title(action), _blocks(payload)),
    )


def _read_command(payload: Mapping[str, Any]) -> SlackEvent | None:
    team, channel = _find(payload, _ID, "team_id"), _find(payload, _ID, "channel_id")
    user, trigger = _find(payload, _ID, "user_id"), _find(payload, _TRIGGER, "trigger_id")
    if not (team and channel and user and trigger):
        return None
    text = _text_of(payload) or ""
    return SlackEvent(
        id=f"command:{trigger}",
        conversation=conversation_in(team, channel, user),
        text=COMMANDS.get(text.casefold().rstrip("?.! "), text),
        place=Place(channel, None, user, _address(payload)),
        since="0.0",
    )


def _find(value: Any, pattern: re.Pattern[str], *path: str) -> str | None:
    """A text of that pattern, where the path leads to one."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _our_user(payload: Mapping[str, Any]) -> str | None:
    installed = payload.get("authorizations")
    first = installed[0] if isinstance(installed, list) and installed else None
    is_bot = isinstance(first, dict) and first.get("is_bot") is True
    return _find(first, _ID, "user_id") if is_bot else None


def _is_by_a_person(event: Mapping[str, Any], us: str | None) -> bool:
    is_bots = event.get("bot_id") or event.get("bot_profile") or event.get("user") in (us, "USLACKBOT")
    return not is_bots and event.get("subtype") in _SAID_BY_PEOPLE and event.get("hidden") is not True


def _is_direct(event: Mapping[str, Any], channel: str) -> bool:
    return event.get("channel_type") in _DIRECT or channel.startswith("D")


def _mentions(event: Mapping[str, Any], us: str | None) -> bool:
    text = event.get("text")
    return us is not None and isinstance(text, str) and (f"<@{us}>" in text or f"<@{us}|" in text)


def _text_of(event: Mapping[str, Any]) -> str | None:
    """The text, no longer than the door needs to see that it is too long; None for a file without words."""
    text = event.get("text")
    if not isinstance(text, str):
        return None
    text = plain(text)[: MOST_CHARACTERS + 1]
    return None if not text and event.get("files") else text


def _our_action(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    actions = payload.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    is_ours = _find(action, re.compile(rf"{ACTION}:[0-9]{{1,4}}"), "action_id")
    return action if is_ours and isinstance(action, dict) and isinstance(action.get("value"), str) else None


def _title(action: Mapping[str, Any]) -> str:
    return plain(_find(action, re.compile(r".{1,75}"), "text", "text") or "")


def _blocks(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    message = payload.get("message")
    blocks = message.get("blocks") if isinstance(message, dict) else None
    return [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []


def _address(payload: Mapping[str, Any]) -> str | None:
    return _find(payload, re.compile(r"https?://\S{1,2000}"), "response_url")
