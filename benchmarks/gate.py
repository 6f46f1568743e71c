"""What the gate costs beside the encoder, question by question: `python -m benchmarks.gate <file>`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.plan import read_plan
from benchmarks.questions import read_questions

_WARM_UP = 20


def main(target: Path) -> None:
    """Writes the seconds of both for every question."""
    from bot.knowledge_files import read_context, read_signs, read_topics
    from bot.nlu.encoder import Encoder
    from bot.safety.gate import RedFlagGate
    from bot.settings import ROOT

    gate, encoder = RedFlagGate(read_signs(ROOT), read_topics(ROOT), read_context(ROOT)), Encoder()
    questions = read_questions()[: read_plan().gate_questions]
    for number in range(_WARM_UP):
        gate.check(f"does massage help number {number}")
        encoder.encode([f"does massage help number {number}"])
    found: dict[str, list[float]] = {"gate": [], "encoder": []}
    for text in questions:
        found["gate"].append(_seconds(gate.check, text))
        found["encoder"].append(_seconds(lambda asked: encoder.encode([asked]), text))
    target.write_text(json.dumps(found), encoding="utf-8")


def _seconds(function: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    function(text)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(Path(sys.argv[1]))
