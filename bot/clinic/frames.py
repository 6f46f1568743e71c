"""What the conversation is about, so that "and shiatsu?" is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clinic.acts import ASKING, LEANING, Act, Situation
from bot.clinic.call_back_form import Form
from bot.clinic.facts import WHAT, TopicPage
from bot.clinic.open_questions import OpenQuestion
from bot.clinic.questions import Question
from bot.clinic.wishes import RECOMMEND, Wish

COMPARE = "type/compare"
_BARE = 4  # words
# What is asked of a massage type where it comes second to the type itself: "does it hurt then, the shiatsu".
_ASPECTS = tuple(f"practical/{name}" for name in ("does_it_hurt", "session_length", "how_often", "what_to_wear"))


@dataclass(frozen=True)
class Frame:
    """What was talked of, and what is under way.

    Talked of: subject and aspect of the last turn, conditions named so far, types, facts and topics said. Under way:
    the alarm that stands, the call-back form, the wish that a recommendation goes by, and our own open question.
    """

    subject: str | None = None
    aspect: str = WHAT
    types: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    alarm: str | None = None
    alarm_at: datetime | None = None
    is_alarm_plain: bool = True  # whether the visitor's own words gave it, and not the classifier alone
    reminded: int = 0  # how often something else was answered with a word on the alarm
    form: Form | None = None
    wish: Wish | None = None
    asked: OpenQuestion | None = None

    @property
    def situation(self) -> Situation:
        """What the next message comes after."""
        if self.asked:
            return self.asked.situation
        return Situation.ALARM if self.alarm else Situation.NOTHING


@dataclass(frozen=True)
class Asked:
    """What is asked of what: a subject's topic, an aspect, and what else was named."""

    subject: str
    aspect: str
    topics: tuple[str, ...]
    types: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


