"""The command `effie`: prepare, check and import knowledge, run, talk, explain an answer, evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from bot.cli.connecting_telegram import telegram
from bot.cli.gaps import gaps
from bot.cli.requests import app as requests
from bot.cli.slack import slack
from bot.clinic.facts import Knowledge
from bot.knowledge_files import KnowledgeError, check, check_clinic
from bot.settings import ROOT, load_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
knowledge = typer.Typer(no_args_is_help=True, help="Check the knowledge files, and load them into the database.")
app.add_typer(knowledge, name="knowledge")
clinic = typer.Typer(no_args_is_help=True, help="Check the clinic's profile.")
app.add_typer(clinic, name="clinic")
app.add_typer(gaps, name="gaps")
app.add_typer(requests, name="requests")
app.add_typer(telegram, name="telegram")
app.add_typer(slack, name="slack")
console = Console(highlight=False, soft_wrap=True)


@knowledge.command("check")
def knowledge_check() -> None:
    """Reads every knowledge file and names each mistake with file, line and the next step. Changes nothing."""
    found = _check()
    console.print(
        f"{len(found.pages)} topics, {len(found.facts)} facts, {len(found.sources)} sources: no mistake found."
    )


@knowledge.command("import")
def knowledge_import(
    overwrite_edits: bool = typer.Option(False, help="Replace what was edited in the database by what the files say."),
) -> None:
    """Loads the knowledge files into the database: all or nothing, and never over an edit without saying so."""
    from bot.store.database import connect, migrate
    from bot.store.importing import import_knowledge

    found = _check()
    engine = connect(load_settings().database_url)
    migrate(engine)
    done = import_knowledge(engine, found, overwrite_edits=overwrite_edits)
    console.print(f"added {len(done.added)}, changed {len(done.changed)}, removed {len(done.removed)}.")
    if done.kept:
        console.print(f"{len(done.kept)} kept, because they were edited in the database:")
        for key in done.kept:
            console.print(f"  {key}")
        console.print("To replace them by the files: effie knowledge import --overwrite-edits")


@clinic.command("check")
def clinic_check() -> None:
    """Names every line of knowledge/clinic.yml that still holds the example's value. Run it before visitors come."""
    try:
        check_clinic(ROOT)
    except KnowledgeError as error:
        _show(error, "lines to fill in before visitors come.")
    console.print("knowledge/clinic.yml: filled in.")


@app.command()
def encoder() -> None:
    """Builds the sentence encoder from its package, where it has not been built yet."""
    from bot.nlu.encoder import build_encoder

    console.print(f"sentence encoder: {build_encoder().name}")


@app.command()
def tune(passes: int = typer.Option(4, min=1, help="Over all questions; some ten minutes each.")) -> None:
    """Teaches the encoder our topics anew, from data/nlu. Only worth it after many new training questions."""
    from bot.cli.tuning import tune_encoder

    tune_encoder(ROOT, passes, console.print)


@app.command()
def train() -> None:
    """Trains the model, whatever was trained before."""
    from bot.cli.running import train as do_train

    _check()
    do_train()


@app.command()
def prepare() -> None:
    """Builds the sentence encoder, loads the knowledge, trains the model where something changed."""
    from bot.cli.running import prepare as do_prepare

    _check()
    do_prepare(console.print)
    knowledge_import(overwrite_edits=False)


@app.command()
def run(
    production: bool = typer.Option(False, help="Serve what credentials.yml names: no demo page, no `rest`."),
) -> None:
    """Prepares, then starts everything on 127.0.0.1 and prints where to click. Ctrl-C stops it."""
    from bot.cli.running import run_server

    prepare()
    raise typer.Exit(run_server(load_settings(), console.print, production=production))


@app.command()
def chat(
    address: str = typer.Option("", help="Where the assistant listens; by default the one that `effie run` started."),
) -> None:
    """Talks in the terminal, and shows level, evidence and sources of every reply."""
    from bot.cli.chatting_in_terminal import talk

    talk(address or f"http://127.0.0.1:{load_settings().port}", console)


@app.command()
def evaluate(
    check_only: bool = typer.Option(False, "--check", help="Compare with the committed scorecard; change nothing."),
) -> None:
    """Asks every held-back question and writes docs/scorecard.md."""
    from bot.cli.evaluating import evaluate as do_evaluate

    if not do_evaluate(ROOT, console.print, check_only=check_only):
        raise typer.Exit(1)


@app.command()
def explain(
    text: str = typer.Argument(..., help="What a visitor types."),
    before: list[str] = typer.Option([], help="Said before it in the same conversation; may be repeated."),  # noqa: B008
    as_json: bool = typer.Option(False, "--json", help="Print everything as JSON."),
) -> None:
    """Shows how a message becomes a reply: what each reader found, who answered, which facts were considered."""
    import json

    from bot.cli.explaining import explain as do_explain
    from bot.cli.explaining import show

    try:
        explained = do_explain(ROOT, text, tuple(before))
    except LookupError as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from None
    if as_json:
        print(json.dumps(explained, indent=2))
    else:
        show(explained, console)


def _check(root: Path = ROOT) -> Knowledge:
    try:
        return check(root)
    except KnowledgeError as error:
        _show(error, "mistakes; nothing was changed.")


def _show(error: KnowledgeError, what: str) -> NoReturn:
    for problem in error.problems:
        console.print(str(problem), markup=False)
    console.print(f"{len(error.problems)} {what}")
    raise typer.Exit(1) from None


if __name__ == "__main__":
    app()
