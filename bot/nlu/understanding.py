"""From a text to topics with one calibrated confidence: the whole of the understanding, apart from Rasa."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.clinic.cues import goes_on, split_questions
from bot.clinic.questions import ANSWER, CLARIFY, DECLINE, Candidate, Fit, Part, Question, Thing
from bot.nlu.encoder import Encoded, Encoder
from bot.nlu.features import Letters, Scaling, name_features
from bot.nlu.fitting_facts import FittingFacts
from bot.nlu.naming import Naming
from bot.nlu.regression import Calibration, Neighbours, Regression, calibrate, fit, gather, reduce, unseen
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
_REFUSED, _ALARMS = "out_of_scope/", "red_flag/"
_NEVER_DOUBTED = "red_flag/suicidal"
_ARRAYS, _LISTS = "arrays.npz", "lists.json"

GATE_CONFIDENCE = 0.8  # 187 of its 234 alarms on the held-back questions were right
# Chosen on the out-of-fold training questions, see docs/decisions/0002-understanding.md
ANSWER_FROM = 0.45
CLARIFY_FROM = 0.25
# From what chance of a warning sign the classifier raises the alarm alone: docs/decisions/0012-two-votes.md
_LIKELY, _SURE = 0.5, 0.95
# ... and below what chance it doubts the gate's: then the answer comes with one line of what to do if it is so.
_DOUBTED = 0.02


@dataclass(frozen=True)
class Understood:
    """What became of a text."""

    decision: str
    candidates: tuple[Candidate, ...]
    things: tuple[Thing, ...]
    alarm: float = 0.0  # the chance of all warning signs together
    is_foreign: bool = False
    also: Part | None = None
    fit: Fit | None = None


@dataclass(frozen=True)
class Trained:
    """What training leaves: small arrays and lists, nothing that runs."""

    topics: tuple[str, ...]
    names: tuple[str, ...]
    vocabulary: tuple[str, ...]
    letters: Letters
    regression: Regression
    calibration: Calibration
    neighbours: Neighbours
    wording: Scaling

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
            scores=self.calibration.scores,
            shares=self.calibration.shares,
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
                letters=Letters.load(folder),
                regression=Regression.stored(arrays["dense"], arrays["letters"], arrays["intercept"]),
                calibration=Calibration(arrays["scores"], arrays["shares"]),
                neighbours=Neighbours(arrays["vectors"], arrays["labels"]),
                wording=Scaling(arrays["wording_mean"], arrays["wording_factor"]),
            )


@dataclass(frozen=True)
class _Classified:
    """One text as the classifier alone sees it: chances by topic, the nearest training question, the alarm."""

    joined: Matrix
    similarity: float
    alarm: float
    things: tuple[Thing, ...]
    meaning: Matrix


class Understanding:
    """The trained parts, joined."""

    def __init__(self, trained: Trained, encoder: Encoder, naming: Naming, fitting: FittingFacts | None = None) -> None:
        self._trained = trained
        self._encoder = encoder
        self._naming = naming
        self._fitting = fitting or FittingFacts()
        self._spelling = Spelling(trained.vocabulary, encoder.words)
        self._refused, self._alarms = _refusals(trained.topics), _of(trained.topics, _ALARMS)

    def read(self, text: str, before: str | None = None) -> Understood:
        """Topics, confidence and things of one text; `before` is what the visitor said last."""
        read = self._classify(text)
        scores, similarity = read.joined, read.similarity
        candidates = self._candidates(scores * similarity)
        if before and (goes_on(text) or candidates[0].confidence < _UNSURE):
            told = self._classify(f"{' '.join(before.split()[-_WORDS_BEFORE:]).rstrip('.?!')}. {text}")
            scores, similarity = _blend(scores, told.joined), max(similarity, told.similarity)
            candidates = self._candidates(scores * similarity)
        decision = _decide_named(candidates, read.things)
        foreign = self._spelling.is_foreign(text)
        topic = candidates[0].topic
        fit = self._fitting.find(topic, read.meaning)
        return Understood(decision, candidates, read.things, read.alarm, foreign, self._second(text, topic), fit)

    def _second(self, text: str, first: str) -> Part | None:
        """The other of two questions in one message; None where there are not two, or one of them is not sure."""
        parts = split_questions(text)
        if len(parts) != 2:
            return None
        found = []
        for part in parts:
            read = self._classify(part)
            found.append(Part(part, self._candidates(read.joined * read.similarity)[0]))
        topics = [part.candidate.topic for part in found]
        is_sure = all(part.candidate.confidence >= _PART_FROM and _is_answered(part.candidate.topic) for part in found)
        if not is_sure or topics[0] == topics[1] or first not in topics:
            return None
        return found[1 - topics.index(first)]

    def _classify(self, text: str) -> _Classified:
        repaired = self._spelling.repair(text)
        things = self._naming.find(repaired)
        encoded = self._encoder.read([repaired])
        named = name_features([[thing.key for thing in things]], self._trained.names)
        dense = _dense(encoded, self._trained.wording, named)
        alone = self._trained.regression.probabilities(dense, *self._trained.letters.weigh(repaired))
        probabilities, similarities = self._trained.neighbours.join(alone, encoded.meaning)
        joined = gather(probabilities, self._refused)[0]
        alarm = float(alone[0, self._alarms].sum())
        return _Classified(joined, max(float(similarities[0]), 0.0), alarm, things, encoded.meaning[0])

    def _candidates(self, scores: Matrix) -> tuple[Candidate, ...]:
        best = np.argsort(-scores)[:_MOST_CANDIDATES]
        confidences = self._trained.calibration.confidence(scores[best])
        return tuple(Candidate(self._trained.topics[i], float(c)) for i, c in zip(best, confidences, strict=True))


def as_question(
    text: str,
    understood: Understood,
    findings: Sequence[tuple[str, tuple[str, ...]]],
    *,
    is_explained: bool = False,
) -> Question:
    """The question for the actions. Where the gate fired (topic, words), its topic comes first, whatever else was read.

    Where the classifier all but rules every sign out, the gate's is kept as a doubt. Of several findings of one level
    the classifier's favourite comes first. Where the gate is silent the classifier may raise the alarm alone; it must
    be surer where the gate has an explanation for the words.
    """
    if not findings:
        return _voted(text, understood, _SURE if is_explained else _LIKELY)
    doubted = findings[0][0]
    if doubted != _NEVER_DOUBTED and _rules_out_signs(understood):
        return _as_read(text, understood, doubted)
    likely = {candidate.topic: candidate.confidence for candidate in understood.candidates}
    topic, words = max(findings, key=lambda finding: likely.get(finding[0], 0.0))
    others = tuple(candidate for candidate in understood.candidates if candidate.topic != topic)
    first = Candidate(topic, GATE_CONFIDENCE)
    return Question(text, ANSWER, (first, *others), understood.things, topic, words)


def _as_read(text: str, understood: Understood, doubted: str | None = None) -> Question:
    u = understood
    return Question(text, u.decision, u.candidates, u.things, also=u.also, doubted=doubted, fit=u.fit)


def _rules_out_signs(understood: Understood) -> bool:
    is_sign = understood.candidates[0].topic.startswith(_ALARMS)
    return understood.alarm < _DOUBTED and not is_sign and not understood.is_foreign


def _voted(text: str, understood: Understood, least: float) -> Question:
    of_signs = [candidate for candidate in understood.candidates if candidate.topic.startswith(_ALARMS)]
    others = tuple(candidate for candidate in understood.candidates if candidate not in of_signs)
    if understood.alarm >= least and of_signs:
        first = Candidate(of_signs[0].topic, max(of_signs[0].confidence, ANSWER_FROM))
        return Question(text, ANSWER, (first, *of_signs[1:], *others), understood.things, voted=True)
    if understood.is_foreign:
        return Question(text, DECLINE, understood.candidates, understood.things, is_foreign=True)
    if not of_signs or not others or understood.candidates[0] is not of_signs[0]:
        return _as_read(text, understood)
    # Two voices against one: what else it may be, with the confidence that the sign has lost.
    freed = sum(candidate.confidence for candidate in of_signs)
    first = Candidate(others[0].topic, min(1.0, others[0].confidence + freed / 2))
    candidates = (first, *others[1:], *of_signs)
    return Question(text, decide(candidates), candidates, understood.things)


def decide(candidates: Sequence[Candidate]) -> str:
    """Answer where the first is likely right, clarify where one of two probably is, else decline."""
    first, second = candidates[0].confidence, candidates[1].confidence
    if first >= ANSWER_FROM:
        return ANSWER
    if candidates[0].topic.startswith(_REFUSED):
        return DECLINE
    return CLARIFY if first + second >= CLARIFY_FROM else DECLINE


def _decide_named(candidates: Sequence[Candidate], things: Sequence[Thing]) -> str:
    """As `decide`; but where the likeliest topic is a thing that was named, two weak voices agree."""
    first = candidates[0]
    is_named = any(thing.key == first.topic for thing in things)
    return ANSWER if is_named and first.confidence >= CLARIFY_FROM else decide(candidates)


def _blend(alone: Matrix, told: Matrix) -> Matrix:
    logs = _ALONE * np.log(alone + _TINY) + (1 - _ALONE) * np.log(told + _TINY)
    chances = np.exp(logs - logs.max())
    blended: Matrix = (chances / chances.sum()).astype(np.float32)
    return blended


def _is_answered(topic: str) -> bool:
    return not topic.startswith((_REFUSED, _ALARMS, "chat/"))


def train(questions: Sequence[tuple[str, str]], encoder: Encoder, naming: Naming, progress: Progress) -> Trained:
    """Learns from (text, topic id) pairs. Deterministic for the same pairs."""
    vocabulary = words_of((text for text, _ in questions), naming.words, encoder.words)
    spelling = Spelling(vocabulary, encoder.words)
    progress(f"reading {len(questions)} training questions")
    texts = [spelling.repair(text) for text, _ in questions]
    encoded = encoder.read(texts)
    wording = Scaling.fit(encoded.wording, _WORDING_LENGTH)
    topics = tuple(sorted({topic for _, topic in questions}))
    labels = np.array([topics.index(topic) for _, topic in questions])
    named = [[thing.key for thing in naming.find(text)] for text in texts]
    names = tuple(sorted({key for keys in named for key in keys}))
    dense = _dense(encoded, wording, name_features(named, names))
    letters = Letters.fit(texts)
    reduced = reduce(letters.transform(texts))
    progress("fitting the calibration, on questions that neither it nor the encoder has learned")
    reserved = np.array([is_reserved(text) for text, _ in questions])
    strangers = unseen(dense, reduced, labels, encoded.meaning, reserved)
    progress("fitting the classifier")
    regression = fit(dense, reduced, labels)
    calibration = calibrate(strangers, _refusals(topics))
    neighbours = Neighbours.of(encoded.meaning, labels)
    return Trained(topics, names, tuple(sorted(vocabulary)), letters, regression, calibration, neighbours, wording)


def _refusals(topics: Sequence[str]) -> list[int]:
    """The topics that are declined: three small ones together may well be likelier than the likeliest of ours."""
    return _of(topics, _REFUSED)


def _of(topics: Sequence[str], prefix: str) -> list[int]:
    return [number for number, topic in enumerate(topics) if topic.startswith(prefix)]


def _dense(encoded: Encoded, wording: Scaling, names: Matrix) -> Matrix:
    return np.hstack([encoded.meaning, wording.apply(encoded.wording), names * np.float32(_NAMES_WEIGHT)])
