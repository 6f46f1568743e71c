"""The training questions of data/nlu: a file a topic, which Rasa reads too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

_FOLDER = Path("data/nlu")
_MARK = "- "
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class TrainingQuestion:
    """How somebody may ask about a topic."""

    topic: str
    text: str


class FileNotExtendable(ValueError):
    """A training file does not end with its list of examples."""


def training_file(topic: str) -> Path:
    """Where a topic's questions stand, seen from the project's root."""
    return _FOLDER / f"{topic}.yml"


def read_training_questions(root: Path) -> Iterator[TrainingQuestion]:
    """Every question, file by file."""
    for path in sorted((root / _FOLDER).rglob("*.yml")):
        yield from _questions_in(path.read_text(encoding="utf-8"))


def extended(text: str, topic: str, questions: Sequence[str]) -> str:
    """A training file's text with the questions at the end of its list. FileNotExtendable where it ends otherwise."""
    lines = text.rstrip().split("\n")
    last = lines[-1]
    margin = last[: len(last) - len(last.lstrip())]
    longer = "\n".join([*lines, *(f"{margin}{_MARK}{question}" for question in questions)]) + "\n"
    # Read again, so that no slip of layout loses a question or changes another.
    wanted = [*_questions_in(text), *(TrainingQuestion(topic, question) for question in questions)]
    if not last.strip().startswith(_MARK) or list(_questions_in(longer)) != wanted:
        raise FileNotExtendable(f"{training_file(topic)} does not end with its list of examples")
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


def _questions_in(text: str) -> Iterator[TrainingQuestion]:
    for block in yaml.load(text, Loader=_Loader)["nlu"]:
        for line in block["examples"].splitlines():
            yield TrainingQuestion(block["metadata"]["topic"], line.removeprefix(_MARK).strip())
