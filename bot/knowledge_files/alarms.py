"""knowledge/alarms.yml: the page that a clinician signs, with what is decided where no signed wording fired."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field

from bot.clinic.alarms import AlarmRules
from bot.clinic.topics import Topics
from bot.knowledge_files.lines import Document
from bot.knowledge_files.problems import KnowledgeError, Problem
from bot.knowledge_files.reading import read_file, read_topics
from bot.knowledge_files.schema import _Strict

_FILE = Path("knowledge/alarms.yml")
_SIGNS = "red_flag"


class AlarmsFile(_Strict):
    """knowledge/alarms.yml."""

    reviewed_on: date
    reviewer: str | None = None
    at_once: float = Field(title="the chance of a sign from which the alarm is said at once", gt=0, le=1)
    at_once_if_explained: float = Field(title="the same where the gate reads the words and an explanation", gt=0, le=1)
    ask_first: float = Field(title="the chance from which the sign is asked about", gt=0, le=1)
    agree: float = Field(title="the chance from which a wording of the gate raises the alarm at once", gt=0, le=1)
    agree_on: dict[str, float] = Field({}, title="the same for single topics of kind red_flag")
    raised: dict[str, dict[str, str]] = Field({}, title="by what was told earlier, which sign counts as which")
    questions: dict[str, str] = Field(title="one question for each topic of kind red_flag")
    danger_now: dict[str, list[str]] = Field({}, title="of a topic of kind support: wordings that tell of danger now")


def read_alarms(root: Path) -> AlarmRules:
    """The rules. KnowledgeError with every problem found."""
    document, file = read_file(root / _FILE, root, AlarmsFile)
    if problems := list(_find_problems(document, file, read_topics(root))):
        raise KnowledgeError(problems)
    danger = {topic: tuple(wordings) for topic, wordings in file.danger_now.items()}
    return AlarmRules(
        file.at_once,
        file.at_once_if_explained,
        file.ask_first,
        file.agree,
        file.agree_on,
        file.questions,
        danger,
        file.raised,
    )


def _find_problems(document: Document, file: AlarmsFile, topics: Topics) -> list[Problem]:
    signs = {topic.id for topic in topics if topic.kind == _SIGNS}
    found = [
        document.problem(("questions",), f"{topic} has no question", "write one that yes or no answers")
        for topic in sorted(signs - file.questions.keys())
    ]
    found += [
        document.problem(("questions", topic), f"{topic} is no warning sign of topics.yml", "take the line out")
        for topic in sorted(file.questions.keys() - signs)
    ]
    found += [
        document.problem(("agree_on", topic), f"{topic} is no warning sign of topics.yml", "take the line out")
        for topic in sorted(file.agree_on.keys() - signs)
    ]
    found += _find_raised_problems(document, file, topics)
    if file.ask_first > file.at_once:
        found.append(document.problem(("ask_first",), "it is above at_once", "nothing would be asked: make it lower"))
    return found


def _find_raised_problems(document: Document, file: AlarmsFile, topics: Topics) -> list[Problem]:
    found = []
    for told, signs in file.raised.items():
        if told not in topics:
            found.append(document.problem(("raised", told), f"no topic {told!r}", "name one of topics.yml"))
        for sign, target in signs.items():
            for topic in (sign.split("#")[0], target):
                if topic not in topics or topics.get(topic).kind != _SIGNS:
                    what = f"{topic} is no warning sign of topics.yml"
                    found.append(document.problem(("raised", told, sign), what, "correct the id"))
    return found
