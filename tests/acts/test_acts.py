"""What messages do, as other people wrote them: held back, and never trained on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from bot.cli.evaluating import Reader
from bot.clinic.acts import Act, Situation
from bot.knowledge_files.acts import read_acts
from bot.settings import ROOT

FILES = sorted((ROOT / "tests/acts").glob("*.yml"))
# Where a text that does the same everywhere is read: an act that answers is read as an answer.
READ_IN = {
    **dict.fromkeys((Act.HELP_CAME, Act.DENIES, Act.PLAYS_DOWN), Situation.ALARM),
    **dict.fromkeys((Act.FIRST, Act.SECOND, Act.OTHER, Act.BOTH, Act.NEITHER), Situation.CHOICE),
    **dict.fromkeys((Act.YES, Act.NO), Situation.OFFER),
    Act.DOES_NOT_MIND: Situation.WISH,
}


def held_back() -> Iterator[tuple[str, Situation, Act]]:
    for path in FILES:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        act = Act(data["act"])
        for said in data["says"]:
            text, after = (said, [READ_IN.get(act, Situation.NOTHING)]) if isinstance(said, str) else said.values()
            yield from ((text, Situation(situation), act) for situation in after)


HELD_BACK = list(held_back())


def f1(act: Act, pairs: list[tuple[Act, Act]]) -> float:
    """Of (true, read) pairs: the harmonic mean of precision and recall for one act."""
    both = sum(true is read is act for true, read in pairs)
    either = sum(true is act for true, _ in pairs) + sum(read is act for _, read in pairs)
    return 2 * both / either


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Act, Act]]:
    reader = Reader(ROOT)
    return [(act, Act(reader.read(text).acts[situation.value])) for text, situation, act in HELD_BACK]


def test_every_act_is_held_back_and_has_a_file_of_its_own() -> None:
    assert [path.stem for path in FILES] == sorted(act.value for act in Act)
    assert all(sum(act is of for *_, of in HELD_BACK) >= 20 for act in Act)


def test_no_held_back_text_is_trained_on_in_the_same_words_but_the_shortest() -> None:
    trained = {example.text.lower() for example in read_acts(ROOT)}
    long = [text for text, *_ in HELD_BACK if len(text.split()) > 4 and text.lower() in trained]
    assert long == []


def test_what_a_message_does_is_read_rightly(pairs) -> None:
    """Macro-F1: every act counts alike, however many texts it has."""
    assert sum(f1(act, pairs) for act in Act) / len(Act) >= 0.90


def test_the_worst_act_is_still_read_more_often_than_not(pairs) -> None:
    assert min(f1(act, pairs) for act in Act) > 0.5
