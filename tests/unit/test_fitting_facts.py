"""Which fact of a topic fits a question better than its lead."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.clinic.questions import Fit
from bot.nlu import fitting_facts
from bot.nlu.encoder import Encoder
from bot.nlu.fitting_facts import FittingFacts, build_fitting_facts, fitting_facts_path
from bot.nlu.training import fit_letters
from bot.settings import ROOT

SLEEP, HURT = "benefit/sleep", "practical/does_it_hurt"


def at(cosine: float) -> list[float]:
    return [cosine, (1 - cosine**2) ** 0.5]


QUESTION = np.array([1.0, 0.0], np.float32)
NO_LETTERS = np.array([], np.int64), np.array([], np.float32)


LETTERS = fit_letters(["sleep a little better", "not drive until you are awake"])


def facts(*cosines: float, texts: Sequence[str] = (), keys: Sequence[str] = ()) -> FittingFacts:
    """A topic whose texts lie that near to the question: each a fact, or of the facts that `keys` name."""
    keys = keys or [str(n) for n in range(len(cosines))]
    vectors = np.array([at(c) for c in cosines], np.float32)
    return FittingFacts([f"{SLEEP}#{key}" for key in keys], vectors, LETTERS.rows(texts or [""] * len(keys)))


@pytest.mark.parametrize(
    ("cosines", "fit"),
    [
        ((0.3, 0.6), Fit(f"{SLEEP}#1", is_clear=True)),
        ((0.4, 0.6, 0.1), Fit(f"{SLEEP}#1", is_clear=False)),
        ((0.45, 0.47), None),  # the lead is near enough
        ((-0.1, 0.15), None),  # neither is near
        ((0.6, 0.5), None),
        ((0.1,), None),
    ],
)
def test_it_is_the_nearest_where_it_is_nearer_than_the_lead(cosines, fit) -> None:
    assert facts(*cosines).find(SLEEP, QUESTION, *NO_LETTERS) == fit


def test_a_question_that_a_fact_answers_speaks_for_it() -> None:
    asked = facts(0.3, 0.1, 0.9, keys=["lead", "driving", "driving"])
    assert asked.find(SLEEP, QUESTION, *NO_LETTERS) == Fit(f"{SLEEP}#driving", is_clear=True)


def test_words_that_they_share_count_beside_the_meaning() -> None:
    weighed = facts(0.5, 0.5, texts=["sleep a little better", "not drive until you are awake"])
    assert weighed.find(SLEEP, QUESTION, *LETTERS.weigh("may i drive")) == Fit(f"{SLEEP}#1", is_clear=True)


def test_another_topic_has_facts_of_its_own() -> None:
    assert facts(0.3, 0.5).find(HURT, QUESTION, *NO_LETTERS) is None


def test_where_nothing_was_built_nothing_fits(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(fitting_facts, "CACHE", tmp_path)
    assert FittingFacts.load(ROOT, LETTERS) is None


class TestBuilt:
    @pytest.fixture(scope="class")
    def encoder(self) -> Encoder:
        return Encoder()

    @pytest.fixture
    def project(self, tmp_path: Path, monkeypatch) -> Path:
        """A project of one topic with two facts, and a cache of its own."""
        monkeypatch.setattr(fitting_facts, "CACHE", tmp_path / "cache")
        (tmp_path / "cache").mkdir()
        (tmp_path / "topics.yml").write_bytes((ROOT / "topics.yml").read_bytes())
        for path in [*(ROOT / "knowledge").glob("*.yml"), ROOT / "knowledge/practical/what_to_expect.yml"]:
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
        return tmp_path

    def test_a_question_finds_its_fact(self, project: Path, encoder: Encoder) -> None:
        build_fitting_facts(project, encoder)
        hairy = encoder.encode(["my back is really hairy and i havent shaved, will they mind"])[0]
        built = FittingFacts.load(project, LETTERS)
        assert built
        fit = built.find("practical/what_to_expect", hairy, *NO_LETTERS)
        assert fit
        assert (
            "hair" in (project / "knowledge/practical/what_to_expect.yml").read_text().split(fit.key.split("#")[1])[1]
        )

    def test_an_edited_fact_asks_for_another_build(self, project: Path, encoder: Encoder) -> None:
        build_fitting_facts(project, encoder)
        before = fitting_facts_path(project)
        topic = project / "knowledge/practical/what_to_expect.yml"
        topic.write_text(topic.read_text() + "# edited\n")
        assert fitting_facts_path(project) != before
        build_fitting_facts(project, encoder)
        assert list((project / "cache").iterdir()) == [fitting_facts_path(project)]
