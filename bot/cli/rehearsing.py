"""A conversation in this process: gate, understanding and turn as the server joins them, without Rasa or a channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.channels.door import Conversations
from bot.cli.evaluating import Reader
from bot.clinic.facts import FactBook
from bot.clinic.frames import Frame
from bot.clinic.gaps import Gap
from bot.clinic.questions import Question
from bot.clinic.requests import ContactRequest
from bot.knowledge_files import check
from bot.safety.gate import Reading
from bot.safety.text import clean
from bot.services.fact_base import FactBase
from bot.services.outcomes import Outcome, Turn
from bot.wiring import join_turns

_ME = "rehearsal"


class FileBook:
    """The knowledge as the files say it."""

    def __init__(self, root: Path) -> None:
        found = check(root)
        self.book = FactBook.bind(found.facts, found.pages, found.sources, dict(found.clinic))

    def refresh(self) -> FactBook:
        """The same book: files are read once."""
        return self.book


class _NoRequests:
    """Takes contact requests and forgets them: a rehearsal leaves no trace."""

    def add(self, request: ContactRequest) -> bool:
        return True

    def count_done(self, conversation: str) -> int:
        return 0


class _NoGaps:
    """The same for questions without an answer."""

    def add(self, gap: Gap, asked_at: datetime) -> None:
        pass


@dataclass(frozen=True)
class Step:
    """One turn of a rehearsal: what was read, and what came of it."""

    text: str
    reading: Reading
    question: Question
    before: Frame
    outcome: Outcome


class Stage:
    """The trained model and the services, made ready once for many rehearsals."""

    def __init__(self, root: Path, knowledge: FactBase | None = None) -> None:
        self.reader = Reader(root)
        self.knowledge = knowledge or FileBook(root)
        self.turns = join_turns(self.knowledge, _NoRequests(), _NoGaps(), notifies=False).turn_taking


class Rehearsal:
    """One conversation with one visitor, who types."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._conversations = Conversations()
        self.frame = Frame()

    def say(self, text: str) -> Step:
        """The turn that the text leads to."""
        text = clean(text)
        recent = self._conversations.find(_ME)
        reading = self._stage.reader.gate.read(text, recent.pieces)
        question = self._stage.reader.understand(text, reading, recent.last)
        self._stage.knowledge.refresh()
        before = self.frame
        outcome = self._stage.turns.take(Turn(question, before, _ME, "").meaning(question))
        self.frame = outcome.frame
        is_alarm = outcome.reply.topics[0].startswith("red_flag/")
        self._conversations.keep(recent, text, adds_up=not (reading.findings or is_alarm))
        return Step(text, reading, question, before, outcome)
