"""YAML with the line that each value stands on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.knowledge_files.problems import Problem

# libyaml, where it is there, reads a hundred files in 0.2 s instead of 1.6
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Place = tuple[str | int, ...]


class Document:
    """A parsed YAML file that knows its lines."""

    def __init__(self, path: Path, shown_as: Path, data: Any, root: yaml.Node | None) -> None:
        self.path = shown_as
        self.data = data
        self._root = root
        self.bytes = path.read_bytes()

    def line_of(self, place: Place) -> int:
        """The line of a value; of its nearest container where the value is missing."""
        node, line = self._root, 1
        for step in place:
            child = _child(node, step)
            if child is None:
                return line
            node, line = child, child.start_mark.line + 1
        return line

    def problem(self, place: Place, what: str, next_step: str) -> Problem:
        """A problem at a value of this file."""
        return Problem(self.path, self.line_of(place), what, next_step)


def read_document(path: Path, root: Path) -> Document | Problem:
    """The file, or the reason why it cannot be parsed. Duplicate keys are refused: YAML would drop one silently."""
    shown_as = path.relative_to(root)
    try:
        node, data = _parse(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Problem(
            shown_as, line, f"not valid YAML: {error.problem}", "mend the syntax; quote a text that holds ': '"
        )
    except (UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        return Problem(shown_as, 1, f"not readable: {error}", "save the file as UTF-8 text")
    document = Document(path, shown_as, data, node)
    twice = _find_duplicate_key(node)
    if twice is not None:
        line = twice.start_mark.line + 1
        return Problem(shown_as, line, f"the key {twice.value!r} stands twice", "keep one of the two")
    return document


def _parse(text: str) -> tuple[yaml.Node | None, Any]:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return node, loader.construct_document(node) if node else None
    finally:
        loader.dispose()


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _find_duplicate_key(node: yaml.Node | None) -> yaml.ScalarNode | None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                found: yaml.ScalarNode = key
                return found
            seen.add(key.value)
            if inner := _find_duplicate_key(value):
                return inner
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            if inner := _find_duplicate_key(value):
                return inner
    return None
