"""The network is cut, the server restarts, an answer gets lost: nothing that was said is, and no turn happens twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.site import LOST, Failure, Site

PHONE = "020 7946 0123"


def turns(site: Site) -> list[str]:
    """What the server was asked, each turn once."""
    return [
        message["text"]
        for kept in site.conversations.values()
        for message in kept.messages
        if message["by"] == "visitor"
    ]


def test_a_cut_network_in_mid_answer_loses_nothing(site: Site, chat: Chat) -> None:
    site.delay = 1
    chat.send("when are you open?")
    expect(chat.dialog.get_by_text("Effie is writing")).to_be_attached()
    chat.page.context.set_offline(True)
    site.cut()
    expect(chat.bar).to_contain_text("The connection is lost")
    expect(chat.bar.get_by_role("link")).to_have_attribute("href", "tel:02079460123")
    site.start()
    chat.page.context.set_offline(False)
    expect(chat.texts.last).to_contain_text("open today")
    expect(chat.bar).to_be_empty()
    assert turns(site) == ["when are you open?"]


def test_a_lost_connection_is_told_before_anything_is_sent(chat: Chat) -> None:
    chat.page.context.set_offline(True)
    expect(chat.bar).to_contain_text("cannot be reached")
    expect(chat.bar).to_contain_text(PHONE)
    chat.page.context.set_offline(False)
    expect(chat.bar).to_be_empty()


def test_a_server_restart_in_mid_answer_loses_nothing(site: Site, chat: Chat) -> None:
    site.delay = 1
    chat.send("when are you open?")
    chat.page.wait_for_timeout(300)
    site.stop()
    expect(chat.bar).to_contain_text("The connection is lost")
    site.delay = 0
    site.start()
    expect(chat.texts.last).to_contain_text("open today")
    assert turns(site) == ["when are you open?"]
    chat.ask("does it help with sleep?")
    assert len(site.conversations) == 1


def test_an_answer_that_got_lost_is_fetched_without_a_second_turn(site: Site, chat: Chat) -> None:
    site.failures = [Failure("/message", LOST, is_done=True)]
    chat.send("when are you open?")
    expect(chat.texts.last).to_contain_text("open today")
    assert site.calls("/message") == 2
    assert turns(site) == ["when are you open?"]


def test_a_reload_in_mid_answer_loses_nothing(site: Site, chat: Chat) -> None:
    site.delay = 1
    chat.send("when are you open?")
    chat.page.wait_for_timeout(200)
    chat.page.reload()
    chat.open()
    expect(chat.texts.last).to_contain_text("open today")
    assert turns(site) == ["when are you open?"]


def test_what_is_typed_during_a_turn_waits_and_is_sent_in_order(site: Site, chat: Chat) -> None:
    site.delay = 0.5
    for text in ("first", "second", "third"):
        chat.send(text)
    expect(chat.log.get_by_text("Waiting").first).to_be_visible()
    expect(chat.rows).to_have_count(8)
    assert turns(site) == ["first", "second", "third"]
    assert [text for text in chat.said() if text in turns(site)] == ["first", "second", "third"]


def test_after_some_tries_the_visitor_is_asked_and_may_try_again(site: Site, visit: Callable[..., Chat]) -> None:
    chat = visit(clock=True)
    chat.open()
    site.failures = [Failure("/message", 502) for _ in range(4)]
    chat.send("when are you open?")
    for _ in range(4):
        chat.page.wait_for_timeout(150)
        chat.page.clock.fast_forward(9_000)
    expect(chat.log.get_by_text("Not sent.")).to_be_visible()
    expect(chat.bar).to_contain_text(PHONE)
    chat.log.get_by_role("button", name="Try again").click()
    expect(chat.texts.last).to_contain_text("open today")
    expect(chat.log.get_by_text("Not sent.")).to_have_count(0)
    assert turns(site) == ["when are you open?"]


def test_where_the_server_is_away_from_the_start_the_phone_is_shown(site: Site, visit: Callable[..., Chat]) -> None:
    chat = visit()
    site.failures = [Failure("/session", 503, "unavailable", "I am sorry.", {"phone": PHONE})]
    chat.launcher.click()
    expect(chat.bar).to_contain_text("I am sorry.")
    expect(chat.bar).to_contain_text(PHONE)
    chat.bar.get_by_role("button", name="Try again").click()
    expect(chat.texts.first).to_contain_text("Hello")
    expect(chat.bar).to_be_empty()


def test_the_phone_of_the_tag_stands_in_for_one_never_heard(site: Site, visit: Callable[..., Chat]) -> None:
    site.pages["/"] = site.pages["/"].replace(" async", ' async data-phone="01632 960 001"')
    chat = visit()
    with chat.page.expect_response("**/panel.js"):
        chat.launcher.hover()
    site.stop()
    chat.launcher.click()
    expect(chat.bar).to_contain_text("01632 960 001")


def test_a_panel_that_cannot_be_fetched_is_said_and_tried_again(site: Site, visit: Callable[..., Chat]) -> None:
    chat = visit()
    chat.page.route("**/panel.js", lambda route: route.abort())
    chat.launcher.click()
    expect(chat.page.get_by_text("The chat cannot be opened just now")).to_be_visible()
    chat.page.unroute("**/panel.js")
    chat.open()


def test_an_expired_session_is_followed_by_a_new_one_that_says_so(site: Site, chat: Chat) -> None:
    chat.ask("when are you open?")
    site.expire()
    chat.send("does it help with sleep?")
    expect(chat.texts.last).to_contain_text("wind down")
    expect(chat.log.get_by_text("A new conversation begins here")).to_be_visible()
    expect(chat.log.get_by_text("open today")).to_be_visible()
    assert "open today" not in str(chat.stored())
    chat.page.reload()
    chat.open()
    assert "open today" not in str(chat.said())
    assert "wind down" in str(chat.said())


def test_a_forged_token_in_the_storage_gets_a_new_conversation(site: Site, chat: Chat) -> None:
    chat.ask("when are you open?")
    chat.page.evaluate(
        "() => { for (const key of Object.keys(localStorage))"
        ' localStorage[key] = localStorage[key].replace(/"token":"[^"]+/, \'"token":"forged\'); }'
    )
    chat.page.reload()
    chat.open()
    chat.ask("does it help with sleep?")
    assert len(site.conversations) == 2


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [(429, "too_many", "Please wait a moment."), (413, "too_large", "That is too long."), (400, "bad_request", "No.")],
)
def test_a_refusal_is_shown_in_the_servers_words(site: Site, chat: Chat, status: int, code: str, message: str) -> None:
    more = {"retry_after": 60} if status == 429 else {}
    site.failures = [Failure("/message", status, code, message, more)]
    chat.send("when are you open?")
    expect(chat.rows.last).to_contain_text(message)
    chat.button("Try again").click()
    expect(chat.texts.last).to_contain_text("open today")


def test_a_short_wait_is_waited_for(site: Site, chat: Chat) -> None:
    site.failures = [Failure("/message", 429, "too_many", "Please wait a moment.", {"retry_after": 1})]
    chat.send("when are you open?")
    expect(chat.texts.last).to_contain_text("open today")


def test_a_foreign_page_is_told_so(site: Site, visit: Callable[..., Chat]) -> None:
    chat = visit()
    site.failures = [Failure("/session", 403, "foreign_origin", "This page may not use the assistant.")]
    chat.launcher.click()
    expect(chat.bar).to_contain_text("This page may not use the assistant.")
