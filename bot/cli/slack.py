"""The commands `effie slack`: describe the app to Slack, and try its keys."""

from __future__ import annotations

import asyncio

import typer
import yaml

from bot.knowledge_files import check as check_knowledge
from bot.settings import ROOT, load_slack_settings

slack = typer.Typer(no_args_is_help=True, help="Put the assistant into Slack (docs/slack.md).")


@slack.command("manifest")
def slack_manifest(
    url: str = typer.Option("", help="Where Slack reaches this machine, https://...; without it, Socket Mode."),
    mentions_only: bool = typer.Option(
        False, help="Hear only mentions and direct messages, no other line of a thread."
    ),
) -> None:
    """Prints the manifest of the Slack app, with the clinic's names. Changes nothing."""
    from bot.channels.slack.manifest import manifest

    if url and not url.startswith("https://"):
        typer.echo(
            "Slack calls only addresses that begin with https://. Without --url it is not called at all.", err=True
        )
        raise typer.Exit(1)
    clinic = check_knowledge(ROOT).clinic
    app = manifest(str(clinic["assistant"]), str(clinic["name"]), url or None, mentions_only=mentions_only)
    typer.echo(yaml.safe_dump(app, sort_keys=False, allow_unicode=True), nl=False)


@slack.command("check")
def slack_check() -> None:
    """Asks Slack whether the keys are right, and says the next step. Posts nothing."""
    from bot.channels.slack.checking import check

    checked = asyncio.run(check(load_slack_settings()))
    for line in checked.lines:
        typer.echo(line)
    if not checked.is_good:
        raise typer.Exit(1)
