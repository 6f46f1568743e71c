"""What the conversation is about, so that "and shiatsu?" is understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.clinic.call_back_form import Form
from bot.clinic.facts import WHAT
from bot.clinic.questions import Question

_POINTS_BACK = re.compile(r"\b(it|that|this|they|them|those|these|one)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^\s*(and|what about|how about|or|but)\b", re.IGNORECASE)
_SHORT = 7
# A type that is made for a condition: to name both is to name the type.
_MADE_FOR = (("type/prenatal", "condition/pregnancy"), ("type/lymphatic_drainage", "condition/cancer"))
_COMPUTED = ("type/compare", "type/recommend", "type/overview")


@dataclass(frozen=True)
class Frame:
    """Subject and aspect of the last turn, conditions named so far, what was said, the alarm and the form under way."""

    subject: str | None = None
    aspect: str = WHAT
    types: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    alarm: str | None = None
    form: Form | None = None

    def as_dict(self) -> dict[str, Any]:
        """The frame as a Rasa slot can keep it."""
        return {
            "subject": self.subject,
            "aspect": self.aspect,
            "types": list(self.types),
            "conditions": list(self.conditions),
            "said": list(self.said),
            "topics": list(self.topics),
            "alarm": self.alarm,
            "form": self.form.as_dict() if self.form else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Frame:
        """The inverse of `as_dict`; an empty frame for None."""
        if not data:
            return cls()
        lists = {name: tuple(data[name]) for name in ("types", "conditions", "said", "topics")}
        form = Form.from_dict(data.get("form"))
        return cls(subject=data["subject"], aspect=data["aspect"], alarm=data.get("alarm"), form=form, **lists)


@dataclass(frozen=True)
class Asked:
    """What is asked of what: a subject's topic, an aspect, and what else was named."""

    subject: str
    aspect: str
    topics: tuple[str, ...]
    types: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


def read_frame(question: Question, frame: Frame) -> Asked:
    """What the question asks, with what it leaves out taken from the frame."""
    types, conditions = question.named("type"), question.named("condition")
    kind, name = question.topic.split("/")
    known_conditions = tuple(dict.fromkeys((*conditions, *frame.conditions)))
    if kind == "practical":
        subject = _subject_of_aspect(question, frame, types)
        topics = (question.topic, subject, *conditions) if subject else (question.topic, *conditions)
        return Asked(subject or question.topic, name if subject else WHAT, topics, types, known_conditions)
    if kind == "condition":
        return _about_condition(question.topic, types, conditions, known_conditions)
    if kind == "type" and question.topic not in _COMPUTED:
        risks = tuple(c for c in conditions if (question.topic, c) not in _MADE_FOR)
        if risks:  # "I'm on warfarin, is sports massage ok?" asks about the warfarin
            return _about_condition(risks[0], types or (question.topic,), conditions, known_conditions)
        return _about_type(question, frame, types, known_conditions)
    return Asked(question.topic, WHAT, (question.topic, *conditions), types, known_conditions)


def next_frame(frame: Frame, asked: Asked, topics: tuple[str, ...], said: tuple[str, ...]) -> Frame:
    """The frame after an answer. Types stay until others are named; conditions stay for the conversation."""
    return replace(
        frame,
        subject=asked.subject,
        aspect=asked.aspect,
        types=asked.types or ((asked.subject,) if asked.subject.startswith("type/") else frame.types),
        conditions=asked.conditions,
        said=said,
        topics=topics,
    )


def _subject_of_aspect(question: Question, frame: Frame, types: tuple[str, ...]) -> str | None:
    if types:
        return types[0]
    carried = frame.subject if frame.subject and frame.subject.split("/")[0] == "type" else None
    if carried in _COMPUTED:
        return None
    return carried if carried and _leans_back(question.text) else None


def _about_condition(
    subject: str, types: tuple[str, ...], conditions: tuple[str, ...], known: tuple[str, ...]
) -> Asked:
    topics = tuple(dict.fromkeys((subject, *conditions, *types)))
    return Asked(subject, WHAT, topics, types, tuple(dict.fromkeys((subject, *known))))


def _about_type(question: Question, frame: Frame, types: tuple[str, ...], known: tuple[str, ...]) -> Asked:
    subject = question.topic
    follows = bool(_GOES_ON.match(question.text)) and len(question.text.split()) <= _SHORT
    if follows and frame.aspect != WHAT and frame.topics and frame.topics[0].startswith("practical/"):
        return Asked(subject, frame.aspect, (frame.topics[0], subject), types or (subject,), known)
    return Asked(subject, WHAT, (subject, *known), types or (subject,), known)


def _leans_back(text: str) -> bool:
    return len(text.split()) <= _SHORT and bool(_POINTS_BACK.search(text) or _GOES_ON.match(text))
