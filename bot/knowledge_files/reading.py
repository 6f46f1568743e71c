"""From files to the clinic's own objects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.clinic.evidence import Evidence
from bot.clinic.facts import WHAT, Alias, Fact, Knowledge, Sign, Source, TopicPage, TypeProfile
from bot.clinic.topics import KINDS, Topics
from bot.knowledge_files.lines import Document, read_document
from bot.knowledge_files.problems import KnowledgeError, Problem
from bot.knowledge_files.schema import (
    ClinicFile,
    FactFile,
    NamesFile,
    SignsFile,
    SourceFile,
    SourcesFile,
    TopicFile,
    WordingFile,
)

_SHARED = ("words.yml", "context.yml", "languages.yml")  # of knowledge/signs: no topic's own
_ON_THE_MATTER = ("condition", "red_flag", "out_of_scope")  # kinds that stay with an alarm unless a file says otherwise

Schema = TypeVar("Schema", bound=BaseModel)
Parsed = tuple[Document, Schema]


def read_topics(root: Path) -> Topics:
    """The contract, topics.yml."""
    return Topics(yaml.safe_load((root / "topics.yml").read_text(encoding="utf-8")))


def read_spare_profile(root: Path) -> dict[str, Any]:
    """knowledge/clinic.yml unchecked: its numbers stand in where no database can be read. It never raises."""
    with suppress(OSError, ValueError, yaml.YAMLError):
        data = yaml.safe_load((root / "knowledge" / "clinic.yml").read_text(encoding="utf-8"))
        return data if isinstance(data, dict) else {}
    return {}


class Files:
    """Every knowledge file of a project, parsed, with the problems met on the way."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        knowledge = root / "knowledge"
        self.topics: list[Parsed[TopicFile]] = list(self._parse_all(_topic_paths(knowledge), TopicFile))
        self.signs: list[Parsed[SignsFile]] = list(self._parse_all(_sign_paths(knowledge), SignsFile))
        self.sources = self._parse(knowledge / "sources.yml", SourcesFile)
        self.clinic = self._parse(knowledge / "clinic.yml", ClinicFile)
        self.names = self._parse(knowledge / "names.yml", NamesFile)
        self.wording = self._parse(knowledge / "wording.yml", WordingFile)

    def _parse_all(self, paths: list[Path], schema: type[Schema]) -> Iterator[Parsed[Schema]]:
        for path in paths:
            if parsed := self._parse(path, schema):
                yield parsed

    def _parse(self, path: Path, schema: type[Schema]) -> Parsed[Schema] | None:
        if not path.exists():
            shown_as = path.relative_to(self.root)
            self.problems.append(Problem(shown_as, 1, "the file is missing", "restore it, or copy it from the project"))
            return None
        try:
            return read_file(path, self.root, schema)
        except KnowledgeError as error:
            self.problems += error.problems
            return None


def read_file(path: Path, root: Path, schema: type[Schema]) -> Parsed[Schema]:
    """One file as its schema has it. KnowledgeError with every problem found."""
    document = read_document(path, root)
    if isinstance(document, Problem):
        raise KnowledgeError([document])
    try:
        return document, schema.parse_obj(document.data)
    except ValidationError as error:
        raise KnowledgeError([schema_problem(document, found) for found in error.errors()]) from None


def read_knowledge(files: Files) -> Knowledge:
    """What the files say, as one value. KnowledgeError if a file cannot be parsed."""
    if files.problems or not (files.sources and files.clinic):
        raise KnowledgeError(files.problems)
    return Knowledge(
        pages=tuple(_page(file) for _, file in files.topics),
        facts=tuple(fact for _, file in files.topics for fact in _facts(file)),
        sources=tuple(_source(source) for source in files.sources[1].sources),
        clinic=yaml.safe_load(files.clinic[1].json()),
        fingerprint=_fingerprint(files),
        covered=frozenset(claim for _, file in files.topics for fact in file.facts for claim in fact.covers),
        corrected=frozenset(claim for _, file in files.topics for fact in file.facts for claim in fact.corrects),
    )


def read_names(root: Path) -> tuple[tuple[Alias, ...], dict[str, str]]:
    """Every phrase by which people name a type, a condition, a goal, a body area or a pressure; and the short names."""
    files = Files(root)
    if files.problems or files.names is None:
        raise KnowledgeError(files.problems)
    aliases = [
        Alias(phrase.lower(), file.topic.split("/")[0], file.topic)
        for _, file in files.topics
        for phrase in file.aliases
    ]
    names = files.names[1]
    aliases += [Alias(phrase.lower(), "area", area) for area, phrases in names.areas.items() for phrase in phrases]
    aliases += [Alias(p.lower(), "pressure", pressure.value) for pressure, ps in names.pressures.items() for p in ps]
    return tuple(aliases), _short_names(files)


