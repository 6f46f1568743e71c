"""Fits what the understanding needs: letters, one logistic regression over all topics, its calibrated confidence."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from bot.nlu.encoder import Encoder
from bot.nlu.entities import EntityFinder
from bot.nlu.reserved import is_reserved
from bot.nlu.spelling import Spelling, words_of
from bot.nlu.trained import (
    REFUSED,
    Calibration,
    Columns,
    Matrix,
    Neighbours,
    Regression,
    Standardizer,
    TfIdf,
    Trained,
    dense_rows,
    letter_terms,
    logs_of,
    name_features,
    pool_refusals,
    softmax,
    starting_with,
    weigh_refusals,
    word_terms,
)

Progress = Callable[[str], None]
Coefficients = tuple[Matrix, Matrix]  # (columns, topics) and (topics,)

_WORDING_LENGTH = 1.0  # as the meaning's: two layers of 0.7 each
_TINY = np.float32(1e-6)
_MOST_FEATURES = 20_000  # of each kind; the rest are n-grams met twice at the most
_C = 10.0
_FOLDS, _ROWS_A_TOPIC = 4, 10  # for the calibration
_RANK = 300  # of the letters while fitting: a fit over 700 dense columns takes seconds, over 40,000 sparse ones minutes
# Every third row and two power iterations are as good as all rows and five, in a fifth of the time.
_REDUCED_FROM, _PASSES = 3, 2
_ITERATIONS = 60  # out of fold 79.2 %; with 120, twice as slow, 79.2 %
_GOING_ON = 20  # from coefficients that fit most of the rows: as good as 60 from nothing, in a third of the time
_SEED = 7
_UNBOUND, _SURE = 1e6, 5.0


def train(
    questions: Sequence[tuple[str, str]], encoder: Encoder, entities: EntityFinder, progress: Progress
) -> Trained:
    """Learns from (text, topic id) pairs. Deterministic for the same pairs."""
    vocabulary = words_of((text for text, _ in questions), entities.words, encoder.words)
    spelling = Spelling(vocabulary, encoder.words)
    progress(f"reading {len(questions)} training questions")
    texts = [spelling.repair(text) for text, _ in questions]
    encoded = encoder.read(texts)
    wording = fit_standardizer(encoded.wording, _WORDING_LENGTH)
    topics = tuple(sorted({topic for _, topic in questions}))
    labels = np.array([topics.index(topic) for _, topic in questions])
    named = [[entity.key for entity in entities.find(text)] for text in texts]
    names = tuple(sorted({key for keys in named for key in keys}))
    dense = dense_rows(encoded, wording, name_features(named, names))
    letters = fit_letters(texts)
    reduced = reduce(letters.rows(texts))
    progress("fitting the calibration, on questions that neither it nor the encoder has learned")
    reserved = np.array([is_reserved(text) for text, _ in questions])
    strangers = held_out(dense, reduced, labels, encoded.meaning, reserved)
    progress("fitting the classifier")
    regression = fit(dense, reduced, labels, strangers.fitted)
    calibration = calibrate(strangers, starting_with(REFUSED, topics))
    neighbours = Neighbours.of(encoded.meaning, labels)
    return Trained(topics, names, tuple(sorted(vocabulary)), letters, regression, calibration, neighbours, wording)


def fit_standardizer(rows: Matrix, length: float) -> Standardizer:
    """Brings rows to about that length."""
    factor = length / np.sqrt(rows.shape[1]) / (rows.std(axis=0) + _TINY)
    return Standardizer(rows.mean(axis=0), factor.astype(np.float32))


def fit_letters(texts: Sequence[str]) -> TfIdf:
    """Learns terms and weights."""
    return TfIdf(_weights_of(texts, word_terms), _weights_of(texts, letter_terms))


def _weights_of(texts: Sequence[str], analyzer: Callable[[str], list[str]]) -> dict[str, float]:
    vectorizer = TfidfVectorizer(analyzer=analyzer, max_features=_MOST_FEATURES).fit(texts)
    return dict(zip(vectorizer.get_feature_names_out().tolist(), vectorizer.idf_.tolist(), strict=True))


@dataclass(frozen=True)
class Reduced:
    """The letters in a few columns, and the way back. It never sees a label: one for all folds leaks nothing."""

    rows: Matrix  # (rows, _RANK)
    components: Matrix  # (letter features, _RANK)


def reduce(letters: sp.csr_matrix) -> Reduced:
    """The letters' first principal columns."""
    svd = TruncatedSVD(min(_RANK, letters.shape[1] - 1), n_iter=_PASSES, random_state=_SEED)
    svd.fit(letters[::_REDUCED_FROM] if letters.shape[0] > _REDUCED_FROM * _RANK else letters)
    return Reduced(svd.transform(letters).astype(np.float32), svd.components_.T.astype(np.float32))


