"""The change of the encoder's weights: what is learned, from which questions, and how it is put in."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import load_file

from bot.knowledge_files.training_questions import read_training_questions
from bot.nlu.encoder import LORA_ADAPTER, Encoder, published_tokenizer, published_weights
from bot.nlu.encoder_graph import merge
from bot.nlu.encoder_tuning import Tuned, tune, tuned_names
from bot.nlu.reserved import is_reserved
from bot.settings import ROOT

TOKENIZER = published_tokenizer()
TOKENIZER.no_padding()
QUESTIONS = [
    ("does swedish massage hurt", "practical/does_it_hurt"),
    ("is it painful", "practical/does_it_hurt"),
    ("will i be sore on the table", "practical/does_it_hurt"),
    ("when are you open", "clinic/hours"),
    ("open on sundays", "clinic/hours"),
    ("what time do you close", "clinic/hours"),
]


@pytest.fixture(scope="module")
def weights():
    return load_file(str(published_weights()))


def test_one_training_question_in_eight_is_reserved() -> None:
    texts = [question.text for question in read_training_questions(ROOT)]
    assert sum(map(is_reserved, texts)) / len(texts) == pytest.approx(1 / 8, abs=0.01)


def test_what_was_learned_is_added_to_the_weights() -> None:
    weights = {"a.weight": np.ones((3, 2), np.float32), "b.weight": np.ones((1, 1), np.float32)}
    learned = {"a.up": np.full((3, 1), 2, np.float16), "a.down": np.full((1, 2), 5, np.float16)}
    merged = merge(weights, learned)
    assert merged["a.weight"].tolist() == [[11, 11]] * 3
    assert merged["b.weight"].tolist() == [[1]]


def test_what_is_kept_in_the_project_fits_the_weights(weights) -> None:
    changed = merge(weights, load_file(str(LORA_ADAPTER)))
    assert {name for name in weights if not np.array_equal(changed[name], weights[name])} == {
        f"{name}.weight" for name in tuned_names()
    }


def test_the_encoder_that_is_tuned_is_the_encoder_that_is_built(weights) -> None:
    tuned = Tuned(merge(weights, load_file(str(LORA_ADAPTER))))
    for text, _ in QUESTIONS:
        ids = np.array([TOKENIZER.encode(text).ids], np.int32)
        mask = np.ones(ids.shape, np.float32)
        meaning = tuned.meaning(ids, mask).numpy()[0]
        assert float(meaning @ Encoder().encode([text])[0]) > 0.97  # the built one has int8 weights


def test_a_pass_learns_something_in_every_part() -> None:
    (learned,) = tune(QUESTIONS, str.lower, passes=1, progress=lambda _: None)
    assert set(learned) == {f"{name}.{part}" for name in tuned_names() for part in ("down", "up")}
    assert [name for name in tuned_names() if not learned[f"{name}.up"].any()] == []
