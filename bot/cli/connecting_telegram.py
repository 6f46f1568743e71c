"""`effie telegram`: connects the clinic's bot, and says what to do next."""

from __future__ import annotations

import asyncio

import typer
from rich.console import Console

telegram = typer.Typer(no_args_is_help=True, help="Connect the assistant to Telegram (docs/telegram.md).")
console = Console(highlight=False, soft_wrap=True)

_NO_TOKEN = (
    "EFFIE_TELEGRAM_TOKEN is not set. Write /newbot to @BotFather in Telegram, and export the token that it gives you."
)
_WRONG_SETTING = (
    "EFFIE_TELEGRAM_SECRET must be 16 to 256 characters of A-Z, a-z, 0-9, _ and -, and EFFIE_TELEGRAM_POLLING 0 or 1."
)
_NO_WAY_YET = """Nothing was changed about how messages arrive. The next step is one of the two:
  this machine has a public address:  effie telegram connect --url https://chat.your-clinic.example
  it has none:                        export EFFIE_TELEGRAM_POLLING=1, then effie telegram connect once more"""


@telegram.callback()
def _group() -> None:
    """Keeps `connect` a command of its own, while it is the only one."""


@telegram.command()
def connect(
    url: str = typer.Option("", help="How this machine is reached from outside, https://...; none for polling."),
) -> None:
    """Checks the token, tells Telegram where to send, and fills the bot's menu. Run it again after a move."""
    from bot.channels.telegram.connecting import NotConnected
    from bot.channels.telegram.connecting import connect as do_connect
    from bot.channels.telegram.options import find_options

    try:
        options = find_options()
    except ValueError:
        console.print(_WRONG_SETTING)
        raise typer.Exit(1) from None
    if options is None:
        console.print(_NO_TOKEN)
        raise typer.Exit(1)
    outcome = asyncio.run(do_connect(options, url))
    if isinstance(outcome, NotConnected):
        console.print(outcome.reason, markup=False)
        raise typer.Exit(1)
    console.print(f"The token is right: this is @{outcome.username}. Its menu is set.", markup=False)
    if outcome.webhook:
        console.print(f"Telegram sends to {outcome.webhook}\nNext: make run, then write to @{outcome.username}.")
    elif options.is_polling:
        console.print(
            f"Messages will be fetched, by one process only.\nNext: make run, then write to @{outcome.username}."
        )
    else:
        console.print(_NO_WAY_YET)
