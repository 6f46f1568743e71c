"""The examples of data/acts: how people answer, choose, deny and go on, a file an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.clinic.acts import Act, Situation
from bot.knowledge_files.lines import Document, Place, read_document
from bot.knowledge_files.problems import KnowledgeError, Problem

_FOLDER = Path("data/acts")
_ACTS = frozenset(act.value for act in Act)
_SITUATIONS = tuple(situation.value for situation in Situation)
_SHAPE = "write `act: NAME` and `says:` with a list of texts, or of {say: TEXT, after: [SITUATION, ...]}"


@dataclass(frozen=True)
class ActExample:
    """A message, and what it does in some situations; in any where `after` is empty."""

    text: str
    act: str
    after: tuple[str, ...] = ()


def read_acts(root: Path) -> tuple[ActExample, ...]:
    """Every example, file by file. KnowledgeError with every problem found, or where there is no example."""
    found, problems = _read(root)
    if problems:
        raise KnowledgeError(problems)
    if not found:
        raise KnowledgeError([Problem(_FOLDER, 1, "no example of an act is there", "restore the folder")])
    return tuple(found)


def find_act_problems(root: Path) -> list[Problem]:
    """Everything that is wrong in the files that are there."""
    return _read(root)[1]


def _read(root: Path) -> tuple[list[ActExample], list[Problem]]:
    examples: list[ActExample] = []
    problems: list[Problem] = []
    owners: dict[tuple[str, str], str] = {}
    for path in sorted((root / _FOLDER).glob("*.yml")):
        document = read_document(path, root)
        read = [document] if isinstance(document, Problem) else _of_file(document, owners)
        problems += [one for one in read if isinstance(one, Problem)]
        examples += [one for one in read if isinstance(one, ActExample)]
    return examples, problems


def _of_file(document: Document, owners: dict[tuple[str, str], str]) -> list[ActExample | Problem]:
    data = document.data
    if not isinstance(data, dict) or data.keys() != {"act", "says"} or not isinstance(data["says"], list):
        return [document.problem((), "not laid out as a file of acts", _SHAPE)]
    act = data["act"]
    if act not in _ACTS:
        return [document.problem(("act",), f"there is no act {act!r}", "take one of bot/clinic/acts.py, in quotes")]
    if act != document.path.stem:
        return [document.problem(("act",), f"the file of {act!r} stands elsewhere", f"move it to {act}.yml")]
    read: list[ActExample | Problem] = []
    for number, said in enumerate(data["says"]):
        place = ("says", number)
        example = _example(document, place, act, said)
        read.append(example)
        if isinstance(example, ActExample):
            read += _claimed_twice(document, place, example, owners)
    return read


def _example(document: Document, place: Place, act: str, said: object) -> ActExample | Problem:
    entry = said if isinstance(said, dict) else {"say": said, "after": list(_SITUATIONS)}
    if entry.keys() != {"say", "after"} or not isinstance(entry["after"], list) or not entry["after"]:
        return document.problem(place, "neither a text nor {say, after}", _SHAPE)
    text = entry["say"]
    if not isinstance(text, str) or not text.strip():
        return document.problem(place, f"{text!r} is no text", 'put it in quotes: "yes", "1"')
    for situation in entry["after"]:
        if situation not in _SITUATIONS:
            return document.problem(place, f"no situation {situation!r}", f"take some of {', '.join(_SITUATIONS)}")
    return ActExample(text, act, tuple(entry["after"]) if isinstance(said, dict) else ())


def _claimed_twice(
    document: Document, place: Place, example: ActExample, owners: dict[tuple[str, str], str]
) -> Iterator[Problem]:
    """In one situation a text does one thing."""
    words = " ".join(example.text.lower().split())
    for situation in example.after or ("",):
        owner = owners.setdefault((words, situation), example.act)
        if owner != example.act:
            what = f"{example.text!r} is an example of {owner!r} already"
            yield document.problem(place, what, "keep it in one of the two, or say after what it does which")
            return
