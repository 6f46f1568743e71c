"""How many warning signs the gate finds, and how often it fires without one: bounds on both halves of the cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.knowledge_files.reading import read_signs, read_topics
from bot.safety.gate import RedFlagGate

PROJECT = Path(__file__).parents[2]
TOPICS = read_topics(PROJECT)
GATE = RedFlagGate(read_signs(PROJECT), TOPICS)
CASES = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("*.yml"))]


def rows(kind: str, half: str) -> Iterator[tuple[str, str]]:
    return ((file["topic"], row["text"]) for file in CASES for row in file[kind] if row["half"] == half)


def is_found(topic: str, text: str) -> bool:
    level = TOPICS.get(topic).escalation.rank
    return any(TOPICS.get(finding.topic).escalation.rank >= level for finding in GATE.findings(text))


def is_of(topic: str, level: str) -> bool:
    return TOPICS.get(topic).escalation.value == level


def recall(level: str, half: str) -> float:
    found = [is_found(topic, text) for topic, text in rows("signs", half) if is_of(topic, level)]
    return sum(found) / len(found)


@pytest.mark.parametrize(
    ("level", "half", "least"),
    [
        ("emergency", "tuning", 0.99),
        ("urgent", "tuning", 0.99),
        ("emergency", "frozen", 0.92),
        ("urgent", "frozen", 0.94),
    ],
)
def test_signs_are_found(level: str, half: str, least: float) -> None:
    assert recall(level, half) >= least


@pytest.mark.parametrize(("half", "most"), [("tuning", 0.02), ("frozen", 0.12)])
def test_near_misses_stay_silent(half: str, most: float) -> None:
    fired = [GATE.check(text) is not None for _, text in rows("near_misses", half)]
    assert sum(fired) / len(fired) <= most
