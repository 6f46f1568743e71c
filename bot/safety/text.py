"""Makes a text safe and even before it is tokenised."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 4096
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_KEPT = "\n\t\u200d"  # a joiner holds an emoji together
# The English tokenizer takes 1.9 s on 4,000 times "(" and 0.6 s on 2,000 emoji: runs of one non-letter are cut.
_RUN_OF_NON_LETTERS = re.compile(r"([^\w\s])\1{3,}")
_NON_WORDS = re.compile(r"[^\w\s.,;:!?'\-/%+]+")
_RUN_OF_LETTERS = re.compile(r"([a-z])\1{2,}")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u00b4`]")
_SPACES = re.compile(r"\s+")
# With the apostrophe gone "I'll" would be "ill", "she'll" a shell and "we're" the past; "ill come" is meant so as well.
_SHORTENED = ((r"(?<=[a-z])'ll\b", " will"), (r"(?<=[a-z])'d\b", " would"), (r"(?<=[a-z])'re\b", " are"))
_NOT_UNWELL = re.compile(
    r"(?<!feel )(?<!feeling )(?<!am )(?<!im )(?<!was )(?<!is )(?<!be )(?<!been )(?<!very )(?<!really )(?<!fell )\bill "
    r"(?=(?:ask|be|book|bring|call|check|come|find|get|give|have to|just|keep|leave|let|look|make|move|need|pay|pick|"
    r"pop|put|ring|see|send|show|start|stay|take|tell|text|think|try|use|wait|write)\b)"
)
# "My blood group", "a blood test", "I gave blood": nobody bleeds.
_LABORATORY = (
    (r"\bblood (?=(?:groups?|types?|tests?|counts?|donors?|donations?|banks?|samples?|work|results?)\b)", "lab "),
    (r"\b(ga?ve|given|giving|donat\w+) blood\b", r"\1 lab"),
)
_WHOLE = ((r"\bcan\s?not\b", "cant"), (r"\b(do|does|did|is|are|was|were|have|has|had|could|would|wo|ca)n t\b", r"\1nt"))


def normalise(text: str) -> str:
    """Lower-case, without accents, emoji, apostrophes and long runs; at most 4,096 characters."""
    # A new line says something of its own, as after a stop.
    lines = (line.strip() for line in text[:MOST_CHARACTERS].splitlines())
    text = " . ".join(line for line in lines if line)
    text = unicodedata.normalize("NFKD", text)[:MOST_CHARACTERS].lower()  # one character may become eighteen
    text = "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    text = _RUN_OF_NON_LETTERS.sub(r"\1\1\1", _APOSTROPHES.sub("'", text))
    text = _NON_WORDS.sub(" ", text)
    for pattern, plain in _SHORTENED:
        text = re.sub(pattern, plain, text)
    text = _NOT_UNWELL.sub("i will ", _RUN_OF_LETTERS.sub(r"\1\1", text.replace("'", "")))
    for pattern, plain in (*_WHOLE, *_LABORATORY):
        text = re.sub(pattern, plain, text)
    return _SPACES.sub(" ", text)[:MOST_CHARACTERS].strip()


def clean(text: str) -> str:
    """The text without hidden characters, with white space folded, and without slashes at its start.

    Rasa would obey a slash. A run of white space becomes one space, or one line break where it held one: what is read
    further in may look at every gap, and thousands of spaces are no more than one.
    """
    shown = "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _HIDDEN)
    lines = (" ".join(line.split()) for line in shown.splitlines())
    return "\n".join(line for line in lines if line).lstrip("/ \n").strip()
