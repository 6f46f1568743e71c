"""`effie telegram connect`, as the owner types it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.channels.telegram.commands import MENU
from bot.cli import app
from tests.telegram_platform import SECRET, TOKEN, Fault, Platform

URL = "https://chat.clinic.example"


@pytest.fixture(autouse=True)
def environment(platform: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("EFFIE_TELEGRAM")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EFFIE_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("EFFIE_TELEGRAM_SECRET", SECRET)
    monkeypatch.setenv("EFFIE_TELEGRAM_API", platform.api)
    monkeypatch.setenv("EFFIE_TELEGRAM_FOLDER", str(tmp_path))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["telegram", "connect", *arguments])


def test_it_sets_webhook_secret_and_menu_and_says_the_next_step(platform: Platform) -> None:
    result = run("--url", URL)
    assert result.exit_code == 0
    assert "this is @EffieTestBot" in result.stdout
    assert "Next: make run" in result.stdout
    assert platform.webhook["url"] == f"{URL}/webhooks/telegram/webhook"
    assert platform.webhook["secret_token"] == SECRET
    assert platform.webhook["allowed_updates"] == ["message", "edited_message", "callback_query"]
    menu = platform.of("setMyCommands")[0].params["commands"]
    assert [command["command"] for command in menu] == [command.name for command in MENU]


@pytest.mark.parametrize("url", [f"{URL}/", f"{URL}/webhooks/telegram/webhook"])
def test_an_address_may_be_given_long_or_short(platform: Platform, url: str) -> None:
    assert run("--url", url).exit_code == 0
    assert platform.webhook["url"] == f"{URL}/webhooks/telegram/webhook"


def test_the_secret_that_it_sets_is_the_one_that_the_server_will_know(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("EFFIE_TELEGRAM_SECRET")
    assert run("--url", URL).exit_code == 0
    assert platform.webhook["secret_token"] == (tmp_path / "telegram-secret").read_text()


def test_for_polling_it_takes_the_webhook_away(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFIE_TELEGRAM_POLLING", "1")
    result = run()
    assert result.exit_code == 0
    assert "by one process only" in result.stdout
    assert [call.params for call in platform.of("deleteWebhook")] == [{}]


def test_without_a_choice_it_names_both_and_leaves_the_webhook_alone(platform: Platform) -> None:
    result = run()
    assert result.exit_code == 0
    assert "--url" in result.stdout
    assert "EFFIE_TELEGRAM_POLLING=1" in result.stdout
    assert platform.of("setWebhook") + platform.of("deleteWebhook") == []


def test_a_wrong_token_is_said_plainly_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFIE_TELEGRAM_TOKEN", "1:wrong")
    result = run("--url", URL)
    assert result.exit_code == 1
    assert "Telegram does not know this token" in result.stdout
    assert "1:wrong" not in result.stdout


def test_without_a_token_it_says_where_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EFFIE_TELEGRAM_TOKEN")
    result = run()
    assert result.exit_code == 1
    assert "Write /newbot to @BotFather" in result.stdout


@pytest.mark.parametrize(("name", "value"), [("SECRET", "too short"), ("POLLING", "perhaps")])
def test_a_setting_that_cannot_be_right_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"EFFIE_TELEGRAM_{name}", value)
    result = run()
    assert result.exit_code == 1
    assert f"EFFIE_TELEGRAM_{name}" in result.stdout


def test_where_telegram_cannot_be_reached_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFIE_TELEGRAM_API", "http://127.0.0.1:9")
    result = run("--url", URL)
    assert result.exit_code == 1
    assert "cannot be reached" in result.stdout


def test_what_telegram_refuses_is_said_in_its_own_words(platform: Platform) -> None:
    platform.fail("setWebhook", Fault(400, "Bad Request: bad webhook: Failed to resolve host"))
    result = run("--url", URL)
    assert result.exit_code == 1
    assert "failed to resolve host" in result.stdout.lower()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://chat.clinic.example", "must begin with https://"),
        ("https://chat.clinic.example:5005", "does not send to port 5005"),
        ("chat.clinic.example", "is no address"),
    ],
)
def test_an_address_that_telegram_would_never_reach_is_refused_before_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, url: str, says: str
) -> None:
    monkeypatch.delenv("EFFIE_TELEGRAM_API")
    result = run("--url", url)
    assert result.exit_code == 1
    assert says in result.stdout


def test_an_address_and_polling_exclude_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFIE_TELEGRAM_POLLING", "1")
    result = run("--url", URL)
    assert result.exit_code == 1
    assert "Leave out one of the two" in result.stdout


def test_a_server_of_ones_own_takes_any_address(platform: Platform) -> None:
    assert run("--url", "http://10.0.0.5:5005").exit_code == 0
