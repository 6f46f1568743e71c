"""`effie requests`: what staff see, and what they are told when they mistype."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.clinic.requests import ContactRequest, Details, Notice
from bot.store.requests import RequestStore
from tests.unit.facts import FRIDAY_NOON


@pytest.fixture
def store(filled, monkeypatch) -> RequestStore:
    monkeypatch.setenv("DATABASE_URL", str(filled.url))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("EFFIE_NOTIFY", raising=False)
    return RequestStore(filled, lambda: FRIDAY_NOON)


def add(store: RequestStore, id: str, name: str, **more) -> None:
    details = Details(name, "+442079460123", "anna@example.org", "after 5")
    store.add(ContactRequest(id, "rest:a", FRIDAY_NOON, details, "May we?", **more))


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["requests", *arguments])
    return result.exit_code, result.output


def test_it_says_that_there_is_none(store) -> None:
    assert run("list") == (0, "No open contact requests. The done ones: --all\n")


def test_the_list_says_who_how_and_when(store) -> None:
    add(store, "a1" * 16, "Anna Smith")
    code, said = run("list")
    assert code == 0
    for part in ("a1a1a1a1", "20 Nov 12:00", "Anna Smith", "+442079460123", "anna@example.org", "after 5"):
        assert part in said


def test_a_narrow_terminal_cuts_no_number(store, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    add(store, "a1" * 16, "Anna Smith", notice=Notice.WAITING)
    store.mark_failed("a1" * 16, "may not have been sent: json gave no clear answer (A connection error occurred.)")
    said = run("list")[1]
    assert "+442079460123" in said and "anna@example.org" in said and "…" not in said


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (Notice.NONE, "EFFIE_NOTIFY is not set"),
        (Notice.WAITING, "waiting to be sent"),
        (Notice.SENDING, "being sent"),
        (Notice.SENT, "staff told"),
    ],
)
def test_it_says_what_became_of_telling_staff(store, notice: Notice, words: str) -> None:
    add(store, "a1" * 16, "Anna", notice=notice)
    assert words in " ".join(run("list")[1].replace("│", " ").split())


def test_a_notice_that_failed_is_shown_with_its_error(store) -> None:
    add(store, "a1" * 16, "Anna", notice=Notice.WAITING)
    store.mark_failed("a1" * 16, "not sent: slack refused it")
    said = " ".join(run("list")[1].replace("│", " ").split())
    assert "FAILED: not sent: slack refused it" in said
    assert "docs/notifications.md" in said


def test_done_ones_are_listed_only_when_asked_for_and_then_last(store) -> None:
    add(store, "a1" * 16, "Anna")
    add(store, "b2" * 16, "Bob")
    assert run("done", "a1a1a1a1") == (0, "Done: Anna (a1a1a1a1).\n")
    assert "Anna" not in run("list")[1]
    both = run("list", "--all")[1]
    assert both.index("Bob") < both.index("Anna")


def test_the_beginning_of_an_id_is_enough(store) -> None:
    add(store, "a1" * 16, "Anna")
    assert run("done", "A1") == (0, "Done: Anna (a1a1a1a1).\n")
    assert run("done", "a1") == (0, "Anna (a1a1a1a1) was done before.\n")


@pytest.mark.parametrize("id", ["zz", "", " ", "%"])
def test_an_unknown_id_is_an_error_that_says_the_next_step(store, id: str) -> None:
    add(store, "a1" * 16, "Anna")
    code, said = run("done", id)
    assert code == 1
    assert "No contact request" in said and "effie requests list" in said


def test_an_id_that_fits_two_is_an_error_that_names_them(store) -> None:
    add(store, "a1" * 16, "Anna")
    add(store, "a2" * 16, "Bob")
    code, said = run("done", "a")
    assert code == 1
    assert "a1a1a1a1, a2a2a2a2" in said
    assert [request.done_at for request in store.all()] == [None, None]


def test_a_name_is_shown_as_it_was_given(store) -> None:
    add(store, "a1" * 16, "[red]Anna[/red]")
    assert "[red]Anna[/red]" in run("list")[1]


def test_without_addresses_the_test_notice_says_how_to_set_them(store) -> None:
    code, said = run("test")
    assert code == 1
    assert "EFFIE_NOTIFY is not set" in said and "docs/notifications.md" in said


def test_before_anything_was_imported_it_works_too(engine, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", str(engine.url))
    assert run("list")[0] == 0
