"""The command `python -m benchmarks.widget`: what the widget weighs, how fast it is there, and what it lets through."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.widget_page import Figures, write_page
from bot.settings import ROOT
from tests.browser import answers
from tests.browser.axe import MODES, STATES, violations
from tests.browser.chat import Chat, Visitors
from tests.browser.hostile import PAYLOADS, READ, everywhere, harm_in
from tests.browser.page import page_with
from tests.browser.site import BASE, STRICT_CSP, Site
from tests.browser.texts import TEXTS, flat

PORT = 5306
REPETITIONS = 5
_DIST, _NODE_MODULES = ROOT / "widget" / "dist", ROOT / "widget" / "node_modules"
# Slow 4G as the widgets of others were measured with: 1.6 Mbit/s, 150 ms there and back; and a phone's processor.
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
_SLOWER = 4
_SERVER_SECONDS = 0.3
_TIMES = ("blank", "blank_blocked", "visible", "blocked", "cold", "warm")
_COUNT_BLOCKED = """
window.blocked = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => blocked += Math.max(0, one.duration - 50)))
  .observe({ type: "longtask", buffered: true });
"""
# Looking costs time of its own: what blocks is counted in other runs.
_SEE = """
const look = () => {
  const button = document.querySelector("effie-chat")?.shadowRoot.querySelector("button");
  if (button?.getBoundingClientRect().width) requestAnimationFrame(() => window.visible = performance.now());
  else requestAnimationFrame(look);
};
look();
"""
_FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_OPEN = """() => new Promise((resolve) => {
  const chat = document.querySelector("effie-chat");
  const began = performance.now();
  chat.shadowRoot.addEventListener("focusin", (event) => {
    if (event.target.localName === "textarea") resolve(performance.now() - began);
  });
  chat.shadowRoot.querySelector("button").click();
})"""
_ANSWER = """() => new Promise((resolve) => {
  const root = document.querySelector("effie-chat").shadowRoot;
  const parts = root.querySelectorAll(".row:not(.visitor) p").length;
  const began = performance.now();
  root.querySelector("textarea").closest("form").requestSubmit();
  const look = () => {
    if (root.querySelectorAll(".row:not(.visitor) p").length >= parts + 4) resolve(performance.now() - began);
    else requestAnimationFrame(look);
  };
  look();
})"""


def measure(browser: Any, site: Site) -> Figures:
    """Every figure, the quick ones first."""
    return {
        "repetitions": REPETITIONS,
        "chromium": browser.version,
        **_sizes(),
        **_before_the_click(browser, site),
        **_times(browser, site),
        **_answer(browser, site),
        **_axe(browser, site),
        **_policy(browser, site),
        **_hostile(browser, site),
        **_fidelity(browser, site),
        **_same_conversation(browser, site),
        **_lighthouse(site),
    }


def _sizes() -> Figures:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in _DIST.rglob("*.js")}
    return {"launcher_bytes": sizes["effie.js"], "open_bytes": sum(sizes.values())}


def _before_the_click(browser: Any, site: Site) -> Figures:
    chat = _come(browser, site)
    chat.launcher.wait_for()
    chat.page.wait_for_timeout(1000)
    asked = sum(path.startswith(BASE) for _, path in site.seen)
    kept = len(chat.stored()) + len(chat.page.context.cookies())
    chat.page.context.close()
    return {"requests_before": asked, "kept_before": kept}


def _times(browser: Any, site: Site) -> Figures:
    """Medians over the repetitions, the blank page and ours in turn."""
    found: dict[str, list[float]] = {name: [] for name in _TIMES}
    site.pages["/blank"] = page_with("")
    for _ in range(REPETITIONS):
        blank = _slow(browser, site, "blank")
        found["blank"].append(blank.page.evaluate(_FIRST_PAINT))
        found["blank_blocked"].append(blank.page.evaluate("() => window.blocked"))
        blank.page.context.close()
        seen = _slow(browser, site, script=_SEE)
        found["visible"].append(seen.page.evaluate("() => window.visible"))
        seen.page.context.close()
        ours = _slow(browser, site)
        found["blocked"].append(ours.page.evaluate("() => window.blocked"))
        found["cold"].append(ours.page.evaluate(_OPEN))
        ours.page.context.close()
        warm = _slow(browser, site)
        with warm.page.expect_response("**/panel.js"):
            warm.launcher.hover()
        warm.page.wait_for_timeout(1000)
        found["warm"].append(warm.page.evaluate(_OPEN))
        warm.page.context.close()
    return {f"{name}_ms": statistics.median(values) for name, values in found.items()}


def _answer(browser: Any, site: Site) -> Figures:
    """The processor slow, the network not: its round trips are no work of the widget's."""
    site.delay = _SERVER_SECONDS
    added = []
    chat = _slow(browser, site, network=False)
    chat.open()
    for _ in range(REPETITIONS):
        chat.field.fill("which type suits me?")
        added.append(chat.page.evaluate(_ANSWER) - _SERVER_SECONDS * 1000)
        chat.page.wait_for_timeout(300)
    site.delay = 0
    chat.page.context.close()
    return {"added_ms": statistics.median(added)}


