"""Held-back questions stay strangers to training."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from bot.cli.held_back import read_held_back
from bot.cli.separation import held_apart, near_pairs
from bot.knowledge_files import read_topics
from bot.knowledge_files.training_questions import read_training_questions
from bot.nlu.encoder import Encoder
from bot.settings import ROOT

LEAST_TRAINING, LEAST_HELD_BACK, LEAST_OUTSIDE = 25, 8, 400

TRAINING = [(question.topic, question.text) for question in read_training_questions(ROOT)]
HELD_BACK = list(read_held_back(ROOT))
TOPICS = read_topics(ROOT)


@pytest.mark.parametrize("topic", [topic.id for topic in TOPICS])
def test_every_topic_has_enough_questions_of_both_sorts(topic: str) -> None:
    assert sum(label == topic for label, _ in TRAINING) >= LEAST_TRAINING
    assert sum(question.topic == topic for question in HELD_BACK) >= LEAST_HELD_BACK


def test_the_intent_of_a_training_file_is_the_kind_of_its_topic() -> None:
    for path in sorted((ROOT / "data/nlu").rglob("*.yml")):
        block = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"][0]
        assert block["metadata"]["topic"] == f"{path.parent.name}/{path.stem}"
        assert block["intent"] == path.parent.name


def test_enough_is_known_of_what_is_out_of_scope() -> None:
    assert sum(label.startswith("out_of_scope/") for label, _ in TRAINING) >= LEAST_OUTSIDE


def test_no_training_question_stands_twice() -> None:
    times = Counter(text.lower() for _, text in TRAINING)
    assert [text for text, count in times.items() if count > 1] == []


def test_every_label_is_a_topic() -> None:
    labels = {topic for q in HELD_BACK for topic in (q.topic, *q.also)} | {label for label, _ in TRAINING}
    assert labels - {topic.id for topic in TOPICS} == set()


def test_no_held_back_question_is_a_training_question_in_other_clothes() -> None:
    long = held_apart(question.text for question in HELD_BACK)
    trained = [text for _, text in TRAINING]
    assert near_pairs(long, trained, Encoder(threads=2).encode) == []
