"""A reply as Telegram shows it: what to do first, the text, how sure it is, where it is from, what may be tapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.channels.telegram.attachments import aside, thanks
from bot.channels.telegram.pages import Page
from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence

LEVELS = {level.value: level.in_words for level in Escalation}
_NOTHING_TO_SAY = "I am sorry, I cannot answer just now. Please try again in a moment."
_SHORT_TITLE = 18  # two of these fit on a phone's row
_MOST_PAYLOAD_BYTES = 64
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Outgoing:
    """One message of Telegram's, within its limits."""

    page: Page
    rows: tuple[tuple[InlineKeyboardButton, ...], ...] = ()

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons; None where there is none."""
        return InlineKeyboardMarkup(self.rows) if self.rows else None

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing in it but words."""
        return not self.rows and not self.page.marks

    def plain(self) -> Outgoing:
        """The words alone."""
        return Outgoing(Page(self.page.text))


def render(reply: Mapping[str, Any], attachment: str = "", *, is_captioned: bool = False) -> tuple[Outgoing, ...]:
    """The messages for a reply; the buttons stand under the last. It never throws, whatever the reply is."""
    page = _body(reply)
    if attachment:
        words = Page(aside(attachment) if is_captioned else thanks(attachment))
        page = page.followed_by(words) if is_captioned else words.followed_by(page)
    pages = list(page.split()) or [Page(_NOTHING_TO_SAY)]
    return (*(Outgoing(page) for page in pages[:-1]), Outgoing(pages[-1], button_rows(_listed(reply.get("buttons")))))


def button_rows(buttons: Iterable[Mapping[str, Any]]) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    """Short titles two a row, a long one alone; the order stays."""
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    for button in buttons:
        title, payload = " ".join(_clean(button.get("title")).split()), _clean(button.get("payload"))
        # The contract forbids what Telegram would refuse; one bad button must not take the others with it.
        if not title or not 1 <= len(payload.encode()) <= _MOST_PAYLOAD_BYTES:
            continue
        this = InlineKeyboardButton(title, callback_data=payload)
        if rows and len(rows[-1]) == 1 and max(len(title), len(rows[-1][0].text)) <= _SHORT_TITLE:
            rows[-1] = (*rows[-1], this)
        else:
            rows.append((this,))
    return tuple(rows)


def _body(reply: Mapping[str, Any]) -> Page:
    card = reply.get("card")
    card = card if isinstance(card, Mapping) else {}
    is_alarm = card.get("kind") == "emergency"
    level = Page().add(LEVELS.get(_clean(reply.get("escalation")), ""), MessageEntity.BOLD)
    text, unnamed = _with_links(_clean(reply.get("text")), _listed(reply.get("sources")))
    page = level.followed_by(_card(card)) if is_alarm else level
    page = page.followed_by(text).followed_by(_evidence(reply, text.text)).followed_by(_sources(unnamed))
    return page if is_alarm else page.followed_by(_card(card))


def _card(card: Mapping[str, Any]) -> Page:
    """Numbers as they are, on lines of their own: a phone makes them a link. Telegram has no buttons that call."""
    page = Page().add(_clean(card.get("title")), MessageEntity.BOLD)
    for phone in _listed(card.get("phones")):
        label, number = _clean(phone.get("label")), _clean(phone.get("number"))
        page = page.add(f"\n{label}: {number}" if label else f"\n{number}")
    return page


def _evidence(reply: Mapping[str, Any], text: str) -> Page:
    grade = _clean(reply.get("evidence"))
    if grade not in {known.value for known in Evidence} - {Evidence.NONE.value}:
        return Page()
    words = Evidence(grade).in_words
    return Page() if words in text else Page().add(words, MessageEntity.ITALIC)


def _with_links(text: str, sources: Sequence[Mapping[str, Any]]) -> tuple[Page, list[Mapping[str, Any]]]:
    """The text with its links, and the sources that it does not name: "says who?" is answered by naming them."""
    page, unnamed = Page(text), []
    for source in sources:
        title, start = _clean(source.get("title")), text.find(_named(source))
        if start < 0:
            unnamed.append(source)
        elif title and (url := _url(source)):
            page = page.link(start, start + len(title), url)
    return page, unnamed


def _sources(sources: Sequence[Mapping[str, Any]]) -> Page:
    page = Page().add("Sources" if len(sources) > 1 else "Source", MessageEntity.BOLD) if sources else Page()
    for source in sources:
        title, url = _clean(source.get("title")), _url(source)
        behind = _named(source).removeprefix(title)
        page = page.add("\n• ").add(title, MessageEntity.TEXT_LINK if url else "", url).add(behind)
    return page


def _named(source: Mapping[str, Any]) -> str:
    return f"{_clean(source.get('title'))} ({_clean(source.get('organisation'))}, {_clean(source.get('year'))})"


def _url(source: Mapping[str, Any]) -> str | None:
    url = _clean(source.get("url"))
    return url if url.startswith(("https://", "http://")) else None


def _listed(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def _clean(value: object) -> str:
    """A text that Telegram takes as it is, so that no mark is shifted."""
    return _HIDDEN.sub("", value.replace("\r\n", "\n")) if isinstance(value, str) else ""
