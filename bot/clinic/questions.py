"""What a visitor asked, as the understanding hands it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.clinic.acts import Act

ANSWER, CLARIFY, DECLINE = "answer", "clarify", "decline"
_SIGNS = "red_flag/"
_LIKELY = 0.3  # confidence in what else it may be, where the sign took most of it
KINDS_NAMED = ("type", "condition", "benefit", "area", "pressure", "day")
_NOTHING_NAMED: Mapping[str, tuple[str, ...]] = {kind: () for kind in KINDS_NAMED}


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
    """What the visitor named; `kind` is one of KINDS_NAMED."""

    kind: str
    key: str
    words: str


@dataclass(frozen=True)
class Question:
    """One message, understood as far as it could be.

    `topic` is the likeliest topic's id, `confidence` the calibrated chance that it is right, `is_alarm` whether a
    warning sign is told, `named` the entities' keys of each kind in the order of the text: they follow from the other
    fields. `acts` says what the message does in each situation.
    """

    text: str
    decision: str
    candidates: tuple[Candidate, ...]
    entities: tuple[Entity, ...] = ()
    gate_topic: str | None = None
    chosen: bool = False
    is_foreign: bool = False  # hardly a word of it is English
    says: str | None = None  # the id of the fact that answers the very sign, where its wording names one
    sentence: str | None = None  # the answer to a sign that was told in another language
    voted: bool = False  # the classifier alone takes it for a warning sign
    also: Part | None = None  # what else is asked
    doubted: str | None = None  # a warning sign that may be there
    is_gate_doubt: bool = False  # the gate read it, and the reader of signs all but rules it out
    fit: Fit | None = None
    fits_if_told: tuple[Fit, ...] = ()  # the same for each topic of kind support, should the message be about that
    acts: Mapping[str, str] = field(default_factory=dict)
    act: Act = Act.ASKS  # what it does where it stands: the turn fills it in
    topic: str = field(default="", compare=False)
    confidence: float = field(default=0.0, compare=False)
    is_alarm: bool = field(default=False, compare=False)
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        """Plain fields, so that whoever reads them need not come here."""
        first = self.candidates[0]
        object.__setattr__(self, "topic", first.topic)
        object.__setattr__(self, "confidence", first.confidence)
        object.__setattr__(self, "is_alarm", self.gate_topic is not None or self.voted)
        object.__setattr__(self, "named", self._by_kind() if self.entities else _NOTHING_NAMED)

    def about(self, topic: str, least: float = 0.0) -> Question:
        """The same words, taken to be about that topic."""
        others = tuple(candidate for candidate in self.candidates if candidate.topic != topic)
        first = Candidate(topic, max(self.confidence, least))
        return replace(self, decision=ANSWER, candidates=(first, *others))

    def without_sign(self) -> Question:
        """The same words with no warning sign in them: a plain answer to a question of ours is none."""
        others = tuple(candidate for candidate in self.candidates if not candidate.topic.startswith(_SIGNS))
        kept = replace(self, voted=False, gate_topic=None, says=None, doubted=None)
        if len(others) == len(self.candidates) or not others:
            return kept
        return replace(kept, decision=ANSWER if others[0].confidence >= _LIKELY else DECLINE, candidates=others)

    def with_doubt(self) -> Question:
        """The same words with the sign doubted and not told."""
        return replace(self.without_sign(), doubted=self.topic)

    def second(self) -> Question | None:
        """The other question of the message as one of its own."""
        if self.also is None:
            return None
        words = f" {self.also.text.lower()} "
        entities = tuple(entity for entity in self.entities if f" {entity.words}" in words)
        return replace(self, text=self.also.text, candidates=(self.also.candidate,), entities=entities, also=None)

    def _by_kind(self) -> dict[str, tuple[str, ...]]:
        text = self.text.lower()
        # A word that was repaired stands in the text otherwise: it comes last.
        in_order = sorted(self.entities, key=lambda entity: text.find(entity.words) % (len(text) + 1))
        return {
            kind: tuple(dict.fromkeys(entity.key for entity in in_order if entity.kind == kind)) for kind in KINDS_NAMED
        }
