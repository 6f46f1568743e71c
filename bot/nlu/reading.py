"""Reads one text with what training left: topics with one calibrated confidence, entities, acts, signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.clinic.acts import Act, Situation
from bot.clinic.questions import ANSWER, CLARIFY, DECLINE, Candidate, Entity, Fit, Part
from bot.clinic.splitting import BETWEEN_QUESTIONS, split_questions
from bot.clinic.topics import SUPPORT
from bot.nlu.encoder import Encoder
from bot.nlu.entities import EntityFinder
from bot.nlu.fitting_facts import FittingFacts
from bot.nlu.spelling import Spelling
from bot.nlu.trained import ALARMS, REFUSED, Classified, Matrix, Trained, starting_with

# A message that goes on, or is not understood for sure, is read once more behind the one before it. Of the turns in
# tests/conversations 88.2 % were right without, 91.6 % with; from 0.55 to 0.65 it hardly matters.
_UNSURE, _ALONE, _WORDS_BEFORE, _TINY = 0.8, 0.6, 30, 1e-6
_GOING_ON = (Act.GOES_ON.value, Act.ASKS_OF_IT.value)
_PART_FROM = 0.6  # each of two questions in one message
_WORDS_OF_AN_END = 60  # a long story says what it asks in its first and last words

# Chosen on the out-of-fold training questions, see docs/decisions/0002-understanding.md
ANSWER_FROM = 0.45
CLARIFY_FROM = 0.25


@dataclass(frozen=True)
class Understood:
    """What became of a text."""

    decision: str
    candidates: tuple[Candidate, ...]
    entities: tuple[Entity, ...]
    alarm: float = 0.0  # the chance of all warning signs together
    is_foreign: bool = False
    acts: Mapping[str, str] = field(default_factory=dict)  # what the text does, by situation
    also: Part | None = None
    fit: Fit | None = None
    fits_if_told: tuple[Fit, ...] = ()


@dataclass(frozen=True)
class _Read:
    """One text alone: as the trained parts see it, and the rest that was found in it."""

    classified: Classified
    meaning: Matrix  # a unit vector, shape (384,)
    entities: tuple[Entity, ...]
    is_foreign: bool


class Understanding:
    """The trained parts, joined."""

    def __init__(
        self,
        trained: Trained,
        encoder: Encoder,
        entities: EntityFinder,
        fitting: FittingFacts | None = None,
    ) -> None:
        self._trained = trained
        self._encoder = encoder
        self._entities = entities
        self._fitting = fitting
        self._spelling = Spelling(trained.vocabulary, encoder.words)
        self._alarms = starting_with(ALARMS, trained.topics)

    def read(self, text: str, before: str | None = None, pieces_together: str | None = None) -> Understood:
        """Topics, confidence and things of one text.

        `before` is what the visitor said last; `pieces_together` are the messages in which, taken as one, the gate
        reads a sign.
        """
        text = _ends(text)
        read = self._read(text)
        candidates = read.classified.candidates
        goes_on = read.classified.acts.get(Situation.NOTHING.value) in _GOING_ON
        if before and (goes_on or candidates[0].confidence < _UNSURE):
            candidates = self._read_behind(before, text, read.classified)
        topic = candidates[0].topic
        signs = self._read(pieces_together) if pieces_together else read
        return Understood(
            decision=_decide_named(candidates, read.entities),
            candidates=candidates,
            entities=read.entities,
            alarm=float(signs.classified.chances[self._alarms].sum()),
            is_foreign=read.is_foreign,
            acts=read.classified.acts,
            also=self._second(text, topic),
            fit=self._fit(read, topic),
            fits_if_told=self._fits_if_told(read),
        )

    def find_fit(self, text: str, topic: str) -> Fit | None:
        """Which fact of the topic fits the text better than its lead."""
        return self._fit(self._read(text), topic)

    def _read(self, text: str) -> _Read:
        spelled = self._spelling.read(_ends(text))
        entities = self._entities.find(spelled.text)
        encoded = self._encoder.read_one(spelled.text)
        classified = self._trained.classify(spelled.text, encoded, [entity.key for entity in entities])
        return _Read(classified, encoded.meaning[0], entities, spelled.is_foreign)

    def _read_behind(self, before: str, text: str, alone: Classified) -> tuple[Candidate, ...]:
        end = " ".join(before.split()[-_WORDS_BEFORE:]).rstrip(".?!")
        behind = self._read(f"{end}. {text}").classified
        chances = _blend(alone.chances, behind.chances)
        return self._trained.candidates(chances, max(alone.similarity, behind.similarity))

    def _fit(self, read: _Read, topic: str) -> Fit | None:
        return self._fitting.find(topic, read.meaning, *read.classified.letters) if self._fitting else None

    def _fits_if_told(self, read: _Read) -> tuple[Fit, ...]:
        """What somebody asks after a disclosure leaves out what it is about: "will anyone be told"."""
        if self._fitting is None:
            return ()
        return self._fitting.find_each(SUPPORT, read.meaning, *read.classified.letters)

    def _second(self, text: str, first: str) -> Part | None:
        """The other of two questions in one message; None where there are not two, or one of them is not sure."""
        texts = split_questions(text) if BETWEEN_QUESTIONS.search(text) else ()
        if len(texts) != 2:
            return None
        parts = [Part(text, self._read(text).classified.candidates[0]) for text in texts]
        topics = [part.candidate.topic for part in parts]
        is_sure = all(part.candidate.confidence >= _PART_FROM and _is_answered(part.candidate.topic) for part in parts)
        if not is_sure or topics[0] == topics[1] or first not in topics:
            return None
        return parts[1 - topics.index(first)]


def decide(candidates: Sequence[Candidate]) -> str:
    """Answer where the first is likely right, clarify where one of two probably is, else decline."""
    first, second = candidates[0].confidence, candidates[1].confidence
    if first >= ANSWER_FROM:
        return ANSWER
    if candidates[0].topic.startswith(REFUSED):
        return DECLINE
    return CLARIFY if first + second >= CLARIFY_FROM else DECLINE


def _decide_named(candidates: Sequence[Candidate], entities: Sequence[Entity]) -> str:
    """As `decide`; but where the likeliest topic is a thing that was named, two weak voices agree."""
    first = candidates[0]
    is_named = any(entity.key == first.topic for entity in entities)
    return ANSWER if is_named and first.confidence >= CLARIFY_FROM else decide(candidates)


def _ends(text: str) -> str:
    words = text.split()
    if len(words) <= 2 * _WORDS_OF_AN_END:
        return text
    return " ".join([*words[:_WORDS_OF_AN_END], *words[-_WORDS_OF_AN_END:]])


def _blend(alone: Matrix, behind: Matrix) -> Matrix:
    logs = _ALONE * np.log(alone + _TINY) + (1 - _ALONE) * np.log(behind + _TINY)
    chances = np.exp(logs - logs.max())
    blended: Matrix = (chances / chances.sum()).astype(np.float32)
    return blended


def _is_answered(topic: str) -> bool:
    return not topic.startswith((REFUSED, ALARMS, "chat/"))
