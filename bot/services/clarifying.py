"""Asks which of two close topics is meant."""

from __future__ import annotations

from collections.abc import Callable

from bot.clinic.questions import Question
from bot.clinic.replies import Reply
from bot.services.composing import PERSON, buttons_for, listed
from bot.services.fact_base import FactBase

_MOST_CHOICES = 2
_NEVER_OFFERED = ("chat/", "out_of_scope/")


class Clarifying:
    """One short question with the candidates as buttons; what was named stays in the frame."""

    def __init__(self, facts: FactBase, new_id: Callable[[], str]) -> None:
        self._facts = facts
        self._new_id = new_id

    def clarify(self, question: Question) -> Reply | None:
        """The question back; None where there are not two things to choose from: "did you mean goodbye" is no help."""
        offered = [c.topic for c in question.candidates if not c.topic.startswith(_NEVER_OFFERED)]
        topics = tuple(offered[:_MOST_CHOICES])
        if len(topics) < _MOST_CHOICES:
            return None
        pages = self._facts.book.pages
        asks = [f"“{pages[topic].ask}”" for topic in topics if topic in pages]
        return Reply(
            kind="clarify",
            text=f"I want to be sure that I understand. Did you mean: {listed(asks, last='or')}",
            topics=topics,
            confidence=question.confidence,
            buttons=(*buttons_for(pages, topics), PERSON),
            answer_id=self._new_id(),
        )
