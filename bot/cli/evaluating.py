"""Asks every held-back question of the trained understanding and writes the scorecard."""

from __future__ import annotations

import json
import tarfile
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.cli.held_back import Asked, HeldBack, read_held_back
from bot.cli.ordinary import FROZEN as ORDINARY_FROZEN
from bot.cli.ordinary import read_ordinary
from bot.cli.reliability import draw
from bot.cli.running import TRAINING_SECONDS
from bot.cli.safety import FROZEN, Read, read_messages
from bot.cli.scorecard import Evaluated, Scorecard, render, summarise
from bot.clinic.questions import Fit, Question
from bot.knowledge_files import read_alarms, read_context, read_languages, read_signs, read_topics
from bot.nlu.alarms import Alarms
from bot.nlu.encoder import Encoder
from bot.nlu.entities import EntityFinder
from bot.nlu.fitting_facts import FittingFacts
from bot.nlu.reading import Understanding
from bot.nlu.sign_reader import SignReader
from bot.nlu.storing import LISTS, read_trained
from bot.nlu.trained import Trained
from bot.nlu.typing_errors import mistype
from bot.safety.gate import Reading, RedFlagGate

Say = Callable[[str], None]
FIGURES = "docs/scorecard.json"
_PAGE = "docs/scorecard.md"
_DIAGRAM = "docs/reliability.svg"
# A retrained model differs a little from machine to machine: float sums depend on the processor.
TOLERANCE = 0.01


def load_trained(model: Path) -> Trained:
    """What the classifier learned, out of Rasa's model archive. LookupError where there is none in it."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(model) as archive:
        members = [member for member in archive if "MessageReader" in member.name]
        archive.extractall(folder, members=members)
        found = next(Path(folder).rglob(LISTS), None)
        if found is None:
            raise LookupError(f"{model} holds no message reader: run `effie train`")
        return read_trained(found.parent)


class Reader:
    """Understands a text as a turn does: the gate first, then the classifier."""

    def __init__(self, root: Path) -> None:
        trained = load_trained(root / "models" / "effie.tar.gz")
        topics = read_topics(root)
        fitting = FittingFacts.load(root, trained.letters)
        self._understanding = Understanding(trained, Encoder(), EntityFinder.load(root), fitting)
        self._alarms = Alarms(self._understanding, SignReader(), read_alarms(root), topics)
        self.gate = RedFlagGate(read_signs(root), topics, read_context(root), read_languages(root))
        self.read("warm up")

    def read(self, text: str) -> Question:
        """The question that the actions would get."""
        return self.understand(text, self.gate.read(text))

    def understand(self, text: str, reading: Reading, before: str | None = None) -> Question:
        """The same for a text that the gate has read, behind the message before it."""
        return self._alarms.understand(text, reading, before)

    def find_fit(self, text: str, topic: str) -> Fit | None:
        """Which fact of the topic fits better than its lead."""
        return self._understanding.find_fit(text, topic)

    def ask(self, held_back: HeldBack) -> Asked:
        """The same for a held-back question, timed."""
        started = time.perf_counter()
        question = self.read(held_back.text)
        return Asked(held_back, question, time.perf_counter() - started)


def read_all(root: Path) -> Evaluated:
    """Every held-back question as it stands and with one typing error, and both frozen halves of messages."""
    reader, questions = Reader(root), list(read_held_back(root))
    asked = [reader.ask(question) for question in questions]
    mistyped = [reader.ask(replace(question, text=mistype(question.text))) for question in questions]
    warned = [Read(message, reader.read(message.text)) for message in read_messages(root, FROZEN)]
    ordinary = [(message, reader.read(message.text)) for message in read_ordinary(root, ORDINARY_FROZEN)]
    return Evaluated(asked, mistyped, warned, ordinary)


def evaluate(root: Path, say: Say, *, check_only: bool) -> bool:
    """Writes the scorecard, or compares with the committed one: False where a figure fell beyond the tolerance."""
    say("Asking every held-back question, twice ...")
    evaluated = read_all(root)
    scorecard = summarise(evaluated, read_topics(root))
    if check_only:
        return _compare(root, scorecard, say)
    (root / "docs").mkdir(exist_ok=True)
    (root / FIGURES).write_text(json.dumps(scorecard.figures, indent=2) + "\n", encoding="utf-8")
    draw(scorecard.bins, root / _DIAGRAM)
    (root / _PAGE).write_text(render(scorecard, evaluated.asked, _training_seconds()), encoding="utf-8")
    for name, value in scorecard.figures.items():
        say(f"  {name}: {value}")
    say(f"Written: {_PAGE}")
    return True


def _training_seconds() -> str:
    return TRAINING_SECONDS.read_text(encoding="utf-8").strip() if TRAINING_SECONDS.exists() else "not measured"


def fallen(scorecard: Scorecard, committed: Mapping[str, float]) -> list[str]:
    """The figures that are worse than the committed ones by more than the tolerance, in words."""
    kept = [name for name, value in scorecard.kept.items() if value < committed[name] - TOLERANCE]
    limited = [name for name, value in scorecard.limited.items() if value > committed[name] + TOLERANCE]
    return [f"{name} was {committed[name]}, is {scorecard.figures[name]}" for name in (*kept, *limited)]


def _compare(root: Path, scorecard: Scorecard, say: Say) -> bool:
    worse = fallen(scorecard, json.loads((root / FIGURES).read_text(encoding="utf-8")))
    for line in worse:
        say(f"{line}: mend it, or say why and run `make evaluate`")
    return not worse