def read_short_names(root: Path) -> dict[str, str]:
    """The types by the words that name them only beside another type: "is sports or swedish better"."""
    files = Files(root)
    if files.problems:
        raise KnowledgeError(files.problems)
    return _short_names(files)


def _short_names(files: Files) -> dict[str, str]:
    return {word.lower(): file.topic for _, file in files.topics for word in file.short_names}


def read_roles(root: Path) -> dict[str, str]:
    """The topics that the code turns to, by their roles."""
    files = Files(root)
    if files.problems:
        raise KnowledgeError(files.problems)
    return {file.role: file.topic for _, file in files.topics if file.role}


def read_signs(root: Path) -> tuple[Sign, ...]:
    """The warning signs that the gate knows, with the shared word lists (`@name`) put in."""
    words = read_sign_words(root)
    signs = []
    for path in _sign_paths(root / "knowledge"):
        _, file = read_file(path, root, SignsFile)
        signs += [
            Sign(
                file.topic,
                sign.sign,
                tuple(expand(group, words) for group in sign.all_of),
                expand(sign.never_with, words),
                sign.says,
            )
            for sign in file.signs
        ]
    return tuple(signs)


def read_sign_words(root: Path) -> dict[str, list[str]]:
    """knowledge/signs/words.yml: lists of wordings that several signs share."""
    path = Path("knowledge/signs/words.yml")
    if not (root / path).exists():
        raise KnowledgeError([Problem(path, 1, "the file is missing", "restore it, or copy it from the project")])
    words: dict[str, list[str]] = yaml.safe_load((root / path).read_text(encoding="utf-8"))
    return words


def expand(group: list[str], words: dict[str, list[str]]) -> tuple[str, ...]:
    """A group with `@name` replaced by that list. KeyError if there is no such list."""
    return tuple(w for wording in group for w in (words[wording[1:]] if wording.startswith("@") else [wording]))


def _topic_paths(knowledge: Path) -> list[Path]:
    return [path for kind in KINDS for path in sorted((knowledge / kind).glob("*.yml"))]


def _sign_paths(knowledge: Path) -> list[Path]:
    return [path for path in sorted((knowledge / "signs").glob("*.yml")) if path.name not in _SHARED]


def schema_problem(document: Document, found: Mapping[str, Any]) -> Problem:
    """What pydantic found, with its line and the next step."""
    place = tuple(step for step in found["loc"] if step != "__root__")
    name = place[-1] if place else "the file"
    if found["type"] == "value_error.extra":
        return document.problem(
            place, f"unknown key {name!r}", "remove it, or look the right key up in CONTRIBUTING.md"
        )
    if found["type"] == "value_error.missing":
        return document.problem(
            place[:-1], f"the key {name!r} is missing", "add it; CONTRIBUTING.md shows a whole file"
        )
    return document.problem(place, f"{name}: {found['msg']}", "correct this value")


def _page(file: TopicFile) -> TopicPage:
    kind = file.topic.split("/")[0]
    return TopicPage(
        topic=file.topic,
        title=file.title,
        ask=file.ask,
        see_also=tuple(file.see_also),
        escalation=file.escalation,
        verdicts=dict(file.verdicts or {}),
        profile=TypeProfile(**_tuples(file.profile.dict())) if file.profile else None,
        made_for=tuple(file.made_for),
        in_case=file.in_case,
        of_type=file.of_type,
        stays_with_alarm=kind in _ON_THE_MATTER if file.stays_with_alarm is None else file.stays_with_alarm,
        warns_first=kind == "condition" if file.warns_first is None else file.warns_first,
        offers_call=file.offers_call,
        role=file.role,
        goal=file.goal,
    )


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def _facts(file: TopicFile) -> Iterator[Fact]:
    for fact in file.facts:
        yield _fact(file.topic, fact)
    grade = Evidence.PRACTICAL if file.topic.startswith("clinic/") else Evidence.NONE
    for number, text in enumerate(file.replies, start=1):
        yield Fact(file.topic, f"reply-{number}", WHAT, text, grade)


def _fact(topic: str, fact: FactFile) -> Fact:
    return Fact(topic=topic, **_tuples(fact.dict(exclude={"asks", "covers", "corrects"})))


def _source(source: SourceFile) -> Source:
    return Source(**source.dict())


def _fingerprint(files: Files) -> str:
    documents = [document for document, _ in files.topics]
    documents += [parsed[0] for parsed in (files.sources, files.clinic) if parsed]
    digest = hashlib.sha256()
    for document in documents:
        digest.update(str(document.path).encode() + b"\0" + document.bytes + b"\0")
    return digest.hexdigest()
