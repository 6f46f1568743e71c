"""What training leaves, and the arithmetic that reads one text with it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.clinic.acts import Situation
from bot.clinic.questions import Candidate
from bot.nlu.encoder import Encoded

Matrix = NDArray[np.float32]
Columns = NDArray[np.int64]
Weighed = tuple[Columns, Matrix]  # of one text: the columns that are not zero, and their values

REFUSED, ALARMS = "out_of_scope/", "red_flag/"
_WORD = re.compile(r"\w+")  # single letters count: people write "u" and "r"
_LONGEST_GRAM = 4
_WORDS_KEPT = 5_000
_SITUATIONS = tuple(situation.value for situation in Situation)
_NAMES_WEIGHT = 0.3
_MOST_CANDIDATES = 5
# Out of fold on 6,371 questions: regression alone 75.5 %, joined 76.1 %, neighbours alone 60 %. What it is for: a
# question that stands in the training word for word is never answered with another topic.
_VOTE_WEIGHT, _VOTE_WIDTH, _TINY = 0.2, 0.03, 1e-9
_VOTING = 12  # topics
_LEAN = 1.5  # of the reserved questions 83 % are right with any from 1 to 2; the higher, the more is declined


def word_terms(text: str) -> list[str]:
    """The text's words and its pairs of words."""
    words = _WORD.findall(text.lower())
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def letter_terms(text: str) -> list[str]:
    """One to four letters in a row of each word, where a word begins and ends with a space."""
    return list(chain.from_iterable(map(_grams, text.lower().split())))


def _grams(word: str) -> list[str]:
    word = f" {word} "
    lengths = range(1, min(_LONGEST_GRAM, len(word)) + 1)
    return [word[start : start + n] for n in lengths for start in range(len(word) - n + 1)]


