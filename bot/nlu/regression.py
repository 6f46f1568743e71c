"""One logistic regression over all topics, and its calibrated confidence."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

Matrix = NDArray[np.float32]
Labels = NDArray[np.int64]
Coefficients = tuple[Matrix, Matrix]  # (columns, topics) and (topics,)

_C = 10.0
_FOLDS, _ROWS_A_TOPIC = 4, 10  # for the calibration
_RANK = 300  # of the letters while fitting: a fit over 700 dense columns takes seconds, over 40,000 sparse ones minutes
# Every third row and two power iterations are as good as all rows and five, in a fifth of the time.
_REDUCED_FROM, _PASSES = 3, 2
_ITERATIONS = 60  # out of fold 79.2 %; with 120, twice as slow, 79.2 %
_GOING_ON = 20  # from coefficients that fit most of the rows: as good as 60 from nothing, in a third of the time
_SEED = 7
# Out of fold on 6,371 questions: regression alone 75.5 %, joined 76.1 %, neighbours alone 60 %. What it is for: a
# question that stands in the training word for word is never answered with another topic.
_VOTE_WEIGHT, _VOTE_WIDTH, _TINY = 0.2, 0.03, 1e-9
_VOTING = 12  # topics
_LEAN = 1.5  # of the reserved questions 83 % are right with any from 1 to 2; the higher, the more is declined
_UNBOUND, _SURE = 1e6, 5.0


@dataclass(frozen=True)
class Regression:
    """Coefficients in float32: one product for the dense part, one for the letters."""

    dense: Matrix  # (384 + names, topics)
    letters: Matrix  # (letter features, topics)
    intercept: Matrix  # (topics,)

    @classmethod
    def stored(cls, dense: Matrix, letters: Matrix, intercept: Matrix) -> Regression:
        """Laid out by rows: a text's letters are a few hundred of 40,000."""
        return cls(np.ascontiguousarray(dense), np.ascontiguousarray(letters), intercept)

    def probabilities(self, dense: Matrix, columns: Labels, values: Matrix) -> Matrix:
        """Softmax over topics of one text, shape (1, topics); its letters as the columns that are not zero."""
        return _softmax(dense @ self.dense + values @ self.letters[columns] + self.intercept)


@dataclass(frozen=True)
class Neighbours:
    """The training questions themselves, topic by topic: a text that nearly is one of them takes its topic.

    Only the likeliest topics vote: to read all 24 MB of vectors would take as long as the encoder.
    """

    vectors: Matrix  # (questions, 384), unit length, in the order of their labels
    labels: Labels  # (questions,), ascending

    @classmethod
    def of(cls, vectors: Matrix, labels: Labels) -> Neighbours:
        """In whatever order the questions come."""
        order = np.argsort(labels, kind="stable")
        return cls(np.ascontiguousarray(vectors[order]), labels[order])

    @cached_property
    def _starts(self) -> Labels:
        return np.searchsorted(self.labels, np.arange(int(self.labels[-1]) + 2))

    @property
    def _voting(self) -> int:
        return min(_VOTING, int(self.labels[-1]) + 1)

    def join(self, probabilities: Matrix, vectors: Matrix) -> tuple[Matrix, Matrix]:
        """Probabilities joined with the neighbours' votes, shape (rows, topics); the largest cosine, shape (rows,)."""
        totals, nearest = np.zeros(probabilities.shape), np.zeros(len(vectors), np.float32)
        for row, vector in enumerate(vectors):
            for topic in np.argpartition(-probabilities[row], self._voting - 1)[: self._voting]:
                cosines = self.vectors[self._starts[topic] : self._starts[topic + 1]] @ vector
                totals[row, topic] = np.exp((cosines - 1) / _VOTE_WIDTH).sum()
                nearest[row] = max(nearest[row], cosines.max(initial=0))
        shares = totals / np.maximum(totals.sum(axis=1, keepdims=True), _TINY)
        logs = (1 - _VOTE_WEIGHT) * np.log(probabilities + _TINY) + _VOTE_WEIGHT * np.log(shares + _TINY)
        return _softmax(logs).astype(np.float32), nearest


