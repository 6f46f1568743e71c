"""What Slack refuses in a message, as its documentation says, and what would make a word act as more than a word."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(r"<((?:https?://|tel:|mailto:)[^<>|\s]+)\|([^<>|]+)>")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")


def problems_of(body: dict[str, Any]) -> list[str]:
    """Where a message breaks a limit that Slack publishes, or lets a word act as more than a word."""
    found = []
    text, blocks = body.get("text"), body.get("blocks") or []
    if not isinstance(text, str) or not 0 < len(text) <= 40_000:
        found.append("no text, or over 40,000 characters: nothing for a notification")
    if isinstance(text, str) and any(sign in _ENTITY.sub("", text) for sign in "&<>"):
        found.append(f"not escaped: {text!r}")
    if len(blocks) > 50:
        found.append(f"{len(blocks)} blocks")
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    found += [f"block_id {id!r} {times} times" for id, times in ids.items() if times > 1 or not 0 < len(id) <= 255]
    for block in blocks:
        found += _problems_of_block(block)
    total = sum(len(t["text"]) for block in blocks for t in texts_of(block))
    if total + len(text or "") > 15_000 or total > 11_000:
        found.append(f"msg_blocks_too_long: {total}")
    if len(json.dumps(body.get("metadata") or {})) > 8_000:
        found.append("metadata too long")
    return found


def _problems_of_block(block: dict[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    sizes: dict[str, tuple[str, int, int]] = {
        "header": ("text", 1, 150),
        "section": ("fields", 10, 2000) if "fields" in block else ("text", 1, 3000),
        "context": ("elements", 10, 3000),
        "actions": ("elements", 25, 75),
    }
    if kind not in sizes:
        yield f"unknown block {kind!r}"
        return
    key, most, longest = sizes[kind]
    things = block[key] if isinstance(block[key], list) else [block[key]]
    if not 0 < len(things) <= most:
        yield f"{len(things)} in a {kind}"
    for text in texts_of(block):
        yield from _problems_of_text(text, longest, is_plain=kind in ("header", "actions"))
    if kind == "actions":
        yield from _problems_of_buttons(things)


def _problems_of_buttons(buttons: list[dict[str, Any]]) -> Iterator[str]:
    ids = [button.get("action_id") for button in buttons]
    if len(set(ids)) != len(ids) or not all(isinstance(id, str) and 0 < len(id) <= 255 for id in ids):
        yield f"action_ids {ids}"
    for button in buttons:
        if button.get("type") != "button" or not 0 < len(button.get("value", "")) <= 2000:
            yield f"button {button}"


def texts_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Every text that a block shows."""
    things = [block["text"]] if isinstance(block.get("text"), dict) else []
    things += [*block.get("fields", ()), *block.get("elements", ())]
    return [thing["text"] if isinstance(thing["text"], dict) else thing for thing in things]


def _problems_of_text(text: dict[str, Any], longest: int, *, is_plain: bool) -> Iterator[str]:
    words = text["text"]
    if not 0 < len(words) <= longest:
        yield f"{len(words)} characters where {longest} fit"
    if text["type"] == "mrkdwn" and not is_plain:
        words = _TOKEN.sub("", words)
    elif text["type"] != "plain_text":
        yield f"a text of type {text['type']}"
    if any(sign in _ENTITY.sub("", words) for sign in "&<>"):
        yield f"not escaped: {words!r}"
    if text["type"] == "mrkdwn" and re.search(r"[*_~`]", words):
        yield f"formatted: {words!r}"
