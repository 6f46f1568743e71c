"""The same script over every channel gets the same answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from bot.settings import ROOT
from tests.channels import ADAPTERS, Answered, Everywhere

SCRIPT: list[list[str]] = yaml.safe_load((ROOT / "tests/integration/script.yml").read_text(encoding="utf-8"))
QUESTIONS = [(talk, turn) for talk, texts in enumerate(SCRIPT) for turn in range(len(texts))]
OTHERS = [name for name in ADAPTERS if name != "rest"]
Answers = dict[str, list[list[Answered]]]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, knowledge) -> Iterator[Answers]:
    assistant = Everywhere(tmp_path_factory.mktemp("everywhere"), knowledge)
    assistant.start()
    try:
        yield {name: [_talk(adapter(assistant), texts) for texts in SCRIPT] for name, adapter in ADAPTERS.items()}
    finally:
        assistant.stop()


def test_there_are_forty_questions() -> None:
    assert len(QUESTIONS) == 40


def test_they_are_of_every_kind_and_level(answers: Answers) -> None:
    given = [answer for talk in answers["rest"] for answer in talk]
    assert {answer.kind for answer in given} >= {"answer", "decline", "emergency", "chat"}
    assert {answer.level for answer in given} == {"none", "professional", "urgent", "emergency"}
    kinds = {"benefit", "type", "condition", "red_flag", "practical", "clinic", "chat", "out_of_scope"}
    assert {topic.split("/")[0] for answer in given for topic in answer.topics} == kinds


@pytest.mark.parametrize("channel", OTHERS)
@pytest.mark.parametrize(("talk", "turn"), QUESTIONS, ids=lambda number: str(number))
def test_a_question_gets_the_same_answer_as_over_rest(answers: Answers, channel: str, talk: int, turn: int) -> None:
    assert answers[channel][talk][turn] == answers["rest"][talk][turn], SCRIPT[talk][turn]


def _talk(person, texts: list[str]) -> list[Answered]:
    return [person.ask(text) for text in texts]
