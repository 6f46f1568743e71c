"""What Telegram's Bot API refuses, as its documentation says: https://core.telegram.org/bots/api"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

MOST_TEXT, MOST_CAPTION, MOST_ENTITIES = 4096, 1024, 100
MOST_IN_A_ROW, MOST_BUTTONS, MOST_PAYLOAD_BYTES = 8, 100, 64
MOST_ANSWER, MOST_COMMANDS, MOST_DESCRIPTION = 200, 100, 256
STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "code", "pre", "text_link"}
ACTIONS = {"typing", "upload_photo", "upload_document", "find_location", "choose_sticker"}
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
KNOWN = {
    "getme", "getupdates", "setwebhook", "deletewebhook", "getwebhookinfo", "setmycommands", "sendmessage",
    "sendchataction", "answercallbackquery", "editmessagereplymarkup",
}  # fmt: skip


def problems(method: str, params: Mapping[str, Any]) -> Iterator[str]:
    """Each limit that a call breaks, in words."""
    if method not in KNOWN:
        yield f"no method {method}"
    if method in ("sendmessage", "sendchataction", "editmessagereplymarkup") and not isinstance(
        params.get("chat_id"), int
    ):
        yield "chat_id is no number"
    if method == "sendmessage":
        yield from _text(params)
    if method == "sendchataction" and params.get("action") not in ACTIONS:
        yield "no such action"
    if len(units(params.get("caption", ""))) > MOST_CAPTION:
        yield "message caption is too long"
    if "reply_markup" in params:
        yield from _keyboard(params["reply_markup"])
    if method == "answercallbackquery" and len(params.get("text", "")) > MOST_ANSWER:
        yield "the answer to a button is too long"
    if method == "setmycommands":
        yield from _commands(params.get("commands", []))
    if method == "setwebhook" and not SECRET.fullmatch(params.get("secret_token", "x")):
        yield "secret token contains unallowed characters"


def units(text: str) -> list[bytes]:
    """The UTF-16 units that Telegram counts in."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return [raw[place : place + 2] for place in range(0, len(raw), 2)]


def marked(params: Mapping[str, Any], kind: str) -> list[str]:
    """The stretches of a message that carry a style."""
    text = units(params["text"])
    return [
        b"".join(text[e["offset"] : e["offset"] + e["length"]]).decode("utf-16-le")
        for e in params.get("entities", ())
        if e["type"] == kind
    ]


def _text(params: Mapping[str, Any]) -> Iterator[str]:
    text = params.get("text", "")
    length = len(units(text))
    if not text.strip():
        yield "message text is empty"
    if length > MOST_TEXT:
        yield "message is too long"
    if text != text.strip():
        yield "white space at the ends, which Telegram takes away under the entities"
    if "parse_mode" in params:
        yield "markup inside the text, which one character may break"
    entities = params.get("entities", [])
    if len(entities) > MOST_ENTITIES:
        yield "more entities than are heeded"
    for entity in entities:
        yield from _entity(entity, text, length)


def _entity(entity: Mapping[str, Any], text: str, length: int) -> Iterator[str]:
    start, end = entity["offset"], entity["offset"] + entity["length"]
    if entity["type"] not in STYLES:
        yield f"no style {entity['type']}"
    if not 0 <= start < end <= length:
        yield f"an entity beyond the text: {start} to {end} of {length}"
    for place in (start, end):
        if place < length and 0xDC00 <= int.from_bytes(units(text)[place], "little") < 0xE000:
            yield "an entity cuts a character in two"
    if entity["type"] == "text_link" and not re.match(r"https?://\S+\.", entity.get("url", "")):
        yield "a link to nowhere"


def _keyboard(markup: Mapping[str, Any]) -> Iterator[str]:
    rows = markup.get("inline_keyboard", [])
    if sum(map(len, rows)) > MOST_BUTTONS:
        yield "too many buttons"
    for row in rows:
        if not 1 <= len(row) <= MOST_IN_A_ROW:
            yield f"{len(row)} buttons in a row"
        for button in row:
            if not button.get("text", "").strip():
                yield "a button without a text"
            if len(set(button) - {"text"}) != 1:
                yield "a button does exactly one thing"
            if not 1 <= len(button.get("callback_data", "x").encode()) <= MOST_PAYLOAD_BYTES:
                yield "BUTTON_DATA_INVALID"


def _commands(commands: list[Mapping[str, str]]) -> Iterator[str]:
    if len(commands) > MOST_COMMANDS:
        yield "too many commands"
    for command in commands:
        if not COMMAND.fullmatch(command["command"]) or not 1 <= len(command["description"]) <= MOST_DESCRIPTION:
            yield f"BOT_COMMAND_INVALID {command}"
