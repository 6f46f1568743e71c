"""Putting the assistant into Slack: the manifest, the check of the keys, and what the manual says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from typer.testing import CliRunner

from bot.channels.slack.manifest import WEBHOOK, manifest
from bot.cli import app
from bot.settings import ROOT
from tests.slack_platform import APP_TOKEN, BOT_TOKEN, SECRET, Fault, Platform

MANUAL = (ROOT / "docs/slack.md").read_text(encoding="utf-8")
KEYS = ("EFFIE_SLACK_BOT_TOKEN", "EFFIE_SLACK_SIGNING_SECRET", "EFFIE_SLACK_APP_TOKEN")


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    platform = Platform()
    platform.start()
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("EFFIE_SLACK_API", platform.api)
    yield platform
    platform.stop()


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["slack", *words])
    return result.exit_code, result.output


class TestManifest:
    def test_it_carries_the_clinics_names(self) -> None:
        _, printed = run("manifest")
        shown = yaml.safe_load(printed)
        assert shown["display_information"]["name"] == shown["features"]["bot_user"]["display_name"] == "Effie"
        assert "Example Massage Clinic" in shown["display_information"]["description"]

    def test_without_an_address_it_is_for_socket_mode(self) -> None:
        _, printed = run("manifest")
        assert yaml.safe_load(printed)["settings"]["socket_mode_enabled"] is True
        assert "url" not in printed

    def test_with_an_address_slack_calls_it_for_everything(self) -> None:
        _, printed = run("manifest", "--url", "https://effie.example.org/")
        shown, address = yaml.safe_load(printed), f"https://effie.example.org{WEBHOOK}"
        assert shown["settings"]["socket_mode_enabled"] is False
        assert shown["settings"]["event_subscriptions"]["request_url"] == address
        assert shown["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}
        assert shown["features"]["slash_commands"][0]["url"] == address

    def test_an_address_that_slack_would_not_call_is_refused_with_the_next_step(self) -> None:
        code, printed = run("manifest", "--url", "http://effie.example.org")
        assert code == 1
        assert "https://" in printed

    def test_a_visitor_can_write_to_it_directly(self) -> None:
        home = manifest("Effie", "Clinic", None, mentions_only=False)["features"]["app_home"]
        assert (home["messages_tab_enabled"], home["messages_tab_read_only_enabled"]) == (True, False)

    @pytest.mark.parametrize(
        ("mentions_only", "events"),
        [
            (True, ["app_mention", "message.im"]),
            (False, ["app_mention", "message.channels", "message.groups", "message.im", "message.mpim"]),
        ],
    )
    def test_every_event_has_its_scope_and_no_scope_is_idle(self, mentions_only: bool, events: list[str]) -> None:
        shown = manifest("Effie", "Clinic", None, mentions_only=mentions_only)
        assert shown["settings"]["event_subscriptions"]["bot_events"] == events
        wanted = {f"{event.removeprefix('message.')}:history" for event in events if event != "app_mention"}
        granted = set(shown["oauth_config"]["scopes"]["bot"])
        assert granted == wanted | {"app_mentions:read", "chat:write", "commands"}

    def test_long_names_keep_within_slacks_limits(self) -> None:
        shown = manifest("E" * 50, "C" * 200, None, mentions_only=False)["display_information"]
        assert (len(shown["name"]), len(shown["description"])) == (35, 140)


class TestCheck:
    def test_without_keys_the_next_step_is_the_manifest(self, platform: Platform) -> None:
        code, printed = run("check")
        assert code == 1
        assert "effie slack manifest" in printed
        assert platform.calls == []

    def test_a_missing_second_key_is_named(self, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EFFIE_SLACK_BOT_TOKEN", BOT_TOKEN)
        code, printed = run("check")
        assert code == 1
        assert "EFFIE_SLACK_APP_TOKEN" in printed

    def test_right_keys_end_in_the_next_step(self, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EFFIE_SLACK_BOT_TOKEN", BOT_TOKEN)
        monkeypatch.setenv("EFFIE_SLACK_SIGNING_SECRET", SECRET)
        code, printed = run("check")
        assert code == 0
        assert "@effie in Clinic" in printed
        assert WEBHOOK in printed
        assert printed.strip().endswith("Next step: start the assistant (make run) and write to it in Slack.")

    def test_socket_mode_is_tried(self, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EFFIE_SLACK_BOT_TOKEN", BOT_TOKEN)
        monkeypatch.setenv("EFFIE_SLACK_APP_TOKEN", APP_TOKEN)
        code, printed = run("check")
        assert code == 0
        assert "Socket Mode works" in printed

    @pytest.mark.parametrize(
        ("key", "value"), [("EFFIE_SLACK_BOT_TOKEN", "xoxb-wrong"), ("EFFIE_SLACK_APP_TOKEN", "xapp-wrong")]
    )
    def test_a_refused_key_is_named_with_where_to_find_it(
        self, platform: Platform, monkeypatch: pytest.MonkeyPatch, key: str, value: str
    ) -> None:
        for name, right in zip(KEYS, (BOT_TOKEN, SECRET, APP_TOKEN), strict=True):
            monkeypatch.setenv(name, right)
        monkeypatch.setenv(key, value)
        code, printed = run("check")
        assert code == 1
        assert f"Slack refuses {key} (invalid_auth)." in printed
        assert "Next step: it is" in printed
        assert value not in printed

    def test_missing_scopes_are_named(self, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EFFIE_SLACK_BOT_TOKEN", BOT_TOKEN)
        monkeypatch.setenv("EFFIE_SLACK_APP_TOKEN", APP_TOKEN)
        platform.scopes = "chat:write,commands"
        code, printed = run("check")
        assert code == 1
        assert "app_mentions:read, im:history" in printed

    def test_mentions_only_is_said_and_is_no_mistake(self, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EFFIE_SLACK_BOT_TOKEN", BOT_TOKEN)
        monkeypatch.setenv("EFFIE_SLACK_APP_TOKEN", APP_TOKEN)
        platform.scopes = "app_mentions:read,chat:write,commands,im:history"
        code, printed = run("check")
        assert code == 0
        assert "mentions and direct messages only" in printed

    def test_an_outage_is_told_from_a_wrong_key(self, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EFFIE_SLACK_BOT_TOKEN", BOT_TOKEN)
        monkeypatch.setenv("EFFIE_SLACK_APP_TOKEN", APP_TOKEN)
        platform.fail("auth.test", Fault(503))
        code, printed = run("check")
        assert code == 1
        assert "did not answer" in printed


class TestManual:
    @pytest.mark.parametrize("key", [*KEYS, "EFFIE_SLACK_API"])
    def test_every_setting_is_explained(self, key: str) -> None:
        assert key in MANUAL

    @pytest.mark.parametrize("command", ["effie slack manifest", "effie slack check", "/effie forget", "/effie known"])
    def test_every_command_is_explained(self, command: str) -> None:
        assert command in MANUAL

    def test_every_scope_is_explained(self) -> None:
        scopes = manifest("Effie", "Clinic", None, mentions_only=False)["oauth_config"]["scopes"]["bot"]
        assert [scope for scope in scopes if f"`{scope}`" not in MANUAL] == []

    def test_the_address_is_the_one_that_is_served(self) -> None:
        assert WEBHOOK in MANUAL

    @pytest.mark.parametrize("name", ["credentials.yml", "credentials.dev.yml"])
    def test_the_channel_stands_in_the_credentials(self, name: str) -> None:
        assert "bot.channels.slack.SlackChannel" in yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
