"""How well a statement is supported, and how we say so to a visitor."""

from __future__ import annotations

from enum import Enum


class Evidence(str, Enum):
    """A grade of support, as the knowledge files spell it."""

    STRONG = "strong"
    MODERATE = "moderate"
    LIMITED = "limited"
    INSUFFICIENT = "insufficient"
    CONTRADICTED = "contradicted"
    CONSENSUS = "consensus"
    PRACTICAL = "practical"
    NONE = "none"

    @property
    def in_words(self) -> str:
        """The grade as a sentence that a visitor understands."""
        return _IN_WORDS[self]


_IN_WORDS = {
    Evidence.STRONG: "The support is strong: many good studies agree.",
    Evidence.MODERATE: "The support is moderate: good studies point the same way, with some doubt left.",
    Evidence.LIMITED: "The support is limited: the studies are few, small or imperfect.",
    Evidence.INSUFFICIENT: "There is too little research to say that it works.",
    Evidence.CONTRADICTED: "The better studies do not support it.",
    Evidence.CONSENSUS: "It rests on what experts agree is sensible, more than on trials.",
    Evidence.PRACTICAL: "It is everyday practice, not a research result.",
    Evidence.NONE: "It makes no claim that research could test.",
}
