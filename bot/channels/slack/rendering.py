"""Shows a reply in Slack's blocks: the emergency first, nothing lost of level, evidence, sources and choices.

Visitors' and owners' words stand in plain text objects, where no mark formats anything; only links are `mrkdwn`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.slack.events import ACTION, block_id
from bot.channels.slack.wording import escaped, split
from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence

Block = dict[str, Any]
Reply = Mapping[str, Any]
LEVELS = {level.value: level.in_words for level in Escalation}
# Slack's published limits. That of a whole message is not published: 9,600 characters were seen to pass, 11,300 not.
_MOST_IN_SECTION, _MOST_IN_HEADER, _MOST_IN_FIELD, _MOST_IN_BUTTON, _MOST_BLOCKS = 3000, 150, 2000, 75, 50
_MOST_FIELDS = 10
_MOST_IN_MESSAGE = 8000
_MOST_IN_FALLBACK = 3000
_A_ROW = 5
_CALLABLE = re.compile(r"\+?[\d\s()./\-]+")


@dataclass(frozen=True)
class Message:
    """One message as Slack takes it; `key` is how it is found again in the channel."""

    key: str
    text: str
    blocks: Sequence[Block] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def without_blocks(self) -> Message:
        """The same in words alone, for when Slack refuses the blocks."""
        return replace(self, blocks=(), metadata={})


def render(reply: Reply, conversation: str, key: str) -> list[Message]:
    """The messages that show a reply: one, unless it is very long. The last one's key is `key` itself."""
    parts = _parts([*_words(reply), *_foot(reply), *_rows(reply["buttons"], conversation)])
    texts = [_fallback(reply), *("…" for _ in parts[1:])]
    keys = [*(f"{key}#{number}" for number in range(1, len(parts))), key]
    return [
        Message(key, text, [{**blocks[0], "block_id": key}, *blocks[1:]], _metadata(reply))
        for key, text, blocks in zip(keys, texts, parts, strict=True)
    ]


def settled(blocks: Iterable[Block], title: str) -> list[Block]:
    """A message after one of its buttons was pressed: the choice in their place, all block ids new, as Slack wants."""
    rest = [{key: value for key, value in b.items() if key != "block_id"} for b in blocks if b.get("type") != "actions"]
    return [*rest, _context(_raw(chosen(title)))]


def chosen(title: str) -> str:
    """What stands where the buttons stood."""
    return _cut(escaped(f"You chose: {title}"), _MOST_IN_SECTION)


def _words(reply: Reply) -> list[Block]:
    card, level = reply.get("card"), LEVELS.get(reply["escalation"])
    numbers = _card(card) if card else []
    levels = [_context(_plain(level, _MOST_IN_SECTION))] if level else []
    texts = [{"type": "section", "text": _raw(piece)} for piece in split(escaped(reply["text"]), _MOST_IN_SECTION)]
    is_emergency = card is not None and card["kind"] == "emergency"
    return [*numbers, *levels, *texts] if is_emergency else [*levels, *texts, *numbers]


def _card(card: Mapping[str, Any]) -> list[Block]:
    title = [{"type": "header", "text": _plain(card["title"], _MOST_IN_HEADER)}] if card["title"] else []
    fields = [
        text for phone in card["phones"] for text in (_plain(phone["label"] or "Call", _MOST_IN_FIELD), _number(phone))
    ]
    return [*title, *({"type": "section", "fields": some} for some in _groups(fields, _MOST_FIELDS))]


def _foot(reply: Reply) -> list[Block]:
    grade = Evidence(reply["evidence"])
    evidence = [_context(_plain(grade.in_words, _MOST_IN_SECTION))] if grade is not Evidence.NONE else []
    return [*evidence, *(_source(source) for source in reply["sources"])]


def _source(source: Mapping[str, Any]) -> Block:
    named = _plain(f"Source: {_cited(source)}", _MOST_IN_SECTION)
    link = _link(source["url"] or "", "Read it")
    return _context(named, link) if source["url"] and len(link["text"]) <= _MOST_IN_SECTION else _context(named)


def _rows(buttons: Sequence[Mapping[str, str]], conversation: str) -> list[Block]:
    elements = [
        {
            "type": "button",
            "action_id": f"{ACTION}:{number}",
            "text": _plain(button["title"], _MOST_IN_BUTTON),
            "value": button["payload"],
        }
        for number, button in enumerate(buttons)
    ]
    return [
        {"type": "actions", "block_id": block_id(conversation, number), "elements": row}
        for number, row in enumerate(_groups(elements, _A_ROW))
    ]


def _parts(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks in as many messages as Slack's limits make necessary."""
    parts: list[list[Block]] = [[]]
    length = 0
    for block in blocks:
        length += _length(block)
        if parts[-1] and (len(parts[-1]) == _MOST_BLOCKS or length > _MOST_IN_MESSAGE):
            parts.append([])
            length = _length(block)
        parts[-1].append(block)
    return parts


def _fallback(reply: Reply) -> str:
    """What a notification and a screen reader read, and what stands alone if Slack refuses the blocks."""
    card = reply.get("card") or {"phones": ()}
    lines = [reply["text"], *(f"{phone['label']}: {phone['number']}" for phone in card["phones"])]
    lines += [f"Source: {_cited(source)} {source['url'] or ''}".strip() for source in reply["sources"]]
    return _cut(escaped("\n".join(lines)), _MOST_IN_FALLBACK)


def _metadata(reply: Reply) -> dict[str, Any]:
    """What the words do not carry, for other programs in the workspace; Slack shows it to nobody."""
    kept = ("kind", "topics", "confidence", "escalation", "evidence", "answer_id")
    payload = {**{key: reply[key] for key in kept}, "sources": [source["id"] for source in reply["sources"]]}
    return {"event_type": "effie_replied", "event_payload": payload}


def _cited(source: Mapping[str, Any]) -> str:
    return f"{source['title']} ({source['organisation']}, {source['year']})"


def _context(*elements: Block) -> Block:
    return {"type": "context", "elements": list(elements)}


def _plain(text: str, most: int) -> Block:
    return _raw(_cut(escaped(text), most))


def _raw(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _number(phone: Mapping[str, str]) -> Block:
    """A number that a tap calls."""
    dialled = re.sub(r"[^0-9+]", "", phone["number"])
    if not dialled or not _CALLABLE.fullmatch(phone["number"]):
        return _plain(phone["number"] or "-", _MOST_IN_FIELD)
    return _link(f"tel:{dialled}", phone["number"])


def _link(url: str, shown: str) -> Block:
    address = escaped(url.replace("<", "%3C").replace(">", "%3E").replace("|", "%7C"))
    return {"type": "mrkdwn", "text": f"<{address}|{escaped(shown)}>", "verbatim": True}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{split(text, most - 1)[0]}…"


def _groups(things: Sequence[Block], most: int) -> list[list[Block]]:
    return [list(things[start : start + most]) for start in range(0, len(things), most)]


def _length(block: Block) -> int:
    texts = (block.get("text"), *block.get("fields", ()), *block.get("elements", ()))
    return sum(len(text["text"]) if isinstance(text.get("text"), str) else 80 for text in texts if text)
