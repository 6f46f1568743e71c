"""The states that the widget can be in, how it may be looked at, and what axe-core says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.chat import Chat
from tests.browser.site import Failure, Site

MODES: dict[str, Callable[[Any], None]] = {
    "light": lambda page: page.emulate_media(color_scheme="light"),
    "dark": lambda page: page.emulate_media(color_scheme="dark"),
    "forced": lambda page: page.emulate_media(forced_colors="active"),
    "320 px": lambda page: _narrow(page),
}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_RUN = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target + " " + node.failureSummary)}`);
}"""


def violations(page: Any, node_modules: Path) -> list[str]:
    """What axe-core finds on the whole page, what is in the shadow root included."""
    page.evaluate((node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    # Half-way through its coming in a panel is half transparent, and its contrast half.
    page.evaluate(
        "() => Promise.all(document.querySelector('effie-chat').shadowRoot.getAnimations()"
        ".filter((one) => one.effect.getTiming().iterations === 1).map((one) => one.finished))"
    )
    found: list[str] = page.evaluate(_RUN, _RULES)
    return found


def _narrow(page: Any) -> None:
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.set_viewport_size({"width": 320, "height": 640})


def _asked(*texts: str) -> Callable[[Site, Chat], None]:
    def bring(site: Site, chat: Chat) -> None:
        chat.open()
        for text in texts:
            chat.ask(text)

    return bring


def _menu(item: str) -> Callable[[Site, Chat], None]:
    def bring(site: Site, chat: Chat) -> None:
        chat.open()
        chat.ask("does it help with sleep?")
        chat.menu(item)

    return bring


def _closed(site: Site, chat: Chat) -> None:
    chat.launcher.wait_for()


def _sources(site: Site, chat: Chat) -> None:
    chat.open()
    chat.ask("does it help with sleep?")
    chat.button("Limited support").click()


def _chosen(site: Site, chat: Chat) -> None:
    chat.open()
    chat.choices.first.get_by_role("button").first.click()
    chat.texts.nth(2).wait_for()


def _thumb(site: Site, chat: Chat) -> None:
    chat.open()
    chat.ask("does it help with sleep?")
    chat.button("Not helpful").click()
    chat.dialog.get_by_label("Would you like to add anything").wait_for()


def _open_menu(site: Site, chat: Chat) -> None:
    chat.open()
    chat.button("More").click()


def _wrong_form(site: Site, chat: Chat) -> None:
    chat.open()
    chat.menu("Ask us to contact you")
    chat.view.get_by_role("button", name="Send").click()


def _known(site: Site, chat: Chat) -> None:
    _thumb(site, chat)
    chat.menu("What do you know about me?")
    chat.view.get_by_text("Messages").wait_for()


def _typing(site: Site, chat: Chat) -> None:
    chat.open()
    site.delay = 5
    chat.send("one")
    chat.send("two")
    chat.dialog.get_by_text("Effie is writing").wait_for(state="attached")


def _lost(site: Site, chat: Chat) -> None:
    chat.open()
    site.failures = [Failure("/message", 502) for _ in range(4)]
    chat.send("one")
    chat.bar.get_by_text("The connection is lost").wait_for()


def _failed(site: Site, chat: Chat) -> None:
    _lost(site, chat)
    for _ in range(4):
        chat.page.wait_for_timeout(150)
        chat.page.clock.fast_forward(9_000)
    chat.log.get_by_text("Not sent.").wait_for()


def _counted(site: Site, chat: Chat) -> None:
    chat.open()
    chat.field.fill("a" * 4100)


def _unreachable(site: Site, chat: Chat) -> None:
    chat.page.route("**/panel.js", lambda route: route.abort())
    chat.launcher.click()
    chat.page.get_by_text("The chat cannot be opened").wait_for()


STATES: dict[str, Callable[[Site, Chat], None]] = {
    "closed": _closed,
    "not to be opened": _unreachable,
    "greeting": _asked(),
    "answer with sources": _asked("does it help with sleep?"),
    "sources shown": _sources,
    "choice taken": _chosen,
    "thumb given": _thumb,
    "list": _asked("when are you open?"),
    "professional": _asked("I have sciatica"),
    "urgent": _asked("back pain and fever"),
    "emergency": _asked("my groin is numb"),
    "contact card": _asked("a person please"),
    "menu": _open_menu,
    "contact form": _menu("Ask us to contact you"),
    "contact form, wrong": _wrong_form,
    "what is known": _known,
    "forget me": _menu("Forget me"),
    "start over": _menu("Start over"),
    "typing": _typing,
    "connection lost": _lost,
    "not sent": _failed,
    "too long": _counted,
}
