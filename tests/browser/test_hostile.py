"""Hostile texts, in every place where the server's words are shown: none is executed, none becomes a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import answers
from tests.browser.chat import Chat, Visitors, talking
from tests.browser.hostile import PAYLOADS, READ, everywhere, harm_in
from tests.browser.site import Site
from tests.conftest import free_port


@pytest.fixture(scope="module")
def hostile(browser: Any) -> Iterator[tuple[Site, Chat]]:
    """One visitor, and a site whose server says whatever a test gives it."""
    site = Site(free_port())
    site.csp = ""  # the widget must be safe without a policy that would save it
    with talking(browser, site) as talk:
        yield talk


def test_there_are_enough_of_them() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: ascii(payload)[:40])
def test_a_hostile_text_stays_text(hostile: tuple[Site, Chat], payload: str) -> None:
    site, chat = hostile
    site.answer = lambda _: everywhere(payload)
    read = chat.ask("and now?").evaluate(READ)
    assert harm_in(read) == []
    assert read["text"].replace("\n", "") == payload[:20_000].replace("\n", "")
    assert not read["wide"]


def test_a_hostile_choice_is_sent_as_text_and_no_more(hostile: tuple[Site, Chat]) -> None:
    site, chat = hostile
    asked: list[str] = []
    site.answer = lambda text: asked.append(text) or everywhere(PAYLOADS[0])
    chat.ask("offer me something").locator(".choice").first.click()
    expect(chat.rows.last.locator(".choice").first).to_be_enabled()
    assert asked[-1] == PAYLOADS[0]
    assert chat.page.evaluate("() => window.hit ?? null") is None


def test_a_hostile_clinic_is_shown_as_text(hostile: tuple[Site, Chat], browser: Any) -> None:
    site, _ = hostile
    payload = PAYLOADS[3]
    site.clinic = {**{key: payload for key in answers.CLINIC}, "offers": [{"title": payload, "payload": payload}]}
    visitors = Visitors(browser)
    chat = visitors.come(site.url)
    chat.launcher.click()
    expect(chat.texts.first).to_have_text(payload)
    chat.menu("Ask us to contact you")
    expect(chat.dialog.get_by_role("checkbox", name=payload)).to_be_visible()
    assert chat.page.evaluate("() => window.hit ?? null") is None
    visitors.leave()
    site.clinic = dict(answers.CLINIC)


@pytest.mark.parametrize("reply", [None, [], "text", 7, {}, {"text": ""}, {"text": ["a"]}, {"sources": "x"}], ids=repr)
def test_a_reply_that_is_none_ends_in_a_kind_sentence(site: Site, visit: Callable[..., Chat], reply: object) -> None:
    chat = visit(clock=True)
    chat.open()
    site.answer = lambda _: reply
    chat.send("say something odd")
    for _ in range(4):
        chat.page.wait_for_timeout(100)
        chat.page.clock.fast_forward(10_000)
    expect(chat.bar).to_contain_text("020 7946 0123")
    expect(chat.log.get_by_role("button", name="Try again")).to_be_visible()


def test_parts_of_a_reply_that_are_wrong_are_left_out(hostile: tuple[Site, Chat]) -> None:
    site, chat = hostile
    odd = {"sources": {"a": 1}, "buttons": [None, 3, {"title": 4}], "card": "yes", "evidence": ["strong"], "kind": 9}
    site.answer = lambda _: answers.reply("It is still said.", **odd)
    expect(chat.ask("and?").locator(".text")).to_have_text("It is still said.")
