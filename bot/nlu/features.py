"""What the classifier sees of a text: its meaning, its letters, and the things that it names."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

Matrix = NDArray[np.float32]
Columns = NDArray[np.int64]
_MOST_FEATURES = 20_000  # of each kind; the rest are n-grams met twice at the most
_WORDS_KEPT = 5_000
_FILE = "letters.json"
_TINY = np.float32(1e-6)


class TfIdf:
    """tf-idf over words and over character n-grams of words, each row of unit length."""

    def __init__(self, vectorizers: Sequence[TfidfVectorizer]) -> None:
        self._vectorizers = tuple(vectorizers)
        self._reading = [(_columns_of(v), v.idf_.tolist()) for v in self._vectorizers]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> TfIdf:
        """Learns vocabulary and weights."""
        return cls([_vectorizer(kind).fit(texts) for kind in ("word", "char_wb")])

    def transform(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Shape (len(texts), features), float32."""
        parts = [vectorizer.transform(texts) for vectorizer in self._vectorizers]
        # Each part has unit rows, so the joint row has length sqrt(2).
        return sp.hstack(parts, format="csr", dtype=np.float32) * np.float32(2**-0.5)

    def weigh(self, text: str) -> tuple[Columns, Matrix]:
        """The columns of one text that are not zero, and their values: its row of `transform`, ten times as fast."""
        columns: list[int] = []
        values: list[float] = []
        start = 0
        for columns_of, idf in self._reading:
            counts = Counter(columns_of(text))
            weights = [(1 + math.log(count)) * idf[column] for column, count in counts.items()]
            length = math.sqrt(2 * sum(weight * weight for weight in weights))
            columns += [start + column for column in counts]
            values += [weight / length for weight in weights]
            start += len(idf)
        return np.array(columns, np.int64), np.array(values, np.float32)

    def save(self, folder: Path) -> None:
        """Writes vocabulary and weights as JSON: a model that is data cannot run code."""
        parts = [
            {"kind": v.analyzer, "vocabulary": {t: int(i) for t, i in v.vocabulary_.items()}, "idf": v.idf_.tolist()}
            for v in self._vectorizers
        ]
        (folder / _FILE).write_text(json.dumps(parts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TfIdf:
        """Reads what `save` wrote."""
        vectorizers = []
        for part in json.loads((folder / _FILE).read_text(encoding="utf-8")):
            vectorizer = _vectorizer(part["kind"], vocabulary=part["vocabulary"])
            vectorizer.idf_ = np.array(part["idf"])
            vectorizers.append(vectorizer)
        return cls(vectorizers)


@dataclass(frozen=True)
class Standardizer:
    """Brings columns of any size to mean 0 and one common, small size. Fitted on the training questions."""

    mean: Matrix  # (columns,)
    factor: Matrix  # (columns,)

    @classmethod
    def fit(cls, rows: Matrix, length: float) -> Standardizer:
        """So that a row has about that length."""
        factor = length / np.sqrt(rows.shape[1]) / (rows.std(axis=0) + _TINY)
        return cls(rows.mean(axis=0), factor.astype(np.float32))

    def apply(self, rows: Matrix) -> Matrix:
        """Shape unchanged."""
        result: Matrix = (rows - self.mean) * self.factor
        return result


def name_features(named: Sequence[Sequence[str]], keys: Sequence[str]) -> Matrix:
    """One column a key: 1 where the text names that thing. Shape (len(named), len(keys))."""
    column = {key: number for number, key in enumerate(keys)}
    matrix = np.zeros((len(named), len(keys)), np.float32)
    for row, names in enumerate(named):
        for name in names:
            if name in column:
                matrix[row, column[name]] = 1.0
    return matrix


def _columns_of(vectorizer: TfidfVectorizer) -> Callable[[str], Iterable[int]]:
    """From a text to the columns of its terms, one for each time that a term occurs."""
    analyse = vectorizer.build_analyzer()

    def columns_of(text: str) -> tuple[int, ...]:
        known = vectorizer.vocabulary_
        return tuple(known[term] for term in analyse(text) if term in known)

    if vectorizer.analyzer == "word":
        return columns_of
    # The letters' terms never cross a word, and most words of a text were met before.
    of_word = lru_cache(_WORDS_KEPT)(columns_of)
    return lambda text: chain.from_iterable(map(of_word, text.split()))


def _vectorizer(kind: str, **learned: Any) -> TfidfVectorizer:
    ngrams = (1, 2) if kind == "word" else (1, 4)
    limit = {} if learned else {"max_features": _MOST_FEATURES}
    # Single letters count: people write "u" and "r". The letters' part would only warn about the pattern.
    words = {"token_pattern": r"(?u)\b\w+\b"} if kind == "word" else {}
    return TfidfVectorizer(analyzer=kind, ngram_range=ngrams, sublinear_tf=True, **words, **limit, **learned)
