"""A visitor's side: the page, the button, and the chat, by the names that people and screen readers know them by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.site import Site

_WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""
_SEEN = "() => document.querySelector('effie-chat').shadowRoot"


class Chat:
    """The widget on one page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.element = page.locator("effie-chat")
        self.launcher = page.get_by_role("button", name="Ask us about massage")
        self.dialog = page.get_by_role("dialog", name="Chat with")
        self.field = page.get_by_label("Your message")
        self.log = page.get_by_role("log", name="Conversation")
        self.choices = self.log.get_by_role("group", name="Choices")
        self.texts = self.log.locator(".text")
        self.rows = self.log.locator(".row")
        self.view = self.dialog.get_by_role("region")  # what lies over the conversation
        self.bar = self.dialog.locator(".bar")
        # By role or label a long conversation takes Playwright a second to search.
        self._field = self.element.locator("textarea")
        self._answer = self.element.locator(".row:nth-last-child(2):not(.visitor)")

    def open(self) -> None:
        """Opens the chat and waits for the greeting."""
        self.launcher.click()
        self.log.get_by_text("Hello").first.wait_for()

    def send(self, text: str) -> None:
        """Sends a message, and waits for nothing."""
        self._field.fill(text)
        self._field.press("Enter")

    def ask(self, text: str) -> Any:
        """Sends a message; the row of its answer, once it is there."""
        self.send(text)
        self._answer.locator(".text").wait_for(state="attached")
        return self._answer

    def button(self, name: str) -> Any:
        """A button of the chat."""
        return self.dialog.get_by_role("button", name=name)

    def menu(self, name: str) -> None:
        """Takes an item of the menu."""
        self.dialog.get_by_role("button", name="More", exact=True).click()
        self.dialog.locator(".menu").get_by_role("button", name=name).click()

    def said(self) -> list[str]:
        """All that was said, in order, the greeting first."""
        return [str(text) for text in self.texts.all_text_contents()]

    def focused(self) -> str:
        """What has the focus: its label or text; empty where it is none of ours."""
        return str(
            self.page.evaluate(
                f"""() => {{
                  const focus = ({_SEEN})().activeElement;
                  return focus ? (focus.ariaLabel || focus.id || focus.textContent || focus.localName).trim() : "";
                }}"""
            )
        )

    def stored(self) -> dict[str, str]:
        """What the page's storage holds."""
        return dict(self.page.evaluate("() => ({...localStorage, ...sessionStorage})"))


class Visitors:
    """People who come, each with a browser profile of their own."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self._contexts: list[Any] = []
        self._wrong: list[str] = []

    def come(self, url: str, *, device: str = "", clock: bool = False, **keywords: Any) -> Chat:
        """A new visitor on the page; with `clock`, one whose time a test may wind on."""
        emulated = {**self.browser.devices[device]} if device else {}
        emulated.pop("default_browser_type", None)
        context = self.browser.new_context(**{"viewport": {"width": 1180, "height": 820}, **emulated, **keywords})
        context.set_default_timeout(10_000)
        context.add_init_script(_WATCH)
        if clock:
            context.clock.install()
        self._contexts.append(context)
        return self.another_tab(context, url)

    def another_tab(self, context: Any, url: str) -> Chat:
        """One more page of a visitor who is there."""
        page = context.new_page()
        page.on("pageerror", lambda error: self._wrong.append(str(error)))
        page.goto(url)
        return Chat(page)

    def leave(self) -> None:
        """All go. AssertionError where a page threw an error, or did what its content security policy forbids."""
        for context in self._contexts:
            for page in context.pages:
                self._wrong += page.evaluate("() => window.violations ?? []")
            context.close()
        assert self._wrong == []


@contextmanager
def talking(browser: Any, site: Site) -> Iterator[tuple[Site, Chat]]:
    """The site, started, and one visitor on it with the chat open."""
    site.start()
    visitors = Visitors(browser)
    chat = visitors.come(site.url)
    chat.open()
    yield site, chat
    visitors.leave()
    site.close()
