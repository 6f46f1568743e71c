"""What the site of these tests answers: replies in the real one's shape and manner, each by the words that bring it."""

from __future__ import annotations

from typing import Any

Reply = dict[str, Any]

CLINIC: dict[str, Any] = {
    "name": "Example Massage Clinic",
    "assistant": "Effie",
    "phone": "020 7946 0123",
    "emergency_number": "999",
    "greeting": "Hello, this is Effie, the automated assistant of Example Massage Clinic. What would you like to know?",
    "privacy": "What you write here counts as health data. The clinic keeps it on its own machine for 30 days.",
    "offers": [
        {"title": "Does massage help with sleep?", "payload": "ask:benefit/sleep"},
        {"title": "Which type suits me?", "payload": "ask:type/recommend"},
        {"title": "Opening hours", "payload": "ask:clinic/hours"},
    ],
}
_CLINIC_PHONE = {"label": "Example Massage Clinic", "number": "020 7946 0123"}


def reply(text: str, **more: Any) -> Reply:
    """A reply that keeps the contract; what is not given is plain."""
    return {
        "version": 1,
        "kind": "answer",
        "text": text,
        "topics": ["benefit/sleep"],
        "confidence": 0.97,
        "escalation": "none",
        "evidence": "none",
        "sources": [],
        "buttons": [],
        "answer_id": "",  # the site gives each its own
        **more,
    }


def source(title: str, organisation: str, year: str, url: str | None) -> dict[str, Any]:
    """A source of a reply."""
    return {"id": "some-source", "title": title, "organisation": organisation, "year": year, "url": url}


def offers(**titles: str) -> list[dict[str, str]]:
    """Buttons that ask about benefit/<name>."""
    return [{"title": title, "payload": f"ask:benefit/{name}"} for name, title in titles.items()]


SLEEP = reply(
    "Massage may help you wind down, and some people sleep a little better after it. The studies are small and do not "
    "agree, so see it as a pleasant extra.",
    evidence="limited",
    sources=[
        source(
            "Lower back pain and sleep disturbance are reduced following massage therapy",
            "Field et al., Journal of Bodywork and Movement Therapies",
            "2007",
            "https://doi.org/10.1016/j.jbmt.2006.03.001",
        ),
        source("What is Massage?", "Massage & Myotherapy Australia", "undated", None),
    ],
    buttons=offers(insomnia="Insomnia", relaxation="Relaxation", how_often="How often?"),
)
HOURS = reply(
    "We are open today from 9 am to 7 pm.\n\n- Monday to Friday: 9 am to 7 pm\n- Saturday: 9 am to 2 pm\n"
    "- Sunday: closed",
    topics=["clinic/hours"],
    evidence="practical",
    buttons=offers(prices="Prices", booking="Booking"),
)
SCIATICA = reply(
    "Gentle massage may feel soothing with sciatica for a while, but it does not treat the nerve. Leave out deep "
    "pressure. Please check with your doctor or physiotherapist first.",
    topics=["condition/sciatica"],
    escalation="professional",
    evidence="insufficient",
    sources=[
        source(
            "Low back pain and sciatica in over 16s: assessment and management (NG59)",
            "NICE (UK)",
            "2020",
            "https://www.nice.org.uk/guidance/ng59",
        )
    ],
    buttons=[{"title": "Talk it through with us", "payload": "ask:chat/human_handoff"}],
    card={"kind": "professional", "title": "Check with a professional first", "phones": [_CLINIC_PHONE]},
)
FEVER = reply(
    "Please see a doctor today, and have no massage until then. If you feel very unwell, call 999.",
    topics=["red_flag/fever_with_back_pain"],
    escalation="urgent",
    evidence="consensus",
    card={
        "kind": "professional",
        "title": "Check with a professional first",
        "phones": [{"label": "NHS 111", "number": "111"}, _CLINIC_PHONE],
    },
)
NUMB = reply(
    "Please call 999 now. Numbness around the groin with back pain can mean squeezed nerves low in the spine. "
    "A hospital should check this at once. Do not wait for an appointment, and have no massage.",
    kind="emergency",
    topics=["red_flag/cauda_equina"],
    escalation="emergency",
    evidence="consensus",
    sources=[source("Back pain", "NHS (UK)", "2025", "https://www.nhs.uk/conditions/back-pain/")],
    card={
        "kind": "emergency",
        "title": "Get help now",
        "phones": [{"label": "Emergency", "number": "999"}, {"label": "NHS 111", "number": "111"}],
    },
)
PERSON = reply(
    "Of course. You can call Example Massage Clinic on 020 7946 0123. We are open until 7 pm today.",
    kind="chat",
    topics=["chat/human_handoff"],
    card={"kind": "contact", "title": "Reach Example Massage Clinic", "phones": [_CLINIC_PHONE]},
)
FOUR_PARTS = reply(
    "It depends on what you would like from it.\n\nSwedish massage suits a first visit: long strokes, light to medium "
    "pressure.\n\nDeep tissue is slower and firmer, for one stubborn area.\n\nTell the therapist what you like; you "
    "can change your mind at any time.",
    topics=["type/recommend"],
    evidence="consensus",
    buttons=offers(swedish="Swedish massage", deep="Deep tissue"),
)
CONTACT_TAKEN = reply(
    "Thank you. Example Massage Clinic has your request, and will be in touch.", kind="form", topics=["clinic/contact"]
)
OTHER = reply(
    "I am not sure that I understood, and I would rather not guess.", kind="decline", topics=["out_of_scope/other"]
)

_BY_WORD = {
    "sleep": SLEEP,
    "hours": HOURS,
    "open": HOURS,
    "sciatica": SCIATICA,
    "fever": FEVER,
    "numb": NUMB,
    "person": PERSON,
    "handoff": PERSON,
    "type": FOUR_PARTS,
}


def answer(text: str) -> Reply:
    """The reply to a text or to a button's payload."""
    return next((known for word, known in _BY_WORD.items() if word in text.lower()), OTHER)
