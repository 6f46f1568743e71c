"""axe-core finds nothing: WCAG 2.2 A and AA and best practice, in every state, theme and width."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.axe import MODES, STATES, violations
from tests.browser.chat import Chat, Visitors
from tests.browser.site import Site


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(site: Site, visitors: Visitors, node_modules: Path, state: str) -> None:
    site.csp = ""  # axe itself would not pass the policy
    chat = visitors.come(site.url, clock=True)
    STATES[state](site, chat)
    found = {}
    for mode, look in MODES.items():
        look(chat.page)
        found[mode] = violations(chat.page, node_modules)
    assert found == {mode: [] for mode in MODES}


def test_there_are_enough_states_and_modes() -> None:
    assert len(STATES) >= 12
    assert set(MODES) == {"light", "dark", "forced", "320 px"}


def test_axe_would_find_something(site: Site, chat: Chat, node_modules: Path) -> None:
    site.csp = ""
    chat.page.reload()
    chat.open()
    chat.button("Send").evaluate("(button) => button.removeAttribute('aria-label')")
    assert "button-name" in str(violations(chat.page, node_modules))
