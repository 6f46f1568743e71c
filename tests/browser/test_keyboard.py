"""Where the focus is, what a screen reader is told, and by which keys the way leads out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.site import Site


def test_escape_closes_one_thing_at_a_time(chat: Chat) -> None:
    keyboard = chat.page.keyboard
    chat.button("More").click()
    keyboard.press("Escape")
    expect(chat.button("Forget me")).to_be_hidden()
    expect(chat.button("More")).to_be_focused()
    chat.menu("Forget me")
    expect(chat.dialog.get_by_role("heading", name="Forget me")).to_be_focused()
    keyboard.press("Escape")
    expect(chat.button("More")).to_be_focused()
    keyboard.press("Escape")
    expect(chat.dialog).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_beside_the_page_the_panel_leaves_the_page_alone(chat: Chat) -> None:
    assert chat.dialog.evaluate("(dialog) => dialog.matches(':modal')") is False
    chat.page.get_by_role("link", name="Prices").focus()
    expect(chat.page.get_by_role("link", name="Prices")).to_be_focused()
    expect(chat.dialog).to_be_visible()


def test_what_lies_under_a_view_is_out_of_reach(chat: Chat) -> None:
    chat.menu("Forget me")
    reached = set()
    for _ in range(12):
        chat.page.keyboard.press("Tab")
        reached.add(chat.focused())
    assert {"Back", "Delete everything", "Cancel"} <= reached
    assert not {"More", "Close", "Your message", "message"} & reached


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_over_the_page_the_focus_stays_inside(visit: Callable[..., Chat], key: str) -> None:
    chat = visit(viewport={"width": 400, "height": 740})
    chat.open()
    assert chat.dialog.evaluate("(dialog) => dialog.matches(':modal')") is True
    seen = []
    for _ in range(30):
        chat.page.keyboard.press(key)
        seen.append(chat.page.evaluate("() => document.activeElement.localName"))
    assert set(seen) <= {"effie-chat", "body"}  # the body stands for the browser's own bars
    assert seen.count("effie-chat") >= 20
    chat.field.focus()
    chat.page.keyboard.press("Escape")
    expect(chat.launcher).to_be_focused()


def test_a_window_that_becomes_small_becomes_modal_and_keeps_the_focus(chat: Chat) -> None:
    chat.field.fill("half a sentence")
    chat.page.set_viewport_size({"width": 400, "height": 740})
    expect(chat.element.locator("dialog:modal")).to_have_count(1)
    chat.page.set_viewport_size({"width": 1100, "height": 800})
    expect(chat.element.locator("dialog:modal")).to_have_count(0)
    expect(chat.field).to_be_focused()
    expect(chat.field).to_have_value("half a sentence")
    expect(chat.dialog).to_be_visible()


def test_a_touch_screen_gets_no_keyboard_over_the_greeting(visit: Callable[..., Chat]) -> None:
    chat = visit(device="Pixel 7")
    chat.launcher.tap()
    chat.log.get_by_text("Hello").wait_for()
    expect(chat.dialog).to_be_focused()


def test_enter_sends_and_shift_enter_does_not(site: Site, chat: Chat) -> None:
    chat.field.press_sequentially("one")
    chat.field.press("Shift+Enter")
    chat.field.press_sequentially("two")
    assert site.calls("/message") == 0
    chat.field.press("Enter")
    expect(chat.texts.nth(1)).to_have_text("one\ntwo")
    expect(chat.field).to_have_value("")


def test_nothing_is_sent_where_nothing_is_written(site: Site, chat: Chat) -> None:
    chat.field.fill("   \n ")
    chat.field.press("Enter")
    chat.page.wait_for_timeout(200)
    assert site.calls("/message") == 0


def test_a_long_text_is_counted_and_one_that_is_too_long_is_not_sent(site: Site, chat: Chat) -> None:
    chat.field.fill("a" * 3796)
    expect(chat.dialog.get_by_text("300 characters left")).to_be_visible()
    chat.field.fill("\U0001f642" * 4097)
    expect(chat.dialog.get_by_text("1 characters too many")).to_be_visible()
    chat.field.press("Enter")
    chat.page.wait_for_timeout(200)
    assert site.calls("/message") == 0
    chat.field.fill("\U0001f642" * 4096)
    chat.field.press("Enter")
    expect(chat.rows).to_have_count(4)


def test_a_choice_does_nothing_once_its_turn_is_past(site: Site, chat: Chat) -> None:
    chat.choices.first.get_by_role("button", name="Opening hours").click()
    expect(chat.rows).to_have_count(4)
    for choice in chat.choices.first.get_by_role("button").all():
        choice.dispatch_event("click")
    chat.page.wait_for_timeout(200)
    assert site.calls("/message") == 1
    taken = chat.choices.first.get_by_role("button", name="Opening hours")
    expect(taken).to_have_attribute("aria-pressed", "true")
    expect(taken).to_have_attribute("aria-disabled", "true")


def test_what_is_remembered_is_not_announced_and_what_is_new_is(chat: Chat) -> None:
    chat.ask("when are you open?")
    chat.page.reload()
    was_live = """() => new Promise((resolve) => {
      const root = document.querySelector("effie-chat").shadowRoot;
      new MutationObserver(() => {
        const log = root.querySelector("[role=log]");
        if (log?.ariaLive === "polite") resolve(log.querySelectorAll(".row").length);
      }).observe(root, { subtree: true, childList: true, attributes: true });
      document.querySelector("effie-chat").open();
    })"""
    assert chat.page.evaluate(was_live) == 4
    expect(chat.log).to_have_attribute("aria-live", "polite")


def test_the_typing_state_is_told_from_sending_to_the_answer(site: Site, chat: Chat) -> None:
    site.delay = 0.6
    typing = chat.dialog.get_by_role("status").filter(has_text="Effie is writing")
    chat.send("when are you open?")
    expect(typing).to_have_count(1)
    expect(chat.texts.last).to_contain_text("open today")
    expect(typing).to_have_count(0)


def test_the_tree_that_a_screen_reader_is_given(chat: Chat) -> None:
    chat.ask("I have sciatica")
    chat.button("Too little research").click()
    expect(chat.dialog).to_match_aria_snapshot(
        """
        - dialog "Chat with Effie":
          - heading "Effie" [level=2]
          - paragraph: Automated assistant
          - button "More"
          - button "Close"
          - log "Conversation":
            - paragraph: /What you write here counts as health data/
            - text: "Effie:"
            - paragraph: /Hello, this is Effie/
            - group "Choices":
              - button "Does massage help with sleep?" [disabled]
              - button "Which type suits me?" [disabled]
              - button "Opening hours" [disabled]
            - text: "You:"
            - paragraph: I have sciatica
            - text: "Effie:"
            - paragraph: /Gentle massage may feel soothing/
            - button "Too little research · 1 source" [expanded]
            - button "Helpful"
            - button "Not helpful"
            - list:
              - listitem:
                - link /Low back pain and sciatica in over 16s.*opens in a new tab/
                - text: NICE (UK), 2020
            - group "Check with a professional first":
              - paragraph: Check with a professional first
              - link "Call Example Massage Clinic 020 7946 0123"
              - button "Ask us to contact you"
            - group "Choices":
              - button "Talk it through with us"
            - status
          - status
          - status
          - textbox "Your message"
          - button "Send" [disabled]
          - paragraph: In an emergency, call 999.
        """
    )


def test_an_emergency_is_an_alert_with_the_number_first(chat: Chat) -> None:
    chat.ask("my groin is numb")
    expect(chat.log.get_by_role("alert")).to_match_aria_snapshot(
        """
        - alert:
          - link "Call Emergency 999":
            - /url: tel:999
          - paragraph: Get help now
          - link "Call NHS 111 111":
            - /url: tel:111
        """
    )
