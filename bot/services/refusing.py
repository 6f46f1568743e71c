"""Kind sentences for what cannot be taken, or cannot be answered just now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from bot.clinic.replies import Card, Phone, Reply

_TOPIC = "out_of_scope/other"
_NUMBERS = ("phone", "emergency_number")


class Refusing:
    """Replies that need nothing to work: the clinic's numbers as they are now, or as they were last."""

    def __init__(self, clinic: Callable[[], Mapping[str, Any]], new_id: Callable[[], str]) -> None:
        self._clinic = clinic
        self._new_id = new_id
        self._known: dict[str, str] = {}
        for key in _NUMBERS:  # while the database still works
            self._number(key)

    def empty(self) -> Reply:
        """There was nothing to read."""
        return self._reply("I could not read a question in that. What would you like to know about massage?")

    def not_text(self) -> Reply:
        """What came was no text."""
        return self._reply("I can only read text. Please type your question in a few words.")

    def too_long(self) -> Reply:
        """More characters than the door takes; a warning sign may stand among them."""
        number = self._number("emergency_number")
        urgent = f" If this is an emergency, please call {number} now." if number else ""
        return self._reply(f"That is longer than I can read at once. Please ask in a few sentences.{urgent}")

    def broken(self) -> Reply:
        """Something of ours does not work."""
        phone, number = self._number("phone"), self._number("emergency_number")
        call = f" You can reach us on {phone}." if phone else ""
        urgent = f" If this is an emergency, please call {number}." if number else ""
        return self._reply(f"I am sorry, I cannot answer just now. Please try again in a moment.{call}{urgent}")

    def _reply(self, text: str) -> Reply:
        phone = self._number("phone")
        card = Card("contact", "Reach the clinic", (Phone("Clinic", phone),)) if phone else None
        return Reply("decline", text, (_TOPIC,), 1.0, card=card, answer_id=self._new_id())

    def _number(self, key: str) -> str | None:
        # This is the last resort of every channel: a broken database must not silence it, nor take the numbers away.
        with suppress(Exception):
            self._known[key] = str(self._clinic()[key])
        return self._known.get(key)
