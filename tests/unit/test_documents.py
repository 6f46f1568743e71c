"""What the documents say of the project is so."""

from __future__ import annotations

import re

import pytest

from bot import __version__
from bot.cli import app
from bot.settings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_newest_version_of_the_changelog_is_the_packages() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = [name for name in re.findall(r"^## (\S+)", changelog, re.MULTILINE) if name != "Unreleased"]
    assert versions[0] == __version__
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_every_room_of_the_house_is_on_the_map() -> None:
    rooms = [f"bot/{path.name}" for path in (ROOT / "bot").iterdir() if not path.name.startswith("_")]
    assert [room for room in rooms if f"`{room.removesuffix('/')}" not in README] == []


VERBS = "run test chat train evaluate bench sure check format setup unit one coverage".split()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_of_the_makefile_explains_itself(verb: str) -> None:
    assert re.search(rf"^{verb}:.*## \w", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_command_explains_itself() -> None:
    assert [command.callback.__name__ for command in app.registered_commands if not command.callback.__doc__] == []


def test_no_lock_names_an_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert lock.count("--hash=sha256:") > 200


def test_an_exclamation_mark_shouts_at_nobody(knowledge) -> None:
    assert [fact.key for fact in knowledge.facts if "!" in fact.text] == []


def test_every_claim_of_the_two_articles_is_covered_or_corrected(knowledge) -> None:
    claims = {f"A-{n:02d}" for n in range(1, 63)} | {f"B-{n:02d}" for n in range(1, 30)}
    assert knowledge.covered | knowledge.corrected == claims


# Found wrong, or overstated, when the articles' claims were held against research: never to be repeated as true.
WRONG = "B-05 A-17 B-24 A-21 A-22 A-23 A-24 B-18 B-20 A-47".split()
OVERSTATED = (
    "A-05 A-08 A-10 A-12 A-15 A-16 A-25 A-26 A-27 A-32 A-33 A-36 A-38 A-39 A-45 A-50 A-54 A-55 A-60 "
    "B-12 B-14 B-16 B-17 B-22 B-23 B-26 B-27"
).split()


def test_a_wrong_or_overstated_claim_is_corrected_and_never_covered(knowledge) -> None:
    assert (len(WRONG), len(OVERSTATED)) == (10, 27)
    assert {*WRONG, *OVERSTATED} - knowledge.corrected == set()
    assert {*WRONG, *OVERSTATED} & knowledge.covered == set()


def test_every_source_that_is_shown_has_title_organisation_and_year(knowledge) -> None:
    used = {source for fact in knowledge.facts for source in fact.sources}
    shown = {s.id: s for s in knowledge.sources}
    assert used - set(shown) == set()
    assert [id for id in used if not (shown[id].title and shown[id].organisation and shown[id].year)] == []


TYPE_ASPECTS = {"what", "pressure", "session_length", "suits", "avoid", "where", "evidence"}
CONDITION_ASPECTS = {"what", "avoid", "when_to_see_doctor", "ask_professional"}


def test_every_massage_type_has_all_its_aspects(knowledge) -> None:
    types = [page.topic for page in knowledge.pages if page.profile]
    assert len(types) == 16
    assert {topic: TYPE_ASPECTS - aspects_of(knowledge, topic) for topic in types} == {topic: set() for topic in types}


def test_every_condition_says_what_to_avoid_when_it_is_urgent_and_what_to_ask(knowledge) -> None:
    conditions = [page.topic for page in knowledge.pages if page.topic.startswith("condition/")]
    missing = {topic: CONDITION_ASPECTS - aspects_of(knowledge, topic) for topic in conditions}
    assert missing == {topic: set() for topic in conditions}


def test_no_fact_claims_a_clinicians_review_that_has_not_been(knowledge) -> None:
    assert {fact.reviewer for fact in knowledge.facts} == {None}, "a clinician has signed: say so in README, Limits"


def aspects_of(knowledge, topic: str) -> set[str]:
    return {fact.aspect for fact in knowledge.facts if fact.topic == topic}
