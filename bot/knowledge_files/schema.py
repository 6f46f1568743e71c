"""What each knowledge file may hold. The titles are the documentation; unknown keys are refused."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import Optional
from zoneinfo import available_timezones

from pydantic import BaseModel, Field, StrictBool, StrictStr, validator

from bot.clinic.escalations import Escalation
from bot.clinic.evidence import Evidence
from bot.clinic.numbers import is_number
from bot.clinic.profile import WEEKDAYS, Span
from bot.clinic.verdicts import Pressure, Verdict
from bot.clinic.wording import word_count

MOST_WORDS_OF_A_FACT = 45
MOST_WORDS_OF_A_REPLY = 75


class _Strict(BaseModel):
    class Config:
        extra = "forbid"


class FactFile(_Strict):
    """One fact under `facts:`."""

    id: str = Field(title="kebab-case name, unique in the file", regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    aspect: str = Field(title="what of the topic it speaks of")
    text: str = Field(title="what the visitor reads, at most 45 words")
    asks: list[str] = Field([], title="questions of which it is the best first sentence, in visitors' words")
    evidence: Evidence = Field(title="grade of support")
    sources: list[str] = Field(title="ids of sources.yml", min_items=1)
    covers: list[str] = Field([], title="article claims that it says")
    corrects: list[str] = Field([], title="article claims that it puts right")
    escalation: Escalation = Field(Escalation.NONE, title="level of this very fact")
    reviewed_on: date = Field(title="when it was last read against its sources")
    reviewer: Optional[str] = Field(None, title="the clinician who signed it; null until one has")

    @validator("text")
    def _short(cls, text: str) -> str:
        if word_count(text) > MOST_WORDS_OF_A_FACT:
            raise ValueError(f"{word_count(text)} words, more than {MOST_WORDS_OF_A_FACT}: split it into two facts")
        return text.strip()

    @validator("covers", "corrects", each_item=True)
    def _claim(cls, claim: str) -> str:
        if not re.fullmatch(r"[AB]-\d\d", claim):
            raise ValueError(f"{claim!r} is no article claim: write A-12 or B-05")
        return claim


class ProfileFile(_Strict):
    """`profile:` of a massage type."""

    pressures: list[Pressure] = Field(title="light, medium, firm", min_items=1)
    what: str = Field(title="what is done, in a few words")
    suits: str = Field(title="whom or what it suits")
    goals: list[str] = Field([], title="benefit topics that it fits, best first")
    areas: list[str] = Field([], title="areas of names.yml")
    clothed: bool = Field(False, title="whether clothes stay on")


class TopicFile(_Strict):
    """knowledge/<kind>/<name>.yml."""

    topic: str
    title: str = Field(title="how a button names it", max_length=28)
    ask: str = Field(title="the plain question that it answers")
    aliases: list[str] = []
    see_also: list[str] = []
    escalation: Escalation = Escalation.NONE
    verdicts: Optional[dict[Pressure, Verdict]] = None
    profile: Optional[ProfileFile] = None
    made_for: list[str] = Field([], title="of a type: conditions that it is made for")
    short_names: list[str] = Field([], title="of a type: words that name it only beside another type")
    in_case: Optional[str] = Field(None, title="of a red flag: how a warning begins where the sign is doubtful")
    of_type: Optional[str] = Field(None, title="of practical: the aspect under which a type answers it")
    warns_first: Optional[bool] = Field(None, title="whether no fact may go before the first")
    offers_call: bool = Field(False, title="whether the clinic offers to call back")
    goal: Optional[str] = Field(None, title="of a benefit: the button by which it is wished for", max_length=20)
    role: Optional[str] = Field(None, title="the part that it plays for the code; one of bot.clinic.facts.ROLES")
    stays_with_alarm: Optional[bool] = Field(None, title="whether, after an alarm, it still is about that alarm")
    facts: list[FactFile] = []
    replies: list[str] = []

    @validator("verdicts")
    def _every_pressure(cls, verdicts: Optional[dict[Pressure, Verdict]]) -> Optional[dict[Pressure, Verdict]]:
        if verdicts is not None and set(verdicts) != set(Pressure):
            raise ValueError("name all three of light, medium and firm")
        return verdicts

    @validator("replies", each_item=True)
    def _short(cls, reply: str) -> str:
        if word_count(reply) > MOST_WORDS_OF_A_REPLY:
            raise ValueError(f"{word_count(reply)} words, more than {MOST_WORDS_OF_A_REPLY}: shorten it")
        return reply.strip()


class SourceFile(_Strict):
    """One entry of knowledge/sources.yml."""

    id: str
    title: str
    organisation: str
    year: str = Field(title="four digits, or 'undated'", regex=r"^(\d{4}|undated)$")
    url: Optional[str] = Field(
        None, title="the publisher's own address or a DOI; null where unknown", regex=r"^https?://"
    )
    level: str = Field(title="a, b, c, or m for known from memory alone", regex=r"^[abcm]$")


class SourcesFile(_Strict):
    """knowledge/sources.yml."""

    sources: list[SourceFile]


def _one_number(value: object) -> object:
    """YAML reads 000 as 0, and a leading plus or zero away: only a text keeps a number as it is written."""
    if value is not None and not isinstance(value, str):
        raise ValueError('put the number in quotes: "000"')
    if value is not None and not is_number(value):
        raise ValueError("write one telephone number, in digits")
    return value


class Line(_Strict):
    """A telephone line beside the clinic's own."""

    name: str
    number: str

    _are_numbers = validator("number", "text", pre=True, allow_reuse=True, check_fields=False)(_one_number)


