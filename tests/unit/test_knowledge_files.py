"""A broken knowledge file is refused with its place and the next step; nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.clinic.facts import ROLES
from bot.knowledge_files import PROJECT, KnowledgeError, check, check_clinic, read_roles, read_short_names

SLEEP, CLINIC = "knowledge/benefit/sleep.yml", "knowledge/clinic.yml"


def edit(project: Path, name: str, change: Callable[[str], str]) -> None:
    path = project / name
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, "the test changed nothing"
    path.write_text(after, encoding="utf-8")


def problems(project: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        check(project)
    return [f"{problem.path}:{problem.line}: {problem.what}" for problem in caught.value.problems]


def line_of(project: Path, name: str, text: str) -> int:
    lines = (project / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_projects_own_knowledge_holds_together(project: Path) -> None:
    assert len(check(project).pages) == 137


def test_an_unknown_key_is_named_with_its_line(project: Path) -> None:
    edit(project, SLEEP, lambda text: text + "colour: blue\n")
    assert problems(project) == [f"{SLEEP}:{line_of(project, SLEEP, 'colour')}: unknown key 'colour'"]


def test_a_missing_source_is_named_with_its_line(project: Path) -> None:
    edit(project, SLEEP, lambda text: text.replace("sources: [", "sources: [nobody-2020, ", 1))
    line = line_of(project, SLEEP, "nobody-2020")
    assert problems(project) == [f"{SLEEP}:{line}: no source 'nobody-2020' in knowledge/sources.yml"]


def test_a_topic_without_facts_is_refused(project: Path) -> None:
    edit(project, SLEEP, lambda text: text.split("facts:")[0] + "facts: []\n")
    found = problems(project)
    assert found[0].endswith("benefit/sleep has no facts")


def test_a_topic_without_a_file_is_refused(project: Path) -> None:
    (project / SLEEP).unlink()
    assert f"{SLEEP}:1: the topic benefit/sleep has no file" in problems(project)


def test_a_forbidden_word_is_named_with_its_line(project: Path) -> None:
    edit(project, SLEEP, lambda text: text.replace("text: ", "text: It boosts sleep. ", 1))
    line = line_of(project, SLEEP, "It boosts")
    assert problems(project) == [f"{SLEEP}:{line}: promises too much: 'boosts'"]


def test_a_forbidden_word_may_stand_where_a_reviewed_exception_names_it(project: Path) -> None:
    edit(project, SLEEP, lambda text: text.replace("text: ", "text: It does not boost sleep. ", 1))
    fact = check_first_fact(project)
    edit(
        project,
        "knowledge/wording.yml",
        lambda text: text.replace("exceptions: []", "exceptions:")
        + f"\n  - {{fact: benefit/sleep#{fact}, word: boost, because: negation}}\n",
    )
    check(project)


def test_an_exception_that_nothing_needs_is_refused(project: Path) -> None:
    edit(
        project,
        "knowledge/wording.yml",
        lambda text: text.replace("exceptions: []", "exceptions:")
        + "\n  - {fact: benefit/sleep#gone, word: boost, because: negation}\n",
    )
    assert problems(project)[0].endswith("benefit/sleep#gone does not say 'boost'")


def test_a_source_known_from_memory_alone_does_not_carry_a_fact(project: Path) -> None:
    edit(project, "knowledge/sources.yml", lambda text: text + MEMORY_SOURCE)
    first = first_sources(project)
    edit(project, SLEEP, lambda text: text.replace(first, "sources: [hearsay-1999]", 1))
    assert problems(project)[0].endswith("known from memory alone")


def test_an_aspect_that_nobody_can_ask_for_is_refused(project: Path) -> None:
    edit(project, SLEEP, lambda text: text.replace("aspect: what", "aspect: colour", 1))
    assert "no aspect 'colour'" in problems(project)[0]


def test_a_question_has_one_best_fact(project: Path) -> None:
    edit(project, SLEEP, lambda text: text.replace('"back pain keeps me awake"', '"Does it help you sleep"'))
    assert problems(project)[0].endswith("the question 'Does it help you sleep' belongs to helps-sleep already")


def test_a_fact_of_more_than_45_words_is_refused(project: Path) -> None:
    edit(project, SLEEP, lambda text: text.replace("text: ", "text: " + "word " * 46, 1))
    assert "more than 45" in problems(project)[0]


def test_a_key_that_stands_twice_is_refused(project: Path) -> None:
    edit(project, SLEEP, lambda text: text + "title: Again\n")
    assert problems(project)[0].endswith("the key 'title' stands twice")


def test_broken_yaml_is_named_with_its_line(project: Path) -> None:
    edit(project, SLEEP, lambda text: text + "broken: [\n")
    assert f"{SLEEP}:" in problems(project)[0]
    assert "not valid YAML" in problems(project)[0]


def test_an_alias_belongs_to_one_topic(project: Path) -> None:
    edit(project, SLEEP, lambda text: text.replace("aliases: [", "aliases: [swedish, ", 1))
    assert any("the alias 'swedish' belongs to" in problem for problem in problems(project))


def test_a_short_name_belongs_to_one_type(project: Path) -> None:
    edit(project, "knowledge/type/thai.yml", lambda text: text.replace("facts:", "short_names: [Sports]\nfacts:", 1))
    assert any(
        problem.endswith("the short name 'Sports' belongs to type/sports already") for problem in problems(project)
    )


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        (SLEEP, "made_for: [condition/insomnia]", "made_for belongs to topics of kind type"),
        (SLEEP, "short_names: [slumber]", "short_names belongs to topics of kind type"),
        (SLEEP, "in_case: If you cannot sleep", "in_case belongs to topics of kind red_flag"),
        ("knowledge/type/thai.yml", "goal: Stretch me", "goal belongs to topics of kind benefit"),
        (SLEEP, "of_type: where", "of_type belongs to topics of kind practical"),
        ("knowledge/type/thai.yml", "made_for: [type/swedish]", "no condition 'type/swedish'"),
        ("knowledge/practical/tipping.yml", "of_type: price", "no aspect 'price' of a type"),
    ],
)
def test_a_key_stands_where_it_means_something(project: Path, name: str, line: str, what: str) -> None:
    edit(project, name, lambda text: text.replace("facts:", f"{line}\nfacts:", 1))
    assert problems(project) == [f"{name}:{line_of(project, name, line)}: {what}"]


def test_a_red_flag_says_how_a_warning_of_it_begins(project: Path) -> None:
    name = "knowledge/red_flag/stroke.yml"
    edit(project, name, lambda text: "".join(line for line in text.splitlines(True) if not line.startswith("in_case:")))
    assert problems(project) == [f"{name}:1: red_flag/stroke has no in_case"]


def test_what_stays_with_an_alarm_follows_from_the_kind_unless_a_file_says_otherwise(project: Path) -> None:
    name = "knowledge/condition/stress.yml"
    edit(project, name, lambda text: text.replace("facts:", "stays_with_alarm: false\nfacts:", 1))
    stays = {page.topic for page in check(project).pages if page.stays_with_alarm}
    assert {"condition/sciatica", "red_flag/stroke", "out_of_scope/other", "chat/thanks"} <= stays
    assert stays & {"condition/stress", "type/swedish", "practical/tipping", "clinic/hours"} == set()


def test_every_role_of_the_code_has_one_topic(project: Path) -> None:
    edit(project, SLEEP, lambda text: text.replace("facts:", "role: crisis\nfacts:", 1))
    assert any("the role 'crisis' belongs to" in problem for problem in problems(project))
    edit(project, SLEEP, lambda text: text.replace("role: crisis", "role: pillow", 1))
    assert problems(project) == [f"{SLEEP}:{line_of(project, SLEEP, 'role:')}: no role 'pillow'"]
    edit(project, SLEEP, lambda text: text.replace("role: pillow\n", "", 1))
    edit(project, "knowledge/red_flag/suicidal.yml", lambda text: text.replace("role: crisis\n", "", 1))
    assert problems(project) == ["knowledge:1: no topic has the role 'crisis'"]


def test_a_helpline_stands_where_somebody_tells(project: Path) -> None:
    edit(project, CLINIC, lambda text: text.replace("  support/loss:", "  support/grief:", 1))
    line = line_of(project, CLINIC, "support/grief") + 1  # of its first line
    assert problems(project) == [f"{CLINIC}:{line}: nobody tells of 'support/grief'"]


@pytest.mark.parametrize(
    ("good", "broken", "what"),
    [
        ('police_number: "101"', "police_number: 101", "put the number in quotes"),
        ('number: "0800 1111"', 'number: "0800 1111 or 999"', "one telephone number, in digits"),
        ("hours: at any hour", "opens: at any hour", "unknown key 'opens'"),
    ],
)
def test_a_helpline_is_written_as_one_number(project: Path, good: str, broken: str, what: str) -> None:
    edit(project, CLINIC, lambda text: text.replace(good, broken, 1))
    assert any(what in problem for problem in problems(project))


def test_a_helpline_may_be_left_out(project: Path) -> None:
    edit(project, CLINIC, lambda text: text.replace('police_number: "101"', "police_number: null", 1))
    edit(project, CLINIC, lambda text: re.sub(r"(?m)^helplines:\n(  .*\n)+", "", text))
    assert "helplines" not in check(project).clinic or not check(project).clinic["helplines"]


def test_a_number_stands_in_no_fact_on_what_is_told(project: Path) -> None:
    name = "knowledge/support/loss.yml"
    edit(project, name, lambda text: text.replace("or a crisis line.", "or a crisis line on 116 123.", 1))
    assert "'116 123' holds in one country only" in problems(project)[0]


def test_a_button_stands_for_one_goal(project: Path) -> None:
    name = "knowledge/benefit/flexibility.yml"
    edit(project, name, lambda text: text.replace("facts:", "goal: Relax\nfacts:", 1))
    assert any(
        problem.endswith("the goal 'Relax' belongs to benefit/flexibility already") for problem in problems(project)
    )


def test_the_topics_that_the_code_turns_to_are_read_by_their_roles() -> None:
    assert read_roles(PROJECT)["unnamed_sign"] == "red_flag/other"
    assert set(read_roles(PROJECT)) == set(ROLES)


def test_a_type_is_found_by_its_short_name() -> None:
    names = read_short_names(PROJECT)
    assert (names["myofascial"], names["sports"]) == ("type/myofascial_release", "type/sports")


def test_a_level_may_not_be_lowered(project: Path) -> None:
    name = "knowledge/red_flag/cauda_equina.yml"
    edit(project, name, lambda text: text + "escalation: professional\n")
    assert "never lower it" in problems(project)[0]


def test_a_reply_may_hold_only_placeholders_that_stand_for_something(project: Path) -> None:
    edit(project, "knowledge/clinic/hours.yml", lambda text: text.replace("{hours_week}", "{colour}", 1))
    assert "nothing stands for {colour}" in problems(project)[0]


def test_the_example_clinic_is_not_fit_for_visitors(project: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        check_clinic(project)
    named = {problem.line for problem in caught.value.problems}
    for key in ("example: true", "email:", "phone:"):
        assert line_of(project, "knowledge/clinic.yml", key) in named


@pytest.mark.parametrize(
    ("was", "written", "what"),
    [
        ("time_zone: Europe/London", "time_zone: Europe/Londno", "no such time zone; did you mean Europe/London?"),
        ("time_zone: Europe/London", "time_zone: GMT Standard Time", "no such time zone"),
        ('emergency_number: "999"', "emergency_number: 000", "put the number in quotes"),
        ('emergency_number: "999"', 'emergency_number: "112 / 999"', "write one telephone number"),
        ('emergency_number: "999"', "emergency_number: yes", "put the number in quotes"),
        ('phone: "020 7946 0123"', "phone: +442079460123", "put the number in quotes"),
        ('phone: "020 7946 0123"', "phone: 0123456701", "put the number in quotes"),
        ('number: "116 123"', "number: 116123", "put the number in quotes"),
    ],
)
def test_a_number_that_an_alarm_may_say_is_refused_where_it_would_be_said_wrong(
    project: Path, was: str, written: str, what: str
) -> None:
    clinic = "knowledge/clinic.yml"
    edit(project, clinic, lambda text: text.replace(was, written, 1))
    assert what in problems(project)[0]
    assert problems(project)[0].startswith(f"{clinic}:{line_of(project, clinic, written)}:")


def test_a_clinic_of_ones_own_is_fit_for_visitors(project: Path) -> None:
    text = (project / "knowledge/clinic.yml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("example:", "#"))]
    own = (
        "\n".join(lines)
        .replace("Example", "Willow")
        .replace("example", "willow")
        .replace("7946 01", "7123 45")
        .replace("Sample", "High")
    )
    (project / "knowledge/clinic.yml").write_text(own, encoding="utf-8")
    check_clinic(project)


def test_every_problem_names_the_next_step(project: Path) -> None:
    edit(project, SLEEP, lambda text: text + "colour: blue\n")
    with pytest.raises(KnowledgeError) as caught:
        check(project)
    assert all(problem.next_step for problem in caught.value.problems)


MEMORY_SOURCE = """  - id: hearsay-1999
    title: Hearsay
    organisation: Nobody
    year: "1999"
    url: null
    level: m
"""


def check_first_fact(project: Path) -> str:
    lines = (project / SLEEP).read_text(encoding="utf-8").splitlines()
    return next(line.split("id:")[1].strip() for line in lines if "- id:" in line)


def first_sources(project: Path) -> str:
    lines = (project / SLEEP).read_text(encoding="utf-8").splitlines()
    return next(line.strip() for line in lines if line.strip().startswith("sources: ["))