def _axe(browser: Any, site: Site) -> Figures:
    site.csp = ""  # axe itself would not pass it
    found: list[str] = []
    for bring in STATES.values():
        chat = _come(browser, site, clock=True)
        bring(site, chat)
        for look in MODES.values():
            look(chat.page)
            found += violations(chat.page, _NODE_MODULES)
        chat.page.context.close()
        site.delay, site.failures = 0, []
    site.csp = STRICT_CSP
    return {"axe": len(found), "states": len(STATES), "modes": len(MODES)}


def _policy(browser: Any, site: Site) -> Figures:
    """In every state again, under the strictest policy and with Trusted Types required."""
    count = 0
    for bring in STATES.values():
        chat = _come(browser, site, clock=True)
        bring(site, chat)
        count += len(chat.page.evaluate("() => window.violations"))
        chat.page.context.close()
        site.delay, site.failures = 0, []
    return {"policy": count}


def _hostile(browser: Any, site: Site) -> Figures:
    site.csp = ""  # nothing but the widget itself stands in the way
    chat = _come(browser, site)
    chat.open()
    harmful = 0
    for payload in PAYLOADS:
        site.answer = _always(everywhere(payload))
        harmful += bool(harm_in(chat.ask("and?").evaluate(READ)))
    chat.page.context.close()
    site.csp, site.answer = STRICT_CSP, answers.answer
    return {"hostile": harmful, "payloads": len(PAYLOADS)}


def _fidelity(browser: Any, site: Site) -> Figures:
    chat = _come(browser, site)
    chat.open()
    right = 0
    for text in TEXTS:
        site.answer = _always(answers.reply(text))
        right += flat(chat.ask("and?").locator(".text").text_content()) == flat(text)
    chat.page.context.close()
    site.answer = answers.answer
    return {"right": right, "texts": len(TEXTS)}


def _same_conversation(browser: Any, site: Site) -> Figures:
    site.conversations.clear()
    visitors = Visitors(browser)
    chat = visitors.come(site.url)
    chat.open()
    chat.ask("does it help with sleep?")

    def reload() -> Chat:
        chat.page.reload()
        chat.open()
        return chat

    def second_tab() -> Chat:
        tab = visitors.another_tab(chat.page.context, site.url)
        tab.open()
        return tab

    def reconnect() -> Chat:
        chat.page.context.set_offline(True)
        chat.page.context.set_offline(False)
        return chat

    def restart() -> Chat:
        site.stop()
        site.start()
        return chat

    ways: tuple[Callable[[], Chat], ...] = (reload, second_tab, reconnect, restart)
    same = 0
    for way in ways:
        way().ask("when are you open?")
        same += len(site.conversations) == 1
    visitors.leave()
    return {"same": same, "ways": len(ways)}


def _lighthouse(site: Site) -> Figures:
    """Where somebody has installed it: it is too large to be a tool of the project's."""
    command = shutil.which("lighthouse")
    if not command:
        return {}
    site.csp = ""  # it puts scripts into the page
    site.pages["/blank"] = page_with("")
    ours, blank = (_scores(command, site.url + path) for path in ("", "blank"))
    site.csp = STRICT_CSP
    return {"lighthouse_ours": ours, "lighthouse_blank": blank}


def _scores(command: str, url: str) -> dict[str, float]:
    """The medians of each category's score, of 100."""
    asked = [command, url, "--quiet", "--output=json", "--only-categories=performance,accessibility"]
    runs = []
    for _ in range(REPETITIONS):
        run = subprocess.run(
            [*asked, "--chrome-flags=--headless=new --no-sandbox"],
            env={**os.environ, "CHROME_PATH": _chromium() or ""},
            capture_output=True,
            check=True,
        )
        runs.append(json.loads(run.stdout)["categories"])
    return {name: 100 * statistics.median(run[name]["score"] for run in runs) for name in runs[0]}


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _always(reply: answers.Reply) -> Callable[[str], answers.Reply]:
    return lambda _: reply


def _come(browser: Any, site: Site, **keywords: Any) -> Chat:
    site.seen.clear()
    return Visitors(browser).come(site.url, **keywords)


def _slow(browser: Any, site: Site, path: str = "", *, script: str = _COUNT_BLOCKED, network: bool = True) -> Chat:
    """A page loaded with a cold cache, a slow processor and, unless told otherwise, a slow network."""
    chat = Visitors(browser).come("about:blank")
    cdp = chat.page.context.new_cdp_session(chat.page)
    if network:
        cdp.send("Network.enable")
        cdp.send("Network.emulateNetworkConditions", _NETWORK)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    chat.page.add_init_script(script)
    chat.page.goto(site.url + path)
    chat.page.wait_for_timeout(1500)
    return chat


def main() -> None:
    """Measures, and writes docs/widget.md."""
    chromium = _chromium()
    if not chromium or not (_NODE_MODULES / "axe-core").exists():
        sys.exit("needs Chromium and the widget's tools: sudo apt install chromium npm && npm ci --prefix widget")
    site = Site(PORT)
    site.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        figures = measure(browser, site)
        browser.close()
    site.close()
    write_page(ROOT / "docs" / "widget.md", figures, list(STATES), list(MODES), _SLOWER)


if __name__ == "__main__":
    main()
