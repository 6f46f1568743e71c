"""Colours, sizes and words: what a clinic may set, and what holds whatever it sets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.page import page
from tests.browser.site import Site

_CONTRAST = """([front, back]) => {
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(front) + 0.05, light(back) + 0.05];
  return Math.max(a / b, b / a);
}"""
# Everything that is pressed, but for links inside a line of text.
_TARGETS = """(root) => [...root.querySelectorAll("button, a.call, input, textarea")]
  .filter((one) => one.checkVisibility() && !one.closest("[inert]"))
  .map((one) => [one.ariaLabel || one.id || one.textContent, one.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 43.9)
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)
  .filter((text) => !text.startsWith("consent"))"""
_OUTSIDE = """(root) => [...root.querySelectorAll("dialog *")]
  .filter((one) => one.checkVisibility() && !one.classList.contains("unseen"))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5 || one.getBoundingClientRect().left < -0.5)
  .map((one) => one.className || one.localName)"""


@pytest.mark.parametrize(
    "accent", ["#ffe08a", "#000", "white", "rgb(120 120 120)", "hsl(340 80% 60%)", "oklch(0.7 0.2 150)", "navy"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_accent_is_readable(site: Site, visit: Callable[..., Chat], accent: str, scheme: str) -> None:
    site.pages["/"] = page(accent=accent)
    chat = visit(color_scheme=scheme)
    assert _contrast(chat, ".launcher", ".launcher") >= 4.5
    chat.open()
    chat.ask("does it help with sleep?")
    chat.button("Limited support").click()
    assert _contrast(chat, ".visitor .bubble", ".visitor .bubble") >= 4.5
    assert _contrast(chat, ".choice:not([aria-disabled])", "dialog") >= 4.5
    assert _contrast(chat, ".sources a", ".row:not(.visitor) .bubble") >= 4.5


def test_a_changed_accent_is_told_in_the_console(site: Site, visit: Callable[..., Chat]) -> None:
    assert "contrast of 1.3" in _warning(site, visit, "#ffe08a")
    assert "no colour is called sunshine" in _warning(site, visit, "sunshine")
    assert _warning(site, visit, "#24566b") == ""


def test_the_page_may_theme_it_by_css_variables(site: Site, visit: Callable[..., Chat]) -> None:
    site.csp = ""
    style = "<style>effie-chat { --effie-accent: #24566b; --effie-font: serif; --effie-width: 300px; }</style>"
    site.pages["/"] = page().replace("</head>", f"{style}</head>")
    chat = visit()
    expect(chat.launcher).to_have_css("background-color", "rgb(36, 86, 107)")
    chat.open()
    expect(chat.field).to_have_css("font-family", "serif")
    assert chat.dialog.bounding_box()["width"] == 300


@pytest.mark.parametrize(
    ("theme", "scheme", "is_dark"),
    [
        ("auto", "light", False),
        ("auto", "dark", True),
        ("light", "dark", False),
        ("dark", "light", True),
    ],
)
def test_the_theme_follows_the_tag_then_the_visitor(
    site: Site, visit: Callable[..., Chat], theme: str, scheme: str, is_dark: bool
) -> None:
    site.pages["/"] = page(theme=theme)
    chat = visit(color_scheme=scheme)
    chat.open()
    dark, light = "rgb(29, 27, 25)", "rgb(255, 253, 250)"
    expect(chat.dialog).to_have_css("background-color", dark if is_dark else light)


def test_the_theme_changes_with_the_visitors_own(chat: Chat) -> None:
    chat.page.emulate_media(color_scheme="dark")
    expect(chat.dialog).to_have_css("background-color", "rgb(29, 27, 25)")


def test_attributes_may_change_while_it_stands(visit: Callable[..., Chat]) -> None:
    chat = visit()
    chat.launcher.wait_for()
    chat.element.evaluate("(it) => { it.setAttribute('label', 'Hello'); it.setAttribute('position', 'left'); }")
    button = chat.page.get_by_role("button", name="Hello")
    assert button.bounding_box()["x"] < 100
    button.click()
    chat.log.wait_for()
    assert chat.dialog.bounding_box()["x"] < 100


def test_a_page_may_bring_its_own_words(site: Site, visit: Callable[..., Chat]) -> None:
    site.files["/de.json"] = (
        '{"send": "Senden", "language": "de", "dialog": "Gespräch mit {assistant}", "other": "x", "menu": 3}'
    )
    site.pages["/"] = page(strings="/de.json", label="Fragen Sie uns")
    chat = visit()
    chat.page.get_by_role("button", name="Fragen Sie uns").click()
    dialog = chat.page.get_by_role("dialog", name="Gespräch mit Effie")
    expect(dialog.get_by_role("button", name="Senden")).to_be_visible()
    expect(dialog).to_have_attribute("lang", "de")
    expect(dialog.get_by_role("button", name="More")).to_be_visible()


@pytest.mark.parametrize("address", ["/none.json", "https://example.org/x.json", "/broken.json"])
def test_words_that_cannot_be_had_leave_ours(site: Site, visit: Callable[..., Chat], address: str) -> None:
    site.files["/broken.json"] = "{"
    site.pages["/"] = page(strings=address)
    chat = visit()
    chat.open()
    expect(chat.button("Send")).to_be_visible()
    assert not [url for _, url in site.seen if "example.org" in url]


@pytest.mark.parametrize("state", ["greeting", "sleep", "sciatica", "numb", "contact", "menu", "known"])
@pytest.mark.parametrize("width", [1180, 320])
def test_what_is_pressed_is_large_enough_and_nothing_sticks_out(
    visit: Callable[..., Chat], state: str, width: int
) -> None:
    chat = visit(viewport={"width": width, "height": 700})
    assert min(chat.launcher.bounding_box()["width"], chat.launcher.bounding_box()["height"]) >= 44
    chat.open()
    _bring(chat, state)
    root = "() => document.querySelector('effie-chat').shadowRoot"
    assert chat.page.evaluate(f"() => ({_TARGETS})(({root})())") == []
    assert chat.page.evaluate(f"() => ({_OUTSIDE})(({root})())") == []
    assert chat.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1180, 640, 400])
def test_text_of_twice_the_size_still_fits(site: Site, visit: Callable[..., Chat], width: int) -> None:
    site.csp = ""
    site.pages["/"] = page().replace("</head>", "<style>effie-chat { font-size: 32px; }</style></head>")
    chat = visit(viewport={"width": width, "height": 900})
    chat.open()
    chat.ask("I have sciatica")
    expect(chat.field).to_be_in_viewport(ratio=1)
    expect(chat.button("Send")).to_be_in_viewport(ratio=1)
    root = "() => document.querySelector('effie-chat').shadowRoot"
    assert chat.page.evaluate(f"() => ({_OUTSIDE})(({root})())") == []
    assert chat.texts.last.evaluate("(it) => getComputedStyle(it).fontSize") == "32px"


def test_the_size_of_text_follows_the_visitors_setting_not_the_pages(site: Site, visit: Callable[..., Chat]) -> None:
    site.csp = ""
    site.pages["/"] = page().replace(
        "</head>", "<style>html { font-size: 62.5%; } body { font-size: 9px; }</style></head>"
    )
    chat = visit()
    expect(chat.launcher).to_have_css("font-size", "16px")


def test_the_pages_own_styles_do_not_reach_in(site: Site, visit: Callable[..., Chat]) -> None:
    site.csp = ""
    rude = "* { color: red !important; } button, p, div { display: none; } effie-chat { line-height: 3; }"
    site.pages["/"] = page().replace("</head>", f"<style>{rude}</style></head>")
    chat = visit()
    chat.open()
    expect(chat.texts.first).to_have_css("color", "rgb(42, 36, 30)")


def test_who_wants_no_motion_gets_none(visit: Callable[..., Chat]) -> None:
    chat = visit(reduced_motion="reduce")
    chat.open()
    root = "document.querySelector('effie-chat').shadowRoot"
    assert chat.page.evaluate(f"() => {root}.getAnimations().length") == 0
    moving = visit(reduced_motion="no-preference")
    moving.launcher.hover()
    began = f"""() => new Promise((resolve) => {{
      {root}.addEventListener("animationstart", () => resolve(true));
      document.querySelector("effie-chat").open();
    }})"""
    assert moving.page.evaluate(began)


def _bring(chat: Chat, state: str) -> None:
    if state in ("sleep", "sciatica", "numb"):
        chat.ask(state)
    elif state == "contact":
        chat.menu("Ask us to contact you")
    elif state == "known":
        chat.menu("What do you know about me?")
    elif state == "menu":
        chat.button("More").click()


def _contrast(chat: Chat, front: str, back: str) -> float:
    """Between the text of one and the ground of the other."""
    colours = [
        chat.element.locator(selector).last.evaluate(f"(it) => getComputedStyle(it).{name}")
        for selector, name in ((front, "color"), (back, "backgroundColor"))
    ]
    return float(chat.page.evaluate(_CONTRAST, colours))


def _warning(site: Site, visit: Callable[..., Chat], accent: str) -> str:
    chat = visit()
    said: list[str] = []
    chat.page.on("console", lambda message: said.append(message.text) if message.type == "warning" else None)
    site.pages["/"] = page(accent=accent)
    chat.page.reload()
    chat.launcher.wait_for()
    return " ".join(said)
