"""How the two votes of a warning sign do on the messages of tests/safety."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import yaml

from bot.clinic.escalations import Escalation
from bot.clinic.questions import Question
from bot.clinic.topics import Topics

FROZEN, TUNING = "frozen", "tuning"
_95_PERCENT = 1.96


@dataclass(frozen=True)
class Message:
    """A message with a warning sign of the topic in it, or a near miss. Nobody tunes on the frozen half."""

    topic: str
    text: str
    is_sign: bool
    half: str


@dataclass(frozen=True)
class Read:
    """A message, and what became of it."""

    message: Message
    question: Question


@dataclass(frozen=True)
class Share:
    """How many of how many, with the bounds within which the true share lies in 95 of 100 cases (Wilson 1927)."""

    found: int
    count: int

    @property
    def value(self) -> float:
        """From 0 to 1."""
        return self.found / self.count

    @property
    def bounds(self) -> tuple[float, float]:
        """The lower and the upper bound."""
        square, n, share = _95_PERCENT**2, self.count, self.value
        middle = (share + square / (2 * n)) / (1 + square / n)
        half = _95_PERCENT / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


def read_messages(root: Path, half: str) -> Iterator[Message]:
    """The messages of one half."""
    for path in sorted((root / "tests" / "safety").glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key in ("signs", "near_misses"):
            for row in data[key]:
                if row["half"] == half:
                    yield Message(data["topic"], row["text"], key == "signs", half)


def recall_by_topic(read: Sequence[Read], topics: Topics) -> dict[str, Share]:
    """How many signs of each topic got an alarm of at least its level."""
    signs = [one for one in read if one.message.is_sign]
    names = sorted({one.message.topic for one in signs})
    return {
        name: Share(sum(_is_found(one, topics) for one in of_topic), len(of_topic))
        for name in names
        if (of_topic := [one for one in signs if one.message.topic == name])
    }


def recall_of_level(read: Sequence[Read], topics: Topics, level: Escalation) -> Share:
    """The same over all topics of a level."""
    found = [share for topic, share in recall_by_topic(read, topics).items() if topics.get(topic).escalation is level]
    return Share(sum(share.found for share in found), sum(share.count for share in found))


def false_alarms(read: Sequence[Read]) -> Share:
    """How many near misses got an alarm of any level."""
    near = [one for one in read if not one.message.is_sign]
    return Share(sum(one.question.is_alarm for one in near), len(near))


def reached(read: Sequence[Read]) -> Share:
    """How many signs got an alarm at once or are asked about."""
    signs = [one for one in read if one.message.is_sign]
    return Share(sum(one.question.is_alarm or one.question.doubted is not None for one in signs), len(signs))


def right_danger(read: Sequence[Read]) -> Share:
    """Of the signs that were reached: how many by the name of their topic."""
    told = [one for one in read if one.message.is_sign and (one.question.is_alarm or one.question.doubted)]
    named = (one.question.topic if one.question.is_alarm else one.question.doubted for one in told)
    return Share(sum(topic == one.message.topic for topic, one in zip(named, told, strict=True)), len(told))


def _is_found(one: Read, topics: Topics) -> bool:
    if not one.question.is_alarm:
        return False
    return topics.get(one.question.topic).escalation.rank >= topics.get(one.message.topic).escalation.rank
