"""What is shown is what was said, character by character."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from tests.browser import answers
from tests.browser.chat import Chat, Visitors
from tests.browser.site import Site
from tests.conftest import free_port

_PIECES = (
    "pain 7/10 [7/10]",
    "*very* sore",
    "**firm** pressure",
    "_light_ touch",
    "snake_case_name",
    "2 * 3 * 4",
    "a < b > c",
    "<b>not bold</b>",
    "&amp; &lt; &copy; &#39;",
    "[a link](https://example.org)",
    "![x](y)",
    "https://www.nhs.uk/conditions/back-pain/?a=1&b=2#c",
    "mail hello@example.org",
    "`code` and ```more```",
    "~~gone~~ ^up^ ~down~",
    "# not a heading",
    "> not a quotation",
    "1) first 2) second",
    "| a | b |",
    "\\* \\_ \\[ \\] \\\\",
    "{curly} {{double}} ${dollar}",
    "%s %d %% {0} {assistant}",
    "“quoted” ‘single’ – — …",
    "naïve café Zürich Łódź",
    "£62, 60 min, ±5 %, 37.5 °C",
    "עברית and العربية",
    "你好 日本語 한국어",
    "🙂 👩‍⚕️ 🧘🏽‍♀️ 🇬🇧",
    "two  spaces   three",
    "tab\there",
)
_SHAPES = (
    "{a}",
    "Before {a} after.",
    "{a}\n{b}",
    "{a}\n\n{b}",
    "- {a}\n- {b}",
    "A list:\n• {a}\n• {b}\nand the end.",
    "1. {a}\n2. {b}\n10. {a}",
    "- {a}",
)
TEXTS = [shape.format(a=a, b=b) for (a, b), shape in product(zip(_PIECES, reversed(_PIECES), strict=True), _SHAPES)]


@pytest.fixture(scope="module")
def talk(browser: Any) -> Iterator[tuple[Site, Chat]]:
    site = Site(free_port())
    site.start()
    visitors = Visitors(browser)
    chat = visitors.come(site.url)
    chat.open()
    yield site, chat
    visitors.leave()
    site.close()


def test_there_are_enough_of_them() -> None:
    assert len(set(TEXTS)) >= 200


def test_every_text_is_shown_as_it_was_said(talk: tuple[Site, Chat]) -> None:
    site, chat = talk
    changed = []
    for text in TEXTS:
        site.answer = lambda _, text=text: answers.reply(text)
        shown = chat.ask("and?").locator(".text").text_content()
        if _flat(shown) != _flat(text):
            changed.append((text, shown))
    assert changed == []


def test_what_the_visitor_wrote_is_shown_as_it_was_written(talk: tuple[Site, Chat]) -> None:
    _, chat = talk
    for text in _PIECES:
        chat.ask(text)
        assert chat.element.locator(".visitor .text").last.text_content() == text


def test_lines_and_paragraphs_are_seen_as_such(talk: tuple[Site, Chat]) -> None:
    site, chat = talk
    site.answer = lambda _: answers.reply("One.\nTwo.\n\nThree.\n- a\n- b")
    text = chat.ask("and?").locator(".text")
    assert text.locator("p").all_text_contents() == ["One.\nTwo.", "Three."]
    assert text.get_by_role("listitem").all_text_contents() == ["- a", "- b"]


def _flat(text: str) -> str:
    """Without the line breaks, which become blocks."""
    return text.replace("\n", "")
