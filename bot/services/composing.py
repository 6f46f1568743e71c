"""From facts to a short text: which are said now, in what order, with which sentence of care at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.clinic.escalations import Escalation
from bot.clinic.facts import Fact, FactBook, Source, TopicPage
from bot.clinic.numbers import Numbers
from bot.clinic.payloads import REQUEST, asks, does, words_of
from bot.clinic.replies import Button, Reply
from bot.clinic.wording import word_count

_MOST_OF_TWO = 150  # of two questions that were asked at once
MOST_IN_ALL = 90  # what the contract allows before "more"
MOST_WORDS = 85
GOOD_LENGTH = 60  # beyond this a second fact waits for "tell me more"
MOST_BUTTONS = 4

CARE = {
    Escalation.NONE: "",
    Escalation.PROFESSIONAL: "Please check with your doctor or physiotherapist first.",
    Escalation.URGENT: "Please see a doctor today, and have no massage until then.",
}
PERSON_TOPIC = "chat/human_handoff"
_OFFER = "If you like, we can call you back."
MORE = Button("Tell me more", asks("chat/more"))
PERSON = Button("Talk to a person", asks(PERSON_TOPIC))
CALL_BACK = Button(words_of(REQUEST), does(REQUEST))


def with_care(text: str, level: Escalation, question: str = "") -> str:
    """The text, after it what the level asks for, the offer of a call where there is room for it, and a question."""
    parts = [text, CARE[level], _OFFER if level is Escalation.PROFESSIONAL else "", question]
    whole = " ".join(part for part in parts if part)
    return whole if len(whole.split()) <= MOST_IN_ALL else without_offer(whole)


def without_offer(text: str) -> str:
    """The text without the offer of a call: where it would be too long, that goes first."""
    return text.replace(f" {_OFFER}", "")


def both(first: Reply, second: Reply) -> Reply:
    """Two answers as one reply, the graver first; the graver alone where both would be too long."""
    graver, other = (second, first) if second.escalation.rank > first.escalation.rank else (first, second)
    care = CARE[graver.escalation]
    text = f"{graver.text}\n\n{other.text.replace(care, '').strip() if care else other.text}"
    if word_count(text) > _MOST_OF_TWO:
        return graver
    return replace(
        graver,
        text=text,
        topics=tuple(dict.fromkeys((*graver.topics, *other.topics))),
        confidence=min(graver.confidence, other.confidence),
        sources=tuple(dict.fromkeys((*graver.sources, *other.sources))),
        buttons=tuple(dict.fromkeys((*graver.buttons, *other.buttons)))[:MOST_BUTTONS],
        said=(*graver.said, *other.said),
    )


def choose_facts(facts: Sequence[Fact], words_elsewhere: int = 0, wanted: str = "") -> tuple[Fact, ...]:
    """The facts to say now: the first, and as many more as stay within a good length; one key may go beyond it."""
    chosen: list[Fact] = []
    words = words_elsewhere
    for fact in facts:
        words += fact.words
        if chosen and words > (MOST_WORDS if fact.key == wanted else GOOD_LENGTH):
            break
        chosen.append(fact)
    return tuple(chosen)


def join(facts: Iterable[Fact], numbers: Numbers | None = None) -> str:
    """Their texts as one paragraph, with the clinic's emergency number where a fact of a warning sign names it."""
    text = " ".join(fact.text for fact in facts)
    return fill(text, {"emergency_number": numbers.to_call}) if numbers else text


def sources_of(facts: Iterable[Fact], book: FactBook) -> tuple[Source, ...]:
    """The sources that the facts rest on, in their order, each once."""
    ids = dict.fromkeys(source for fact in facts for source in fact.sources)
    return tuple(book.sources[id] for id in ids if id in book.sources)


def buttons_for(pages: Mapping[str, TopicPage], topics: Iterable[str]) -> tuple[Button, ...]:
    """A button for each topic that has a page, in order."""
    return tuple(Button(pages[topic].title, asks(topic)) for topic in topics if topic in pages)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with `{name}` replaced; a name that nothing stands for is left, so that an edit cannot break a turn.

    An empty value takes the space before it along.
    """
    filled = re.sub(r" ?\{(\w+)\}", lambda match: _value_of(match[0], values.get(match[1])), text)
    return filled.strip()


def _value_of(placeholder: str, value: str | None) -> str:
    if value is None:
        return placeholder
    return f" {value}" if value and placeholder.startswith(" ") else value


def listed(names: Sequence[str], last: str = "and") -> str:
    """The names as a phrase: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
