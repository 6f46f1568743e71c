"""Chromium, a clinic's site, and a visitor on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT
from tests.browser.chat import Chat, Visitors
from tests.browser.site import Site
from tests.conftest import free_port

WIDGET = ROOT / "widget"
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a browser is marked so; where there is none, each skip names the command that brings one."""
    for item in items:
        if Path(__file__).parent in item.path.parents and "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if not _chromium():
                item.add_marker(pytest.mark.skip(reason="needs Chromium: sudo apt install chromium"))


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, _CHROMIUMS)), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Debian's Chromium; Playwright downloads none. It ends with this folder: others have event loops of their own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        browser.devices = playwright.devices
        yield browser
        browser.close()


@pytest.fixture
def site() -> Iterator[Site]:
    """The clinic's site, new and empty."""
    site = Site(free_port())
    site.start()
    yield site
    site.close()


@pytest.fixture
def visitors(browser: Any) -> Iterator[Visitors]:
    """People with browsers of their own. None of their pages may throw, or try what its policy forbids."""
    visitors = Visitors(browser)
    yield visitors
    visitors.leave()


@pytest.fixture
def visit(visitors: Visitors, site: Site) -> Callable[..., Chat]:
    """Opens the site's page as a new visitor; with keywords as Playwright's contexts know them."""

    def visit(path: str = "", **keywords: Any) -> Chat:
        return visitors.come(site.url + path, **keywords)

    return visit


@pytest.fixture
def chat(visit: Callable[..., Chat]) -> Chat:
    """A visitor with the chat open, and the greeting read."""
    chat = visit()
    chat.open()
    return chat


@pytest.fixture
def clinic_page(request: pytest.FixtureRequest) -> str:
    """The address of the demo page, with the real assistant behind it."""
    return f"http://127.0.0.1:{request.getfixturevalue('assistant').settings.port}/"


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """What npm installs for building and testing the widget."""
    if not shutil.which("npm"):
        pytest.skip("needs npm: sudo apt install npm && npm ci --prefix widget")
    if not (WIDGET / "node_modules" / "axe-core").exists():
        pytest.skip("needs the widget's tools: npm ci --prefix widget")
    return WIDGET / "node_modules"
