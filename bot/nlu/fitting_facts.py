"""Which fact of a topic fits a question better than the one that the topic begins with."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.clinic.facts import WHAT
from bot.clinic.questions import Fit
from bot.knowledge_files import KnowledgeError
from bot.knowledge_files.reading import Files
from bot.knowledge_files.schema import FactFile
from bot.nlu.encoder import CACHE, Encoder, encoder_path
from bot.nlu.trained import Columns, TfIdf

Vectors = NDArray[np.float32]

logger = logging.getLogger(__name__)

# Chosen on 450 questions that somebody read who had not seen those of the facts:
# docs/decisions/0019-the-fact-that-was-asked-for.md
_CLEARLY, _SOMEWHAT = 0.225, 0.03  # nearer than the lead, to be said before it or right after it
_NEAR = 0.2  # the nearness, at the least
_LETTERS = 0.75  # beside the meaning: the tuned encoder brings a topic's questions together, their words do not
_SHARPNESS = 5.0  # of the mean over a fact's texts: 0 would be all alike, infinity the nearest alone


@dataclass(frozen=True)
class _Rows:
    """A topic's texts: which rows are whose, what they mean, and their letters."""

    facts: dict[str, list[int]]
    vectors: Vectors  # (rows, 384), unit length
    letters: sp.csr_matrix  # (rows, letter features)


class FittingFacts:
    """The facts and the questions they answer, topic by topic.

    An edit in the database leaves them as they were until the next start.
    """

    def __init__(self, keys: Sequence[str], vectors: Vectors, letters: sp.csr_matrix) -> None:
        """`keys` name the fact of each row: of `vectors`, shape (texts, 384), and of `letters` (TfIdf.rows)."""
        places: dict[str, list[int]] = {}
        for place, key in enumerate(keys):
            places.setdefault(key.split("#")[0], []).append(place)
        self._of = {topic: _Rows(_by_fact(keys, at), vectors[at], letters[at]) for topic, at in places.items()}

    @classmethod
    def load(cls, root: Path, letters: TfIdf) -> FittingFacts | None:
        """Reads what `build_fitting_facts` wrote and weighs its letters; None where nothing was built."""
        path = fitting_facts_path(root)
        if not path.exists():
            logger.warning("knowledge/ was edited: run `effie prepare`, so that the fact that is asked for comes first")
            return None
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["keys"].tolist(), arrays["vectors"], letters.rows(arrays["texts"].tolist()))

    def find(self, topic: str, meaning: Vectors, columns: Columns, values: Vectors) -> Fit | None:
        """The fact of the topic nearest to a question; None where the lead is near enough.

        `meaning` is its unit vector, shape (384,); `columns` and `values` are its letters (TfIdf.weigh).
        """
        rows = self._of.get(topic)
        if rows is None or len(rows.facts) < 2:
            return None
        weighed = np.zeros(rows.letters.shape[1], np.float32)
        weighed[columns] = values
        nearness = rows.vectors @ meaning + _LETTERS * (rows.letters @ weighed)
        near = [_soft_mean(nearness[places]) for places in rows.facts.values()]
        nearest = int(np.argmax(near))
        nearer = near[nearest] - near[0]
        if near[nearest] < _NEAR or nearer < _SOMEWHAT:
            return None
        return Fit(tuple(rows.facts)[nearest], is_clear=nearer >= _CLEARLY)

    def find_each(self, prefix: str, meaning: Vectors, columns: Columns, values: Vectors) -> tuple[Fit, ...]:
        """The same for every topic whose id begins so."""
        topics = (topic for topic in self._of if topic.startswith(prefix))
        found = (self.find(topic, meaning, columns, values) for topic in topics)
        return tuple(fit for fit in found if fit)


def _by_fact(keys: Sequence[str], places: Sequence[int]) -> dict[str, list[int]]:
    facts: dict[str, list[int]] = {}
    for row, place in enumerate(places):
        facts.setdefault(keys[place], []).append(row)
    return facts


def _soft_mean(nearness: Vectors) -> float:
    return float(np.log(np.exp(nearness * _SHARPNESS).mean()) / _SHARPNESS)


def fitting_facts_path(root: Path) -> Path:
    """Where the vectors lie: keyed by the encoder and the topics' files."""
    digest = hashlib.sha256(encoder_path().name.encode())
    for path in sorted((root / "knowledge").glob("*/*.yml")):  # one a topic, and the signs
        digest.update(path.read_bytes())
    return CACHE / f"facts-{digest.hexdigest()[:12]}.npz"


def build_fitting_facts(root: Path, encoder: Encoder) -> None:
    """Encodes every fact and its questions (seconds) and writes them; older ones are deleted."""
    texts = [(f"{topic}#{fact.id}", text) for topic, fact in _in_order(root) for text in (fact.text, *fact.asks)]
    target = fitting_facts_path(root)
    for old in CACHE.glob("facts-*.npz"):
        old.unlink()
    part = target.with_suffix(".part.npz")
    keys, said = zip(*texts, strict=True)
    np.savez(part, keys=np.array(keys), vectors=encoder.encode(said), texts=np.array(said))
    part.replace(target)  # a killed build leaves no half file behind


def _in_order(root: Path) -> list[tuple[str, FactFile]]:
    """A topic begins with what it is about, as an answer does. KnowledgeError if a file cannot be parsed."""
    files = Files(root)
    if files.problems:
        raise KnowledgeError(files.problems)
    facts = [(file.topic, fact) for _, file in files.topics for fact in file.facts]
    return sorted(facts, key=lambda fact: (fact[0], fact[1].aspect != WHAT))
