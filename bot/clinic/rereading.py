"""What a message means after the one before it, where that is not what it means alone."""

from __future__ import annotations

from bot.clinic.acts import Act
from bot.clinic.frames import Frame
from bot.clinic.questions import ANSWER, Question
from bot.clinic.wishes import RECOMMEND

_SURE = 0.9  # confidence in what was read again
_OWN_WORDS = 0.8  # confidence in a topic, from which the message says for itself what it is about
_MORE, _SOURCES, _MEDICAL = "chat/more", "chat/sources", "out_of_scope/medical"
_OF_WHAT_WAS_SAID = {Act.WHY: _MORE, Act.MORE: _MORE}
_OF_IT_IF_VAGUE = {Act.PROOF: _SOURCES, Act.DOES_NOT_MIND: RECOMMEND}
# A message that does one of these may mean something else than it says; any other means what it says.
LEANING_ACTS = frozenset(
    (*_OF_WHAT_WAS_SAID, *_OF_IT_IF_VAGUE, Act.OWN_DATA, Act.DOSE, Act.TELLS, Act.FIRST, Act.SECOND, Act.OTHER)
)
_NAMED = ("type", "condition", "benefit")
# Kinds under which a message that only leans on the last answer may be filed.
_VAGUE = ("chat/", "practical/", "out_of_scope/")


def read_again(question: Question, frame: Frame, own_data: str) -> Question:
    """The question as it is meant here: "why?" asks for more of it, "is that proven?" for its sources.

    `own_data` is the topic of what is kept about a visitor.
    """
    if question.chosen or question.is_alarm:
        return question
    topic = _find_meant(question, frame, own_data)
    return question.about(topic, _SURE) if topic else question


def _find_meant(question: Question, frame: Frame, own_data: str) -> str | None:
    act = question.act
    if act is Act.OWN_DATA:
        return own_data
    if act is Act.DOSE:  # whatever else it is about: a doctor's order is not ours to change
        return _MEDICAL
    is_sure = question.decision == ANSWER and question.confidence >= _OWN_WORDS
    if act is Act.TELLS and question.named["pressure"] and not is_sure:  # "firm please", unasked
        return RECOMMEND
    if chosen := _chosen_type(question, act, frame):
        return chosen
    if not frame.said or any(question.named[kind] for kind in _NAMED):
        return None
    is_vague = not is_sure or question.topic.startswith(_VAGUE)
    return _OF_WHAT_WAS_SAID.get(act) or (_OF_IT_IF_VAGUE.get(act) if is_vague else None)


def _chosen_type(question: Question, act: Act, frame: Frame) -> str | None:
    """The one of two types that "the first one" or "the other one" means, unless it is to be booked or priced."""
    types = frame.types
    if len(types) < 2 or question.named["type"] or question.topic.startswith("clinic/"):
        return None
    others = [topic for topic in types if topic != frame.subject]
    chosen = {Act.FIRST: types[0], Act.SECOND: types[1], Act.OTHER: others[0] if len(others) == 1 else None}
    return chosen.get(act)
