"""What a clinic sets, and the secret that is made for it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.channels.shared.secret_file import load_secret
from bot.channels.telegram.options import find_options
from bot.settings import ROOT, load_telegram_settings
from tests.telegram_limits import SECRET
from tests.telegram_platform import TOKEN


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("EFFIE_TELEGRAM")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EFFIE_TELEGRAM_FOLDER", str(tmp_path))


@pytest.mark.parametrize("token", [None, "", "  "])
def test_without_a_token_there_is_no_telegram_and_no_error(monkeypatch: pytest.MonkeyPatch, token: str | None) -> None:
    if token is not None:
        monkeypatch.setenv("EFFIE_TELEGRAM_TOKEN", token)
    assert find_options() is None


def test_a_token_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFIE_TELEGRAM_TOKEN", TOKEN)
    options = find_options()
    assert (options.token, options.is_polling, options.api) == (TOKEN, False, "https://api.telegram.org")


@pytest.mark.parametrize(
    ("variable", "credentials", "is_polling"),
    [("1", None, True), ("0", {"mode": "polling"}, True), ("0", {"mode": "webhook"}, False), ("0", {}, False)],
)
def test_polling_is_chosen_by_the_environment_or_by_the_credentials(
    monkeypatch: pytest.MonkeyPatch, variable: str, credentials: dict[str, str] | None, is_polling: bool
) -> None:
    monkeypatch.setenv("EFFIE_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("EFFIE_TELEGRAM_POLLING", variable)
    assert find_options(credentials).is_polling is is_polling


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "telegram-secret"
    first = load_secret(path)
    assert SECRET.fullmatch(first)
    assert len(first) >= 40
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_secret(path) == first
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_secret_of_ones_own_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFIE_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("EFFIE_TELEGRAM_SECRET", "chosen-by-the-clinic")
    assert find_options().secret == "chosen-by-the-clinic"


@pytest.mark.parametrize("secret", ["short", "with a space in it", "ümlaut-is-not-allowed"])
def test_a_secret_that_telegram_would_refuse_is_named_at_the_start(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("EFFIE_TELEGRAM_SECRET", secret)
    with pytest.raises(ValidationError, match="secret") as caught:
        load_telegram_settings()
    assert secret not in str(caught.value)


def test_neither_token_nor_secret_is_shown_with_the_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFIE_TELEGRAM_TOKEN", TOKEN)
    options = find_options()
    assert [secret for secret in (TOKEN, options.secret) if secret in f"{options!r} {load_telegram_settings()!r}"] == []


def test_every_setting_is_explained_in_the_document() -> None:
    page = (ROOT / "docs/telegram.md").read_text(encoding="utf-8")
    names = [field.field_info.extra["env"] for field in type(load_telegram_settings()).__fields__.values()]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_production_and_development_list_the_channel() -> None:
    for name in ("credentials.yml", "credentials.dev.yml"):
        assert "bot.channels.telegram.TelegramChannel:" in (ROOT / name).read_text(encoding="utf-8")
