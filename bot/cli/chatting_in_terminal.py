"""A conversation in the terminal, readable without colour."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from typing import Any

from rich.console import Console

from bot.clinic.escalations import Escalation

_SECONDS = 60


def talk(address: str, console: Console) -> None:
    """Reads lines until an empty end of input; a number picks a button."""
    conversation = secrets.token_hex(8)
    console.print("Ask about back massage. A number picks a choice; Ctrl-D ends.\n")
    buttons: list[dict[str, str]] = []
    while True:
        try:
            typed = console.input("[bold]you>[/bold] ").strip()
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        if not typed:
            continue
        if typed.isdigit() and 0 < int(typed) <= len(buttons):
            typed = buttons[int(typed) - 1]["payload"]
        try:
            reply = ask(address, conversation, typed)
        except (urllib.error.URLError, OSError):
            console.print(f"Nobody answers at {address}. Start the assistant first: make run\n")
            continue
        show(reply, console)
        buttons = reply["buttons"]


def ask(address: str, conversation: str, text: str) -> dict[str, Any]:
    """One turn over `rest`: the reply object. URLError where nobody listens."""
    body = json.dumps({"sender": conversation, "message": text}).encode()
    request = urllib.request.Request(f"{address}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        reply: dict[str, Any] = json.loads(answer.read())[0]["custom"]
    return reply


def show(reply: dict[str, Any], console: Console) -> None:
    """The text, then what stands behind it."""
    console.print(f"\neffie> {reply['text']}", markup=False)
    if reply["escalation"] != "none":
        console.print(f"   level:    {Escalation(reply['escalation']).in_words}", markup=False)
    for phone in reply.get("card", {}).get("phones", ()):
        console.print(f"   call:     {phone['number']} ({phone['label']})", markup=False)
    console.print(f"   about:    {', '.join(reply['topics'])} ({reply['confidence']:.0%} sure)", markup=False)
    console.print(f"   evidence: {reply['evidence']}", markup=False)
    for source in reply["sources"]:
        console.print(f"   source:   {source['title']} ({source['organisation']}, {source['year']})", markup=False)
    for number, button in enumerate(reply["buttons"], start=1):
        console.print(f"   [{number}] {button['title']}", markup=False)
    console.print()
