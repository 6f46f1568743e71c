"""Small words that tie a message to the one before it."""

from __future__ import annotations

import re

_POINTS_BACK = re.compile(r"\b(?:it|that|this|they|them|those|these|one)\b", re.IGNORECASE)
_ENDS_BACK = re.compile(r"\b(?:it|that|this|them|those|these|that one|this one|one of (?:these|those|them))\W*$", re.I)
_GOES_ON = re.compile(
    r"^\W*(?:(?:ok|okay|so|and|well|right|hm+)\W+)*(?:and|what about|how about|or|but|also|n)\b", re.IGNORECASE
)
_BARE = 4  # words: "how long", "clothes on?" can only be about what was talked of
_SHORT = 8
_WHAT = re.compile(
    r"\bwhat(?:\W?s| is| are| was| actually is| exactly is)\b(?!\W+(?:the|your|a) (?:best|price|cost|difference))"
    r"|\bwhat\W+(?:does|happens|do (?:they|you) do)\b|\bhow (?:does|do) .*\bwork\b|\b(?:explain|describe|define)\b"
    r"|\btell me (?:more )?about\b|\bmeaning of\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:vs|versus|compared (?:to|with)|diff?eren(?:ce|t) (?:to|from|than|between)|same as"
    r"|differ from|(?:better|worse|softer|firmer|gentler|lighter|stronger|safer) than|whats the diff?rence)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"(?:(?:ok|okay|but|and|so|hm+|oh|really) )*(?:why|how come|how so|why not|y)"
    r"(?: (?:is|does|would|do|should|not|did))?(?: (?:that|it|this|anybody say no to that|you say (?:that|so)))?"
    r"(?: (?:matter|so|work|help|happen|be|then|though|tho|exactly))?",
    re.IGNORECASE,
)
_LONGEST_WHY = 80  # characters
_WORD = re.compile(r"\w+")
_PROOF = re.compile(
    r"\b(?:proven|proved?|proof|evidence|trials?|research|stud(?:y|ies)|scien\w+|true|really|what people say)\b",
    re.IGNORECASE,
)
_MEDICINE = (
    r"(?:dos(?:e|es|age)|tablets?|pills?|capsules?|medications?|medicines?|meds|insulin|injections?|thinners?|antibiotics"
    r"|painkillers?|paracetamol|ibuprofen|codeine|co-?codamol|aspirin|naproxen|diclofenac|warfarin|apixaban|eliquis|xarelto"
    r"|rivaroxaban|clopidogrel|tramadol|morphine|gabapentin|pregabalin|amitriptyline|diazepam|sertraline|steroids?"
    r"|prednisolone|prednisone|statins?|methotrexate|lithium)"
)
_MAY_I = (
    r"\b(?:should|can|could|may|shall|must|do|have|need|ok|okay|safe|alright|better|if)\b(?:\W+(?:i|to|we|she|he|it))*"
)
_CHANGE = r"\b(?:skip|halve|double|miss|leave (?:off|out)|delay|stop(?: taking)?|come off|lower|reduce|cut)"
_DOSE = re.compile(
    rf"(?:{_MAY_I}|^)\W*(?:just )?{_CHANGE}\b(?:\W+\w+){{0,3}}?\W+{_MEDICINE}\b"
    rf"|{_MAY_I}\W+(?:take|have)\b(?:\W+\w+){{0,3}}?\W+{_MEDICINE}\b.*\b(?:before|first|on top|as well|beforehand)\b"
    rf"|\bhow (?:many|much)(?: of (?:my|the|these))?\W+{_MEDICINE}\b|\b(?:what|which) dos(?:e|age)\b"
    rf"|{_MEDICINE}\b\W+(?:on top|as well|together)\b",
    re.IGNORECASE,
)
_OWN_DATA = re.compile(
    r"\bwhat (?:do|have|did) you (?:know|keep|kept|store|stored|save|saved|got|have|hold) (?:about|on|of|from) me\b"
    r"|\bforget (?:me|about me|everything|all (?:i|of))\b|\b(?:delete|erase|remove|wipe) (?:all )?(?:of )?"
    r"(?:me\b|what i|everything|my (?:data|messages?|chats?|conversations?|history|details|info\w*|records?)\b)",
    re.IGNORECASE,
)
_ASPECTS = (
    (
        "does_it_hurt",
        re.compile(
            r"\b(?:does|do|will|is|are|would|can)\b[^.?!,]*\b(?:hurts?|painful|sore|agony)\b(?! \w+(?:s|ck|er|ee|g)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "session_length",
        re.compile(r"\bhow long (?:does|do|is|are|would|will|for)\b(?!.*\b(?:last|work|effect)\b)", re.IGNORECASE),
    ),
    ("how_often", re.compile(r"\bhow (?:often|frequently)\b", re.IGNORECASE)),
    ("what_to_wear", re.compile(r"\b(?:wear|undress|naked|clothes|clothed|strip|pants|knickers)\b", re.IGNORECASE)),
)
_NOT_A_TIME = r"(?! (?:time|day|session|visit|night|week|thing))"
_FIRST = re.compile(rf"\bthe (?:first|former)\b{_NOT_A_TIME}|^\W*(?:first|former)(?: one)?\W*$", re.IGNORECASE)
_SECOND = re.compile(rf"\bthe (?:second|latter)\b{_NOT_A_TIME}|^\W*(?:second|latter)(?: one)?\W*$", re.IGNORECASE)
_QUESTION = r"(?:what|whats|when|where|wheres|how|who|which|is|are|do|does|can|could|will|would|should|may)"
_BETWEEN = re.compile(
    rf"\?\s+(?:(?:and|also|plus|oh)\b[\s,]*)*|[,;]?\s+(?:and(?: also)?|also|plus)\s+(?={_QUESTION}\b)", re.IGNORECASE
)
_LEAST_WORDS = 3
_CLAUSE = re.compile(r"(?:[;!?()\n]|[.,:](?!\d))+|\s+(?:and|but|so|or)\s+", re.IGNORECASE)
_MOST_CLAUSES, _WORDS_OF_A_CLAUSE = 12, 2
_INDIFFERENT = re.compile(
    r"\b(?:do(?:n?['’]?t| not)(?: really)? (?:mind|know|care)|dunno|idk|not (?:sure|fussed|bothered)|surprise me"
    r"|no (?:idea|clue|preference)|you (?:choose|decide|pick)|up to you)\b"
    r"|^\W*(?:any(?:thing|one)?|either(?: one)?|whatever|whichever)\W*$",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"\W*(?:(?:and|but|ok|okay|so)\b\W*)*(?:{_QUESTION}|(?:got )?any(?!\W*$))\b", re.IGNORECASE)
_OTHER = re.compile(rf"\bthe other\b{_NOT_A_TIME}", re.IGNORECASE)


def goes_on(text: str) -> bool:
    """ "And shiatsu?": the same question of something else."""
    return _count(text) <= _SHORT and _GOES_ON.match(text) is not None


def leans_back(text: str) -> bool:
    """Whether the message leaves out what it is about: "does it hurt", "how long", "clothes on for that one"."""
    if _count(text) <= _BARE or _ENDS_BACK.search(text):
        return True
    return _count(text) <= _SHORT and bool(_POINTS_BACK.search(text) or _GOES_ON.match(text))


def asks_what_it_is(text: str) -> bool:
    """Whether it asks for a description, and not for a verdict."""
    return _WHAT.search(text) is not None


def asks_to_compare(text: str) -> bool:
    """ "Vs trigger point?": with what was talked of."""
    return _COMPARES.search(text) is not None


def asks_why(text: str) -> bool:
    """A bare "why?" or "how come": of what was just said."""
    # Words with one space between them: the pattern must not find a hundred ways to read three hundred dots.
    return len(text) <= _LONGEST_WHY and _WHY.fullmatch(" ".join(_WORD.findall(text))) is not None


def asks_for_proof(text: str) -> bool:
    """ "Is that proven?", of what was just said."""
    is_short = _count(text) <= _SHORT + 2 and _POINTS_BACK.search(text) is not None
    return is_short and _PROOF.search(text) is not None


def asks_for_a_dose(text: str) -> bool:
    """Whether it asks to change what a doctor ordered, whatever else it is about."""
    return _DOSE.search(text) is not None


def asks_for_own_data(text: str) -> bool:
    """Whether somebody asks what is known of them, or to be forgotten."""
    return _OWN_DATA.search(text) is not None


def find_aspect(text: str) -> str | None:
    """Which practical thing is asked of a massage type; None where it is the type itself."""
    return next((aspect for aspect, pattern in _ASPECTS if pattern.search(text)), None)


def find_choice(text: str) -> str | None:
    """Which of two things is meant: first, second or other; None where nothing is chosen."""
    if _count(text) > _SHORT:
        return None
    for choice, pattern in (("other", _OTHER), ("first", _FIRST), ("second", _SECOND)):
        if pattern.search(text):
            return choice
    return None


def is_indifferent(text: str) -> bool:
    """ "Don't mind", "no idea, you choose"."""
    return _count(text) <= _SHORT and _INDIFFERENT.search(text) is not None


def opens_question(text: str) -> bool:
    """Whether it begins as a question does, with or without its mark: "how much is it", "any parking nearby"."""
    return _OPENS.match(text) is not None


def split_questions(text: str) -> tuple[str, ...]:
    """The questions of a message: "what does it cost and where do I park" are two. Statements stay with theirs."""
    parts = tuple(part.strip() for part in _BETWEEN.split(text) if part.strip())
    return parts if parts and all(_count(part) >= _LEAST_WORDS for part in parts) else (text,)


def split_clauses(text: str) -> tuple[str, ...]:
    """What stands between commas, stops and small joining words, two words at the least; the twelfth holds the rest."""
    clauses = (clause.strip() for clause in _CLAUSE.split(text, _MOST_CLAUSES - 1))
    return tuple(clause for clause in clauses if _count(clause) >= _WORDS_OF_A_CLAUSE)


def _count(text: str) -> int:
    return len(text.split())
