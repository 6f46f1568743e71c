"""The commands `effie gaps`: what went unanswered, and how it becomes training questions after a person has read it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bot.clinic.gaps import Group, KeptGap
from bot.contacts.masking import Masking
from bot.knowledge_files import KnowledgeError
from bot.knowledge_files.candidates import candidates_text, one_line, read_candidates
from bot.knowledge_files.training_questions import TrainingQuestion, read_training_questions
from bot.settings import ROOT, load_settings

if TYPE_CHECKING:
    from bot.cli.sentence_vectors import SentenceVectors

gaps = typer.Typer(help="What visitors asked and got no answer to, and how Effie learns from it.", add_completion=False)
console = Console(highlight=False, soft_wrap=True)

_EXPORT = ROOT / "var" / "gaps.yml"  # under var/, which git leaves alone: they are visitors' words
# Every file there is read by somebody else: by Rasa, by the scorecard, by the import.
_READ_BY_OTHERS = ("data", "tests", "knowledge")
_MOST_GAPS = 5000  # to group them compares each with each
_EXAMPLES, _EXAMPLE_LETTERS = 3, 100
_ALL_DAYS, _GROUPS = 3650, 20
_WORD = re.compile(r"[^\W\d_]+")

_SINCE = typer.Option(
    _ALL_DAYS, "--since", min=1, max=_ALL_DAYS, metavar="DAYS", help="Only of the last days.", show_default=False
)
_LIMIT = typer.Option(_GROUPS, "--limit", min=1, help="At most that many groups.")
_TO = typer.Option(
    _EXPORT, "--to", dir_okay=False, help="The file to write, by default var/gaps.yml.", show_default=False
)
_OVERWRITE = typer.Option(False, "--overwrite", help="Replace a file that is there, with all that was marked in it.")
_FILE = typer.Argument(..., help="A file that `effie gaps export` wrote and a person has read.")


@gaps.callback(invoke_without_command=True)
def show(context: typer.Context, since: int = _SINCE, limit: int = _LIMIT) -> None:
    """Groups the questions that went unanswered, the biggest group first, each with the topic that it may belong to."""
    if context.invoked_subcommand:
        if (since, limit) != (_ALL_DAYS, _GROUPS):
            raise typer.BadParameter(f"put --since and --limit behind `{context.invoked_subcommand}`")
        return
    groups = _read_groups(since)
    if not groups:
        return
    console.print(_table(groups[:limit]), soft_wrap=False)
    if len(groups) > limit:
        console.print(f"Groups not shown: {len(groups) - limit}. To see them: --limit {len(groups)}")
    console.print("To make training questions of them: effie gaps export")


@gaps.command()
def export(
    to: Path = _TO,
    since: int = _SINCE,
    limit: int = _LIMIT,
    overwrite: bool = _OVERWRITE,
) -> None:
    """Writes the groups to a file for a person to read. Names, phone numbers and e-mail addresses are masked."""
    if any(to.resolve().is_relative_to((ROOT / folder).resolve()) for folder in _READ_BY_OTHERS):
        _refuse(f"{to} lies in a folder whose files are read as they are. Write it elsewhere: --to FILE")
    if to.exists() and not overwrite:
        _refuse(f"{to} is there already, perhaps half read. Write another with --to FILE, or replace it: --overwrite")
    groups = _read_groups(since)[:limit]
    if not groups:
        return
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.touch(mode=0o600)
        to.write_text(candidates_text(groups, _now().date(), to.name), encoding="utf-8")
    except OSError as error:
        _refuse(f"{to} cannot be written: {error.strerror}")
    questions = sum(len(group.questions) for group in groups)
    console.print(f"{questions} questions in {len(groups)} groups written to {to}", markup=False)
    console.print("Read it, mark groups as `reviewed: true`, then: effie gaps add FILE")


@gaps.command()
def add(file: Path = _FILE) -> None:
    """Appends the questions of every group marked `reviewed: true` to data/nlu: all of them, or none."""
    from bot.cli.adding import add as do_add

    try:
        added = do_add(ROOT, read_candidates(file), _vectors())
    except KnowledgeError as error:
        _refuse(f"{error}\n{len(error.problems)} mistakes; nothing was changed.")
    except OSError as error:
        _refuse(f"{error.filename} cannot be written: {error.strerror}")
    for topic, questions in added.by_topic.items():
        console.print(f"  {topic}: {len(questions)}")
    taken = sum(map(len, added.by_topic.values()))
    console.print(f"{taken} questions added, {added.known} stood there already, {added.unread} groups not reviewed.")
    if taken:
        console.print("To learn them: make train evaluate")


def _read_groups(days: int) -> list[Group]:
    from bot.cli.grouping import Training, alike, group, plain

    try:
        questions = read_training_questions(ROOT)
    except KnowledgeError as error:
        _refuse(str(error))
    kept = _read_gaps(days, questions)
    taught = {plain(question.text) for question in questions}
    waiting = [gap for gap in kept if plain(gap.text) not in taught]
    if len(waiting) < len(kept):
        console.print(f"Left out, because they are training questions by now: {len(kept) - len(waiting)}")
    if not waiting:
        console.print("No question waits.")
        return []
    asked, vectors = alike(waiting), _vectors()
    trained = vectors.of_files([question.text for question in questions], "training questions")
    read = vectors.of([same[0].text for same in asked], "questions")
    with console.status("Grouping ..."):
        return group(asked, read, Training.of(trained, [question.topic for question in questions]))


def _read_gaps(days: int, questions: tuple[TrainingQuestion, ...]) -> list[KeptGap]:
    from bot.store.database import DatabaseDown, open_database
    from bot.store.gaps import GapStore

    try:
        store = GapStore(open_database(load_settings().database_url))
    except DatabaseDown as error:
        _refuse(f"The database does not answer: {error}")
    kept = store.since(_now() - timedelta(days=days), _MOST_GAPS)
    if len(kept) == _MOST_GAPS:
        console.print(f"Only the newest {_MOST_GAPS} are read.")
    masking = Masking({word for question in questions for word in _WORD.findall(question.text) if word.islower()})
    return [replace(gap, text=text) for gap in kept if (text := one_line(masking.mask(gap.text)))]


def _vectors() -> SentenceVectors:
    from bot.cli.sentence_vectors import SentenceVectors
    from bot.nlu.encoder import Encoder, EncoderMissing, encoder_path

    try:
        encoder = Encoder()
    except EncoderMissing as error:
        _refuse(str(error))
    return SentenceVectors(encoder.encode, encoder_path().with_suffix(""), console)


def _table(groups: list[Group]) -> Table:
    table = Table("asked", "last", Column("topic", overflow="fold"), "for example", show_lines=True)
    for one in groups:
        near = one.proposal
        topic = near.topic if near.is_near else f"new topic?\n{near.topic}"
        examples = "\n".join(f"- {_shortened(question)}" for question in one.questions[:_EXAMPLES])
        table.add_row(
            f"{one.asked}\n{one.declined} declined",
            one.last_at.date().isoformat(),
            f"{topic}\nnear {near.near:.2f}",
            Text(examples),  # as text: square brackets would be rich's markup
        )
    return table


def _shortened(question: str) -> str:
    return question if len(question) <= _EXAMPLE_LETTERS else f"{question[:_EXAMPLE_LETTERS].rstrip()} ..."


def _refuse(message: str) -> NoReturn:
    console.print(message, markup=False)
    raise typer.Exit(1)


def _now() -> datetime:
    return datetime.now(timezone.utc)
