"""The short form in chat by which a visitor asks to be called back: its steps, and the words that move it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clinic.payloads import CANCEL, NO, REQUEST, YES, words_of
from bot.clinic.questions import ANSWER, Question
from bot.clinic.requests import ANY_TIME, Details

TOPIC = "chat/human_handoff"
# Not begun, but just offered: a typed "yes" takes it up. Then one question a turn.
OFFERED, NAME, REACH, TIME, CONSENT = "offered", "name", "reach", "time", "consent"
NEXT = {OFFERED: NAME, NAME: REACH, REACH: TIME, TIME: CONSENT}
MOST_TRIES = 3  # times that a step is asked again

_KEPT_FOR = timedelta(hours=1)  # who comes back later says hello, not a name
_SURE, _REFUSED = 0.8, "out_of_scope/"
_SHORT = 80  # a plain yes or no is no longer, and the search stays quick
_YES = re.compile(
    r"(?:(?:oh|ah|ok|okay)\W+)?(?:yes|yeah|yep|yup|ye|sure|of course|certainly|please(?: do)?|go ahead|i agree|agreed|"
    r"that would be (?:great|good|nice|lovely)|sounds good)"
    r"(?:\W+(?:yes|please|do|you may|you can|i agree|that(?:'s| is) (?:right|fine|ok)|thanks|thank you|that would be "
    r"(?:great|good|nice|lovely)))*\W*",
    re.IGNORECASE,
)
_ASSENT = re.compile(
    r"(?:ok|okay|k|y|fine|alright|all right|right|correct|that(?:'s| is) (?:fine|ok|okay|right|correct)|go for it|i do|"
    r"(?:yes )?i consent|👍)(?:\W+(?:thanks|thank you|then|yes|by me|with me))*\W*",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:no|nope|nah|not|don'?t|i don'?t|rather not|i'?d rather not)(?:\W+(?:no|thanks|thank you|agree|now|way|please|"
    r"really|don'?t|i don'?t|you may not|want (?:that|to)|sorry))*\W*",
    re.IGNORECASE,
)
_CANCEL = re.compile(
    r"(?:(?:no|oh|ok|okay|actually|please|sorry)\W+)*(?:cancel(?: (?:it|that|this|please))?|never ?mind|"
    r"forget (?:it|about it|that)|stop(?: (?:it|this|that|please))?|leave it|drop it|quit|exit|abort|"
    r"no thanks|no thank you|i (?:don'?t want (?:to|that|this)|changed my mind)(?: any ?more)?)"
    r"(?:\W+(?:please|thanks|thank you|then|sorry|i changed my mind))*\W*",
    re.IGNORECASE,
)
_CALL_ME = re.compile(
    r"\b(?:call|ring|phone|contact|text|email|get back to) me\b|\bme (?:a )?(?:call|ring)\b|\bcall ?-?back\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|no|never|dont|nobody|without)\b|n['’]t\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\s*(?:what|why|how|when|where|who|which|is|are|do|does|did|can|could|will|would|should|may|am|was|has|have)\b",
    re.IGNORECASE,
)
_PROPOSES = re.compile(r"\s*(?:how|what) about\b", re.IGNORECASE)


@dataclass(frozen=True)
class Form:
    """How far a visitor has come. `asks` says whether the last reply ended with the form's question."""

    step: str
    touched_at: datetime
    name: str = ""
    phone: str | None = None
    email: str | None = None
    good_time: str = ANY_TIME
    tries: int = 0
    asks: bool = True

    @property
    def details(self) -> Details:
        """What was said so far."""
        return Details(self.name, self.phone, self.email, self.good_time)

    def is_over(self, now: datetime) -> bool:
        """Whether it was left for so long that the next message cannot be meant for it."""
        return now - self.touched_at > _KEPT_FOR

    def as_dict(self) -> dict[str, Any]:
        """The form as JSON can carry it."""
        return {**vars(self), "touched_at": self.touched_at.isoformat()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Form | None:
        """The inverse of `as_dict`; None for None."""
        if not data:
            return None
        return cls(**{**data, "touched_at": datetime.fromisoformat(data["touched_at"])})


def step_tapped(question: Question) -> str | None:
    """The button of the form that was tapped: REQUEST, YES, NO or CANCEL. Typed words are none."""
    if not question.chosen or question.topic != TOPIC:
        return None
    return next((step for step in (REQUEST, YES, NO, CANCEL) if words_of(step) == question.text), None)


def agrees(text: str) -> bool:
    """Whether the whole text is a yes to "may we?"."""
    return _is_all(_YES, text) or _is_all(_ASSENT, text)


def refuses(text: str) -> bool:
    """Whether the whole text is a no."""
    return _is_all(_NO, text)


def is_cancelling(text: str) -> bool:
    """Whether the whole text calls it off."""
    return _is_all(_CANCEL, text)


def asks_for_a_call(text: str) -> bool:
    """Whether somebody asks to be called, without having been offered it."""
    return _CALL_ME.search(text) is not None and not _DENIED.search(text)


def takes_up_offer(text: str) -> bool:
    """Whether somebody who was just offered a call wants it. "Ok" may only mean that the answer was read."""
    return _is_all(_YES, text) or asks_for_a_call(text)


def is_asked_meanwhile(question: Question, step: str) -> bool:
    """Whether a message during the form is a question of its own that we can answer. A doubt counts as no."""
    if question.decision != ANSWER:
        return False
    text = question.text
    if step == NAME:  # "Will Smith" and "May Jones" are names; what we know nothing of may well be one
        is_other = len(text.split()) > 2 and question.confidence >= _SURE and not question.topic.startswith(_REFUSED)
        return text.endswith("?") or is_other
    if step == TIME:  # "after 5?" and "how about tuesday?" are times
        return _ASKS.match(text) is not None and not _PROPOSES.match(text)
    return text.endswith("?") or _ASKS.match(text) is not None


def _is_all(words: re.Pattern[str], text: str) -> bool:
    return len(text) <= _SHORT and words.fullmatch(text.strip()) is not None
