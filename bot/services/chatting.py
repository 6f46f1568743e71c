"""Answers what is said about the conversation itself: hello, says who, tell me more, a person please."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.clinic.acts import Act
from bot.clinic.escalations import Escalation, highest
from bot.clinic.frames import Frame
from bot.clinic.numbers import Numbers
from bot.clinic.payloads import KEPT
from bot.clinic.profile import Profile
from bot.clinic.questions import Question
from bot.clinic.replies import Button, Card, Phone, Reply
from bot.clinic.topics import Topics
from bot.services.composing import (
    CALL_BACK,
    MORE,
    MOST_BUTTONS,
    buttons_for,
    choose_facts,
    fill,
    join,
    sources_of,
    with_care,
)
from bot.services.escalating import emergency_card
from bot.services.fact_base import FactBase
from bot.services.forgetting import FORGET_ME
from bot.services.outcomes import Outcome

_NOTHING_SAID = "I have not said anything yet that rests on a source. Ask me about massage, and I will name mine."
_NO_SOURCES = "That came from the clinic itself, not from a study."
_NOTHING_MORE = "That is all I have on this. You can ask me something else, or talk to a person on {phone}."
_MOST_SOURCES = 5
_WITH_CONTACT = ("chat/human_handoff",)
_OWN_DATA = (Button("What do you know about me?", KEPT), FORGET_ME)


class Chatting:
    """Replies of kind chat; sources and more are computed from the last answer."""

    def __init__(self, facts: FactBase, topics: Topics, new_id: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._facts = facts
        self._topics = topics
        self._new_id = new_id
        self._now = now

    def chat(self, question: Question, frame: Frame) -> Outcome | None:
        """The reply and the frame after it; None where the topic has no text."""
        if question.topic == "chat/sources" and frame.said:
            return Outcome(self._sources(question, frame), frame)
        if question.topic == "chat/more" and frame.said:
            return self._more(question, frame)
        texts = self._facts.book.facts.get(question.topic)
        page = self._facts.book.pages.get(question.topic)
        if not texts or not page:
            return None
        profile = Profile(self._facts.book.clinic)
        text = _NOTHING_SAID if question.topic == "chat/sources" else texts[0].text
        own_data = _OWN_DATA if question.topic == self._facts.book.roles.get("own_data") else ()
        reply = Reply(
            kind="chat",
            text=fill(text, profile.placeholders(self._now())),
            topics=(question.topic,),
            confidence=question.confidence,
            buttons=(*own_data, *self._offers(question.topic, page.see_also))[:MOST_BUTTONS],
            card=_contact(profile) if question.topic in _WITH_CONTACT else None,
            answer_id=self._new_id(),
        )
        return Outcome(reply, frame)

    def _sources(self, question: Question, frame: Frame) -> Reply:
        book = self._facts.book
        facts = [book.by_key[key] for key in frame.said if key in book.by_key]
        sources = sources_of(facts, book)
        grade = facts[0].evidence if facts else None
        listing = "\n".join(f"• {s.title} ({s.organisation}, {s.year})" for s in sources[:_MOST_SOURCES])
        text = f"That rests on:\n{listing}\n{grade.in_words}" if sources and grade else _NO_SOURCES
        return Reply(
            kind="chat",
            text=text,
            topics=(question.topic,),
            confidence=question.confidence,
            evidence=grade or Reply.evidence,
            sources=sources,
            answer_id=self._new_id(),
        )

    def _more(self, question: Question, frame: Frame) -> Outcome:
        subject = frame.alarm or frame.subject or ""
        topics = (subject,) if frame.alarm else frame.topics
        rest = [fact for fact in self._facts.book.facts.get(subject, ()) if fact.key not in frame.said]
        said = choose_facts(rest)
        if not said:
            values = Profile(self._facts.book.clinic).placeholders(self._now())
            text, topics = fill(_NOTHING_MORE, values), (question.topic,)
            reply = Reply("chat", text, topics, question.confidence, answer_id=self._new_id())
            return Outcome(reply, frame)
        known = [self._topics.get(topic).escalation for topic in topics if topic in self._topics]
        level = highest((*known, *(fact.escalation for fact in said)))
        is_emergency = level is Escalation.EMERGENCY
        numbers = Numbers.of(self._facts.book.clinic)
        text = join(said, numbers)
        reply = Reply(
            kind="emergency" if is_emergency else "answer",
            text=text if is_emergency else with_care(text, level),
            topics=topics if question.act is Act.WHY else (question.topic, *topics),
            confidence=question.confidence,
            escalation=level,
            evidence=said[0].evidence,
            sources=sources_of(said, self._facts.book),
            buttons=(MORE,) if len(said) < len(rest) else (),
            card=emergency_card(level, numbers, self._facts.book.role_of(subject)) if is_emergency else None,
            answer_id=self._new_id(),
            said=tuple(fact.key for fact in said),
        )
        # What was said is kept whole, so that "more" never repeats; "says who?" then names all of it.
        return Outcome(reply, replace(frame, said=(*frame.said, *reply.said)))

    def _offers(self, topic: str, others: tuple[str, ...]) -> tuple[Button, ...]:
        first = (CALL_BACK,) if topic in _WITH_CONTACT else ()
        return (*first, *buttons_for(self._facts.book.pages, others))[:MOST_BUTTONS]


def _contact(profile: Profile) -> Card:
    return Card("contact", f"Reach {profile['name']}", (Phone(str(profile["name"]), str(profile["phone"])),))
