"""Before somebody opens the chat nothing is asked for or kept; and a strict policy has nothing to forbid."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.chat import Chat, Visitors
from tests.browser.site import BASE, Site


def test_before_the_first_opening_there_is_one_request_and_nothing_is_kept(
    site: Site, visit: Callable[..., Chat]
) -> None:
    chat = visit()
    chat.page.wait_for_timeout(1000)
    chat.page.mouse.move(200, 200)
    chat.page.mouse.wheel(0, 400)
    chat.page.reload()
    chat.launcher.wait_for()
    assert {path for _, path in site.seen if path.startswith(BASE)} == {f"{BASE}/effie.js"}
    assert chat.stored() == {}
    assert chat.page.context.cookies() == []
    assert chat.page.evaluate("async () => [(await indexedDB.databases()).length, (await caches.keys()).length]") == [
        0,
        0,
    ]


def test_reaching_for_the_button_fetches_the_panel_and_no_more(site: Site, visit: Callable[..., Chat]) -> None:
    chat = visit()
    with chat.page.expect_response("**/panel.js"):
        chat.launcher.hover()
    chat.page.wait_for_timeout(300)
    assert [path for _, path in site.seen if path.startswith(BASE)][1:] == [f"{BASE}/{_panel(site)}"]
    assert chat.stored() == {}


def test_only_the_clinics_own_server_is_ever_asked(site: Site, visit: Callable[..., Chat]) -> None:
    chat = visit()
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.open()
    chat.ask("does it help with sleep?")
    chat.menu("What do you know about me?")
    expect(chat.dialog.get_by_text("The clinic deletes this after 30 days")).to_be_visible()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site.url).netloc}
    assert chat.page.context.cookies() == []


def test_the_strictest_policy_has_nothing_to_forbid(site: Site, chat: Chat) -> None:
    for text in ("does it help with sleep?", "I have sciatica", "my groin is numb", "a person please"):
        chat.ask(text)
    chat.menu("Ask us to contact you")
    chat.page.keyboard.press("Escape")
    chat.menu("Forget me")
    chat.button("Delete everything").click()
    expect(chat.log.get_by_text("Everything has been deleted")).to_be_visible()
    assert "trusted-types 'none'" in site.csp and "unsafe" not in site.csp
    assert chat.page.evaluate("() => window.violations") == []


def test_a_violation_would_be_seen(visit: Callable[..., Chat]) -> None:
    chat = visit()
    tried = "() => { try { document.body.innerHTML += '<img onerror=1>'; } catch { return violations; } }"
    chat.page.evaluate(tried)
    chat.page.wait_for_timeout(100)
    assert "require-trusted-types-for" in str(chat.page.evaluate("() => violations.splice(0)"))


def test_an_element_that_leaves_the_page_leaves_nothing_behind(site: Site, chat: Chat) -> None:
    site.delay = 0.5
    chat.send("when are you open?")
    chat.page.evaluate("() => { window.left = document.querySelector('effie-chat'); left.remove(); }")
    chat.page.wait_for_timeout(1500)
    calls = len(site.seen)
    chat.page.evaluate("() => dispatchEvent(new Event('online'))")
    chat.page.wait_for_timeout(300)
    assert len(site.seen) == calls
    chat.page.evaluate("() => document.body.append(window.left)")
    chat.open()
    expect(chat.texts.last).to_contain_text("open today")


def test_a_second_tag_makes_no_second_button(site: Site, visit: Callable[..., Chat]) -> None:
    site.pages["/"] = site.pages["/"].replace("</body>", '<script src="/webhooks/web/effie.js"></script></body>')
    chat = visit()
    expect(chat.launcher).to_have_count(1)


def test_a_script_that_is_loaded_as_a_module_or_late_works_too(site: Site, visit: Callable[..., Chat]) -> None:
    site.pages["/"] = site.pages["/"].replace(" async", ' type="module"')
    visit().open()


def test_a_page_may_place_the_element_itself(site: Site, visit: Callable[..., Chat]) -> None:
    site.pages["/"] = site.pages["/"].replace("</main>", '<effie-chat label="Ask Effie"></effie-chat></main>')
    chat = visit()
    expect(chat.page.get_by_role("main").get_by_role("button", name="Ask Effie")).to_be_visible()
    expect(chat.element).to_have_count(1)


def test_it_speaks_to_the_server_that_the_tag_names(site: Site, visitors: Visitors) -> None:
    site.pages["/"] = site.pages["/"].replace(" async", f' async data-server="{site.channel}/"')
    site.pages["/other"] = site.pages["/"].replace(f"{site.channel}/", "/elsewhere")
    chat = visitors.come(site.url)
    chat.open()
    assert site.calls("/session") == 1
    other = visitors.come(f"{site.url}other")
    other.launcher.click()
    expect(other.bar).not_to_be_empty()
    assert ("POST", "/elsewhere/session") in site.seen


def test_a_pages_own_link_may_open_it(visit: Callable[..., Chat]) -> None:
    chat = visit()
    chat.launcher.wait_for()
    chat.page.evaluate("() => document.querySelector('effie-chat').open()")
    expect(chat.field).to_be_focused()
    chat.page.evaluate("() => document.querySelector('effie-chat').close()")
    expect(chat.dialog).to_be_hidden()


def _panel(site: Site) -> str:
    [panel] = (site.dist / "assets").glob("*/panel.js")
    return str(panel.relative_to(site.dist))
