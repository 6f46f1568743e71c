"""The training questions of data/nlu: a file a topic, which Rasa reads too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.knowledge_files.problems import KnowledgeError, Problem

_FOLDER = Path("data/nlu")
_MARK = "- "
_NEXT = "lay it out as its neighbours are"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class TrainingQuestion:
    """How somebody may ask about a topic."""

    topic: str
    text: str


class TrainingFileBroken(ValueError):
    """A training file is not laid out as its neighbours are."""


def training_file(topic: str) -> Path:
    """Where a topic's questions stand, seen from the project's root."""
    return _FOLDER / f"{topic}.yml"


def read_training_questions(root: Path) -> tuple[TrainingQuestion, ...]:
    """Every question, file by file. KnowledgeError where a file is broken, or where there is none."""
    found: list[TrainingQuestion] = []
    for path in sorted((root / _FOLDER).rglob("*.yml")):
        try:
            found += _questions_in(path.read_text(encoding="utf-8"))
        except TrainingFileBroken as error:
            raise KnowledgeError([Problem(path.relative_to(root), 1, str(error), _NEXT)]) from None
    if not found:
        raise KnowledgeError([Problem(_FOLDER, 1, "no training question is there", "restore the folder")])
    return tuple(found)


def extended(text: str, topic: str, questions: Sequence[str]) -> str:
    """A training file's text with the questions at the end of its list. TrainingFileBroken where it ends otherwise."""
    lines = text.rstrip().split("\n")
    last = lines[-1]
    margin = last[: len(last) - len(last.lstrip())]
    longer = "\n".join([*lines, *(f"{margin}{_MARK}{question}" for question in questions)]) + "\n"
    # Read again, so that no slip of layout loses a question or changes another.
    wanted = [*_questions_in(text), *(TrainingQuestion(topic, question) for question in questions)]
    if not last.strip().startswith(_MARK) or list(_questions_in(longer)) != wanted:
        raise TrainingFileBroken("it does not end with its list of examples")
    return longer


def write_all(texts: Iterable[tuple[Path, str]]) -> None:
    """Puts each text in the place of its file. A kill leaves whole files: new ones, or old ones."""
    waiting = []
    for path, text in texts:
        part = path.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        waiting.append((part, path))
    for part, path in waiting:
        part.replace(path)


def _questions_in(text: str) -> list[TrainingQuestion]:
    try:
        blocks = [(block["metadata"]["topic"], block["examples"]) for block in yaml.load(text, Loader=_Loader)["nlu"]]
        return [TrainingQuestion(topic, _plain(line)) for topic, examples in blocks for line in examples.splitlines()]
    except (yaml.YAMLError, LookupError, TypeError, AttributeError) as error:
        raise TrainingFileBroken(f"no training questions can be read: {error}") from None


def _plain(line: str) -> str:
    return line.removeprefix(_MARK).strip()
