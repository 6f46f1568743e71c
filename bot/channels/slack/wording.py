"""Text on its way from Slack and to Slack."""

from __future__ import annotations

import re

# Slack turns what it recognises into tokens: <@U1>, <#C1|general>, <!here>, <https://example.org|example.org>.
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}
_SPACES = re.compile(r"(\s+)")
_MARKS = "*_~`"  # bold, italic, struck out, code: at the edges of words
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
_LONGEST_ENTITY = len("&amp;")


def plain(text: str) -> str:
    """What a person meant to write: no mentions, links by their names, Slack's three entities as characters."""
    shown = _ENTITY.sub(lambda found: _CHARACTERS[found[1]], _TOKEN.sub(_shown, text))
    words = (part.strip(_MARKS) if number % 2 == 0 else part for number, part in enumerate(_SPACES.split(shown)))
    return "".join(words).strip()


def escaped(text: str) -> str:
    """The text so that Slack shows it as it is, in every text object and in fallbacks: it decodes just these three."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def split(text: str, most: int) -> list[str]:
    """An escaped text in pieces of at most that many characters, parted between sentences where it can be."""
    pieces = []
    while len(text) > most:
        cut = _cut(text[:most])
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [piece for piece in (*pieces, text) if piece]


def _shown(token: re.Match[str]) -> str:
    sign, target, label = token.groups()
    if sign == "@":
        return ""  # a person's id says nothing, and their name is not ours to keep
    if sign:
        return label or ""
    return label or target.removeprefix("mailto:").removeprefix("tel:")


def _cut(head: str) -> int:
    ends = [found.end() for pattern in (_SENTENCE_END, _SPACES) for found in list(pattern.finditer(head))[-1:]]
    if ends and ends[0]:
        return ends[0]
    open_entity = head.rfind("&", len(head) - _LONGEST_ENTITY)
    is_cut_in_two = open_entity > 0 and ";" not in head[open_entity:]
    return open_entity if is_cut_in_two else len(head)