class TfIdf:
    """tf-idf over words and over character n-grams of words, each row of unit length."""

    def __init__(self, words: Mapping[str, float], letters: Mapping[str, float]) -> None:
        """A term's weight, by term: the columns are numbered in this order, words first."""
        self._words, self._letters = words, letters
        self._weights = [*words.values(), *letters.values()]
        self._words_at = {term: column for column, term in enumerate(words)}
        self._letters_at = {term: column for column, term in enumerate(letters, len(words))}
        # The letters' terms never cross a word, and most words of a text were met before.
        self._letters_of = lru_cache(_WORDS_KEPT)(self._columns_of_word)

    def weigh(self, text: str) -> Weighed:
        """The columns of one text that are not zero, and their values."""
        words = Counter(self._words_at[term] for term in word_terms(text) if term in self._words_at)
        letters = Counter(chain.from_iterable(map(self._letters_of, text.lower().split())))
        values = [*self._unit(words), *self._unit(letters)]
        return np.array([*words, *letters], np.int64), np.array(values, np.float32)

    def rows(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Many texts at once, shape (len(texts), terms), float32."""
        columns, values = zip(*map(self.weigh, texts), strict=True)
        starts = np.cumsum([0, *map(len, columns)])
        shape = len(texts), len(self._weights)
        return sp.csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape)

    def _columns_of_word(self, word: str) -> tuple[int, ...]:
        return tuple(self._letters_at[term] for term in _grams(word) if term in self._letters_at)

    def _unit(self, counts: Mapping[int, int]) -> list[float]:
        weights = [(1 + math.log(count)) * self._weights[column] for column, count in counts.items()]
        length = math.sqrt(2 * sum(weight * weight for weight in weights))  # of two such parts, the row has length 1
        return [weight / length for weight in weights]

    def as_dict(self) -> dict[str, Mapping[str, float]]:
        """Terms and weights for JSON: a model that is data cannot run code."""
        return {"words": self._words, "letters": self._letters}


@dataclass(frozen=True)
class Standardizer:
    """Brings columns of any size to mean 0 and one common, small size."""

    mean: Matrix  # (columns,)
    factor: Matrix  # (columns,)

    def apply(self, rows: Matrix) -> Matrix:
        """Shape unchanged."""
        result: Matrix = (rows - self.mean) * self.factor
        return result


@dataclass(frozen=True)
class Regression:
    """Coefficients in float32: one product for the dense part, one for the letters."""

    dense: Matrix  # (dense features, classes)
    letters: Matrix  # (letter features, classes)
    intercept: Matrix  # (classes,)

    @classmethod
    def stored(cls, dense: Matrix, letters: Matrix, intercept: Matrix) -> Regression:
        """Laid out by rows: a text's letters are a few hundred of 40,000."""
        return cls(np.ascontiguousarray(dense), np.ascontiguousarray(letters), intercept)

    def scores(self, dense: Matrix, letters: Weighed) -> Matrix:
        """Of one text, shape (1, classes): the logarithms of their chances, but for a constant."""
        columns, values = letters
        result: Matrix = dense @ self.dense + values @ self.letters[columns] + self.intercept
        return result


@dataclass(frozen=True)
class Neighbours:
    """The training questions themselves, topic by topic: a text that nearly is one of them takes its topic.

    Only the likeliest topics vote: to read all 24 MB of vectors would take as long as the encoder.
    """

    vectors: Matrix  # (questions, 384), unit length, in the order of their labels
    labels: Columns  # (questions,), ascending

    @classmethod
    def of(cls, vectors: Matrix, labels: Columns) -> Neighbours:
        """In whatever order the questions come."""
        order = np.argsort(labels, kind="stable")
        return cls(np.ascontiguousarray(vectors[order]), labels[order])

    @cached_property
    def _starts(self) -> Columns:
        return np.searchsorted(self.labels, np.arange(int(self.labels[-1]) + 2))

    def join(self, probabilities: Matrix, vectors: Matrix) -> tuple[Matrix, Matrix]:
        """Probabilities joined with the neighbours' votes, shape (rows, topics); the largest cosine, shape (rows,)."""
        voting = min(_VOTING, probabilities.shape[1])
        totals, nearest = np.zeros(probabilities.shape), np.zeros(len(vectors), np.float32)
        for row, vector in enumerate(vectors):
            for topic in np.argpartition(-probabilities[row], voting - 1)[:voting]:
                cosines = self.vectors[self._starts[topic] : self._starts[topic + 1]] @ vector
                totals[row, topic] = np.exp((cosines - 1) / _VOTE_WIDTH).sum()
                nearest[row] = max(nearest[row], cosines.max(initial=0))
        shares = totals / np.maximum(totals.sum(axis=1, keepdims=True), _TINY)
        logs = (1 - _VOTE_WEIGHT) * np.log(probabilities + _TINY) + _VOTE_WEIGHT * np.log(shares + _TINY)
        return softmax(logs).astype(np.float32), nearest


@dataclass(frozen=True)
class Calibration:
    """From p x similarity to the share of answers that are right: beta calibration (Kull et al. 2017)."""

    weights: Matrix  # (3,): of ln s, of -ln(1 - s), and of nothing

    def confidence(self, scores: Matrix) -> Matrix:
        """Elementwise, 0 to 1."""
        result: Matrix = 1 / (1 + np.exp(-(logs_of(scores) @ self.weights[:2] + self.weights[2])))
        return result.astype(np.float32)


@dataclass(frozen=True)
class Acts:
    """What a message does: one regression over the acts, its nearest examples, and what the situation before it adds.

    An example word for word keeps its act: to many, as "y" and a raised thumb, the encoder has nothing to say. The
    neighbours are those in wording: what is near in meaning is of one topic, and not of one act. Out of fold the
    regression alone has a macro-F1 of 0.896, with their votes 0.909.
    """

    names: tuple[str, ...]
    regression: Regression
    neighbours: Neighbours
    situations: Matrix  # (situations, acts)
    examples: Mapping[str, Mapping[str, str]]  # by `plain` text: the act by situation

    def read(self, repaired: str, dense: Matrix, letters: Weighed, wording: Matrix) -> dict[str, str]:
        """The likeliest act by situation; `wording` is standardised."""
        chances, _ = self.neighbours.join(softmax(self.regression.scores(dense, letters)), unit(wording))
        likeliest = (np.log(chances + _TINY) + self.situations).argmax(axis=1)
        acts = dict(zip(_SITUATIONS, map(self.names.__getitem__, likeliest), strict=True))
        return {**acts, **self.examples.get(plain(repaired), {})}


def unit(rows: Matrix) -> Matrix:
    """Each row at length 1."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), _TINY), np.float32)


def plain(repaired: str) -> str:
    """The text as examples are compared with it."""
    return " ".join(repaired.split()).rstrip(" .!")


def logs_of(scores: Matrix) -> Matrix:
    """What the calibration is linear in, shape (..., 2)."""
    inside = np.clip(scores, _TINY, 1 - _TINY)
    logs: Matrix = np.stack([np.log(inside), -np.log1p(-inside)], axis=-1)
    return logs


@dataclass(frozen=True)
class Classified:
    """One text as the trained parts see it."""

    chances: Matrix  # by topic, those of the refused ones pooled
    similarity: float  # to the nearest training question
    candidates: tuple[Candidate, ...]
    letters: Weighed
    acts: Mapping[str, str]  # by situation; empty where none were learned


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
    acts: Acts | None = None

    @cached_property
    def _refused(self) -> list[int]:
        return starting_with(REFUSED, self.topics)

    def classify(self, repaired: str, encoded: Encoded, named: Iterable[str]) -> Classified:
        """Chances and candidates of one text; `named` are the keys of the things in it."""
        dense = dense_rows(encoded, self.wording, name_features([named], self.names))
        letters = self.letters.weigh(repaired)
        alone = softmax(self.regression.scores(dense, letters))
        joined, similarities = self.neighbours.join(alone, encoded.meaning)
        chances, similarity = pool_refusals(joined, self._refused)[0], float(similarities[0])
        acts = self.acts.read(repaired, dense, letters, self.wording.apply(encoded.wording)) if self.acts else {}
        return Classified(chances, similarity, self.candidates(chances, similarity), letters, acts)

    def candidates(self, chances: Matrix, similarity: float) -> tuple[Candidate, ...]:
        """The likeliest topics, each with its calibrated confidence."""
        scores = weigh_refusals(chances, self._refused) * similarity
        best = np.argsort(-scores)[:_MOST_CANDIDATES]
        confidences = self.calibration.confidence(scores[best]).tolist()
        return tuple(map(Candidate, (self.topics[i] for i in best), confidences))


def dense_rows(encoded: Encoded, wording: Standardizer, names: Matrix) -> Matrix:
    """Meaning, wording and named things side by side."""
    return np.hstack([encoded.meaning, wording.apply(encoded.wording), names * np.float32(_NAMES_WEIGHT)])


def name_features(named: Sequence[Iterable[str]], keys: Sequence[str]) -> Matrix:
    """One column a key: 1 where the text names that thing. Shape (len(named), len(keys))."""
    return np.array([[key in names for key in keys] for names in map(frozenset, named)], np.float32)


def pool_refusals(probabilities: Matrix, together: Sequence[int]) -> Matrix:
    """The chances of some topics that lead to the same outcome, all on the likeliest of them. Shape unchanged."""
    columns = np.array(together, int)
    if not len(columns):
        return probabilities
    pooled = probabilities.copy()
    pooled[:, columns] = 0
    rows = np.arange(len(probabilities))
    pooled[rows, columns[probabilities[:, columns].argmax(axis=1)]] = probabilities[:, columns].sum(axis=1)
    return pooled


def weigh_refusals(pooled: Matrix, together: Sequence[int]) -> Matrix:
    """Weighs the topics that are declined a little more: a wrong answer costs more than none. Rows still sum to 1."""
    leaning = pooled.copy()
    leaning[..., list(together)] *= _LEAN
    result: Matrix = leaning / leaning.sum(axis=-1, keepdims=True)
    return result


def softmax(scores: Matrix) -> Matrix:
    """Chances by row."""
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Matrix = exponents / exponents.sum(axis=1, keepdims=True)
    return result


def starting_with(prefix: str, topics: Sequence[str]) -> list[int]:
    """The numbers of the topics of one kind."""
    return [number for number, topic in enumerate(topics) if topic.startswith(prefix)]
