"""Checks questions that a person has read, and makes training questions of them: all, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bot.cli.grouping import plain
from bot.cli.held_back import read_held_back
from bot.cli.sentence_vectors import SentenceVectors
from bot.cli.separation import held_apart, near_pairs
from bot.knowledge_files import KnowledgeError, Problem, read_topics
from bot.knowledge_files.candidates import Candidates, find_flaw, one_line
from bot.knowledge_files.training_questions import (
    TrainingFileBroken,
    extended,
    read_training_questions,
    training_file,
    write_all,
)


@dataclass(frozen=True)
class Place:
    """Where a question stands in the file: its group and its number."""

    group: int
    question: int


@dataclass
class Added:
    """What became of a file: how many questions each topic gets, how many stood there before, how many groups wait."""

    by_topic: dict[str, list[str]] = field(default_factory=dict)
    known: int = 0
    unread: int = 0


def add(root: Path, candidates: Candidates, vectors: SentenceVectors) -> Added:
    """Appends the questions of every group marked as reviewed. KnowledgeError where one may not be taken."""
    adding = _Adding(root, candidates)
    adding.check_each()
    adding.check_against_held_back(vectors)
    if adding.problems:
        raise KnowledgeError(adding.problems)
    adding.write()
    return adding.added


class _Adding:
    """One file on its way into data/nlu."""

    def __init__(self, root: Path, candidates: Candidates) -> None:
        self._root = root
        self._candidates = candidates
        self._topics = read_topics(root)
        self._topic_of = {plain(question.text): question.topic for question in read_training_questions(root)}
        self._places: dict[str, Place] = {}
        self.problems: list[Problem] = []
        self.added = Added()

    def check_each(self) -> None:
        """Takes every question that is new, and notes what is wrong with the others."""
        for number, group in enumerate(self._candidates.groups):
            if not group.reviewed:
                self.added.unread += 1
            elif found := self._find_wrong_topic(group.topic):
                self.problems.append(self._candidates.problem(number, None, *found))
            else:
                for place, text in enumerate(group.questions or ()):
                    self._take(str(group.topic), one_line(text), Place(number, place))

    def check_against_held_back(self, vectors: SentenceVectors) -> None:
        """Refuses what is a held-back question with a word changed."""
        taken = list(self._places)
        held_back = held_apart(question.text for question in read_held_back(self._root))
        if not taken or not held_back:
            return
        step = "take the line out: held-back questions measure, and must stay strangers"
        for known, text in near_pairs(held_back, taken, partial(vectors.of, what="questions")):
            self._note(self._places[text], f"it is the held-back question {known!r}, or nearly", step)

    def write(self) -> None:
        """Appends to the topics' files."""
        write_all(list(self._texts()))

    def _texts(self) -> Iterator[tuple[Path, str]]:
        for topic, questions in self.added.by_topic.items():
            path = self._root / training_file(topic)
            try:
                yield path, extended(path.read_text(encoding="utf-8"), topic, questions)
            except TrainingFileBroken as error:
                step = "end it with the list under `examples: |`, as its neighbours do"
                raise KnowledgeError([Problem(training_file(topic), 1, str(error), step)]) from None

    def _find_wrong_topic(self, topic: str | None) -> tuple[str, str] | None:
        if topic is None:
            return "no topic is named", "write one of topics.yml, or `reviewed: false`; CONTRIBUTING.md adds a topic"
        if topic not in self._topics:
            return f"there is no topic {topic!r}", "write one of topics.yml"
        if not (self._root / training_file(topic)).is_file():
            return f"{training_file(topic)} is missing", "write it first: CONTRIBUTING.md shows a whole topic"
        return None

    def _take(self, topic: str, text: str, place: Place) -> None:
        known = self._topic_of.get(plain(text))
        if flaw := find_flaw(text):
            self._note(place, *flaw)
        elif known is None:
            self._topic_of[plain(text)] = topic
            self._places[text] = place
            self.added.by_topic.setdefault(topic, []).append(text)
        elif known == topic:
            self.added.known += 1
        else:
            what = f"{text!r} is a question of {known} already"
            self._note(place, what, "take the line out here, or out of the other: a question teaches one topic")

    def _note(self, place: Place, what: str, next_step: str) -> None:
        self.problems.append(self._candidates.problem(place.group, place.question, what, next_step))
