"""From a text to topics with one calibrated confidence: the whole of the understanding, apart from Rasa."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.clinic.cues import goes_on, split_questions
from bot.clinic.escalations import Escalation
from bot.clinic.questions import ANSWER, CLARIFY, DECLINE, Candidate, Entity, Fit, Part
from bot.clinic.topics import Topics
from bot.nlu.encoder import Encoded, Encoder
from bot.nlu.features import Columns, Standardizer, TfIdf, name_features
from bot.nlu.fitting_facts import FittingFacts
from bot.nlu.naming import EntityFinder
from bot.nlu.regression import (
    Calibration,
    Neighbours,
    Regression,
    calibrate,
    fit,
    held_out,
    pool_refusals,
    reduce,
    weigh_refusals,
)
from bot.nlu.reserve import is_reserved
from bot.nlu.spelling import Spelling, words_of

Progress = Callable[[str], None]
Matrix = NDArray[np.float32]

_NAMES_WEIGHT = 0.3
_WORDING_LENGTH = 1.0  # as the meaning's: two layers of 0.7 each
_MOST_CANDIDATES = 5
# A message that goes on, or is not understood for sure, is read once more behind the one before it. Of the turns in
# tests/conversations 88.2 % were right without, 91.6 % with; from 0.55 to 0.65 it hardly matters.
_UNSURE, _ALONE, _WORDS_BEFORE, _TINY = 0.8, 0.6, 30, 1e-6
_PART_FROM = 0.6  # each of two questions in one message
_REFUSED, ALARMS = "out_of_scope/", "red_flag/"
_ARRAYS, _LISTS = "arrays.npz", "lists.json"

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
    also: Part | None = None
    fit: Fit | None = None
    emergency: str | None = None  # the likeliest sign that is one
    emergency_share: float = 0.0  # of the alarm; 0 where no emergency was learned


@dataclass(frozen=True)
class Trained:
    """What training leaves: small arrays and lists, nothing that runs."""

    topics: tuple[str, ...]
    names: tuple[str, ...]
    vocabulary: tuple[str, ...]
    letters: TfIdf
    regression: Regression
    calibration: Calibration
    neighbours: Neighbours
    wording: Standardizer

    def save(self, folder: Path) -> None:
        """Writes everything under the folder."""
        lists = {"topics": self.topics, "names": self.names, "vocabulary": self.vocabulary}
        (folder / _LISTS).write_text(json.dumps(lists), encoding="utf-8")
        self.letters.save(folder)
        np.savez(
            folder / _ARRAYS,
            dense=self.regression.dense,
            letters=self.regression.letters,
            intercept=self.regression.intercept,
            calibration=self.calibration.weights,
            vectors=self.neighbours.vectors,
            labels=self.neighbours.labels,
            wording_mean=self.wording.mean,
            wording_factor=self.wording.factor,
        )

    @classmethod
    def load(cls, folder: Path) -> Trained:
        """Reads what `save` wrote."""
        lists = json.loads((folder / _LISTS).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            return cls(
                topics=tuple(lists["topics"]),
                names=tuple(lists["names"]),
                vocabulary=tuple(lists["vocabulary"]),
                letters=TfIdf.load(folder),
                regression=Regression.stored(arrays["dense"], arrays["letters"], arrays["intercept"]),
                calibration=Calibration(arrays["calibration"]),
                neighbours=Neighbours(arrays["vectors"], arrays["labels"]),
                wording=Standardizer(arrays["wording_mean"], arrays["wording_factor"]),
            )


@dataclass(frozen=True)
class _Classified:
    """One text as the classifier alone sees it: chances by topic, the nearest training question, what is named.

    `letters` are the columns that are not zero and their values.
    """

    joined: Matrix
    similarity: float
    entities: tuple[Entity, ...]
    meaning: Matrix
    letters: tuple[Columns, Matrix]


class Understanding:
    """The trained parts, joined."""

    def __init__(
        self,
        trained: Trained,
        encoder: Encoder,
        naming: EntityFinder,
        topics: Topics,
        fitting: FittingFacts | None = None,
    ) -> None:
        self._trained = trained
        self._encoder = encoder
        self._naming = naming
        self._fitting = fitting
        self._spelling = Spelling(trained.vocabulary, encoder.words)
        self._refused, self._alarms = _refusals(trained.topics), _of(trained.topics, ALARMS)
        emergencies = {topic.id for topic in topics if topic.escalation is Escalation.EMERGENCY}
        self._emergencies = [number for number in self._alarms if trained.topics[number] in emergencies]

    def read(self, text: str, before: str | None = None, told: str | None = None) -> Understood:
        """Topics, confidence and things of one text.

        `before` is what the visitor said last; `told` are the messages in which, together, the gate reads a sign.
        """
        read = self._classify(text)
        scores, similarity = read.joined, read.similarity
        candidates = self._candidates(scores, similarity)
        if before and (goes_on(text) or candidates[0].confidence < _UNSURE):
            behind = self._classify(f"{' '.join(before.split()[-_WORDS_BEFORE:]).rstrip('.?!')}. {text}")
            scores, similarity = _blend(scores, behind.joined), max(similarity, behind.similarity)
            candidates = self._candidates(scores, similarity)
        decision = _decide_named(candidates, read.entities)
        topic = candidates[0].topic
        alarm, emergency, share = self._signs((self._classify(told) if told else read).joined)
        return Understood(
            decision=decision,
            candidates=candidates,
            entities=read.entities,
            alarm=alarm,
            is_foreign=self._spelling.is_foreign(text),
            also=self._second(text, topic),
            fit=self._fit(read, topic),
            emergency=emergency,
            emergency_share=share,
        )

    def find_fit(self, text: str, topic: str) -> Fit | None:
        """Which fact of the topic fits the text better than its lead."""
        return self._fit(self._classify(text), topic)

    def _fit(self, read: _Classified, topic: str) -> Fit | None:
        return self._fitting.find(topic, read.meaning, *read.letters) if self._fitting else None

    def alarm_in(self, clauses: Sequence[str]) -> float:
        """The chance of a warning sign in the likeliest of the clauses, each read alone; 0 where there is none."""
        return max((self._signs(self._classify(clause).joined)[0] for clause in clauses), default=0.0)

    def _signs(self, chances: Matrix) -> tuple[float, str | None, float]:
        """The chance of a warning sign, the likeliest emergency, and the share of it that lies on emergencies."""
        alarm = float(chances[self._alarms].sum())
        if not self._emergencies:
            return alarm, None, 0.0
        likeliest = self._emergencies[int(chances[self._emergencies].argmax())]
        return alarm, self._trained.topics[likeliest], float(chances[self._emergencies].sum()) / (alarm + _TINY)

    def _second(self, text: str, first: str) -> Part | None:
        """The other of two questions in one message; None where there are not two, or one of them is not sure."""
        parts = split_questions(text)
        if len(parts) != 2:
            return None
        found = []
        for part in parts:
            read = self._classify(part)
            found.append(Part(part, self._candidates(read.joined, read.similarity)[0]))
        topics = [part.candidate.topic for part in found]
        is_sure = all(part.candidate.confidence >= _PART_FROM and _is_answered(part.candidate.topic) for part in found)
        if not is_sure or topics[0] == topics[1] or first not in topics:
            return None
        return found[1 - topics.index(first)]

    def _classify(self, text: str) -> _Classified:
        repaired = self._spelling.repair(text)
        entities = self._naming.find(repaired)
        encoded = self._encoder.read([repaired])
        named = name_features([[thing.key for thing in entities]], self._trained.names)
        dense = _dense(encoded, self._trained.wording, named)
        letters = self._trained.letters.weigh(repaired)
        alone = self._trained.regression.probabilities(dense, *letters)
        probabilities, similarities = self._trained.neighbours.join(alone, encoded.meaning)
        joined = pool_refusals(probabilities, self._refused)[0]
        return _Classified(joined, max(float(similarities[0]), 0.0), entities, encoded.meaning[0], letters)

    def _candidates(self, chances: Matrix, similarity: float) -> tuple[Candidate, ...]:
        scores = weigh_refusals(chances, self._refused) * similarity
        best = np.argsort(-scores)[:_MOST_CANDIDATES]
        confidences = self._trained.calibration.confidence(scores[best])
        return tuple(Candidate(self._trained.topics[i], float(c)) for i, c in zip(best, confidences, strict=True))


def decide(candidates: Sequence[Candidate]) -> str:
    """Answer where the first is likely right, clarify where one of two probably is, else decline."""
    first, second = candidates[0].confidence, candidates[1].confidence
    if first >= ANSWER_FROM:
        return ANSWER
    if candidates[0].topic.startswith(_REFUSED):
        return DECLINE
    return CLARIFY if first + second >= CLARIFY_FROM else DECLINE


def _decide_named(candidates: Sequence[Candidate], entities: Sequence[Entity]) -> str:
    """As `decide`; but where the likeliest topic is a thing that was named, two weak voices agree."""
    first = candidates[0]
    is_named = any(thing.key == first.topic for thing in entities)
    return ANSWER if is_named and first.confidence >= CLARIFY_FROM else decide(candidates)


def _blend(alone: Matrix, told: Matrix) -> Matrix:
    logs = _ALONE * np.log(alone + _TINY) + (1 - _ALONE) * np.log(told + _TINY)
    chances = np.exp(logs - logs.max())
    blended: Matrix = (chances / chances.sum()).astype(np.float32)
    return blended


def _is_answered(topic: str) -> bool:
    return not topic.startswith((_REFUSED, ALARMS, "chat/"))


def train(questions: Sequence[tuple[str, str]], encoder: Encoder, naming: EntityFinder, progress: Progress) -> Trained:
    """Learns from (text, topic id) pairs. Deterministic for the same pairs."""
    vocabulary = words_of((text for text, _ in questions), naming.words, encoder.words)
    spelling = Spelling(vocabulary, encoder.words)
    progress(f"reading {len(questions)} training questions")
    texts = [spelling.repair(text) for text, _ in questions]
    encoded = encoder.read(texts)
    wording = Standardizer.fit(encoded.wording, _WORDING_LENGTH)
    topics = tuple(sorted({topic for _, topic in questions}))
    labels = np.array([topics.index(topic) for _, topic in questions])
    named = [[thing.key for thing in naming.find(text)] for text in texts]
    names = tuple(sorted({key for keys in named for key in keys}))
    dense = _dense(encoded, wording, name_features(named, names))
    letters = TfIdf.fit(texts)
    reduced = reduce(letters.transform(texts))
    progress("fitting the calibration, on questions that neither it nor the encoder has learned")
    reserved = np.array([is_reserved(text) for text, _ in questions])
    strangers = held_out(dense, reduced, labels, encoded.meaning, reserved)
    progress("fitting the classifier")
    regression = fit(dense, reduced, labels, strangers.fitted)
    calibration = calibrate(strangers, _refusals(topics))
    neighbours = Neighbours.of(encoded.meaning, labels)
    return Trained(topics, names, tuple(sorted(vocabulary)), letters, regression, calibration, neighbours, wording)


def _refusals(topics: Sequence[str]) -> list[int]:
    """The topics that are declined: three small ones together may well be likelier than the likeliest of ours."""
    return _of(topics, _REFUSED)


def _of(topics: Sequence[str], prefix: str) -> list[int]:
    return [number for number, topic in enumerate(topics) if topic.startswith(prefix)]


def _dense(encoded: Encoded, wording: Standardizer, names: Matrix) -> Matrix:
    return np.hstack([encoded.meaning, wording.apply(encoded.wording), names * np.float32(_NAMES_WEIGHT)])
