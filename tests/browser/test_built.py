"""The built files: current, small, and without a door that text could become code through."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from bot.settings import ROOT

WIDGET = ROOT / "widget"
DIST = WIDGET / "dist"
LAUNCHER, OPEN = 3_000, 15_000
_SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|srcdoc"
    r"|createContextualFragment|setAttribute\(\"(?:on|style|src)|javascript:|document\.cookie|sendBeacon|postMessage"
)


def sources() -> list[Path]:
    return sorted((WIDGET / "src").glob("*.ts"))


def files() -> dict[str, bytes]:
    return {str(path.relative_to(DIST)): path.read_bytes() for path in sorted(DIST.rglob("*.js"))}


def zipped(pattern: str) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in DIST.glob(pattern))


def test_the_built_files_are_current(node_modules: Path, tmp_path: Path) -> None:
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=WIDGET, check=True)
    built = {str(path.relative_to(tmp_path)): path.read_bytes() for path in sorted(tmp_path.rglob("*.js"))}
    assert built == files(), "build them again: npm run build --prefix widget"


def test_the_types_hold(node_modules: Path) -> None:
    tsc = ["node", "node_modules/typescript/bin/tsc"]
    checked = subprocess.run(tsc, cwd=WIDGET, capture_output=True, text=True, check=False)
    assert checked.stdout == ""


def test_the_launcher_is_small() -> None:
    assert zipped("effie.js") <= LAUNCHER


def test_launcher_and_panel_are_small() -> None:
    assert zipped("**/*.js") <= OPEN


def test_there_is_one_launcher_and_one_panel_that_it_names() -> None:
    launcher, panel = sorted(files(), reverse=True)
    assert launcher == "effie.js"
    assert panel.encode() in files()[launcher]


def test_what_npm_locks_names_no_address() -> None:
    lock = (WIDGET / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_no_text_can_become_code(path: Path) -> None:
    assert _SINKS.findall(path.read_text(encoding="utf-8")) == []


def test_one_place_makes_links() -> None:
    assert [path.name for path in sources() if "href:" in path.read_text(encoding="utf-8")] == ["links.ts"]


def test_one_file_holds_the_words() -> None:
    """No sentence stands in the other files."""
    text = re.compile(r"[\">`][A-Z][a-z]+ [a-z]+ [a-z]+[^\"`]*[\"`]")
    elsewhere = [path.name for path in sources() if path.name != "strings.ts"]
    found = {name: text.findall(_without_comments(WIDGET / "src" / name)) for name in elsewhere}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_a_listener_ends_with_the_element(path: Path) -> None:
    """Each is given a signal, or fires once."""
    calls = re.findall(r"addEventListener\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", path.read_text(encoding="utf-8"))
    assert [call for call in calls if "signal" not in call and "once" not in call] == []


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_a_file_has_one_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def _without_comments(path: Path) -> str:
    return re.sub(r"//.*|/\*[\s\S]*?\*/", "", path.read_text(encoding="utf-8"))
