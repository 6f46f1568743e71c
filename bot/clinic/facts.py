"""What the assistant may say, and how we know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.verdicts import Pressure, Verdict
from bot.clinic.wording import word_count

WHAT = "what"
# The topics that the code itself turns to, by the part that they play; each part has one topic.
ROLES = (
    "crisis",  # the sign that is met with the crisis line
    "maternity",  # the sign that is met with the maternity unit, and with the emergency number where a fact says so
    "treated_first",  # the sign of which what to do comes before whom to call
    "unnamed_sign",  # a sign that is none of the others
    "own_data",  # what is kept about a visitor
    "looked_at",  # the condition that remains once a doctor has seen to an alarm
    "after_help",  # what is talked of once help came
    "never_offered",  # what is refused without another offer
    "misconduct",  # what somebody tells who was treated wrongly in a session
    "loss",  # a miscarriage, a death: no sign is asked about that speaks of a baby
    "for_anybody",  # the goal that is taken where nobody names one
)
OWN_ASPECTS = ("what", "pressure", "session_length", "suits", "avoid", "where", "evidence", "ask_professional")


@dataclass(frozen=True)
class Source:
    """A publication that supports a fact."""

    id: str
    title: str
    organisation: str
    year: str
    url: str | None
    level: str


@dataclass(frozen=True)
class Fact:
    """One statement that the clinic stands behind."""

    topic: str
    id: str
    aspect: str
    text: str
    evidence: Evidence
    sources: tuple[str, ...] = ()
    escalation: Escalation = Escalation.NONE
    reviewed_on: date | None = None
    reviewer: str | None = None
    key: str = field(init=False)  # the fact's name among all facts: `topic#id`
    words: int = field(init=False)  # as a reader counts them

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.topic}#{self.id}")
        object.__setattr__(self, "words", word_count(self.text))


@dataclass(frozen=True)
class TypeProfile:
    """A massage type in short cells, to compare and to recommend by."""

    pressures: tuple[Pressure, ...]
    what: str
    suits: str
    goals: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    clothed: bool = False


@dataclass(frozen=True)
class TopicPage:
    """What the knowledge holds on one topic beside its facts."""

    topic: str
    title: str
    ask: str
    see_also: tuple[str, ...] = ()
    escalation: Escalation = Escalation.NONE
    verdicts: Mapping[Pressure, Verdict] = field(default_factory=dict)
    profile: TypeProfile | None = None
    made_for: tuple[str, ...] = ()  # conditions: to name one of them beside this type is to name the type
    in_case: str | None = None  # how a warning begins where this sign is doubtful: "If a leg is swollen"
    of_type: str | None = None  # the aspect under which a massage type answers this practical question itself
    stays_with_alarm: bool = False  # whether a message about it, after an alarm, still is about that alarm
    warns_first: bool = False  # whether its first fact is a warning that no other fact may go before
    offers_call: bool = False  # whether the clinic offers to call back
    role: str | None = None  # one of ROLES
    goal: str | None = None  # the words of the button by which a recommendation is asked for it


@dataclass(frozen=True)
class FactBook:
    """The whole knowledge as a value: facts by topic and key, pages and sources by id, topics by role and by goal."""

    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    by_key: Mapping[str, Fact] = field(default_factory=dict)
    pages: Mapping[str, TopicPage] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    clinic: Mapping[str, Any] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    goals: Mapping[str, str] = field(default_factory=dict)

    def role_of(self, topic: str) -> str | None:
        """The part that a topic plays for the code."""
        return next((role for role, its_topic in self.roles.items() if its_topic == topic), None)

    @classmethod
    def bind(
        cls, facts: Iterable[Fact], pages: Iterable[TopicPage], sources: Iterable[Source], clinic: Mapping[str, Any]
    ) -> FactBook:
        """Binds them into one book; a topic's facts keep their order."""
        by_topic: dict[str, tuple[Fact, ...]] = {}
        by_key = {fact.key: fact for fact in facts}
        for fact in by_key.values():
            by_topic[fact.topic] = (*by_topic.get(fact.topic, ()), fact)
        by_id = {page.topic: page for page in pages}
        roles = {page.role: page.topic for page in by_id.values() if page.role}
        goals = {page.goal: page.topic for page in by_id.values() if page.goal}
        return cls(by_topic, by_key, by_id, {source.id: source for source in sources}, clinic, roles, goals)


@dataclass(frozen=True)
class Alias:
    """A phrase by which people name a thing: a type, a condition, a goal, a body area, a day."""

    phrase: str
    kind: str
    key: str


@dataclass(frozen=True)
class Sign:
    """One warning sign as a clinician can read it: every group must be named, in one of its wordings."""

    topic: str
    name: str
    groups: tuple[tuple[str, ...], ...]
    never_with: tuple[str, ...] = ()
    says: str | None = None  # the id of the fact that the alarm leads with; the topic's first where it names none


@dataclass(frozen=True)
class Told:
    """How a danger is told in one language: its plain wordings, its topic, and the sentence that answers it."""

    topic: str
    wordings: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Language:
    """Another language than English, as far as the gate hears it."""

    denied_by: tuple[str, ...]
    emergency: Told
    crisis: Told


@dataclass(frozen=True)
class Knowledge:
    """Everything that the knowledge files say, checked."""

    pages: tuple[TopicPage, ...]
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    clinic: Mapping[str, object]
    fingerprint: str
    covered: frozenset[str] = frozenset()  # claims of the two articles that a fact says
    corrected: frozenset[str] = frozenset()  # claims that a fact puts right