class Framing:
    """Reads what a question leaves out from the frame. `pages` say which types there are, and what each is made for."""

    def __init__(self, pages: Mapping[str, TopicPage]) -> None:
        self._pages = pages

    def read(self, question: Question, frame: Frame) -> Asked:
        """What the question asks, with what it leaves out taken from the frame."""
        types, conditions = question.named["type"], question.named["condition"]
        kind = question.topic.split("/")[0]
        known = tuple(dict.fromkeys((*conditions, *frame.conditions)))
        if kind == "practical":
            return self._about_aspect(question, frame, types, known)
        if kind == "condition":
            carried = (frame.subject,) if frame.subject and self._is_type(frame.subject) else ()
            return _about_condition(question.topic, types or carried, conditions, known)
        if kind == "type":
            return self._about_type(question, frame, types, known)
        if talked_of := _talked_of(question, frame):  # "does it ease the ache", of the back that was told about
            return _about_condition(talked_of, types, (question.topic, *conditions), known)
        return Asked(question.topic, WHAT, (question.topic, *conditions), types, known)

    def after(self, frame: Frame, asked: Asked, topics: tuple[str, ...], said: tuple[str, ...]) -> Frame:
        """The frame after an answer. Types stay until others are named; conditions stay for the conversation."""
        return replace(
            frame,
            subject=asked.subject,
            aspect=asked.aspect,
            types=self._types_after(frame, asked),
            conditions=asked.conditions,
            said=said,
            topics=topics,
        )

    def _types_after(self, frame: Frame, asked: Asked) -> tuple[str, ...]:
        named = asked.types or ((asked.subject,) if self._is_type(asked.subject) else ())
        # One of two was chosen: both are still there, in their order, for "and the other one".
        if set(named) <= set(frame.types):
            return frame.types
        # "Does deep tissue hurt?", "and shiatsu?", "which is better": of one type after another the last two stay.
        is_next = len(named) == 1 and frame.subject is not None and self._is_type(frame.subject)
        return (*frame.types, *named)[-2:] if is_next else named

    def _about_aspect(self, question: Question, frame: Frame, types: tuple[str, ...], known: tuple[str, ...]) -> Asked:
        """A practical question: of a type where one is meant, beside a condition where one is talked of."""
        type_meant = types[0] if types else self._carried_type(frame) if _leans(question) else None
        talked_of = _talked_of(question, frame)
        beside = tuple(dict.fromkeys((*question.named["condition"], *((talked_of,) if talked_of else ()))))
        if type_meant is None:
            return Asked(question.topic, WHAT, (question.topic, *beside), types, known)
        aspect = question.topic.split("/")[1]
        return Asked(type_meant, aspect, (question.topic, type_meant, *beside), types, known)

    def _about_type(self, question: Question, frame: Frame, types: tuple[str, ...], known: tuple[str, ...]) -> Asked:
        """A question about types: of the risk where a condition stands, of an aspect that is asked, else what it is."""
        meant = self._types_meant(question, frame, types)
        subject = question.topic if len(meant) < 2 else COMPARE
        # "I'm on warfarin, is sports massage ok?" asks about the warfarin, and so does "and shiatsu?" after it.
        named = question.named["condition"]
        made_for = {condition for topic in meant if topic in self._pages for condition in self._pages[topic].made_for}
        risks = tuple(condition for condition in known if condition not in made_for)
        is_about_risk = named or (meant and question.act is not Act.ASKS_WHAT)
        if risks and is_about_risk and subject != RECOMMEND:
            return _about_condition(risks[0], meant, named, known)
        aspect = self._aspect(question, frame) if self._is_type(subject) else None
        if aspect:
            return Asked(subject, aspect, (f"practical/{aspect}", subject), meant, known)
        return Asked(subject, WHAT, (subject, *known), meant, known)

    def _types_meant(self, question: Question, frame: Frame, types: tuple[str, ...]) -> tuple[str, ...]:
        """Those that are named; "better than thai?" also means the one that was talked of."""
        meant = types or ((question.topic,) if self._is_type(question.topic) else ())
        carried = self._carried_type(frame) if question.act is Act.COMPARES and len(meant) == 1 else None
        return tuple(dict.fromkeys((carried, *meant))) if carried else meant

    def _carried_type(self, frame: Frame) -> str | None:
        if frame.subject and frame.subject.startswith("type/"):
            return frame.subject if self._is_type(frame.subject) else None
        return frame.types[0] if len(frame.types) == 1 else None

    def _aspect(self, question: Question, frame: Frame) -> str | None:
        """Which practical side of a type is asked: as the message says, or as the message before it did."""
        beside = next((c.topic for c in question.candidates if c.topic != question.topic), "")
        if beside in _ASPECTS and question.act is not Act.ASKS_WHAT:
            return beside.split("/")[1]
        goes_on = question.act is Act.GOES_ON and bool(frame.topics) and frame.topics[0].startswith("practical/")
        return frame.aspect if goes_on and frame.aspect != WHAT else None

    def _is_type(self, topic: str) -> bool:
        """Whether it is a massage type, and no question about types."""
        return topic in self._pages and self._pages[topic].profile is not None


def _leans(question: Question) -> bool:
    """Whether it leaves out what it is about: "does it hurt", and in few words "firm pressure or gentle?"."""
    is_bare = len(question.text.split()) <= _BARE and not (question.named["type"] or question.named["condition"])
    return question.act in LEANING or (is_bare and question.act in ASKING)


def _talked_of(question: Question, frame: Frame) -> str | None:
    """The condition of the turn before, where the question leaves out what it is about."""
    is_condition = frame.subject is not None and frame.subject.startswith("condition/")
    return frame.subject if is_condition and _leans(question) else None


def _about_condition(
    subject: str, types: tuple[str, ...], conditions: tuple[str, ...], known: tuple[str, ...]
) -> Asked:
    topics = tuple(dict.fromkeys((subject, *conditions, *types)))
    return Asked(subject, WHAT, topics, types, tuple(dict.fromkeys((subject, *known))))
