"""What is shown is what was said, character by character."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import answers
from tests.browser.chat import Chat, talking
from tests.browser.site import Site
from tests.browser.texts import PIECES, TEXTS, flat
from tests.conftest import free_port


@pytest.fixture(scope="module")
def talk(browser: Any) -> Iterator[tuple[Site, Chat]]:
    with talking(browser, Site(free_port())) as talk:
        yield talk


def test_there_are_enough_of_them() -> None:
    assert len(set(TEXTS)) >= 200


def test_every_text_is_shown_as_it_was_said(talk: tuple[Site, Chat]) -> None:
    site, chat = talk
    changed = []
    for text in TEXTS:
        site.answer = lambda _, text=text: answers.reply(text)
        shown = chat.ask("and?").locator(".text").text_content()
        if flat(shown) != flat(text):
            changed.append((text, shown))
    assert changed == []


def test_what_the_visitor_wrote_is_shown_as_it_was_written(talk: tuple[Site, Chat]) -> None:
    _, chat = talk
    for text in PIECES:
        chat.ask(text)
        assert chat.element.locator(".visitor .text").last.text_content() == text


def test_lines_and_paragraphs_are_seen_as_such(talk: tuple[Site, Chat]) -> None:
    site, chat = talk
    site.answer = lambda _: answers.reply("One.\nTwo.\n\nThree.\n- a\n- b")
    text = chat.ask("and?").locator(".text")
    assert text.locator("p").all_text_contents() == ["One.\nTwo.", "Three."]
    assert text.get_by_role("listitem").all_text_contents() == ["- a", "- b"]
