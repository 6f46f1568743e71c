"""Whole conversations with the real assistant: what carries over, what stands, what is remembered."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from bot.knowledge_files import read_topics
from bot.settings import ROOT

RANK = {"none": 0, "professional": 1, "urgent": 2, "emergency": 3}
FILES = sorted((ROOT / "tests/conversations").glob("*.yml"))
TALKS = [talk for path in FILES for talk in yaml.safe_load(path.read_text(encoding="utf-8"))]


@dataclass(frozen=True)
class Turn:
    """One turn: what was expected, and what came."""

    talk: str
    expected: dict[str, Any]
    reply: dict[str, Any]

    @property
    def is_right(self) -> bool:
        """Whether every expectation holds."""
        wanted, reply = self.expected, self.reply
        return (
            ("first" not in wanted or reply["topics"][0] in wanted["first"])
            and set(wanted.get("has", ())) <= set(reply["topics"])
            and RANK[reply["escalation"]] >= RANK[wanted.get("level", "none")]
            and all(words in reply["text"] for words in wanted.get("says", ()))
        )


@pytest.fixture(scope="module")
def turns(assistant) -> list[Turn]:
    found = []
    for talk in TALKS:
        me = secrets.token_hex(8)
        found += [Turn(talk["talk"], expected, assistant.ask(expected["you"], me)) for expected in talk["turns"]]
    return found


def test_every_expectation_names_topics_that_exist() -> None:
    known = {topic.id for topic in read_topics(ROOT)}
    named = {t for talk in TALKS for turn in talk["turns"] for t in (*turn.get("first", ()), *turn.get("has", ()))}
    assert named - known == set()


def test_there_are_enough_conversations_of_enough_turns() -> None:
    assert len({talk["talk"] for talk in TALKS}) == len(TALKS) >= 120
    assert all(2 <= len(talk["turns"]) <= 6 for talk in TALKS)


def test_nine_turns_in_ten_are_right(turns) -> None:
    wrong = [(turn.talk, turn.expected["you"], turn.reply["topics"]) for turn in turns if not turn.is_right]
    assert 1 - len(wrong) / len(turns) >= 0.90, wrong


def test_three_conversations_in_four_are_wholly_right(turns) -> None:
    broken = {turn.talk for turn in turns if not turn.is_right}
    assert 1 - len(broken) / len(TALKS) >= 0.75, sorted(broken)
