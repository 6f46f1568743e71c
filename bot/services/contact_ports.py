"""What contact requests need of the checks and of the store."""

from __future__ import annotations

from typing import Protocol

from bot.clinic.requests import ContactRequest, Problem


class Checks(Protocol):
    """Whether a value can be right: the value as it is kept, or what is wrong."""

    def name(self, text: str) -> str | Problem:
        """A name."""

    def phone(self, text: str, country: str) -> str | Problem:
        """A phone number, read as the country's own where it names no country."""

    def email(self, text: str) -> str | Problem:
        """An e-mail address."""

    def reach(self, text: str, country: str) -> tuple[str | None, str | None] | Problem:
        """Phone and e-mail, at least one of them."""

    def good_time(self, text: str) -> str | Problem:
        """When it suits."""

    def readable(self, phone: str) -> str:
        """A stored number as people read it."""


class Requests(Protocol):
    """Where contact requests are kept."""

    def add(self, request: ContactRequest) -> bool:
        """Stores the request. False where one with that id was here before."""

    def count_done(self, conversation: str) -> int:
        """How many of the conversation's requests staff have dealt with."""
