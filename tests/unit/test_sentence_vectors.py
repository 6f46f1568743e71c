"""The project's own texts are read once; what visitors ask is not kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from bot.cli.sentence_vectors import SentenceVectors


class Encoding:
    """Remembers what it was asked for; a text's vector is its length."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts):
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], np.float32).reshape(-1, 2)


@pytest.fixture
def encoding():
    return Encoding()


@pytest.fixture
def vectors(encoding, tmp_path: Path):
    return SentenceVectors(encoding, tmp_path / "kept", Console(quiet=True))


def test_a_file_s_texts_are_read_once(vectors, encoding) -> None:
    first = vectors.of_files(["a", "bb"], "training questions")
    again = vectors.of_files(["bb", "a"], "training questions")
    assert encoding.asked == ["a", "bb"]
    assert first[::-1].tolist() == again.tolist()


def test_only_what_is_new_is_read(vectors, encoding) -> None:
    vectors.of_files(["a", "bb"], "training questions")
    found = vectors.of_files(["a", "ccc", "ccc"], "training questions")
    assert encoding.asked == ["a", "bb", "ccc"]
    assert found[:, 0].tolist() == [1, 3, 3]


def test_what_visitors_ask_leaves_no_trace(vectors, tmp_path: Path) -> None:
    vectors.of(["my back hurts"], "questions")
    assert not (tmp_path / "kept").exists()


def test_a_broken_file_is_made_anew(vectors, encoding, tmp_path: Path) -> None:
    vectors.of_files(["a"], "training questions")
    (tmp_path / "kept" / "training-questions.npz").write_bytes(b"PK half a file")
    assert vectors.of_files(["a"], "training questions").tolist() == [[1, 1]]
    assert encoding.asked == ["a", "a"]


def test_no_texts_are_no_vectors(vectors) -> None:
    assert vectors.of([], "questions").shape == vectors.of_files([], "questions").shape == (0, 2)
