"""What a message means after the one before it, where that is not what it means alone."""

from __future__ import annotations

from bot.clinic.acts import Act
from bot.clinic.frames import Frame
from bot.clinic.questions import Question

_SURE = 0.9
_MORE, _SOURCES, _MEDICAL = "chat/more", "chat/sources", "out_of_scope/medical"
_OF_WHAT_WAS_SAID = {Act.WHY: _MORE, Act.MORE: _MORE, Act.PROOF: _SOURCES}
_NAMED = ("type", "condition", "benefit")


def read_again(question: Question, frame: Frame, own_data: str | None) -> Question:
    """The question as it is meant here: "why?" asks for more of it, "is that proven?" for its sources.

    `own_data` is the topic that tells what is kept about a visitor.
    """
    if question.chosen or question.is_alarm:
        return question
    topic = own_data if question.act(frame.situation) is Act.OWN_DATA else _find_meant(question, frame)
    return question.about(topic, _SURE) if topic else question


def _find_meant(question: Question, frame: Frame) -> str | None:
    act = question.act(frame.situation)
    if act is Act.DOSE:
        return _MEDICAL
    if chosen := _chosen_type(question, act, frame):
        return chosen
    is_of_it = bool(frame.said) and not any(question.named(kind) for kind in _NAMED)
    return _OF_WHAT_WAS_SAID.get(act) if is_of_it else None


def _chosen_type(question: Question, act: Act, frame: Frame) -> str | None:
    """The one of two types that "the first one" or "the other one" means, unless it is to be booked or priced."""
    types = frame.types
    if len(types) < 2 or question.named("type") or question.topic.startswith("clinic/"):
        return None
    others = [topic for topic in types if topic != frame.subject]
    chosen = {Act.FIRST: types[0], Act.SECOND: types[1], Act.OTHER: others[0] if len(others) == 1 else None}
    return chosen.get(act)
