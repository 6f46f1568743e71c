"""Groups questions that mean about the same, and proposes the topic of each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.clinic.gaps import Group, KeptGap, Proposal
from bot.clinic.questions import DECLINE

Vectors = NDArray[np.float32]
# Any two questions of a group are at most this far apart, as 1 - cosine. Of 800 held-back questions grouped so 586 are
# not alone, 91 in 100 of them in a group whose commonest topic is theirs; at 0.45 it were 96, but of 331.
_APART = 0.6
# What the understanding thought of first, second and third counts this much more. Of the 73 held-back questions that
# it asks back about or declines, 42 get their right topic so; the nearest topic alone 25, its first thought alone 34.
_THOUGHT_OF = (0.1, 0.05, 0.02)
# Of topics left out of training on purpose, 54 in 100 groups of three questions lie below it; of known ones 3.
_NEAR_FROM = 0.6


_AT_ONCE = 256  # rows of cosines: all of 5,000 questions would take 360 MB


@dataclass(frozen=True)
class Training:
    """The training questions as vectors, topic by topic."""

    vectors: Vectors  # (questions, 384), unit length
    topics: tuple[str, ...]
    starts: NDArray[np.int64]  # where each topic begins

    @classmethod
    def of(cls, vectors: Vectors, topics: Sequence[str]) -> Training:
        """From the topic of each question, in whatever order they come."""
        order = np.argsort(np.array(topics), kind="stable")
        names, starts = np.unique(np.array(topics)[order], return_index=True)
        return cls(vectors[order], tuple(names.tolist()), starts.astype(np.int64))

    def near(self, vectors: Vectors) -> Vectors:
        """The largest cosine to a question of each topic, shape (vectors, topics)."""
        parts = (vectors[row : row + _AT_ONCE] @ self.vectors.T for row in range(0, len(vectors), _AT_ONCE))
        return np.concatenate([np.maximum.reduceat(cosines, self.starts, axis=1) for cosines in parts])


def alike(gaps: Iterable[KeptGap]) -> list[list[KeptGap]]:
    """The gaps by what was asked, however it was spaced and capitalised; of each the newest first."""
    found: dict[str, list[KeptGap]] = {}
    for gap in sorted(gaps, key=lambda gap: (-gap.asked_at.timestamp(), gap.text)):
        found.setdefault(plain(gap.text), []).append(gap)
    return [found[text] for text in sorted(found)]


def plain(text: str) -> str:
    """What makes two texts the same question."""
    return " ".join(text.casefold().split()).rstrip(" .!?")


def group(asked: Sequence[list[KeptGap]], vectors: Vectors, training: Training) -> list[Group]:
    """Groups what `alike` found, by its vectors: the biggest group first, then the newest."""
    near, labels = training.near(vectors), _cluster(vectors)
    members = [np.flatnonzero(labels == label) for label in range(labels.max() + 1)]
    groups = [_group([asked[row] for row in rows], vectors[rows], near[rows], training.topics) for rows in members]
    return sorted(groups, key=lambda one: (-one.asked, -one.last_at.timestamp(), one.questions))


def _cluster(vectors: Vectors) -> NDArray[np.int64]:
    from sklearn.cluster import AgglomerativeClustering

    if len(vectors) == 1:
        return np.zeros(1, np.int64)
    clustering = AgglomerativeClustering(
        n_clusters=None, affinity="cosine", linkage="complete", distance_threshold=_APART
    )
    labels: NDArray[np.int64] = clustering.fit_predict(vectors)
    return labels


def _group(asked: Sequence[list[KeptGap]], vectors: Vectors, near: Vectors, topics: Sequence[str]) -> Group:
    central = vectors @ vectors.mean(axis=0)
    order = sorted(range(len(asked)), key=lambda row: (-len(asked[row]), -round(float(central[row]), 6), row))
    gaps = [gap for same in asked for gap in same]
    return Group(
        questions=tuple(asked[row][0].text for row in order),
        asked=len(gaps),
        declined=sum(gap.outcome == DECLINE for gap in gaps),
        last_at=max(gap.asked_at for gap in gaps),
        proposal=_propose(gaps, near.mean(axis=0), topics),
    )


def _propose(gaps: Sequence[KeptGap], near: Vectors, topics: Sequence[str]) -> Proposal:
    scores, number = near.copy(), {topic: column for column, topic in enumerate(topics)}
    for place, weight in enumerate(_THOUGHT_OF):
        thought = Counter(gap.candidates[place] for gap in gaps if len(gap.candidates) > place)
        for topic, times in thought.items():
            if topic in number:  # a topic may have been taken out since
                scores[number[topic]] += weight * times / len(gaps)
    best = int(scores.argmax())
    return Proposal(topics[best], float(near[best]), is_near=bool(near.max() >= _NEAR_FROM))
