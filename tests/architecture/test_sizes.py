"""A file over 300 lines or a function over 40 has two rooms in it."""

from __future__ import annotations

import ast

from bot.settings import ROOT

FILE_LINES, FUNCTION_LINES = 300, 40
# Tables and migrations are lists, not rooms.
LISTS = {"upgrade"}


def sources():
    return [path for folder in ("bot", "actions") for path in sorted((ROOT / folder).rglob("*.py"))]


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := len(p.read_text().splitlines())) > FILE_LINES}
    assert long == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in LISTS:
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}
