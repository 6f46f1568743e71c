"""A whole visit, as people make it: with a mouse, with the keyboard alone, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat, Visitors

SLEEP = "does massage help with sleep?"


def test_a_visit_with_the_mouse(visitors: Visitors, clinic_page: str) -> None:
    chat = visitors.come(clinic_page)
    chat.open()
    chat.field.fill(SLEEP)
    chat.button("Send").click()
    answer = chat.rows.filter(has=chat.page.get_by_role("button", name="Helpful", exact=True)).last
    answer.get_by_role("button", name="source").click()
    expect(answer.get_by_role("link").first).to_have_attribute("href", re.compile("^https?://"))
    answer.get_by_role("button", name="Helpful", exact=True).click()
    expect(answer.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "true")
    chat.choices.last.get_by_role("button").first.click()
    expect(chat.log.get_by_role("button", pressed=True).last).to_be_visible()
    before = chat.said()
    chat.page.reload()
    chat.open()
    assert chat.said()[: len(before)] == before
    chat.menu("Forget me")
    chat.button("Delete everything").click()
    expect(chat.log.get_by_text("Everything has been deleted")).to_be_visible()
    assert chat.stored() == {}
    chat.button("Close").click()
    expect(chat.launcher).to_be_focused()


def test_a_visit_with_the_keyboard_alone(visitors: Visitors, clinic_page: str) -> None:
    chat = visitors.come(clinic_page)
    page = chat.page
    _tab_to(chat, "Ask us about massage")
    page.keyboard.press("Enter")
    expect(chat.field).to_be_focused()
    page.keyboard.type(SLEEP)
    page.keyboard.press("Enter")
    expect(chat.button("Helpful").first).to_be_visible()
    _tab_to(chat, "source", "Shift+Tab")
    page.keyboard.press("Space")
    expect(chat.log.get_by_role("link").first).to_be_visible()
    _tab_to(chat, "Not helpful")
    page.keyboard.press("Enter")
    expect(chat.button("Not helpful")).to_have_attribute("aria-pressed", "true")
    taken = chat.choices.last.get_by_role("button").first
    _tab_to(chat, taken.inner_text())
    page.keyboard.press("Enter")
    expect(taken).to_have_attribute("aria-pressed", "true")
    expect(taken).to_be_focused()
    _tab_to(chat, "More", "Shift+Tab")
    page.keyboard.press("Enter")
    _tab_to(chat, "Forget me")
    page.keyboard.press("Enter")
    _tab_to(chat, "Delete everything")
    page.keyboard.press("Enter")
    expect(chat.log.get_by_text("Everything has been deleted")).to_be_visible()
    page.keyboard.press("Escape")
    expect(chat.launcher).to_be_focused()
    expect(chat.launcher).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("device", ["Pixel 7", "iPhone SE"])
def test_a_visit_on_a_phone(visitors: Visitors, clinic_page: str, device: str) -> None:
    chat = visitors.come(clinic_page, device=device)
    chat.launcher.tap()
    chat.log.get_by_text("Hello").first.wait_for()
    screen = chat.page.viewport_size
    box = chat.dialog.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (screen["width"], screen["height"])
    chat.choices.first.get_by_role("button").first.tap()
    expect(chat.texts.nth(2)).to_be_visible()
    chat.field.fill("I have back pain and my groin is numb")
    chat.button("Send").tap()
    call = chat.log.get_by_role("link", name="Call Emergency 999")
    expect(call).to_have_attribute("href", "tel:999")
    expect(call).to_be_in_viewport()
    chat.button("Close").tap()
    expect(chat.dialog).to_be_hidden()


def _tab_to(chat: Chat, name: str, key: str = "Tab") -> None:
    """As a visitor does it: one press after the other until it is there."""
    for _ in range(40):
        if name in chat.focused():
            return
        chat.page.keyboard.press(key)
    raise AssertionError(f"{name} is not reached by {key}")