@dataclass(frozen=True)
class Calibration:
    """From p x similarity to the share of answers that are right: beta calibration (Kull et al. 2017)."""

    weights: Matrix  # (3,): of ln s, of -ln(1 - s), and of nothing

    def confidence(self, scores: Matrix) -> Matrix:
        """Elementwise, 0 to 1."""
        result: Matrix = expit(_logs_of(scores) @ self.weights[:2] + self.weights[2]).astype(np.float32)
        return result


def _logs_of(scores: Matrix) -> Matrix:
    inside = np.clip(scores, _TINY, 1 - _TINY)
    logs: Matrix = np.stack([np.log(inside), -np.log1p(-inside)], axis=-1)
    return logs


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


def fit(dense: Matrix, letters: Reduced, labels: Labels, start: Coefficients | None = None) -> Regression:
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
    labels: Labels  # (rows,)
    fitted: Coefficients  # the last fit's


def held_out(dense: Matrix, letters: Reduced, labels: Labels, vectors: Matrix, reserved: NDArray[np.bool_]) -> HeldOut:
    """The reserved rows as a stranger's: neither this fit nor the encoder's tuning saw them.

    Where they are too few for their topics, every row in its turn.
    """
    rows = np.hstack([dense, letters.rows])
    found = []
    for inside, outside in _splits(labels, reserved):
        weights, intercept = fitted = _fit(rows[inside], labels[inside])
        alone = _softmax(rows[outside] @ weights + intercept)
        joined = Neighbours.of(vectors[inside], labels[inside]).join(alone, vectors[outside])
        found.append((*joined, labels[outside]))
    probabilities, similarities, of = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return HeldOut(probabilities, similarities, of, fitted)


def _splits(labels: Labels, reserved: NDArray[np.bool_]) -> list[tuple[Labels, Labels]]:
    topics = np.unique(labels)
    if reserved.sum() >= _ROWS_A_TOPIC * len(topics) and len(np.unique(labels[~reserved])) == len(topics):
        return [(np.flatnonzero(~reserved), np.flatnonzero(reserved))]
    return list(StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED).split(labels, labels))


def pool_refusals(probabilities: Matrix, together: Sequence[int]) -> Matrix:
    """The chances of some topics that lead to the same outcome, all on the likeliest of them. Shape unchanged."""
    columns = np.array(together, int)
    if not len(columns):
        return probabilities
    gathered = probabilities.copy()
    gathered[:, columns] = 0
    rows = np.arange(len(probabilities))
    gathered[rows, columns[probabilities[:, columns].argmax(axis=1)]] = probabilities[:, columns].sum(axis=1)
    return gathered


def weigh_refusals(gathered: Matrix, together: Sequence[int]) -> Matrix:
    """Weighs the topics that are declined a little more: a wrong answer costs more than none. Rows still sum to 1."""
    leaning = gathered.copy()
    leaning[..., list(together)] *= _LEAN
    result: Matrix = leaning / leaning.sum(axis=-1, keepdims=True)
    return result


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
    found = LogisticRegression(C=_UNBOUND).fit(_logs_of(scores), right, sample_weight=counts.mean() / counts)
    return Calibration(np.append(found.coef_[0], found.intercept_).astype(np.float32))


def _softmax(scores: Matrix) -> Matrix:
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Matrix = exponents / exponents.sum(axis=1, keepdims=True)
    return result


def _fit(rows: Matrix, labels: Labels, start: Coefficients | None = None) -> Coefficients:
    regression = LogisticRegression(C=_C, max_iter=_GOING_ON if start else _ITERATIONS, tol=1e-3, warm_start=True)
    if start:
        regression.coef_, regression.intercept_ = np.array(start[0].T), np.array(start[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped early on purpose
        regression.fit(rows, labels)
    return regression.coef_.T.astype(np.float32), regression.intercept_.astype(np.float32)
