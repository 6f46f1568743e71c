"""What a visitor asked, as the understanding hands it over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

ANSWER, CLARIFY, DECLINE = "answer", "clarify", "decline"


@dataclass(frozen=True)
class Candidate:
    """A topic that the question may be about, with the calibrated chance that it is."""

    topic: str
    confidence: float


@dataclass(frozen=True)
class Part:
    """The second of two questions in one message."""

    text: str
    candidate: Candidate


@dataclass(frozen=True)
class Fit:
    """A fact that fits the question better than the one that its topic begins with."""

    key: str
    is_clear: bool  # by so much that it is what was asked


@dataclass(frozen=True)
class Entity:
    """A thing that the visitor named: kind `type`, `condition`, `benefit`, `area`, `pressure` or `day`."""

    kind: str
    key: str
    words: str


@dataclass(frozen=True)
class Question:
    """One message, understood as far as it could be."""

    text: str
    decision: str
    candidates: tuple[Candidate, ...]
    entities: tuple[Entity, ...] = ()
    gate_topic: str | None = None
    gate_words: tuple[str, ...] = ()
    chosen: bool = False
    is_foreign: bool = False  # hardly a word of it is English
    voted: bool = False  # the classifier alone takes it for a warning sign
    also: Part | None = None  # what else is asked
    doubted: str | None = None  # a warning sign that may be there, and probably is not
    fit: Fit | None = None

    @property
    def topic(self) -> str:
        """The likeliest topic's id."""
        return self.candidates[0].topic

    @property
    def is_alarm(self) -> bool:
        """Whether somebody tells a warning sign: the gate fired, or the classifier is sure of it."""
        return self.gate_topic is not None or self.voted

    @property
    def confidence(self) -> float:
        """The calibrated chance that `topic` is right, 0 to 1."""
        return self.candidates[0].confidence

    def second(self) -> Question | None:
        """The other question of the message as one of its own."""
        if self.also is None:
            return None
        words = self.also.text.lower()
        entities = tuple(thing for thing in self.entities if re.search(rf"\b{re.escape(thing.words)}\b", words))
        return replace(self, text=self.also.text, candidates=(self.also.candidate,), entities=entities, also=None)

    def named(self, kind: str) -> tuple[str, ...]:
        """The keys of the things named of one kind, in the order of the text, each once."""
        of_kind = [thing for thing in self.entities if thing.kind == kind]
        # A word that was repaired stands in the text otherwise: it comes last.
        in_order = sorted(of_kind, key=lambda thing: self.text.lower().find(thing.words) % (len(self.text) + 1))
        return tuple(dict.fromkeys(thing.key for thing in in_order))

    def as_dict(self) -> dict[str, Any]:
        """The question as JSON can carry it."""
        return {
            "text": self.text,
            "decision": self.decision,
            "candidates": [[c.topic, round(c.confidence, 4)] for c in self.candidates],
            "entities": [[t.kind, t.key, t.words] for t in self.entities],
            "gate_topic": self.gate_topic,
            "gate_words": list(self.gate_words),
            "chosen": self.chosen,
            "is_foreign": self.is_foreign,
            "voted": self.voted,
            "doubted": self.doubted,
            "fit": [self.fit.key, self.fit.is_clear] if self.fit else None,
            "also": [self.also.text, self.also.candidate.topic, self.also.candidate.confidence] if self.also else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Question:
        """The inverse of `as_dict`; KeyError if a key is missing."""
        return cls(
            text=data["text"],
            decision=data["decision"],
            candidates=tuple(Candidate(topic, confidence) for topic, confidence in data["candidates"]),
            entities=tuple(Entity(*thing) for thing in data["entities"]),
            gate_topic=data["gate_topic"],
            gate_words=tuple(data["gate_words"]),
            chosen=data["chosen"],
            is_foreign=data["is_foreign"],
            voted=data["voted"],
            also=_part(data["also"]),
            doubted=data["doubted"],
            fit=Fit(*data["fit"]) if data["fit"] else None,
        )


def _part(data: Sequence[Any] | None) -> Part | None:
    return Part(data[0], Candidate(data[1], data[2])) if data else None
