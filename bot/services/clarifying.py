"""Asks which of two close topics is meant, and says what is to be said where a question of ours was not answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.clinic.open_questions import CLARIFY, GOAL, PRESSURE, OpenQuestion
from bot.clinic.payloads import tells
from bot.clinic.profile import Profile
from bot.clinic.questions import Question
from bot.clinic.replies import Button, Reply
from bot.clinic.topics import SUPPORT
from bot.clinic.wishes import RECOMMEND
from bot.services.composing import PERSON, buttons_for, fill, listed
from bot.services.fact_base import FactBase

_MOST_CHOICES = 2
_NEVER_OFFERED = ("chat/", "out_of_scope/", "red_flag/")
_OTHER = "out_of_scope/other"
_DID_YOU_MEAN = "I want to be sure that I understand. Did you mean: {asks}"
_IN_SHORT = "In short: is it about {titles}?"
_IN_OTHER_WORDS = {
    GOAL: "In other words: what should the massage help with? Sore muscles, stress, or your sleep?",
    PRESSURE: "In other words: should the pressure be gentle, in between, or strong?",
}
_ALL_RIGHT = "All right. I am here if you would like to know anything else."
_SORRY = (
    "I am sorry, I did not understand. Please tell me in other words what you would like to know, "
    "or call us on {phone}."
)


def is_offered(topic: str, question: Question) -> bool:
    """Whether it may be what was meant: nobody is asked about a sign, or about abuse, that they hardly spoke of."""
    return not topic.startswith((*_NEVER_OFFERED, SUPPORT)) or (topic.startswith(SUPPORT) and topic == question.topic)


class Clarifying:
    """One short question with the candidates as buttons; what was named stays in the frame."""

    def __init__(self, facts: FactBase, new_id: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._facts = facts
        self._new_id = new_id
        self._now = now

    def clarify(self, question: Question) -> Reply | None:
        """The question back; None where there are not two topics to choose from: "did you mean goodbye" is no help."""
        offered = [c.topic for c in question.candidates if is_offered(c.topic, question)]
        if len(offered) < _MOST_CHOICES:
            return None
        return self._ask(offered[:_MOST_CHOICES], question.confidence, _DID_YOU_MEAN)

    def put_simpler(self, asked: OpenQuestion) -> Reply:
        """The question of ours in other words."""
        if asked.kind == CLARIFY:
            return self._ask(asked.choices, 1.0, _IN_SHORT)
        buttons = tuple(Button(words, tells(words)) for words in asked.choices)
        return self._say("clarify", _IN_OTHER_WORDS[asked.kind], RECOMMEND, buttons)

    def misunderstood(self) -> Reply:
        """Neither was meant."""
        text = fill(_SORRY, Profile(self._facts.book.clinic).placeholders(self._now()))
        return self._say("decline", text, _OTHER, (PERSON,))

    def all_right(self, topic: str) -> Reply:
        """What was asked or offered is let go."""
        return self._say("chat", _ALL_RIGHT, topic)

    def _ask(self, topics: Sequence[str], confidence: float, text: str) -> Reply:
        pages = self._facts.book.pages
        known = [pages[topic] for topic in topics if topic in pages]
        asks = listed([f"“{page.ask}”" for page in known], last="or")
        titles = listed([page.title for page in known], last="or")
        return Reply(
            kind="clarify",
            text=text.format(asks=asks, titles=titles),
            topics=tuple(topics),
            confidence=confidence,
            buttons=(*buttons_for(pages, topics), PERSON),
            answer_id=self._new_id(),
        )

    def _say(self, kind: str, text: str, topic: str, buttons: tuple[Button, ...] = ()) -> Reply:
        return Reply(kind=kind, text=text, topics=(topic,), confidence=1.0, buttons=buttons, answer_id=self._new_id())
