"""Topics are data: the code names the few that it computes or offers itself, and no others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.knowledge_files import read_topics
from bot.settings import ROOT

ALLOWED = {
    "type/compare",
    "type/recommend",
    "chat/more",
    "chat/sources",
    "chat/greet",
    "chat/human_handoff",
    "out_of_scope/medical",
    "out_of_scope/other",
}
TOPICS = {topic.id for topic in read_topics(ROOT)}


def sources() -> Iterator[Path]:
    """Our code; a migration is history, and says what the code said in its time."""
    for folder in ("bot", "actions"):
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def named_in(code: str) -> list[str]:
    constants = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)]
    return [str(node.value) for node in constants if node.value in TOPICS - ALLOWED]


@pytest.mark.xfail(strict=True, reason="the menus of Slack and Telegram name chat/capabilities")
def test_no_other_topic_is_named_in_code() -> None:
    found = {str(path.relative_to(ROOT)): named_in(path.read_text(encoding="utf-8")) for path in sources()}
    assert {path: topics for path, topics in found.items() if topics} == {}


def test_the_allowed_ones_are_topics() -> None:
    assert ALLOWED <= TOPICS


def test_a_topic_in_code_is_found() -> None:
    assert named_in('KNOWN = ("type/compare", "type/swedish", "nothing/of_ours")') == ["type/swedish"]
