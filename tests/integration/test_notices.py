"""Apprise and a real server: what arrived, what was refused, and what nobody can tell."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.contacts.sending import AppriseSender, Outcome
from tests.conftest import free_port
from tests.staff import HANG_UP, REFUSE, SAY_NOTHING, TAKE, MailServer, Staff

TITLE, TEXT = "Contact request from Anna Smith", "Name: Anna Smith\nPhone: +442079460123"


def nobody() -> str:
    """An address that nobody listens at."""
    return f"json://localhost:{free_port()}/"


def test_a_notice_arrives_whole() -> None:
    with Staff() as staff:
        assert AppriseSender([staff.url]).send(TITLE, TEXT).outcome is Outcome.TAKEN
    assert [(notice["title"], notice["message"]) for notice in staff.heard] == [(TITLE, TEXT)]


def test_an_error_of_the_service_is_a_refusal() -> None:
    with Staff(REFUSE) as staff:
        attempt = AppriseSender([staff.url]).send(TITLE, TEXT)
    assert (attempt.outcome, attempt.reason) == (Outcome.REFUSED, "json refused it")
    assert "500" in attempt.details


@pytest.mark.parametrize("url", [nobody(), "json://no-such-host.invalid/", f"mailto://u:p@localhost:{free_port()}"])
def test_where_there_is_no_connection_nothing_can_have_arrived(url: str) -> None:
    attempt = AppriseSender([url]).send(TITLE, TEXT)
    assert (attempt.outcome, attempt.reason) == (Outcome.REFUSED, f"{url.split(':')[0]} could not be reached")


@pytest.mark.parametrize("answer", [HANG_UP, SAY_NOTHING])
def test_without_an_answer_it_may_have_arrived(answer: str) -> None:
    with Staff(answer) as staff:
        attempt = AppriseSender([staff.url]).send(TITLE, TEXT)
        assert staff.titles() == [TITLE]
    assert (attempt.outcome, attempt.reason) == (Outcome.UNCLEAR, "json gave no clear answer")


@pytest.mark.parametrize(
    ("answer", "outcome", "arrived"),
    [(TAKE, Outcome.TAKEN, 1), (REFUSE, Outcome.REFUSED, 0), (HANG_UP, Outcome.UNCLEAR, 1)],
)
def test_a_mail_server_is_understood_too(answer: str, outcome: Outcome, arrived: int) -> None:
    with MailServer(answer) as mail:
        assert AppriseSender([mail.url]).send(TITLE, TEXT).outcome is outcome
    assert len(mail.heard) == arrived
    assert all("Subject: Contact request from Anna Smith" in message for message in mail.heard)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ((TAKE, REFUSE), Outcome.TAKEN),
        ((REFUSE, TAKE), Outcome.TAKEN),
        ((REFUSE, HANG_UP), Outcome.UNCLEAR),
        ((REFUSE, REFUSE), Outcome.REFUSED),
    ],
)
def test_of_several_addresses_one_that_took_it_is_enough(answers: tuple[str, str], outcome: Outcome) -> None:
    with Staff(answers[0]) as first, Staff(answers[1]) as second:
        attempt = AppriseSender([first.url, second.url]).send(TITLE, TEXT)
        assert (first.asked, second.asked) == (1, 1)
    assert attempt.outcome is outcome
    assert "refused it" in attempt.reason


@pytest.mark.parametrize("answer", [TAKE, REFUSE, HANG_UP])
def test_nothing_of_the_visitor_gets_into_a_log_whatever_its_level(answer: str, caplog) -> None:
    with caplog.at_level(0), Staff(answer) as staff:
        AppriseSender([staff.url]).send(TITLE, TEXT)
    assert [record for record in caplog.records if record.name == "apprise"] == []
    assert "Anna" not in caplog.text and "7946" not in caplog.text


def test_the_test_notice_tells_every_address_and_names_the_one_that_fails(monkeypatch) -> None:
    with Staff() as good, Staff(REFUSE) as bad:
        monkeypatch.setenv("EFFIE_NOTIFY", f"{good.url} {bad.url}")
        result = CliRunner().invoke(app, ["requests", "test"])
    assert result.exit_code == 1
    assert "address 1 (json): taken" in result.output
    assert "address 2 (json): json refused it" in result.output
    assert good.titles() == ["Test from Effie"]
