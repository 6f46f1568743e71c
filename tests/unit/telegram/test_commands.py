"""The menu's commands, and links that start with a topic."""

from __future__ import annotations

import pytest

from bot.channels.telegram.commands import MENU, read_command
from bot.settings import ROOT
from tests.unit.facts import TOPICS


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ("/start", "ask:chat/greet"),
        ("/help", "ask:chat/capabilities"),
        ("/sources", "ask:chat/sources"),
        ("/human", "ask:chat/human_handoff"),
        ("/known", "do:kept"),
        ("/forget", "do:forget"),
        ("/HELP", "ask:chat/capabilities"),
        ("/help@EffieTestBot", "ask:chat/capabilities"),
    ],
)
def test_a_command_asks_what_a_button_would(typed: str, asks: str) -> None:
    assert read_command(typed, TOPICS) == asks


@pytest.mark.parametrize("typed", ["/unknown", "/ help", "help", "/helpful", "//help", "/", "/help/me", "say /help"])
def test_what_is_no_command_of_ours_is_text(typed: str) -> None:
    assert read_command(typed, TOPICS) == typed


@pytest.mark.parametrize("typed", ["/help my chest hurts", "/forget it, my groin is numb", "/start my back hurts"])
def test_words_behind_a_command_are_text_for_the_gate_to_read(typed: str) -> None:
    assert read_command(typed, TOPICS) == typed


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ("/start type-swedish", "ask:type/swedish"),
        ("/start practical-does_it_hurt", "ask:practical/does_it_hurt"),
        ("/start type-unknown", "ask:chat/greet"),
        ("/start campaign42", "ask:chat/greet"),
    ],
)
def test_a_link_may_start_with_a_topic(typed: str, asks: str) -> None:
    assert read_command(typed, TOPICS) == asks


def test_every_command_is_explained_in_the_document() -> None:
    page = (ROOT / "docs/telegram.md").read_text(encoding="utf-8")
    assert [command.name for command in MENU if f"`/{command.name}`" not in page] == []
