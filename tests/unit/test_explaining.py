"""What `effie explain` prints for a person."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from bot.cli.explaining import show

FINDING = {
    "topic": "red_flag/stroke",
    "sign": "drooping face",
    "words": ["face", "droops"],
    "says": None,
    "sentence": None,
}
EXPLAINED: dict[str, Any] = {
    "text": "my face droops",
    "gate": {"findings": [FINDING], "is_explained": False},
    "entities": [{"kind": "area", "key": "face", "words": "face"}],
    "topics": [{"topic": "red_flag/stroke", "confidence": 0.8}],
    "decision": "answer",
    "alarm": {"raised_by": "gate", "doubted": None},
    "act": {"act": "tells", "situation": "nothing"},
    "frame_before": {"subject": None},
    "answered_by": "alarm",
    "facts": [{"key": "red_flag/stroke#x", "is_said": True, "fits": False, "text": "A drooping face."}],
    "reply": {"kind": "emergency", "topics": ["red_flag/stroke"], "escalation": "emergency", "text": "Please call."},
}


def test_it_names_every_step_in_order() -> None:
    console = Console(width=200, record=True)
    show(EXPLAINED, console)
    text = console.export_text()
    steps = ("my face droops", "red_flag/stroke (drooping face: face, droops)", "raised by gate", "tells", "by alarm")
    places = [text.index(step) for step in (*steps, "A drooping face.", "Please call.")]
    assert places == sorted(places)
