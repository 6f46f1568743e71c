"""Whether a wording is denied, over, or only asked about. A doubt counts as a sign."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span

_REACH = 5  # tokens before a wording in which a denial still covers it
_DENIALS = frozenset(
    "no not never without denies deny nor neither havent hasnt isnt arent wasnt dont doesnt didnt aint".split()
)
_LISTS = frozenset(("or", "nor", "/"))
# "not sure", "not only", "no idea", "no longer": words that look like a denial and are none
_NO_DENIALS = re.compile(
    r"\b(?:not|no|dont|doesnt) (?:sure|only|just|idea|longer|better|know|matter|want|think|wanna|worry|wish|mean)\b"
)
_BORDERS = frozenset(
    (
        ".",
        ";",
        ":",
        "!",
        "?",
        ",",
        "but",
        "and",
        "though",
        "although",
        "yet",
        "except",
        "because",
        "so",
        "since",
        "then",
        "now",
    )
)
_OVER = re.compile(
    r"\b(?:years? ago|months ago|last year|as a (?:kid|child|teenager)|when i was|used to (?:get|have)|in (?:19|20)\d\d"
    r"|all clear|cleared up|long gone|fully recovered|sorted now|fixed now|gone now|fine now|ok now)\b"
)
_STILL = re.compile(r"\b(?:again|still|back now|came back|come back|has returned|worse|since then|this time)\b")
_GENERAL = re.compile(
    r"^(?:hi |hello |hey |just curious |curious |quick question )?(?:what (?:are|is) (?:the |a )?(?:sign|symptom|red flag|warning)"
    r"|(?:can|could|does|do|will|has) (?:a |deep tissue |back |neck |too much )*(?:massages?|it|you|they|rub|anyone|therapists?) "
    r"(?:ever )?(?:cause|trigger|give|lead|bring|help (?:prevent|with|after))"
    r"|is there (?:a|any) (?:risk|chance) of|how (?:do|would|can) (?:i|you|one) (?:know|tell|spot|recognise|recognize)"
    r"|what (?:if|happens if|would happen if|does it mean when))\b"
)
_PERSONAL = re.compile(r"\b(?:my|mine|im|ive|i (?:have|got|feel|cant|am)|me|he|she|his|her)\b")


def is_negated(doc: Doc, span: Span) -> bool:
    """Whether a denial covers the wording. One inside the wording is the sign itself ("cant feel")."""
    first = max(0, span.start - _REACH)
    for position in range(span.start - 1, first - 1, -1):
        token = doc[position].text
        if token in _BORDERS:
            return False
        if token in _DENIALS and not _NO_DENIALS.match(doc[position : position + 2].text):
            return not _is_a_list_with_but(doc, position, span)
    return False


def is_about_another_time(doc: Doc, span: Span) -> bool:
    """Whether the wording's sentence speaks of something that is over and does not say that it is back."""
    sentence = _sentence(doc, span)
    return bool(_OVER.search(sentence)) and not _STILL.search(sentence)


def is_general_question(doc: Doc) -> bool:
    """Whether the text asks for information only, about nobody."""
    return bool(_GENERAL.search(doc.text)) and not _PERSONAL.search(doc.text)


def _is_a_list_with_but(doc: Doc, denial: int, span: Span) -> bool:
    return any(doc[i].text in ("but", "except") for i in range(denial, span.start))


def _sentence(doc: Doc, span: Span) -> str:
    start, end = span.start, span.end
    while start > 0 and doc[start - 1].text not in (".", "!", "?", ";"):
        start -= 1
    while end < len(doc) and doc[end].text not in (".", "!", "?", ";"):
        end += 1
    text: str = doc[start:end].text
    return text
