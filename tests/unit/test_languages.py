"""An emergency that is told in another language: heard in its plainest words, answered in one sentence of it."""

from __future__ import annotations

import pytest
import yaml

from bot.knowledge_files import read_languages, read_topics
from bot.knowledge_files.problems import find_problems
from bot.safety.gate import RedFlagGate
from bot.settings import ROOT

FILE = yaml.safe_load((ROOT / "knowledge/signs/languages.yml").read_text(encoding="utf-8"))
GATE = RedFlagGate([], read_topics(ROOT), languages=read_languages(ROOT))


def examples(kind: str) -> list[tuple[str, str]]:
    return [(one["language"], text) for one in FILE["languages"] for text in one[kind]]


def test_ten_languages_are_heard() -> None:
    assert {one["language"] for one in FILE["languages"]} == set("fr de es it pt pl ro tr ar uk".split())


@pytest.mark.parametrize(("language", "text"), examples("must_fire"))
def test_an_example_is_answered_in_its_own_language(language: str, text: str) -> None:
    (finding,) = GATE.read(text).findings
    known = next(one for one in FILE["languages"] if one["language"] == language)
    assert finding.sentence in (known["says"], known["says_in_crisis"])


@pytest.mark.parametrize(("_language", "text"), examples("must_not_fire"))
def test_a_counterexample_stays_silent(_language: str, text: str) -> None:
    assert GATE.read(text).findings == ()


@pytest.mark.parametrize("text", ["Ich will nicht mehr leben", "أريد أن أموت", "Chcę umrzeć", "JE VEUX MOURIR !!"])
def test_a_wish_to_die_is_a_crisis(text: str) -> None:
    (finding,) = GATE.read(text).findings
    assert finding.topic == "red_flag/suicidal"


@pytest.mark.parametrize(
    "text",
    [
        "how much is it",
        "my chest hurts",
        "I want an aromatherapy massage",
        "ich nehme Blutverdünner",
        "ile kosztuje masaż",
    ],
)
def test_english_and_everyday_words_are_left_alone(text: str) -> None:
    assert GATE.read(text).findings == ()


def test_no_sentence_holds_a_number_of_its_own() -> None:
    said = [one[key] for one in FILE["languages"] for key in ("says", "says_in_crisis")]
    assert [text for text in said if any(letter.isdigit() for letter in text)] == []


def test_the_file_holds_together() -> None:
    assert find_problems(read_languages, ROOT) == []
