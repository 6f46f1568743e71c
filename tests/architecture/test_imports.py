"""The arrows of the house: who may import whom (docs/decisions/0001-the-house.md)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.architecture.import_table import PAGE, TABLE, with_table

STANDARD = set(sys.stdlib_module_names)
HEAVY = "{'spacy', 'tensorflow', 'rasa', 'sklearn', 'onnxruntime'} & set(sys.modules)"


def files_of(package: str) -> list[Path]:
    place = ROOT / package.replace(".", "/")
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def forbidden(package: str, path: Path) -> list[str]:
    row = TABLE[package]
    wrong = []
    for name in imports_of(path):
        top, *rest = name.split(".")
        if name == package or name.startswith(f"{package}.") or top in STANDARD | row.outside:
            continue
        if top == "bot" and rest and rest[0] in row.ours:
            continue
        wrong.append(name)
    return wrong


@pytest.mark.parametrize(("package", "path"), [(p, f) for p in TABLE for f in files_of(p)], ids=str)
def test_a_package_imports_only_what_its_row_allows(package: str, path: Path) -> None:
    assert forbidden(package, path) == []


def test_the_table_covers_every_module_of_ours() -> None:
    covered = {path for package in TABLE for path in files_of(package)}
    everything = {path for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py")}
    assert everything - covered == {ROOT / "bot/__init__.py"}


def test_the_page_shows_the_table_of_today() -> None:
    """Where it does not: python -m tests.architecture.import_table"""
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page


def test_a_forbidden_import_is_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import sqlalchemy\nfrom bot.store import tables\n")
    assert forbidden("bot.clinic", bad) == ["sqlalchemy", "bot.store"]


@pytest.mark.parametrize("package", ["actions", "bot.cli"])
def test_neither_the_action_server_nor_a_light_command_imports_what_is_heavy(package: str) -> None:
    modules = [f"actions.{path.stem}" for path in files_of("actions") if path.stem != "__init__"]
    code = f"import sys, {', '.join(modules if package == 'actions' else [package])}; print({HEAVY})"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "set()"


def test_importing_the_light_modules_opens_no_file_and_no_socket() -> None:
    """Everything but Rasa's own components and channels, whose library reads files of its own."""
    packages = ("bot.clinic", "bot.services", "bot.store", "bot.wiring", "bot.settings", "actions")
    paths = [path for package in packages for path in files_of(package) if "migrations" not in path.parts]
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    code = (
        "import sys\n"
        "import rasa_sdk, rasa_sdk.executor, sqlalchemy, alembic.command, pydantic, yaml\n"
        "opened = []\n"
        "def watch(event, args):\n"
        "    name = str(args[0]) if args else ''\n"
        "    if event in ('sqlite3.connect', 'socket.connect', 'socket.bind'):\n"
        "        opened.append((event, name))\n"
        "    if event == 'open' and not name.endswith(('.py', '.pyc', '.so')) and '__pycache__' not in name:\n"
        "        opened.append((event, name))\n"
        "sys.addaudithook(watch)\n"
        f"import {', '.join(modules)}\n"
        "print([entry for entry in opened if 'site-packages' not in entry[1]])\n"
    )
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"
