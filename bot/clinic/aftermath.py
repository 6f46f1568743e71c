"""What people say after an alarm: that it is dealt with, that it is nothing, or something else altogether."""

from __future__ import annotations

import re

from bot.clinic.questions import ANSWER, Question

_HELP = r"(?:999|911|112|111|ambulance|doctors?|gp|hospital|paramedics?|midwife|samaritans|helpline|them)"
_DEALT_WITH = re.compile(
    rf"""\b(?:
      (?:called|calling|rang|ringing|phoned|phoning|dialled|dialed|spoke\s+to|spoken\s+to|speaking\s+to|seen|saw)
        \s+(?:\w+\s+){{0,2}}?{_HELP}
    | (?:ambulance|paramedics?|doctors?|help)\s+(?:is|are|s|has|have)?\s*
        (?:here|coming|on\s+(?:its|the|their)\s+way|came|arrived)
    | (?:at|in|to|from)\s+(?:the\s+)?(?:hospital|a\s*&\s*e|a\s+and\s+e|a\s+n\s+e|er|emergency\s+room|casualty)
    | (?:doctors?|doc|gp|hospital|paramedics?|midwife|nurse|they)\s+(?:\w+\s+){{0,3}}?
        (?:checked|cleared|discharged|examined|scanned|ruled|seen|saw)
    | (?:got|been|was|were)\s+(?:\w+\s+)?(?:checked|seen\s+to|examined|scanned|discharged)
    | all\s+clear | dealt\s+with | (?:that|it|this)\s+was\s+(?:\w+\s+)?(?:joke|mistake|years\s+ago|long\s+ago)
    | (?:just|only)\s+asking\s+(?:in\s+general|generally|for\s+a\s+course)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_YET = re.compile(
    r"\b(?:not|no|never|dont|wont|havent|hasnt|cant|refus\w*|should|shall|if|why|without|rather|until|till|wait)\b|n[’']t\b",
    re.IGNORECASE,
)
_FEW = 7  # words
_REACH = 30  # characters before it in which a denial counts
_MADE_SMALL = re.compile(
    r"\b(?:fine|nothing|ok|okay|better|wait|tomorrow|later|probably|worry|worried|fuss\w*|overreact\w*|dramatic|easing|"
    r"eased|gone|silly|bother\w*|sure|no|nah|yes|yeah|used\s+to|old|maybe|cant|can't|wont|won't|dont|don't)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"^\W*(?:(?:ok|okay|oh|just|please|so|no)\W+)*"
    r"(?:forget (?:it|that|i said)|never\s?mind|nvm|doesn.?t matter|ignore (?:that|me))",
    re.IGNORECASE,
)
_WAITS = re.compile(r"\b(?:wait|until|till|instead|rather)\b", re.IGNORECASE)
_FILLERS = re.compile(r"^\W*(?:(?:ok|okay|so|and|but|also|anyway|right|well)\b\W*)+(?=\w)", re.IGNORECASE)
_ASKS = re.compile(
    r"\?|^\W*(?:(?:ok|okay|so|and|but|also|anyway|right|well)\W+)*(?:what|whats|when|where|who|which|how|why|do|does"
    r"|did|is|are|can|could|have|has|will|would|should|any|tell|explain|describe)\b",
    re.IGNORECASE,
)
_SURE, _LIKELY = 0.8, 0.7
_SMALL_TALK_WORDS = 12
_ON_THE_MATTER = (
    "condition/",
    "red_flag/",
    "out_of_scope/",
    "benefit/pain_relief",
    "benefit/low_back_pain",
    "practical/when_to_see_doctor",
    "practical/self_massage",
    "practical/does_it_hurt",
    "practical/soreness_after",
    "practical/side_effects",
    "practical/who_should_avoid",
    "chat/thanks",
    "chat/goodbye",
    "chat/greet",
    "chat/abuse",
    "chat/privacy",
    "clinic/booking",
)


def is_dealt_with(text: str) -> bool:
    """Whether somebody says that help was called or came, or that it was never meant."""
    found = _DEALT_WITH.search(text)
    return found is not None and not _NOT_YET.search(text[max(0, found.start() - _REACH) : found.end()])


def is_still_about(question: Question) -> bool:
    """Whether a message after an alarm is still about it. A doubt counts as yes; a tapped button does not."""
    if question.chosen:
        return False
    if question.decision != ANSWER or question.topic.startswith(_ON_THE_MATTER):
        return True
    if _TAKEN_BACK.search(question.text):
        return True
    if question.topic.startswith("clinic/") and question.confidence >= _SURE:
        return _WAITS.search(question.text) is not None
    if makes_small(question.text, _SMALL_TALK_WORDS):
        return True
    # What is told and not asked, or hardly understood, is taken for more of the same story.
    return question.confidence < _LIKELY or not _ASKS.search(question.text)


def makes_small(text: str, most_words: int = _FEW) -> bool:
    """Whether a few words play it down: "he says it's nothing"."""
    said = _FILLERS.sub("", text)
    return len(said.split()) <= most_words and _MADE_SMALL.search(said) is not None
