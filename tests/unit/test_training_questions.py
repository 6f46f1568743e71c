"""Questions are added to a training file without a change to what stood there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge_files import KnowledgeError
from bot.knowledge_files.candidates import find_flaw, one_line
from bot.knowledge_files.training_questions import TrainingFileBroken, extended, read_training_questions, write_all
from bot.settings import ROOT

TOPIC = "practical/tipping"
FILE = """\
version: "3.1"
nlu:
  - intent: practical
    metadata: {topic: practical/tipping}
    examples: |
      - do you tip
      - gratuity?
"""


def examples(text: str) -> list[str]:
    return yaml.safe_load(text)["nlu"][0]["examples"].splitlines()


def test_questions_come_after_those_that_stood_there() -> None:
    assert extended(FILE, TOPIC, ["is 10% ok: or not"]) == FILE + "      - is 10% ok: or not\n"


def test_a_file_without_its_last_line_break_is_extended_too() -> None:
    assert examples(extended(FILE.rstrip(), TOPIC, ["tip?"])) == ["- do you tip", "- gratuity?", "- tip?"]


@given(st.lists(st.text(min_size=1, max_size=60).map(one_line).filter(lambda text: not find_flaw(text)), max_size=5))
def test_any_question_is_read_again_as_it_was(questions: list[str]) -> None:
    assert examples(extended(FILE, TOPIC, questions))[2:] == [f"- {question}" for question in questions]


@pytest.mark.parametrize(
    "text", [FILE + "  - intent: chat\n    metadata: {topic: chat/greet}\n", FILE.replace("|", ">")]
)
def test_a_file_that_does_not_end_with_its_list_is_left_alone(text: str) -> None:
    with pytest.raises(TrainingFileBroken):
        extended(text, TOPIC, ["tip?"])


def test_every_training_file_of_ours_can_be_extended() -> None:
    for path in sorted((ROOT / "data/nlu").rglob("*.yml")):
        text, topic = path.read_text(encoding="utf-8"), f"{path.parent.name}/{path.stem}"
        assert extended(text, topic, ["a new question"]) == f"{text.rstrip()}\n      - a new question\n"


def test_every_question_is_read_with_its_topic(tmp_path: Path) -> None:
    path = tmp_path / "data/nlu/practical/tipping.yml"
    path.parent.mkdir(parents=True)
    write_all([(path, FILE)])
    assert [(q.topic, q.text) for q in read_training_questions(tmp_path)] == [
        (TOPIC, "do you tip"),
        (TOPIC, "gratuity?"),
    ]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "my name is [name]", "is it [the hot one](type)"])
def test_what_rasa_would_misread_is_refused(text: str) -> None:
    assert find_flaw(text)


@pytest.mark.parametrize("text", ["", "nlu: [", "nlu: []", "stories: []", "nlu:\n- intent: chat\n"])
def test_a_broken_folder_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "data/nlu/practical/tipping.yml"
    path.parent.mkdir(parents=True)
    write_all([(path, text)])
    with pytest.raises(KnowledgeError, match="data/nlu"):
        read_training_questions(tmp_path)
