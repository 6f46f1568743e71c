"""Which fact of a topic fits a question better than the one that the topic begins with."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.clinic.facts import WHAT
from bot.clinic.questions import Fit
from bot.knowledge_files import KnowledgeError
from bot.knowledge_files.reading import Files
from bot.knowledge_files.schema import FactFile
from bot.nlu.encoder import CACHE, Encoder, encoder_path

Vectors = NDArray[np.float32]

logger = logging.getLogger(__name__)

# Chosen on 450 questions that somebody read who had not seen those of the facts:
# docs/decisions/0019-the-fact-that-was-asked-for.md
_CLEARLY, _SOMEWHAT = 0.15, 0.1  # nearer than the lead, to be said before it or right after it
_NEAR = 0.2  # the nearness, at the least
_SHARPNESS = 15.0  # of the mean over a fact's vectors: 0 would be all alike, infinity the nearest alone


class FittingFacts:
    """The facts and the questions they answer as vectors, topic by topic.

    An edit in the database leaves them as they were until the next start.
    """

    def __init__(self, keys: Sequence[str] = (), vectors: Vectors | None = None) -> None:
        """`keys` name the fact of each row of `vectors`, shape (rows, 384); a fact's rows stand together."""
        self._vectors = np.zeros((0, 0), np.float32) if vectors is None else vectors
        self._rows: dict[str, dict[str, list[int]]] = {}
        for row, key in enumerate(keys):
            self._rows.setdefault(key.split("#")[0], {}).setdefault(key, []).append(row)

    @classmethod
    def load(cls, root: Path) -> FittingFacts:
        """Reads what `build_fitting_facts` wrote; without it no fact fits better than the lead."""
        path = fitting_facts_path(root)
        if not path.exists():
            logger.warning("knowledge/ was edited: run `effie prepare`, so that the fact that is asked for comes first")
            return cls()
        with np.load(path, allow_pickle=False) as arrays:
            return cls([str(key) for key in arrays["keys"]], arrays["vectors"])

    def find(self, topic: str, meaning: Vectors) -> Fit | None:
        """The fact of the topic nearest to the unit vector of shape (384,); None where the lead is near enough."""
        facts = self._rows.get(topic, {})
        if len(facts) < 2:
            return None
        near = [_nearness(self._vectors[rows] @ meaning) for rows in facts.values()]
        nearest = int(np.argmax(near))
        nearer = near[nearest] - near[0]
        if near[nearest] < _NEAR or nearer < _SOMEWHAT:
            return None
        return Fit(tuple(facts)[nearest], is_clear=nearer >= _CLEARLY)


def _nearness(cosines: Vectors) -> float:
    return float(np.log(np.exp(cosines * _SHARPNESS).mean()) / _SHARPNESS)


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
    np.savez(part, keys=np.array([key for key, _ in texts]), vectors=encoder.encode([text for _, text in texts]))
    part.replace(target)  # a killed build leaves no half file behind


def _in_order(root: Path) -> list[tuple[str, FactFile]]:
    """A topic begins with what it is about, as an answer does. KnowledgeError if a file cannot be parsed."""
    files = Files(root)
    if files.problems:
        raise KnowledgeError(files.problems)
    facts = [(file.topic, fact) for _, file in files.topics for fact in file.facts]
    return sorted(facts, key=lambda fact: (fact[0], fact[1].aspect != WHAT))
