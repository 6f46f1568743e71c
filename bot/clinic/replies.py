"""The reply: one object a turn, the same on every channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.facts import Source

VERSION = 1


@dataclass(frozen=True)
class Button:
    """A choice that the visitor may tap; the payload is opaque to the client, at most 64 bytes."""

    title: str
    payload: str

    def __post_init__(self) -> None:
        if len(self.payload.encode()) > 64:
            raise ValueError(f"payload over 64 bytes, which Telegram refuses: {self.payload!r}")


@dataclass(frozen=True)
class Phone:
    """A number to call and what answers there."""

    label: str
    number: str


@dataclass(frozen=True)
class Card:
    """A block with numbers to call; kind is professional, emergency or contact."""

    kind: str
    title: str
    phones: tuple[Phone, ...]


@dataclass(frozen=True)
class Check:
    """A sign that is asked about beside the answer, with the payloads of its two buttons; `yes` raises the alarm."""

    topic: str
    yes: str
    no: str


@dataclass(frozen=True)
class Reply:
    """What a visitor gets for one turn. `said` names the facts in it, for "says who?" and "tell me more"."""

    kind: str
    text: str
    topics: tuple[str, ...]
    confidence: float
    escalation: Escalation = Escalation.NONE
    evidence: Evidence = Evidence.NONE
    sources: tuple[Source, ...] = ()
    buttons: tuple[Button, ...] = ()
    card: Card | None = None
    answer_id: str = ""
    check: Check | None = None
    said: tuple[str, ...] = field(default=(), compare=False)

    def as_dict(self) -> dict[str, Any]:
        """The reply as the contract spells it (bot/channels/reply.schema.json)."""
        reply: dict[str, Any] = {
            "version": VERSION,
            "kind": self.kind,
            "text": self.text,
            "topics": list(self.topics),
            "confidence": round(self.confidence, 4),
            "escalation": self.escalation.value,
            "evidence": self.evidence.value,
            "sources": [_source(source) for source in self.sources],
            "buttons": [{"title": button.title, "payload": button.payload} for button in self.buttons],
            "answer_id": self.answer_id,
        }
        if self.card:
            reply["card"] = _card(self.card)
        if self.check:
            reply["check"] = {"topic": self.check.topic, "yes": self.check.yes, "no": self.check.no}
        return reply


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "organisation": source.organisation,
        "year": source.year,
        "url": source.url,
    }


def _card(card: Card) -> dict[str, Any]:
    phones = [{"label": phone.label, "number": phone.number} for phone in card.phones]
    return {"kind": card.kind, "title": card.title, "phones": phones}
