"""The fact that was asked for comes first, counted on questions whose best fact a reader has chosen."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from bot.cli.evaluating import Reader
from bot.clinic.facts import WHAT
from bot.knowledge_files import read_knowledge
from bot.knowledge_files.reading import Files
from bot.settings import ROOT

CHOSEN = yaml.safe_load((ROOT / "tests/integration/fitting_facts.yml").read_text("utf-8"))
QUESTIONS = [(topic, entry["ask"], entry["best"]) for topic, entries in CHOSEN.items() for entry in entries]


def leads() -> dict[str, str]:
    """What an answer to each topic begins with, where nothing fits better."""
    first: dict[str, str] = {}
    for fact in sorted(read_knowledge(Files(ROOT)).facts, key=lambda fact: fact.aspect != WHAT):
        first.setdefault(fact.topic, fact.id)
    return first


@pytest.fixture(scope="module")
def counted() -> Counter[str]:
    """How many questions get their fact first, another one, or the lead where another was asked for."""
    reader, lead_of = Reader(ROOT), leads()
    counts: Counter[str] = Counter()
    for topic, ask, best in QUESTIONS:
        fit = reader.find_fit(ask, topic)
        lead = lead_of[topic]
        said = fit.key.split("#")[1] if fit and fit.is_clear else lead
        counts["right" if said in best else "missed" if said == lead else "wrong"] += 1
        counts["found"] += said in best and said != lead
    return counts


def test_most_questions_get_the_fact_that_a_reader_would_choose(counted: Counter[str]) -> None:
    assert counted["right"] / len(QUESTIONS) >= 0.8


def test_putting_a_fact_first_is_right_far_more_often_than_wrong(counted: Counter[str]) -> None:
    assert counted["found"] >= 2 * counted["wrong"]
