"""Says kindly that there is no answer, and where to go instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.clinic.profile import Profile
from bot.clinic.questions import Question
from bot.clinic.replies import Reply
from bot.services.clarifying import is_offered
from bot.services.composing import PERSON, buttons_for, fill
from bot.services.fact_base import FactBase

# Confidence in what is refused without another offer: nobody is to be accused by a guess. Of the innocent lines of
# tests/cases "can my girlfriend watch" had 0.87; plain requests have 0.95 and more.
_SURE = 0.9
_MEDICAL, _OTHER = "out_of_scope/medical", "out_of_scope/other"
_NEAREST = 3
_UNSURE = "I am not sure that I understood, and I would rather not guess."
_UNSURE_MEDICAL = "For anything about your health, please ask a doctor or a pharmacist."
_FOREIGN = (
    "I am sorry, I understand only English. Please call us on {phone}, or try again in English. "
    "In an emergency, call {emergency_number}."
)
_PERSON = "You can also reach us on {phone}."


class Declining:
    """One out_of_scope topic; the nearest topics stand only in the buttons."""

    def __init__(self, facts: FactBase, new_id: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._facts = facts
        self._new_id = new_id
        self._now = now

    def decline(self, question: Question) -> Reply:
        """The refusal, with the nearest topics and a person as ways on."""
        if question.is_foreign:
            return self._foreign(question)
        never_offered = self._facts.book.roles.get("never_offered")
        is_guess = question.topic == never_offered and question.confidence < _SURE
        outside = question.topic.startswith("out_of_scope/") and not is_guess
        topic = question.topic if outside else _nearest_refusal(question)
        confidence = question.confidence if outside else 1 - question.confidence
        nearest = [c.topic for c in question.candidates if is_offered(c.topic, question)][:_NEAREST]
        buttons = () if topic == never_offered else buttons_for(self._facts.book.pages, nearest)
        return Reply(
            kind="decline",
            text=self._text(topic, outside=outside),
            topics=(topic,),
            confidence=confidence,
            buttons=(*buttons, PERSON),
            answer_id=self._new_id(),
        )

    def _foreign(self, question: Question) -> Reply:
        return Reply(
            kind="decline",
            text=fill(_FOREIGN, Profile(self._facts.book.clinic).placeholders(self._now())),
            topics=(_OTHER,),
            confidence=1 - question.confidence,
            buttons=(PERSON,),
            answer_id=self._new_id(),
        )

    def _text(self, topic: str, *, outside: bool) -> str:
        values = Profile(self._facts.book.clinic).placeholders(self._now())
        replies = self._facts.book.facts.get(topic)
        if outside and replies:
            return fill(replies[0].text, values)
        care = f" {_UNSURE_MEDICAL}" if topic == _MEDICAL else ""
        return fill(f"{_UNSURE}{care} {_PERSON}", values)


def _nearest_refusal(question: Question) -> str:
    medical = question.topic.split("/")[0] in ("condition", "red_flag") or question.named["condition"]
    return _MEDICAL if medical else _OTHER
