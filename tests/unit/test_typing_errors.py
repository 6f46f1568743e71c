"""One typing error a text, the same one every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from bot.nlu.typing_errors import mistype

TEXTS = st.text(st.characters(whitelist_categories=("Ll", "Lu", "Zs", "Po")), max_size=40)


@given(TEXTS)
def test_it_is_one_edit_and_always_the_same(text: str) -> None:
    wrong = mistype(text)
    assert wrong == mistype(text)
    assert DamerauLevenshtein.distance(text, wrong) == any(letter.isascii() and letter.isalpha() for letter in text)


def test_every_kind_of_error_is_made() -> None:
    longer = [len(mistype(f"massage {n}")) - len(f"massage {n}") for n in range(60)]
    assert set(longer) == {-1, 0, 1}
    assert any(sorted(mistype(f"massage {n}")) == sorted(f"massage {n}") for n in range(60))


@pytest.mark.parametrize("text", ["", "?!", "42"])
def test_a_text_without_letters_stays(text: str) -> None:
    assert mistype(text) == text
