"""A fact base small enough to read: what the services are tested on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

from bot.clinic.acts import Act, Situation
from bot.clinic.alarms import AlarmRules
from bot.clinic.evidence import Evidence
from bot.clinic.facts import Fact, FactBook, Source, TopicPage, TypeProfile
from bot.clinic.questions import ANSWER, Candidate, Entity, Question
from bot.clinic.topics import Topics
from bot.clinic.verdicts import Pressure, Verdict
from tests.unit.reading import acts_of

TOPICS = Topics(
    {
        "benefit": {"sleep": "sleep", "relaxation": "unwinding"},
        "type": {"swedish": "Swedish", "deep_tissue": "deep tissue", "compare": "compare", "recommend": "recommend"},
        "condition": {"sciatica": "sciatica", "osteoporosis": "osteoporosis"},
        "red_flag": {
            "cauda_equina": "* numb saddle",
            "dvt_signs": "hot swollen calf",
            "suicidal": "* suicide",
            "pregnancy_bleeding": "* baby",
        },
        "practical": {"does_it_hurt": "pain", "what_to_wear": "clothes"},
        "clinic": {"hours": "hours"},
        "support": {"misconduct": "touched wrongly", "loss": "a death"},
        "chat": {
            "sources": "says who",
            "more": "more",
            "capabilities": "help",
            "human_handoff": "person",
            "privacy": "data",
        },
        "out_of_scope": {"medical": "medicine", "sexual": "no", "other": "else"},
    }
)
FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
CLINIC = {
    "country": "GB",
    "name": "Willow Clinic",
    "assistant": "Effie",
    "emergency_number": "999",
    "crisis_line": {"name": "Samaritans", "number": "116 123"},
    "urgent_line": {"name": "NHS 111", "number": "111"},
    "police_number": "101",
    "helplines": {
        "support/misconduct": [
            {"name": "a support line", "number": "0800 1", "hours": "at any hour", "text": "07000"},
            {"name": "another line", "number": "0800 2"},
        ],
    },
    "manager": {"name": "Ann", "phone": "020 7946 0124", "email": None},
    "phone": "020 7946 0123",
    "email": "hello@example.org",
    "address": "1 Example Street",
    "time_zone": "Europe/London",
    "currency": "GBP",
    "hours": {
        **{day: ["09:00-19:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")},
        "saturday": ["10:00-14:00"],
        "sunday": [],
    },
    "holidays": [{"date": "2026-12-25", "name": "Christmas Day", "hours": []}],
    "services": [
        {"name": "Swedish massage", "minutes": 60, "price": 58.0, "type": "type/swedish"},
        {"name": "Swedish massage", "minutes": 90, "price": 80.5, "type": "type/swedish"},
    ],
    "therapists": [],
    **{key: f"About {key}." for key in ("booking", "cancellation", "parking", "payment", "gift_voucher", "directions")},
}


ALARM_RULES = AlarmRules(
    at_once=0.7,
    at_once_if_explained=0.85,
    ask_first=0.3,
    agree=0.1,
    agree_on={},
    questions={
        "red_flag/cauda_equina": "Is the groin numb?",
        "red_flag/dvt_signs": "Is one leg swollen, hot or sore?",
        "red_flag/suicidal": "Do you have thoughts of hurting yourself?",
        "red_flag/stroke": "Does a face droop?",
        "red_flag/pregnancy_bleeding": "Does the baby move less?",
    },
    danger_now={"support/misconduct": ("locked the door",)},
)


def fact(topic: str, id: str, text: str, aspect: str = "what", **more: Any) -> Fact:
    sources = more.pop("sources", ("trial",))
    return Fact(topic, id, aspect, text, more.pop("evidence", Evidence.LIMITED), sources, **more)


FACTS = (
    fact("benefit/sleep", "helps", "It may help you sleep a little."),
    fact("benefit/sleep", "long", "Other things help more in the long run. " + "word " * 60, sources=("review",)),
    fact("type/swedish", "what", "Swedish massage is gentle."),
    fact("type/deep_tissue", "what", "Deep tissue massage is slow and firm."),
    fact("type/deep_tissue", "pressure", "Deep tissue work should feel strong but bearable.", aspect="pressure"),
    fact("type/compare", "no-best", "No style is proven best."),
    fact("type/recommend", "comfort", "Choose the pressure that you find comfortable."),
    fact("condition/sciatica", "what", "Guidelines disagree on sciatica."),
    fact("condition/osteoporosis", "what", "Firm pressure could break a bone."),
    fact("practical/does_it_hurt", "no-pain", "It should not be painful."),
    fact("red_flag/cauda_equina", "nerves", "Nerves may be squeezed."),
    fact("red_flag/dvt_signs", "clot", "A clot is possible."),
    fact("red_flag/suicidal", "warm", "You matter."),
    fact("clinic/hours", "reply-1", "{hours_today} {hours_week}", sources=(), evidence=Evidence.PRACTICAL),
    fact("support/misconduct", "believed", "I believe you."),
    fact("support/misconduct", "freezing", "Many people freeze."),
    fact("support/misconduct", "choice", "You decide."),
    fact("support/misconduct", "long", "It took a while. " + "word " * 50),
    fact("support/loss", "sorry", "I am very sorry."),
    fact("chat/sources", "reply-1", "Answers come from facts.", sources=(), evidence=Evidence.NONE),
    fact("chat/more", "reply-1", "What about?", sources=(), evidence=Evidence.NONE),
    fact("chat/capabilities", "reply-1", "I am {assistant}.", sources=(), evidence=Evidence.NONE),
    fact("chat/human_handoff", "reply-1", "Call {phone}. {hours_today}", sources=(), evidence=Evidence.NONE),
    fact("chat/privacy", "reply-1", "It stays with {clinic}.", sources=(), evidence=Evidence.NONE),
    fact("chat/greet", "reply-1", "Hello, I am {assistant}.", sources=(), evidence=Evidence.NONE),
    fact("out_of_scope/other", "reply-1", "That is outside what I know.", sources=(), evidence=Evidence.NONE),
    fact("out_of_scope/sexual", "reply-1", "Massage here is never sexual.", sources=(), evidence=Evidence.NONE),
    fact("benefit/noise", "noise", "An unrelated row."),
)
SWEDISH = TypeProfile(
    (Pressure.LIGHT, Pressure.MEDIUM), "long strokes", "first visits",
    goals=("benefit/relaxation",), areas=("whole_body",),
)  # fmt: skip
DEEP = TypeProfile((Pressure.FIRM,), "slow firm strokes", "tightness")
ALWAYS_ASK = {Pressure.LIGHT: Verdict.ASK_FIRST, Pressure.MEDIUM: Verdict.ASK_FIRST, Pressure.FIRM: Verdict.ASK_FIRST}
NEVER_FIRM = {**ALWAYS_ASK, Pressure.FIRM: Verdict.NOT_NOW}


def page(topic: str, **more: Any) -> TopicPage:
    title = topic.split("/")[1].replace("_", " ").capitalize()
    return TopicPage(topic, title, f"What about {title}?", **more)


PAGES = (
    page("benefit/pain_relief", goal="Ease an ache"),
    page("benefit/relaxation", goal="Relax", role="for_anybody"),
    page("benefit/sleep", goal="Sleep better", see_also=("benefit/relaxation", "type/swedish")),
    page("type/swedish", profile=SWEDISH),
    page("type/deep_tissue", profile=DEEP),
    page("type/compare"),
    page("type/recommend"),
    page("condition/sciatica", verdicts=ALWAYS_ASK, warns_first=True),
    page("condition/osteoporosis", verdicts=NEVER_FIRM, warns_first=True),
    page("practical/does_it_hurt", of_type="pressure", stays_with_alarm=True),
    page("practical/when_to_see_doctor", role="after_help", stays_with_alarm=True),
    page("condition/other", role="looked_at"),
    page("red_flag/cauda_equina", in_case="If the groin is numb, or there is new trouble with bladder or bowel"),
    page("red_flag/dvt_signs", in_case="If a leg is swollen, hot or painful"),
    page("red_flag/suicidal", in_case="If it ever feels too much", role="crisis"),
    page("out_of_scope/sexual", role="never_offered"),
    page("red_flag/pregnancy_bleeding", role="maternity"),
    page("support/misconduct", role="misconduct"),
    page("support/loss", role="loss"),
    page("clinic/hours", see_also=("chat/human_handoff",)),
    page("clinic/booking", offers_call=True, stays_with_alarm=True),
    page("clinic/contact", offers_call=True),
    page("chat/sources"),
    page("chat/more"),
    page("chat/capabilities", see_also=("clinic/hours",)),
    page("chat/human_handoff", offers_call=True),
    page("chat/thanks", stays_with_alarm=True),
    page("chat/abuse", stays_with_alarm=True),
    page("chat/privacy", role="own_data", stays_with_alarm=True, see_also=("chat/human_handoff",)),
    page("chat/greet", see_also=("chat/capabilities", "clinic/hours")),
)
SOURCES = (
    Source("trial", "A trial", "Some University", "2011", None, "b"),
    Source("review", "A review", "Cochrane", "2015", "https://doi.org/10.1/x", "a"),
)


class FakeFactBase:
    """The facts above, in memory."""

    def __init__(self, facts: Iterable[Fact] = FACTS, clinic: dict[str, Any] = CLINIC) -> None:
        self.book = FactBook.bind(facts, PAGES, SOURCES, clinic)

    def refresh(self) -> FactBook:
        return self.book


def asked(topic: str, text: str = "what about it", *entities: Entity, confidence: float = 0.9, **more: Any) -> Question:
    others = (Candidate("benefit/sleep", 0.05), Candidate("type/swedish", 0.02))
    beside = (Candidate(more.pop("beside"), 0.1),) if "beside" in more else ()
    decision, acts = more.pop("decision", ANSWER), acts_of(text, more.pop("act", None))
    more.setdefault("act", Act(acts[Situation.NOTHING.value]))
    candidates = (Candidate(topic, confidence), *beside, *others)
    return Question(text, decision, candidates, tuple(entities), acts=acts, **more)


def named(key: str) -> Entity:
    return Entity(key.split("/")[0], key, key.split("/")[1])
