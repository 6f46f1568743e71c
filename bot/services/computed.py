"""What a topic says that is computed and not only looked up."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clinic.replies import Button
from bot.clinic.wishes import Wish


@dataclass(frozen=True)
class Computed:
    """Text before the facts, and a short question after them with its buttons. `wish` is what is known so far."""

    topics: tuple[str, ...]
    before: str = ""
    question: str = ""
    buttons: tuple[Button, ...] = ()
    wish: Wish | None = None