def fit(dense: Matrix, letters: Reduced, labels: Columns, start: Coefficients | None = None) -> Regression:
    """Fits on all rows. The letters' reduction is multiplied into the coefficients: none is left at run time.

    `start`: what a fit on some of the rows, with every label among them, has found.
    """
    weights, intercept = _fit(np.hstack([dense, letters.rows]), labels, start)
    width = dense.shape[1]
    return Regression(weights[:width], letters.components @ weights[width:], intercept)


@dataclass(frozen=True)
class HeldOut:
    """What was read of rows by a fit that did not hold them."""

    probabilities: Matrix  # (rows, topics)
    similarities: Matrix  # (rows,), the largest cosine
    labels: Columns  # (rows,)
    fitted: Coefficients  # the last fit's


def held_out(dense: Matrix, letters: Reduced, labels: Columns, vectors: Matrix, reserved: NDArray[np.bool_]) -> HeldOut:
    """The reserved rows as a stranger's: neither this fit nor the encoder's tuning saw them.

    Where they are too few for their topics, every row in its turn.
    """
    rows = np.hstack([dense, letters.rows])
    found = []
    for inside, outside in _splits(labels, reserved):
        weights, intercept = fitted = _fit(rows[inside], labels[inside])
        alone = softmax(rows[outside] @ weights + intercept)
        joined = Neighbours.of(vectors[inside], labels[inside]).join(alone, vectors[outside])
        found.append((*joined, labels[outside]))
    probabilities, similarities, of = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return HeldOut(probabilities, similarities, of, fitted)


def _splits(labels: Columns, reserved: NDArray[np.bool_]) -> list[tuple[Columns, Columns]]:
    topics = np.unique(labels)
    if reserved.sum() >= _ROWS_A_TOPIC * len(topics) and len(np.unique(labels[~reserved])) == len(topics):
        return [(np.flatnonzero(~reserved), np.flatnonzero(reserved))]
    return list(StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED).split(labels, labels))


def calibrate(read: HeldOut, together: Sequence[int] = ()) -> Calibration:
    """Fits "the first topic is right" on p x similarity; one of `together` is as right as another.

    Every topic counts alike, whether it has a hundred training questions or a thousand. Smooth on purpose: with an
    isotonic regression a threshold fell on a step, and asking back came and went with it.
    """
    leaning = weigh_refusals(pool_refusals(read.probabilities, together), together)
    first = leaning.argmax(axis=1)
    scores = leaning.max(axis=1) * read.similarities
    right = (first == read.labels) | (np.isin(first, together) & np.isin(read.labels, together))
    if right.all() or not right.any():  # a handful of questions
        return Calibration(np.array([0, 0, _SURE if right.all() else -_SURE], np.float32))
    counts = np.bincount(read.labels)[read.labels]
    found = LogisticRegression(C=_UNBOUND).fit(logs_of(scores), right, sample_weight=counts.mean() / counts)
    return Calibration(np.append(found.coef_[0], found.intercept_).astype(np.float32))


def _fit(rows: Matrix, labels: Columns, start: Coefficients | None = None) -> Coefficients:
    regression = LogisticRegression(C=_C, max_iter=_GOING_ON if start else _ITERATIONS, tol=1e-3, warm_start=True)
    if start:
        regression.coef_, regression.intercept_ = np.array(start[0].T), np.array(start[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped early on purpose
        regression.fit(rows, labels)
    return regression.coef_.T.astype(np.float32), regression.intercept_.astype(np.float32)
