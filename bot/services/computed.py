"""What a topic says that is computed and not only looked up."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clinic.open_questions import OpenQuestion
from bot.clinic.replies import Button
from bot.clinic.wishes import Wish


@dataclass(frozen=True)
class Computed:
    """Text before the facts, and a short question of ours after them. `wish` is what is known so far."""

    topics: tuple[str, ...]
    before: str = ""
    question: str = ""
    buttons: tuple[Button, ...] = ()
    asked: OpenQuestion | None = None
    wish: Wish | None = None
