"""Text with marks on it, cut to the length that Telegram takes.

Marks travel as entities beside the text, never as markup inside it: no character needs escaping, and none can break it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from telegram import MessageEntity

MOST_UNITS = 4096  # UTF-16 units, as Telegram counts
_PARAGRAPH = re.compile(r"\n\n+")
_SENTENCE = re.compile(r"""[.!?…]["'”’)\]]*\s+|\n+""")
_WORD = re.compile(r"\s+")
_JOINER, _MOST_JOINED = "\u200d", 32


@dataclass(frozen=True)
class Mark:
    """A style on a stretch of characters; `kind` as Telegram names it."""

    start: int
    end: int
    kind: str
    url: str | None = None


@dataclass(frozen=True)
class Page:
    """A text and its marks."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def add(self, text: str, kind: str = "", url: str | None = None) -> Page:
        """With that text at its end, marked where a kind is given."""
        start = len(self.text)
        mark = (Mark(start, start + len(text), kind, url),) if kind and text.strip() else ()
        return Page(self.text + text, self.marks + mark)

    def link(self, start: int, end: int, url: str) -> Page:
        """With a link on that stretch."""
        return replace(self, marks=(*self.marks, Mark(start, end, MessageEntity.TEXT_LINK, url)))

    def followed_by(self, page: Page) -> Page:
        """Both, with an empty line between."""
        if not self.text or not page.text:
            return self if self.text else page
        shift = len(self.text) + 2
        moved = (replace(mark, start=mark.start + shift, end=mark.end + shift) for mark in page.marks)
        return Page(f"{self.text}\n\n{page.text}", (*self.marks, *moved))

    def split(self) -> Iterator[Page]:
        """Pages that Telegram takes, cut between paragraphs, else sentences, else words. None is empty."""
        rest = self
        while _units(rest.text) > MOST_UNITS:
            cut = _best_cut(rest.text)
            if page := rest._between(0, cut):
                yield page
            rest = rest._between(cut, len(rest.text)) or Page()
        if page := rest._between(0, len(rest.text)):
            yield page

    def entities(self) -> list[MessageEntity]:
        """The marks, with places and lengths in Telegram's units."""
        return [
            MessageEntity(
                mark.kind,
                offset=_units(self.text[: mark.start]),
                length=_units(self.text[mark.start : mark.end]),
                url=mark.url,
            )
            for mark in self.marks
        ]

    def _between(self, start: int, end: int) -> Page | None:
        """That stretch without white space at its ends, which Telegram would take away under the marks."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start == end:
            return None
        inside = (
            replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start) for mark in self.marks
        )
        return Page(self.text[start:end], tuple(mark for mark in inside if mark.start < mark.end))


def _best_cut(text: str) -> int:
    """Where to cut a text that is too long; no page gets shorter than half for the sake of a nicer cut."""
    most = _longest_prefix(text)
    for boundary in (_PARAGRAPH, _SENTENCE, _WORD):
        cuts = [match.end() for match in boundary.finditer(text, 0, most)]
        if cuts and cuts[-1] >= most // 2:
            return cuts[-1]
    return _between_signs(text, most)


def _longest_prefix(text: str) -> int:
    units = 0
    for place, character in enumerate(text):
        units += _units(character)
        if units > MOST_UNITS:
            return place
    return len(text)


def _between_signs(text: str, cut: int) -> int:
    """The cut, moved back out of an accent or an emoji that several characters make; not for ever."""
    for place in range(cut, max(cut - _MOST_JOINED, 1), -1):
        belongs = unicodedata.category(text[place])[0] == "M" or _JOINER in text[place - 1 : place + 1]
        if not belongs:
            return place
    return cut


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
