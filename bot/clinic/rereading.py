"""What a message means after the one before it, where that is not what it means alone."""

from __future__ import annotations

from dataclasses import replace

from bot.clinic.cues import asks_for_a_dose, asks_for_own_data, asks_for_proof, asks_why, find_choice
from bot.clinic.frames import Frame
from bot.clinic.questions import ANSWER, Candidate, Question
from bot.clinic.wishes import RECOMMEND, tells_a_wish

_SURE = 0.9
_MORE, _SOURCES, _PRIVACY, _MEDICAL = "chat/more", "chat/sources", "chat/privacy", "out_of_scope/medical"


def read_again(question: Question, frame: Frame) -> Question:
    """The question as it is meant here: "why?" asks for more of it, "is that proven?" for its sources."""
    if question.chosen or question.is_alarm:
        return question
    topic = _find_meant(question, frame)
    return _about(question, topic) if topic else question


def _find_meant(question: Question, frame: Frame) -> str | None:
    text = question.text
    if asks_for_a_dose(text):
        return _MEDICAL
    if asks_for_own_data(text):
        return _PRIVACY
    if frame.wish and tells_a_wish(question):
        return RECOMMEND
    if chosen := _chosen_type(question, frame):
        return chosen
    if frame.said and asks_why(text):
        return _MORE
    is_of_proof = question.topic == "practical/evidence" and asks_for_proof(text)
    return _SOURCES if frame.said and is_of_proof else None


def _chosen_type(question: Question, frame: Frame) -> str | None:
    """The one of two types that "the first one" or "the other one" means, unless it is to be booked or priced."""
    types = frame.types
    choice = find_choice(question.text)
    if choice is None or len(types) < 2 or question.named("type") or question.topic.startswith("clinic/"):
        return None
    if choice == "other":
        others = [topic for topic in types if topic != frame.subject]
        return others[0] if len(others) == 1 else None
    return types[0] if choice == "first" else types[1]


def _about(question: Question, topic: str) -> Question:
    others = tuple(candidate for candidate in question.candidates if candidate.topic != topic)
    first = Candidate(topic, max(question.confidence, _SURE))
    return replace(question, decision=ANSWER, candidates=(first, *others))
