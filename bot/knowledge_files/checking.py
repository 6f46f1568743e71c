"""Whether the knowledge holds together: what a schema of single files cannot see."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.clinic.facts import OWN_ASPECTS, ROLES, Knowledge
from bot.clinic.profile import PLACEHOLDERS
from bot.clinic.topics import Topics
from bot.clinic.wording import forbidden_words
from bot.knowledge_files.acts import find_act_problems
from bot.knowledge_files.alarms import read_alarms
from bot.knowledge_files.context import read_context
from bot.knowledge_files.helplines import find_helpline_problems
from bot.knowledge_files.languages import read_languages
from bot.knowledge_files.lines import Document, Place
from bot.knowledge_files.problems import KnowledgeError, Problem, find_problems
from bot.knowledge_files.reading import Files, Parsed, expand, read_knowledge, read_sign_words, read_topics
from bot.knowledge_files.schema import FactFile, TopicFile

# Keys that only one kind has a use for.
_KEYS_OF = {"made_for": "type", "short_names": "type", "in_case": "red_flag", "of_type": "practical", "goal": "benefit"}


def check(root: Path) -> Knowledge:
    """The knowledge of the project at `root`. KnowledgeError with every problem found; it changes nothing."""
    files = Files(root)
    topics = read_topics(root)
    problems = [
        *files.problems,
        *_missing_topics(files, topics),
        *_aliases(files),
        *_short_names(files),
        *_goals(files),
        *_roles(files),
        *_signs(files, topics),
        *find_helpline_problems(files, topics),
    ]
    problems += [problem for parsed in files.topics for problem in _topic(parsed, files, topics)]
    problems += [*_stale_exceptions(files), *find_act_problems(root)]
    for read in (read_alarms, read_languages, read_context):
        problems += find_problems(read, root)
    if problems:
        raise KnowledgeError(sorted(problems, key=lambda problem: (str(problem.path), problem.line)))
    return read_knowledge(files)


def _missing_topics(files: Files, topics: Topics) -> Iterator[Problem]:
    unreadable = {problem.path for problem in files.problems}
    have = {file.topic for _, file in files.topics}
    for topic in topics:
        path = Path("knowledge") / f"{topic.id}.yml"
        if topic.id not in have and path not in unreadable:
            yield Problem(path, 1, f"the topic {topic.id} has no file", "write it; CONTRIBUTING.md shows a whole file")


def _topic(parsed: Parsed[TopicFile], files: Files, topics: Topics) -> Iterator[Problem]:
    document, file = parsed
    if file.topic not in topics:
        yield document.problem(("topic",), f"{file.topic!r} is not in topics.yml", "add it there, or correct the id")
        return
    if document.path != Path("knowledge") / f"{file.topic}.yml":
        yield document.problem(("topic",), f"the file of {file.topic} stands elsewhere", f"move it to {file.topic}.yml")
    for number, other in enumerate(file.see_also):
        if other not in topics:
            yield document.problem(("see_also", number), f"no topic {other!r}", "name one of topics.yml")
    topic = topics.get(file.topic)
    if topic.makes_claims and not file.facts:
        yield document.problem(("facts",), f"{file.topic} has no facts", "add at least one fact with a source")
    if not topic.makes_claims and not file.replies:
        yield document.problem(("replies",), f"{file.topic} has no replies", "add at least one reply")
    if topic.kind == "condition" and file.verdicts is None:
        yield document.problem(
            (), f"{file.topic} has no verdicts", "add verdicts: {light: ..., medium: ..., firm: ...}"
        )
    if topic.kind == "type" and file.profile is None and topic.name not in ("overview", "compare", "recommend"):
        yield document.problem((), f"{file.topic} has no profile", "add one; CONTRIBUTING.md shows a whole file")
    if file.escalation.rank and file.escalation.rank < topic.escalation.rank:
        yield document.problem(("escalation",), "a topic may raise its kind's level, never lower it", "remove the line")
    yield from _keys(document, file, topics)
    yield from _replies(document, file)
    yield from _facts(document, file, files, topics)
    yield from _asks(document, file)


def _keys(document: Document, file: TopicFile, topics: Topics) -> Iterator[Problem]:
    kind = topics.get(file.topic).kind
    for key, its_kind in _KEYS_OF.items():
        if getattr(file, key) and kind != its_kind:
            yield document.problem((key,), f"{key} belongs to topics of kind {its_kind}", "remove the line")
    if kind == "red_flag" and not file.in_case:
        what = f"{file.topic} has no in_case"
        yield document.problem((), what, "add how a warning of it begins: `in_case: If a leg is swollen`")
    for number, condition in enumerate(file.made_for):
        if condition not in topics or topics.get(condition).kind != "condition":
            yield document.problem(("made_for", number), f"no condition {condition!r}", "name one of topics.yml")
    if file.of_type and file.of_type not in OWN_ASPECTS:
        yield document.problem(
            ("of_type",), f"no aspect {file.of_type!r} of a type", f"use one of {sorted(OWN_ASPECTS)}"
        )


def _replies(document: Document, file: TopicFile) -> Iterator[Problem]:
    for number, reply in enumerate(file.replies):
        for name in _placeholders(reply) - PLACEHOLDERS:
            known = ", ".join(sorted(PLACEHOLDERS))
            yield document.problem(("replies", number), f"nothing stands for {{{name}}}", f"use one of {known}")
        if words := forbidden_words(reply):
            yield document.problem(("replies", number), f"promises too much: {words[0]!r}", "find a plainer word")


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _facts(document: Document, file: TopicFile, files: Files, topics: Topics) -> Iterator[Problem]:
    levels = {source.id: source.level for source in files.sources[1].sources} if files.sources else {}
    aspects = {*OWN_ASPECTS, *(topic.name for topic in topics if topic.kind == "practical")}
    seen: set[str] = set()
    for number, fact in enumerate(file.facts):
        place = ("facts", number)
        if fact.id in seen:
            yield document.problem((*place, "id"), f"the id {fact.id!r} stands twice", "give one of them another id")
        seen.add(fact.id)
        if fact.aspect not in aspects:
            yield document.problem((*place, "aspect"), f"no aspect {fact.aspect!r}", f"use one of {sorted(aspects)}")
        for index, source in enumerate(fact.sources):
            if source not in levels and files.sources:
                at = (*place, "sources", index)
                yield document.problem(
                    at, f"no source {source!r} in knowledge/sources.yml", "add it there, or correct the id"
                )
        known = {"emergency_number"} if file.topic.startswith("red_flag/") else set()
        for name in _placeholders(fact.text) - known:
            yield document.problem((*place, "text"), f"nothing stands for {{{name}}} in a fact", "say it in words")
        if all(levels.get(source) == "m" for source in fact.sources):
            yield document.problem(
                (*place, "sources"), "known from memory alone", "add a source that was seen, or say less"
            )
        yield from _wording(document, file, fact, (*place, "text"), files)


def _asks(document: Document, file: TopicFile) -> Iterator[Problem]:
    """One question has one best first sentence."""
    return _claimed_twice(
        ("question", document, ("facts", number, "asks", index), question, fact.id)
        for number, fact in enumerate(file.facts)
        for index, question in enumerate(fact.asks)
    )


def _wording(document: Document, file: TopicFile, fact: FactFile, place: Place, files: Files) -> Iterator[Problem]:
    allowed = {(e.fact, e.word) for e in files.wording[1].exceptions} if files.wording else set()
    for word in forbidden_words(fact.text):
        if (f"{file.topic}#{fact.id}", word) not in allowed:
            step = "find a plainer word; where it is denied, corrected or of a wound, list it in knowledge/wording.yml"
            yield document.problem(place, f"promises too much: {word!r}", step)


def _stale_exceptions(files: Files) -> Iterator[Problem]:
    if not files.wording:
        return
    document, wording = files.wording
    used = {
        (f"{file.topic}#{fact.id}", w)
        for _, file in files.topics
        for fact in file.facts
        for w in forbidden_words(fact.text)
    }
    for number, exception in enumerate(wording.exceptions):
        if (exception.fact, exception.word) not in used and not files.problems:
            what = f"{exception.fact} does not say {exception.word!r}"
            yield document.problem(("exceptions", number), what, "remove the exception")


def _aliases(files: Files) -> Iterator[Problem]:
    return _claimed_twice(
        ("alias", document, ("aliases", number), phrase, file.topic)
        for document, file in files.topics
        for number, phrase in enumerate(file.aliases)
    )


def _short_names(files: Files) -> Iterator[Problem]:
    return _claimed_twice(
        ("short name", document, ("short_names", number), word, file.topic)
        for document, file in files.topics
        for number, word in enumerate(file.short_names)
    )


def _goals(files: Files) -> Iterator[Problem]:
    return _claimed_twice(
        ("goal", document, ("goal",), file.goal, file.topic) for document, file in files.topics if file.goal
    )


def _roles(files: Files) -> Iterator[Problem]:
    played = [(document, file) for document, file in files.topics if file.role]
    for document, file in played:
        if file.role not in ROLES:
            yield document.problem(("role",), f"no role {file.role!r}", f"use one of {', '.join(ROLES)}")
    yield from _claimed_twice(("role", document, ("role",), str(file.role), file.topic) for document, file in played)
    for role in ROLES if not files.problems else ():
        if role not in {file.role for _, file in played}:
            what = f"no topic has the role {role!r}"
            yield Problem(Path("knowledge"), 1, what, "restore the line `role:` in the file that lost it")


def _claimed_twice(claims: Iterable[tuple[str, Document, Place, str, str]]) -> Iterator[Problem]:
    """Of (kind, document, place, words, owner), every one whose words have an owner already."""
    owners: dict[str, str] = {}
    for kind, document, place, words, owner in claims:
        if words.lower() in owners:
            what = f"the {kind} {words!r} belongs to {owners[words.lower()]} already"
            yield document.problem(place, what, "keep it in one of the two")
        owners[words.lower()] = owner


def _signs(files: Files, topics: Topics) -> Iterator[Problem]:
    words = read_sign_words(files.root)
    for document, file in files.signs:
        if file.topic not in topics or topics.get(file.topic).kind != "red_flag":
            yield document.problem(("topic",), f"{file.topic!r} is no red flag", "name one of topics.yml")
        facts = {fact.id for _, page in files.topics if page.topic == file.topic for fact in page.facts}
        for number, sign in enumerate(file.signs):
            if sign.says and sign.says not in facts:
                what = f"{file.topic} has no fact {sign.says!r}"
                yield document.problem(("signs", number, "says"), what, "add it there, or correct the id")
            try:
                for group in (*sign.all_of, sign.never_with):
                    expand(group, words)
            except KeyError as missing:
                place = ("signs", number)
                yield document.problem(place, f"no list {missing} in words.yml", "add it there, or correct the name")
