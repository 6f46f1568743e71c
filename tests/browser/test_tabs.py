"""One conversation: after a reload, in a second tab, after a restart; and gone everywhere when it is to be gone."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import answers
from tests.browser.chat import Chat, Visitors
from tests.browser.site import Site


def test_a_second_tab_goes_on_with_the_same_conversation(site: Site, chat: Chat, visitors: Visitors) -> None:
    chat.ask("when are you open?")
    second = visitors.another_tab(chat.page.context, site.url)
    second.open()
    assert second.said() == chat.said()
    second.ask("does it help with sleep?")
    expect(chat.texts.last).to_contain_text("wind down")
    chat.ask("a person please")
    expect(second.texts.last).to_contain_text("Of course")
    assert second.said() == chat.said()
    assert len(site.conversations) == 1


def test_two_tabs_that_ask_at_once_get_both_answers(site: Site, chat: Chat, visitors: Visitors) -> None:
    second = visitors.another_tab(chat.page.context, site.url)
    second.open()
    site.delay = 0.5
    chat.send("when are you open?")
    second.send("does it help with sleep?")
    for tab in (chat, second):
        expect(tab.log.get_by_text("open today")).to_be_visible()
        expect(tab.log.get_by_text("wind down")).to_be_visible()
    assert sum(len(kept.replies) for kept in site.conversations.values()) == 2


def test_a_reload_keeps_the_conversation_and_what_was_done_in_it(site: Site, chat: Chat) -> None:
    chat.choices.first.get_by_role("button", name="sleep").click()
    chat.button("Not helpful").click()
    chat.dialog.get_by_label("Would you like to add anything").wait_for()
    said = chat.said()
    chat.page.reload()
    chat.open()
    expect(chat.texts).to_have_count(len(said))
    assert chat.said() == said
    expect(chat.button("Not helpful")).to_have_attribute("aria-pressed", "true")
    expect(chat.choices.first.get_by_role("button", name="sleep")).to_have_attribute("aria-pressed", "true")
    chat.ask("a person please")
    assert len(site.conversations) == 1


def test_a_restart_of_the_server_keeps_the_conversation(site: Site, chat: Chat) -> None:
    chat.ask("when are you open?")
    site.stop()
    site.start()
    chat.page.reload()
    chat.open()
    chat.ask("does it help with sleep?")
    assert len(site.conversations) == 1


def test_a_restored_emergency_is_not_announced_again(chat: Chat) -> None:
    expect(chat.ask("my groin is numb").get_by_role("alert")).to_be_visible()
    chat.page.reload()
    chat.open()
    expect(chat.log.get_by_role("link", name="Call Emergency 999")).to_be_visible()
    expect(chat.log.get_by_role("alert")).to_have_count(0)


def test_forget_me_empties_the_server_this_device_and_the_other_tab(site: Site, chat: Chat, visitors: Visitors) -> None:
    second = visitors.another_tab(chat.page.context, site.url)
    chat.ask("when are you open?")
    second.open()
    chat.menu("Forget me")
    chat.button("Delete everything").click()
    for tab in (chat, second):
        expect(tab.log.get_by_text("Everything has been deleted")).to_be_visible()
        assert "open today" not in str(tab.said())
    assert site.conversations == {}
    assert chat.stored() == {}
    chat.page.reload()
    assert chat.stored() == {}
    second.ask("does it help with sleep?")
    assert len(site.conversations) == 1


def test_a_choice_to_be_forgotten_empties_this_device_too(site: Site, chat: Chat) -> None:
    forget = {"title": "Forget me", "payload": "do:forget"}
    site.answer = lambda _: answers.reply("Shall I?", buttons=[forget])
    chat.ask("what about my data?").get_by_role("button", name="Forget me").click()
    chat.button("Delete everything").click()
    expect(chat.log.get_by_text("Everything has been deleted")).to_be_visible()
    assert site.conversations == {}
    assert chat.stored() == {}


def test_forgetting_that_fails_deletes_nothing_and_says_so(site: Site, chat: Chat) -> None:
    chat.ask("when are you open?")
    chat.menu("Forget me")
    site.stop()
    chat.button("Delete everything").click()
    expect(chat.dialog.get_by_role("alert")).to_contain_text("Nothing has been deleted yet.")
    assert "open today" in str(chat.stored())
    site.start()
    chat.button("Delete everything").click()
    expect(chat.log.get_by_text("Everything has been deleted")).to_be_visible()


def test_what_is_forgotten_in_mid_answer_does_not_come_back(site: Site, chat: Chat) -> None:
    site.delay = 1
    chat.send("when are you open?")
    chat.menu("Forget me")
    chat.button("Delete everything").click()
    expect(chat.log.get_by_text("Everything has been deleted")).to_be_visible()
    chat.page.wait_for_timeout(1500)
    assert chat.stored() == {}
    assert "open" not in str(chat.said()[1:])


def test_start_over_begins_a_new_conversation(site: Site, chat: Chat) -> None:
    chat.ask("when are you open?")
    chat.menu("Start over")
    chat.button("Start over").click()
    expect(chat.texts).to_have_count(1)
    chat.ask("does it help with sleep?")
    assert len(site.conversations) == 2
    assert "open today" not in str(chat.stored())


def test_forget_me_reaches_what_was_started_over(site: Site, chat: Chat) -> None:
    chat.ask("when are you open?")
    chat.menu("Start over")
    chat.button("Start over").click()
    chat.ask("does it help with sleep?")
    chat.menu("Forget me")
    chat.button("Delete everything").click()
    expect(chat.log.get_by_text("Everything has been deleted")).to_be_visible()
    assert site.conversations == {}


def test_a_conversation_that_is_over_leaves_the_device_at_the_next_page(site: Site, chat: Chat) -> None:
    site.session_seconds = 2
    chat.menu("Start over")
    chat.button("Start over").click()
    chat.ask("when are you open?")
    assert "open today" in str(chat.stored())
    chat.page.wait_for_timeout(2500)
    chat.page.reload()
    chat.launcher.wait_for()
    assert chat.stored() == {}


def test_a_conversation_that_ended_on_an_open_page_is_not_shown_at_the_next_opening(
    site: Site, visit: Callable[..., Chat], visitors: Visitors
) -> None:
    site.session_seconds = 2
    chat = visit()
    waiting = visitors.another_tab(chat.page.context, site.url)
    chat.open()
    chat.ask("when are you open?")
    chat.page.close()
    waiting.page.wait_for_timeout(2500)
    waiting.open()
    expect(waiting.log.get_by_text("Your last conversation is over")).to_be_visible()
    assert "open today" not in str(waiting.said())


def test_the_history_is_capped(site: Site, chat: Chat) -> None:
    site.answer = lambda _: answers.reply("word " * 1500)
    for number in range(30):
        chat.ask(f"question {number}")
    [stored] = chat.stored().values()
    kept = json.loads(stored[stored.index("{") :])
    assert len(stored) <= 200_200
    assert len(kept["said"]) <= 100
    assert kept["said"][-2]["text"] == "question 29"


def test_where_the_browser_keeps_nothing_the_chat_works_all_the_same(site: Site, visitors: Visitors) -> None:
    chat = visitors.come("about:blank")
    chat.page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    chat.page.goto(site.url)
    chat.open()
    chat.ask("when are you open?")
    chat.ask("does it help with sleep?")
    expect(chat.log.get_by_text("open today")).to_be_visible()
    assert len(site.conversations) == 1


def test_what_another_script_wrote_there_does_not_break_it(visit: Callable[..., Chat], site: Site) -> None:
    chat = visit()
    chat.page.evaluate(
        '(key) => localStorage.setItem(key, \'9999999999999 {"said": [null, 3, {}], "earlier": 5}\')',
        f"effie:{site.channel}",
    )
    chat.open()
    chat.ask("when are you open?")
