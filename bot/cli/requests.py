"""The commands `effie requests`: who asked to be called back, whether staff were told, what is done."""

from __future__ import annotations

from typing import NoReturn
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.clinic.requests import ContactRequest, Notice
from bot.settings import load_settings
from bot.store.requests import RequestStore

app = typer.Typer(no_args_is_help=True, help="Contact requests: who asked to be called back, and what is done.")
console = Console(highlight=False)
_NOTICES = {
    Notice.NONE: "nobody told: EFFIE_NOTIFY is not set",
    Notice.WAITING: "waiting to be sent",
    Notice.SENDING: "being sent",
    Notice.SENT: "staff told",
    Notice.FAILED: "FAILED",
}
_TEST = ("Test from Effie", "If you can read this, contact requests will reach you here.")


@app.command("list")
def list_requests(show_all: bool = typer.Option(False, "--all", help="Also the ones that are done.")) -> None:
    """Lists contact requests: the open ones first, with what became of telling staff."""
    store, zone = _open()
    requests = store.all(with_done=show_all)
    if not requests:
        _say("No contact requests." if show_all else "No open contact requests. The done ones: --all")
        return
    table = Table(show_lines=True)
    for heading, is_whole in (("id", True), ("asked", True), ("who", True), ("good time", False), ("staff", False)):
        table.add_column(heading, overflow="fold", no_wrap=is_whole)
    for request in requests:
        table.add_row(*map(escape, _row(request, zone)))
    console.print(table)
    if any(request.notice is Notice.FAILED and not request.done_at for request in requests):
        _say("Where it says FAILED, staff may not know of it yet. What may be wrong: docs/notifications.md")


@app.command("done")
def done(id: str = typer.Argument(..., help="The id from the list, or how it begins.")) -> None:
    """Marks a contact request as dealt with."""
    store, _ = _open()
    found = store.beginning_with(id.strip().lower()) if id.strip() else ()
    if not found:
        _refuse(f"No contact request has an id that begins with “{id}”. See: effie requests list --all")
    if len(found) > 1:
        several = ", ".join(request.short_id for request in found)
        _refuse(f"“{id}” is how {len(found)} ids begin: {several}. Please type more of it.")
    was_open = store.mark_done(found[0].id)
    name = found[0].details.name
    _say(f"Done: {name} ({found[0].short_id})." if was_open else f"{name} ({found[0].short_id}) was done before.")


@app.command("test")
def test_notice() -> None:
    """Sends a test notice to every address in EFFIE_NOTIFY, and says what became of it."""
    from bot.contacts.sending import AppriseSender, Outcome

    urls = load_settings().notify_urls
    if not urls:
        _refuse("EFFIE_NOTIFY is not set: nobody is told. How to set it: docs/notifications.md")
    failed = 0
    for number, url in enumerate(urls, start=1):
        attempt = AppriseSender([url]).send(*_TEST)
        is_taken = attempt.outcome is Outcome.TAKEN
        failed += not is_taken
        service = url.split("://")[0]  # the rest of it may hold a password
        _say(f"address {number} ({service}): {attempt.details or 'taken'}")
    if failed:
        raise typer.Exit(1)


def _row(request: ContactRequest, zone: ZoneInfo) -> tuple[str, ...]:
    details = request.details
    state = f"done {request.done_at.astimezone(zone):%d %b %H:%M}; " if request.done_at else ""
    tries = f" ({request.attempts} tries)" if request.attempts > 1 else ""
    error = f": {request.notice_error}" if request.notice_error else ""
    return (
        request.short_id,
        f"{request.asked_at.astimezone(zone):%d %b %H:%M}",
        "\n".join(filter(None, (details.name, details.phone, details.email))),
        details.good_time,
        f"{state}{_NOTICES[request.notice]}{tries}{error}",
    )


def _open() -> tuple[RequestStore, ZoneInfo]:
    from bot.store.database import connect, migrate
    from bot.store.knowledge import KnowledgeStore
    from bot.wiring import now

    engine = connect(load_settings().database_url)
    migrate(engine)
    try:
        zone = str(KnowledgeStore(engine).refresh().clinic["time_zone"])
    except LookupError:  # nothing imported yet
        zone = "UTC"
    return RequestStore(engine, now), ZoneInfo(zone)


def _say(sentence: str) -> None:
    console.print(sentence, markup=False, soft_wrap=True)


def _refuse(sentence: str) -> NoReturn:
    _say(sentence)
    raise typer.Exit(1)
