"""The red-flag gate as a specification: every example of the data, and the rules of context."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clinic.plain import dump, load
from bot.knowledge_files import read_context
from bot.knowledge_files.reading import read_signs, read_topics
from bot.safety.gate import Reading, RedFlagGate
from bot.safety.text import MOST_CHARACTERS, normalise
from bot.safety.wordings import GAP, SKIPPED

PROJECT = Path(__file__).parents[2]
TOPICS = read_topics(PROJECT)
SIGNS = read_signs(PROJECT)
GATE = RedFlagGate(SIGNS, TOPICS, read_context(PROJECT))


def examples(kind: str) -> list[tuple[str, str]]:
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted((PROJECT / "knowledge/signs").glob("*.yml"))]
    return [(file["topic"], text) for file in files if "signs" in file for sign in file["signs"] for text in sign[kind]]


def fires_at_least(topic: str, text: str) -> bool:
    level = TOPICS.get(topic).escalation.rank
    return any(TOPICS.get(finding.topic).escalation.rank >= level for finding in GATE.findings(text))


@pytest.mark.parametrize(("topic", "text"), examples("must_fire"))
def test_example_fires(topic: str, text: str) -> None:
    assert fires_at_least(topic, text)


@pytest.mark.parametrize(("_topic", "text"), examples("must_not_fire"))
def test_counterexample_stays_silent(_topic: str, text: str) -> None:
    assert GATE.check(text) is None


def test_every_red_flag_topic_has_signs() -> None:
    assert {sign.topic for sign in SIGNS} == {topic.id for topic in TOPICS if topic.kind == "red_flag"}


def test_no_wording_shrinks_to_one_small_word() -> None:
    wordings = {w for sign in SIGNS for group in (*sign.groups, sign.never_with) for w in group}
    shrunk = [w for w in wordings if len(w.split()) > 1 and len({*w.split()} - SKIPPED - {GAP}) < 2]
    assert [w for w in shrunk if len(set(w.split()) - {GAP}) > 1] == []


@pytest.mark.parametrize(
    "text",
    [
        "can't pee and my saddle area is numb",
        "I can't feel my legs and have chest pain",
        "cant feel my legs",
        "can’t feel my legs",
        "no fever but my groin is numb",
        "no chest pain, but my face is drooping",
        "I am not worried, I have chest pain",
        "i dont know why but my chest hurts and i feel clammy",
        "never had chest pain like this",
        "probably nothing, but my face is drooping on one side",
        "had a funny turn an hour ago, couldn't speak for ten minutes, fine now",
        "had chest pain last year and now it is back",
        "had cancer in 2016, all clear, and my spine aches",
        "CHEST PAIN!!!",
        "my dad has chest pain",
        "can massage help chest pain",
    ],
)
def test_no_context_hides_a_sign(text: str) -> None:
    assert GATE.check(text)


@pytest.mark.parametrize(
    "text",
    [
        "had chest pain last year, all clear now",
        "no chest pain",
        "I don't have any chest pain or numbness",
        "what are the warning signs of a stroke?",
        "if I got chest pain on the table, what would the therapist do?",
        "can massage cause a miscarriage?",
        "I'm not suicidal, just tired",
        "this back is killing me",
        "dying for a massage",
        "my calf is sore after a run",
        "my foot fell asleep",
        "old fracture in my wrist, healed years ago",
        "I have a mild cold",
    ],
)
def test_what_is_denied_over_asked_or_said_is_no_sign(text: str) -> None:
    assert GATE.check(text) is None


def test_the_gravest_finding_comes_first() -> None:
    finding = GATE.check("my calf is hot and swollen and I have chest pain")
    assert finding and finding.topic == "red_flag/chest_pain"
    assert finding.words == ("chest", "pain")


@pytest.mark.parametrize(
    "text", ["bleding at 20 weeks pregant", "chset pain", "swolen hot calf", "sotmach pain and back pain sudden"]
)
def test_a_slip_of_one_letter_is_forgiven(text: str) -> None:
    assert GATE.check(text)


@pytest.mark.parametrize(
    "text", ["I need to cancel my back massage, bad day", "what is your phone number for back pain"]
)
def test_an_ordinary_word_is_not_a_misspelled_sign(text: str) -> None:
    assert GATE.check(text) is None


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str) -> None:
    GATE.check(text)


@given(st.lists(st.sampled_from(sorted({w for s in SIGNS for g in s.groups for w in g})), max_size=40))
@settings(max_examples=100, deadline=None)
def test_no_heap_of_wordings_raises(wordings: list[str]) -> None:
    list(GATE.findings(" ".join(wordings)))


FILLERS = st.sampled_from(
    [
        "hello there. ",
        "Hi, can I book for Friday? ",
        "sorry to bother you. ",
        "I love your clinic! ",
        "thanks in advance. ",
        "",
    ]
)
TRUE_SIGNS = st.sampled_from(
    [
        "i have chest pain",
        "my face is drooping",
        "cant feel my saddle area",
        "i want to kill myself",
        "i fell off a ladder",
        "pregnant and bleeding",
        "my calf is hot and swollen",
        "fever and back pain",
        "i cant lift my foot",
        "coughing up blood",
    ]
)


@given(FILLERS, TRUE_SIGNS, st.sampled_from(["", "!", "!!!", "...", " ?", " \U0001f62d", "\n"]), FILLERS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_filler_case_and_stops_never_silence(before: str, sign: str, stop: str, after: str, upper: bool) -> None:
    text = f"{before}{sign}{stop} {after}"
    assert GATE.check(text.upper() if upper else text)


@given(
    st.sampled_from(
        ["no", "i have no", "i dont have", "i don't have any", "never had", "without", "there is no sign of"]
    ),
    st.sampled_from(
        ["chest pain", "slurred speech", "fever or chills", "weakness in my leg", "bleeding", "suicidal thoughts"]
    ),
)
@settings(max_examples=100, deadline=None)
def test_a_denied_sign_alone_never_fires(denial: str, sign: str) -> None:
    assert GATE.check(f"{denial} {sign}") is None


def test_it_names_the_clauses_that_hold_a_sign_alone() -> None:
    reading = GATE.read("Are you open on sunday? my groin is numb and can I bring my dog")
    assert reading.clauses == ("my groin is numb",)


def test_words_from_here_and_there_make_no_clause() -> None:
    reading = GATE.read("my back hurts. lost 10 kilos, without trying")
    assert reading.findings
    assert not reading.clauses


def test_a_reading_survives_its_way_along_a_message() -> None:
    reading = GATE.read("my groin is numb, what do you charge")
    assert load(Reading, json.loads(json.dumps(dump(reading)))) == reading


def test_the_text_is_made_even() -> None:
    assert normalise("I CAN\u2019T  Feel\u200b my l\u00e9gs!!!!!!!") == "i cant feel my legs!!!"
    assert len(normalise("a b " * 5000)) <= MOST_CHARACTERS
