"""What a message means after the one before it, where that is not what it means alone."""

from __future__ import annotations

from dataclasses import replace

from bot.clinic.cues import asks_for_a_dose, asks_for_proof, asks_why, find_choice
from bot.clinic.frames import Frame
from bot.clinic.questions import ANSWER, Candidate, Question

_SURE = 0.9
_MORE, _SOURCES, _MEDICAL = "chat/more", "chat/sources", "out_of_scope/medical"


def read_again(question: Question, frame: Frame) -> Question:
    """The question as it is meant here: "why?" asks for more of it, "is that proven?" for its sources."""
    if question.chosen or question.is_alarm:
        return question
    if asks_for_a_dose(question.text):
        return _about(question, _MEDICAL)
    chosen = _chosen_type(question, frame)
    if chosen:
        return _about(question, chosen)
    if frame.said and asks_why(question.text):
        return _about(question, _MORE)
    if frame.said and question.topic == "practical/evidence" and asks_for_proof(question.text):
        return _about(question, _SOURCES)
    return question


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
