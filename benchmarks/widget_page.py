"""From the widget's figures to docs/widget.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import describe, today

Figures = dict[str, Any]

_INTRODUCTION = """# The widget, measured

Written by `make bench-widget` (`python -m benchmarks.widget`); not part of CI. What can be counted is held by `tests/browser` too.

On {day}: {processor}, {cores} cores, Chromium {chromium}; load of the machine when it ended: {load:.2f}. Times are medians of
{repetitions}, each with an empty cache, at 1.6 Mbit/s with 150 ms there and back and a processor slowed {slower} times; the delay added to an
answer without the slow network. Bytes are `gzip -9`; 1 KB is 1,000 bytes.

The server is the small one of `tests/browser/site.py`, which speaks [web-api.md](web-api.md): a real assistant adds the time of a turn, which
[benchmark.md](benchmark.md) has, and cannot be made to say what some of these rows need.

| measure | target | measured | |
|---|---|---|---|
"""
_LIGHTHOUSE = "| Lighthouse, mobile: accessibility; performance | 100; at most 1 less than without it | {} | {} |"
_NO_LIGHTHOUSE = "\nNot measured, because it was not installed: Lighthouse (`npm install --global lighthouse`).\n"
_LAST = """
The states are: {states}; each in {modes}.
"""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    measure: str
    target: str
    measured: Callable[[Figures], str]
    is_met: Callable[[Figures], bool]


ROWS = (
    Row(
        "bytes before the first click",
        "at most 3 KB, one request",
        lambda f: f"{_kilobytes(f['launcher_bytes'])}, {f['requests_before']} request",
        lambda f: bool(f["launcher_bytes"] <= 3_000 and f["requests_before"] == 1),
    ),
    Row(
        "cookies and entries kept before the first opening",
        "0",
        lambda f: f"{f['kept_before']}",
        lambda f: bool(f["kept_before"] == 0),
    ),
    Row(
        "bytes with the chat open, all features",
        "at most 15 KB",
        lambda f: _kilobytes(f["open_bytes"]),
        lambda f: bool(f["open_bytes"] <= 15_000),
    ),
    Row(
        "button visible",
        "at most 0.25 s after a page without it",
        lambda f: f"{f['visible_ms'] / 1000:.2f} s (without it: {f['blank_ms'] / 1000:.2f} s)",
        lambda f: bool(f["visible_ms"] - f["blank_ms"] <= 250),
    ),
    Row(
        "total blocking time",
        "at most 20 ms",
        lambda f: f"{f['blocked_ms']:.0f} ms (without it: {f['blank_blocked_ms']:.0f} ms)",
        lambda f: bool(f["blocked_ms"] <= 20),
    ),
    Row(
        "from the click to the focused field, nothing fetched before",
        "at most 1.0 s",
        lambda f: f"{f['cold_ms'] / 1000:.2f} s",
        lambda f: bool(f["cold_ms"] <= 1000),
    ),
    Row(
        "the same, the button reached for before",
        "at most 150 ms",
        lambda f: f"{f['warm_ms']:.0f} ms",
        lambda f: bool(f["warm_ms"] <= 150),
    ),
    Row(
        "delay added to an answer of four parts",
        "at most 100 ms",
        lambda f: f"{f['added_ms']:.0f} ms",
        lambda f: bool(f["added_ms"] <= 100),
    ),
    Row(
        "axe-core: WCAG 2.2 A and AA, best practice",
        "0",
        lambda f: f"{f['axe']} in {f['states']} states of {f['modes']} looks",
        lambda f: bool(f["axe"] == 0),
    ),
    Row(
        "violations of a strict CSP, Trusted Types required",
        "0",
        lambda f: f"{f['policy']} in {f['states']} states",
        lambda f: bool(f["policy"] == 0),
    ),
    Row(
        "hostile texts executed or linked",
        "0 of at least 60",
        lambda f: f"{f['hostile']} of {f['payloads']}",
        lambda f: bool(f["hostile"] == 0 and f["payloads"] >= 60),
    ),
    Row(
        "texts shown as they were said",
        "all of at least 200",
        lambda f: f"{f['right']} of {f['texts']}",
        lambda f: bool(f["right"] == f["texts"] >= 200),
    ),
    Row(
        "same conversation after a reload, in a second tab, after a reconnect and a restart of the server",
        "all",
        lambda f: f"{f['same']} of {f['ways']}",
        lambda f: bool(f["same"] == f["ways"]),
    ),
)


def write_page(path: Path, figures: Figures, states: list[str], modes: list[str], slower: int) -> None:
    """Writes the page."""
    known = {**describe(), **figures, "day": today(), "slower": slower}
    text = _INTRODUCTION.format(**known) + "\n".join(_lines(figures)) + "\n"
    path.write_text(text + _LAST.format(states="; ".join(states), modes=", ".join(modes)), encoding="utf-8")


def _lines(figures: Figures) -> Iterator[str]:
    for row in ROWS:
        verdict = "reached" if row.is_met(figures) else "**missed**"
        yield f"| {row.measure} | {row.target} | {row.measured(figures)} | {verdict} |"
    if "lighthouse_ours" not in figures:
        yield _NO_LIGHTHOUSE
        return
    ours, blank = figures["lighthouse_ours"], figures["lighthouse_blank"]
    is_met = ours["accessibility"] == 100 and blank["performance"] - ours["performance"] <= 1
    scores = f"{ours['accessibility']:.0f}; {ours['performance']:.0f} (without it: {blank['performance']:.0f})"
    yield _LIGHTHOUSE.format(scores, "reached" if is_met else "**missed**")


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.1f} KB"
