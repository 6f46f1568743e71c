"""The gate alone, on the half that its wordings were made with; both votes: tests/questions/test_scorecard.py."""

from __future__ import annotations

import pytest

from bot.cli.safety import FROZEN, TUNING, Share, read_messages
from bot.knowledge_files import read_context, read_signs, read_topics
from bot.safety.gate import RedFlagGate
from bot.settings import ROOT

TOPICS = read_topics(ROOT)
GATE = RedFlagGate(read_signs(ROOT), TOPICS, read_context(ROOT))
MESSAGES = {half: list(read_messages(ROOT, half)) for half in (TUNING, FROZEN)}


def is_found(topic: str, text: str) -> bool:
    level = TOPICS.get(topic).escalation.rank
    return any(TOPICS.get(finding.topic).escalation.rank >= level for finding in GATE.findings(text))


@pytest.mark.parametrize(("level", "least"), [("emergency", 0.99), ("urgent", 0.99)])
def test_the_gate_finds_the_signs_that_it_was_made_with(level: str, least: float) -> None:
    of_level = [m for m in MESSAGES[TUNING] if m.is_sign and TOPICS.get(m.topic).escalation.value == level]
    assert sum(is_found(m.topic, m.text) for m in of_level) / len(of_level) >= least


def test_their_near_misses_stay_silent() -> None:
    near = [m for m in MESSAGES[TUNING] if not m.is_sign]
    assert sum(GATE.check(m.text) is not None for m in near) / len(near) <= 0.02


def test_every_topic_has_signs_and_near_misses_in_both_halves() -> None:
    topics = {topic.id for topic in TOPICS if topic.kind == "red_flag"}
    for messages in MESSAGES.values():
        for is_sign in (True, False):
            assert {m.topic for m in messages if m.is_sign is is_sign} == topics
    assert sum(m.is_sign for messages in MESSAGES.values() for m in messages) >= 400
    assert sum(not m.is_sign for messages in MESSAGES.values() for m in messages) >= 250


def test_no_message_stands_in_both_halves() -> None:
    tuning, frozen = ({m.text.lower() for m in MESSAGES[half]} for half in (TUNING, FROZEN))
    assert tuning & frozen == set()


def test_bounds_hold_the_share_and_narrow_with_the_count() -> None:
    few, many = Share(9, 10).bounds, Share(900, 1000).bounds
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
    assert Share(10, 10).bounds == pytest.approx((0.7225, 1.0), abs=1e-4)
