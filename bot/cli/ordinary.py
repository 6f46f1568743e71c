"""What an alarm costs: how often ordinary messages, which hold no warning sign, get one or are asked about one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.clinic.questions import Question

FROZEN, TUNING = "frozen", "tuning"


@dataclass(frozen=True)
class Ordinary:
    """An ordinary message of a group: bookings, small talk, fragments, bodies in plain words."""

    group: str
    text: str


@dataclass(frozen=True)
class Cost:
    """Of one group: how many messages, how many with an alarm, how many that are asked about a sign."""

    count: int
    alarms: int
    checks: int


def read_ordinary(root: Path, half: str) -> Iterator[Ordinary]:
    """The messages of one half of tests/ordinary."""
    for group in yaml.safe_load((root / "tests" / "ordinary" / f"{half}.yml").read_text(encoding="utf-8")):
        yield from (Ordinary(group["group"], text) for text in group["says"])


def costs_by_group(read: Sequence[tuple[Ordinary, Question]]) -> dict[str, Cost]:
    """The cost of each group, and of all of them under the name `all`."""
    groups = dict.fromkeys(message.group for message, _ in read)
    by_group = {group: [question for message, question in read if message.group == group] for group in groups}
    by_group["all"] = [question for _, question in read]
    return {
        group: Cost(len(of), sum(q.is_alarm for q in of), sum(q.doubted is not None for q in of))
        for group, of in by_group.items()
    }
