"""Answers a question about massage from the facts, or says that there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clinic.escalations import Escalation, highest
from bot.clinic.evidence import Evidence
from bot.clinic.facts import WHAT, Fact, TopicPage
from bot.clinic.frames import COMPARE, Asked, Frame, Framing
from bot.clinic.questions import Fit, Question
from bot.clinic.replies import Button, Card, Phone, Reply
from bot.clinic.topics import Topics
from bot.clinic.verdicts import Verdict, Verdicts, verdict_on
from bot.clinic.wishes import RECOMMEND
from bot.services.comparing import Comparing
from bot.services.composing import (
    CALL_BACK,
    CARE,
    MORE,
    MOST_BUTTONS,
    MOST_WORDS,
    buttons_for,
    choose_facts,
    listed,
    sources_of,
    with_care,
)
from bot.services.computed import Computed
from bot.services.fact_base import FactBase
from bot.services.outcomes import Outcome
from bot.services.recommending import Recommending


class Answering:
    """Facts for subject and aspect, with their evidence, sources, verdict, and what to offer next."""

    def __init__(self, facts: FactBase, topics: Topics, new_id: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._facts = facts
        self._topics = topics
        self._new_id = new_id
        self._computed = {
            COMPARE: Comparing(facts).compare,
            RECOMMEND: Recommending(facts, now).recommend,
        }

    def answer(self, question: Question, frame: Frame) -> Outcome | None:
        """The reply and the frame after it; None where the knowledge has no fact."""
        framing = Framing(self._facts.book.pages)
        asked = framing.read(question, frame)
        facts = self._fitted(self._facts_for(asked), question.fit)
        compute = self._computed.get(asked.subject)
        computed = compute(asked, frame, question) if compute else Computed(asked.topics)
        topics = computed.topics
        preface = " ".join(filter(None, (computed.before, self._verdict(asked))))
        if not facts and not preface:
            return None
        level = self._level(topics, facts[:1], asked)
        words = len(f"{preface} {CARE[level]} {computed.question}".split())
        said = choose_facts(facts, words, wanted=question.fit.key if question.fit else "")
        said = (*said, *self._passing_risks(asked, words + sum(fact.words for fact in said)))
        level = highest((level, *(fact.escalation for fact in said)))
        reply = Reply(
            kind="answer",
            text=with_care(" ".join((preface, *(fact.text for fact in said))).strip(), level, computed.question),
            topics=topics,
            confidence=question.confidence,
            escalation=level,
            evidence=said[0].evidence if said else Evidence.PRACTICAL,
            sources=sources_of(said, self._facts.book),
            buttons=self._buttons(asked, computed, level, has_more=not set(facts) <= set(said)),
            card=self._card(level),
            answer_id=self._new_id(),
            said=tuple(fact.key for fact in said),
        )
        after = framing.after(frame, asked, topics, reply.said)
        return Outcome(reply, replace(after, wish=computed.wish, asked=computed.asked or frame.asked))

    def _facts_for(self, asked: Asked) -> tuple[Fact, ...]:
        facts, pages = self._facts.book.facts, self._facts.book.pages
        of_subject = facts.get(asked.subject, ())
        if asked.aspect == WHAT:
            return _leading(of_subject, WHAT)
        practical = f"practical/{asked.aspect}"
        own = pages[practical].of_type if practical in pages else None
        general = _leading(facts.get(practical, ()), WHAT)
        return (*(fact for fact in of_subject if fact.aspect in (own, asked.aspect)), *general)

    def _fitted(self, facts: tuple[Fact, ...], fit: Fit | None) -> tuple[Fact, ...]:
        """The fact that fits the question first; or second, where it fits less or the topic begins with a warning."""
        fitting = tuple(fact for fact in facts if fit and fact.key == fit.key)
        if not fit or not fitting or fitting[0] is facts[0]:
            return facts
        others = tuple(fact for fact in facts if fact is not fitting[0])
        page = self._facts.book.pages.get(fitting[0].topic)
        warns = facts[0].escalation.rank > 0 or (page is not None and page.warns_first)
        is_first = fit.is_clear and not warns
        return (*fitting, *others) if is_first else (others[0], *fitting, *others[1:])

    def _passing_risks(self, asked: Asked, words: int) -> tuple[Fact, ...]:
        """The lead of each condition that was named in passing, where it still fits; the level says it in any case."""
        risks: list[Fact] = []
        named = [topic for topic in asked.topics[1:] if topic.startswith("condition/") and topic != asked.subject]
        for topic in named:
            lead = self._facts.book.facts.get(topic, ())[:1]
            words += sum(fact.words for fact in lead)
            risks += lead if words <= MOST_WORDS else ()
        return tuple(risks)

    def _verdict(self, asked: Asked) -> str:
        """What we say of the named types with the conditions of this conversation, the most cautious first."""
        types = [t for t in asked.types if t.split("/")[0] == "type"]
        if not (types and asked.conditions) or asked.subject == RECOMMEND:
            return ""
        pages = self._facts.book.pages
        conditions = [pages[c].verdicts for c in asked.conditions if c in pages and pages[c].verdicts]
        profiled = [pages[t] for t in types if t in pages and pages[t].profile]
        if not conditions:
            return ""
        return " ".join(_verdict_sentence(page, conditions) for page in profiled)

    def _level(self, topics: tuple[str, ...], facts: tuple[Fact, ...], asked: Asked) -> Escalation:
        pages, known = self._facts.book.pages, self._topics.by_id
        levels = [known[topic].escalation for topic in topics if topic in known]
        levels += [pages[topic].escalation for topic in topics if topic in pages]
        if asked.conditions and asked.subject.split("/")[0] in ("type", "condition"):
            levels.append(Escalation.PROFESSIONAL)
        return highest((*levels, *(fact.escalation for fact in facts)))

    def _buttons(self, asked: Asked, computed: Computed, level: Escalation, *, has_more: bool) -> tuple[Button, ...]:
        call = (CALL_BACK,) if level is Escalation.PROFESSIONAL else ()
        if computed.buttons:  # the last one is the way out of the question
            *choices, way_out = computed.buttons
            return (*choices[: MOST_BUTTONS - 1 - len(call)], way_out, *call)
        page = self._facts.book.pages.get(asked.subject)
        offers = [topic for topic in (page.see_also if page else ()) if topic not in computed.topics]
        first = (*([MORE] if has_more else ()), *call)
        return (*first, *buttons_for(self._facts.book.pages, offers))[:MOST_BUTTONS]

    def _card(self, level: Escalation) -> Card | None:
        if not level.rank:
            return None
        clinic = self._facts.book.clinic
        phones = [Phone(str(clinic["name"]), str(clinic["phone"]))]
        if level is Escalation.URGENT and clinic.get("urgent_line"):
            phones.insert(0, Phone(clinic["urgent_line"]["name"], clinic["urgent_line"]["number"]))
        return Card("professional", Escalation.PROFESSIONAL.in_words, tuple(phones))


def _leading(facts: tuple[Fact, ...], aspect: str) -> tuple[Fact, ...]:
    """The facts of the aspect first, then the others in their order."""
    return (*(f for f in facts if f.aspect == aspect), *(f for f in facts if f.aspect != aspect))


def _verdict_sentence(page: TopicPage, conditions: Sequence[Verdicts]) -> str:
    assert page.profile is not None
    verdicts = {pressure: verdict_on([pressure], conditions) for pressure in page.profile.pressures}
    possible = [pressure.value for pressure, verdict in verdicts.items() if verdict is not Verdict.NOT_NOW]
    if not possible:
        return f"{page.title} is not advised with that."
    if len(possible) < len(verdicts):
        return f"{page.title} may be possible with {listed(possible)} pressure only, but ask first."
    if Verdict.ASK_FIRST in verdicts.values():
        return f"{page.title} may be possible, but ask first."
    return f"{page.title} is usually fine with that."
