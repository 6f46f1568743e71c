"""Splits a message into its questions and its clauses."""

from __future__ import annotations

import re

_QUESTION = r"(?:what|whats|when|where|wheres|how|who|which|is|are|do|does|can|could|will|would|should|may)"
BETWEEN_QUESTIONS = re.compile(
    rf"\? (?:(?:and|also|plus|oh)\b[ ,]*)*|[,;]? (?:and(?: also)?|also|plus) (?={_QUESTION}\b)", re.IGNORECASE
)
_CLAUSE = re.compile(r"(?:[;!?()\n]|[.,:](?!\d))+| (?:and|but|so|or) ", re.IGNORECASE)
_LEAST_WORDS = 3
_MOST_CLAUSES, _WORDS_OF_A_CLAUSE = 12, 2


def split_questions(text: str) -> tuple[str, ...]:
    """The questions of a message: "what does it cost and where do I park" are two. Statements stay with theirs."""
    parts = tuple(part.strip() for part in BETWEEN_QUESTIONS.split(" ".join(text.split())) if part.strip())
    return parts if parts and all(len(part.split()) >= _LEAST_WORDS for part in parts) else (text,)


def split_clauses(text: str) -> tuple[str, ...]:
    """What stands between commas, stops and small joining words, two words at the least; the twelfth holds the rest."""
    clauses = (clause.strip() for clause in _CLAUSE.split(text, _MOST_CLAUSES - 1))
    return tuple(clause for clause in clauses if len(clause.split()) >= _WORDS_OF_A_CLAUSE)