class Helpline(Line):
    """Who else helps: a telephone line, and what else is known of it."""

    hours: Optional[str] = Field(None, title="when it answers, in words: at any hour")
    text: Optional[str] = Field(None, title="the number for text messages")


class Manager(_Strict):
    """Whom a visitor may tell of what went wrong."""

    name: Optional[str] = None
    phone: Optional[str] = None
    email: Optional[str] = None

    _is_a_number = validator("phone", pre=True, allow_reuse=True)(_one_number)


class Holiday(_Strict):
    """A day with hours of its own."""

    date: date
    name: str
    hours: list[str]

    @validator("hours", each_item=True)
    def _span(cls, text: str) -> str:
        Span.parse(text)
        return text


class Service(_Strict):
    """Something that one can book."""

    name: str
    type: Optional[str] = None
    minutes: int = Field(gt=0)
    price: float = Field(ge=0)


class Therapist(_Strict):
    """Somebody who works here."""

    name: str
    pronoun: str
    role: str
    qualifications: str
    types: list[str] = Field([], title="types of massage that they give")


class ClinicFile(_Strict):
    """knowledge/clinic.yml."""

    example: bool = Field(False, title="true while it still is the example clinic")
    name: str
    assistant: str
    country: str = Field(regex=r"^[A-Z]{2}$")
    emergency_number: str
    crisis_line: Line
    urgent_line: Optional[Line] = None
    police_number: Optional[str] = Field(None, title="the police where it is no emergency; null is not said")
    helplines: dict[str, list[Helpline]] = Field({}, title="who else helps, by topic of kind support")
    manager: Optional[Manager] = Field(None, title="whom a visitor may tell of what went wrong")
    maternity_unit: Optional[Line] = Field(None, title="the maternity unit of the place; null is not said")
    phone: str
    email: str
    address: str
    time_zone: str
    hours: dict[str, list[str]]
    holidays: list[Holiday] = []
    currency: str
    services: list[Service]
    booking: str
    cancellation: str
    parking: str
    directions: str
    access: Optional[str] = Field(None, title="sentences on how one gets in")
    payment: str
    gift_voucher: str
    therapists: list[Therapist]
    languages: list[str] = Field([], title="languages that are spoken")

    _are_numbers = validator("emergency_number", "police_number", "phone", pre=True, allow_reuse=True)(_one_number)

    @validator("time_zone")
    def _known(cls, time_zone: str) -> str:
        known = available_timezones()
        if time_zone not in known:
            near = get_close_matches(time_zone, known, 1)
            meant = f"did you mean {near[0]}?" if near else 'write it as "Europe/London"'
            raise ValueError(f"no such time zone; {meant}")
        return time_zone

    @validator("hours")
    def _every_day(cls, hours: dict[str, list[str]]) -> dict[str, list[str]]:
        if set(hours) != set(WEEKDAYS):
            raise ValueError(f"name every weekday: {', '.join(WEEKDAYS)} (an empty list is a closed day)")
        for spans in hours.values():
            for text in spans:
                Span.parse(text)
        return hours


class SignFile(_Strict):
    """One warning sign under `signs:`."""

    sign: str
    says: Optional[str] = Field(None, title="id of the fact of its topic that the reply leads with")
    all_of: list[list[str]] = Field(title="each group must be named, in one of its wordings", min_items=1)
    never_with: list[str] = Field([], title="wordings beside which it is no sign")
    must_fire: list[str] = Field(min_items=1)
    must_not_fire: list[str] = []


class SignsFile(_Strict):
    """knowledge/signs/<name>.yml."""

    topic: str
    reviewed_on: date
    reviewer: Optional[str] = None
    signs: list[SignFile]


class NamesFile(_Strict):
    """knowledge/names.yml: what people call things that are no topics."""

    areas: dict[str, list[str]]
    pressures: dict[Pressure, list[str]]


class WordingException(_Strict):
    """A forbidden word that a reviewed text may hold."""

    fact: str
    word: str
    because: str = Field(regex=r"^(negation|correction|wound)$")


class WordingFile(_Strict):
    """knowledge/wording.yml."""

    exceptions: list[WordingException]


class GroupFile(_Strict):
    """One entry under `groups:` of a file that `effie gaps export` wrote."""

    topic: Optional[StrictStr] = Field(..., title="the topic that they ask about; null until a person has named one")
    near: Optional[float] = Field(None, title="how near the topic's training questions are")
    nearest: Optional[StrictStr] = Field(None, title="where no topic is near: the one that is least far")
    asked: Optional[int] = Field(None, title="how often it was asked")
    last_on: Optional[date] = Field(None, title="when it was last asked")
    reviewed: StrictBool = Field(title="true once a person has read every question of the group")
    questions: Optional[list[StrictStr]] = Field(..., title="what was asked; null once all were taken out")


class CandidatesFile(_Strict):
    """That file."""

    exported_on: Optional[date] = Field(None, title="when it was written")
    groups: list[GroupFile] = Field(title="questions that mean about the same")
