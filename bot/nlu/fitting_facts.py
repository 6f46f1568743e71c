"""Which fact of a topic fits a question better than the one that the topic begins with."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.clinic.facts import Fact
from bot.clinic.questions import Fit
from bot.knowledge_files import read_knowledge
from bot.knowledge_files.reading import Files
from bot.nlu.encoder import CACHE, Encoder, encoder_path

Vectors = NDArray[np.float32]

logger = logging.getLogger(__name__)

# Looked at on 30 of 500 held-back questions: a fact this much nearer than the lead is nearly always what was asked;
# between the two it belongs to the matter, but not before the lead. A tuned encoder brings a topic's facts together.
_CLEARLY, _SOMEWHAT = 0.1, 0.06
_NEAR = 0.2  # the cosine of question and fact, at the least


class FittingFacts:
    """The facts as vectors, topic by topic. An edit in the database leaves them as they were until the next start."""

    def __init__(self, keys: Sequence[str] = (), vectors: Vectors | None = None) -> None:
        self._vectors = np.zeros((0, 0), np.float32) if vectors is None else vectors
        self._places: dict[str, list[int]] = {}
        self._keys = tuple(keys)
        for place, key in enumerate(keys):
            self._places.setdefault(key.split("#")[0], []).append(place)

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
        places = self._places.get(topic, [])
        if len(places) < 2:
            return None
        cosines = self._vectors[places] @ meaning
        nearest = int(cosines.argmax())
        nearer = float(cosines[nearest] - cosines[0])
        if cosines[nearest] < _NEAR or nearer < _SOMEWHAT:
            return None
        return Fit(self._keys[places[nearest]], is_clear=nearer >= _CLEARLY)


def fitting_facts_path(root: Path) -> Path:
    """Where the vectors lie: keyed by the encoder and the topics' files."""
    digest = hashlib.sha256(encoder_path().name.encode())
    for path in sorted((root / "knowledge").glob("*/*.yml")):  # one a topic, and the signs
        digest.update(path.read_bytes())
    return CACHE / f"facts-{digest.hexdigest()[:12]}.npz"


def build_fitting_facts(root: Path, encoder: Encoder) -> None:
    """Encodes every fact (seconds) and writes them; older ones are deleted."""
    facts = _in_order(read_knowledge(Files(root)).facts)
    target = fitting_facts_path(root)
    for old in CACHE.glob("facts-*.npz"):
        old.unlink()
    part = target.with_suffix(".part.npz")
    np.savez(part, keys=np.array([f.key for f in facts]), vectors=encoder.encode([f.text for f in facts]))
    part.replace(target)  # a killed build leaves no half file behind


def _in_order(facts: Sequence[Fact]) -> list[Fact]:
    """A topic begins with what it is about, as an answer does."""
    return sorted(facts, key=lambda fact: (fact.topic, fact.aspect != "what"))
