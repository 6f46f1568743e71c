"""The one place that joins concrete parts. It imports neither Rasa nor spaCy: an action server alone stays small."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache, partial

from bot.clinic.facts import Language, Sign
from bot.clinic.requests import CONSENT
from bot.clinic.topics import Topics
from bot.contacts.checking import ContactChecks
from bot.contacts.notifying import Notifier
from bot.contacts.sending import AppriseSender
from bot.knowledge_files import (
    PROJECT,
    read_alarms,
    read_context,
    read_languages,
    read_signs,
    read_spare_profile,
    read_topics,
)
from bot.services.answering import Answering
from bot.services.asking_back import AskingBack
from bot.services.chatting import Chatting
from bot.services.clarifying import Clarifying
from bot.services.contact_ports import Requests
from bot.services.declining import Declining
from bot.services.escalating import Escalating
from bot.services.fact_base import FactBase, Gaps
from bot.services.filling_form import FillingForm
from bot.services.forgetting import Forgetting
from bot.services.form_replies import FormReplies
from bot.services.recording_gaps import RecordingGaps
from bot.services.requesting import Requesting
from bot.services.standing import StandingAlarm
from bot.services.supporting import Supporting
from bot.services.telling_clinic import TellingClinic
from bot.services.turn import Parts, TurnTaking
from bot.services.welcoming import Welcoming
from bot.settings import (
    SlackSettings,
    WebSettings,
    load_settings,
    load_slack_settings,
    load_telegram_settings,
    load_web_settings,
)
from bot.store.database import connect, make_folder
from bot.store.feedback import FeedbackStore
from bot.store.gaps import GapStore
from bot.store.inbox import Event, Inbox
from bot.store.knowledge import KnowledgeStore
from bot.store.requests import RequestStore
from bot.store.visitors import VisitorStore


@dataclass(frozen=True)
class Services:
    """Every service, on one database."""

    turn_taking: TurnTaking
    escalating: Escalating
    requesting: Requesting
    notifier: Notifier  # not started: that is for the process with the channels
    knowledge: KnowledgeStore
    inbox: Inbox
    visitors: VisitorStore
    forgetting: Forgetting
    feedback: FeedbackStore
    welcoming: Welcoming


@lru_cache(maxsize=1)
def wire() -> Services:
    """The services of this process, made at the first turn: nothing is opened at import."""
    settings = load_settings()
    engine = connect(settings.database_url)
    knowledge = KnowledgeStore(engine, read_spare_profile(PROJECT))
    requests = RequestStore(engine, now)
    turns = join_turns(knowledge, requests, GapStore(engine), notifies=bool(settings.notify_urls))
    return Services(
        turn_taking=turns.turn_taking,
        escalating=turns.escalating,
        requesting=turns.requesting,
        notifier=Notifier(requests, AppriseSender(settings.notify_urls), now),
        knowledge=knowledge,
        inbox=Inbox(engine, now),
        visitors=VisitorStore(engine, connect(settings.conversations), now, settings.keep_days),
        forgetting=Forgetting(knowledge, new_id),
        feedback=FeedbackStore(engine, now),
        welcoming=Welcoming(knowledge, now, settings.keep_days, consent=CONSENT),
    )


@dataclass(frozen=True)
class Turns:
    """What answers, and what the channels ask of it directly."""

    turn_taking: TurnTaking
    escalating: Escalating
    requesting: Requesting


def join_turns(knowledge: FactBase, requests: Requests, gaps: Gaps, *, notifies: bool) -> Turns:
    """The services that answer, on these stores."""
    checks = ContactChecks()
    form_replies = FormReplies(knowledge, checks, new_id, now)
    requesting = Requesting(knowledge, requests, checks, form_replies, now, notifies=notifies)
    rules = read_alarms(PROJECT)
    escalating = Escalating(knowledge, topics(), rules, new_id)
    answering, clarifying = Answering(knowledge, topics(), new_id, now), Clarifying(knowledge, new_id, now)
    filling_form = FillingForm(knowledge, checks, form_replies, requesting, now)
    parts = Parts(
        answering=answering,
        asking_back=AskingBack(knowledge, answering, clarifying, filling_form, now),
        chatting=Chatting(knowledge, topics(), new_id, now),
        clarifying=clarifying,
        declining=Declining(knowledge, new_id, now),
        escalating=escalating,
        filling_form=filling_form,
        recording_gaps=RecordingGaps(gaps, now),
        supporting=Supporting(knowledge, rules, new_id),
        standing=StandingAlarm(knowledge, topics(), escalating, new_id),
        telling_clinic=TellingClinic(knowledge, new_id, now),
    )
    return Turns(TurnTaking(parts, knowledge, now), escalating, requesting)


@lru_cache(maxsize=1)
def topics() -> Topics:
    """The contract, read once."""
    return read_topics(PROJECT)


def knowledge_signs() -> tuple[Sign, ...]:
    """The warning signs that the gate is built from."""
    return read_signs(PROJECT)


def knowledge_context() -> Mapping[str, tuple[str, ...]]:
    """How people say that a sign is over, of long ago, or only asked about."""
    return read_context(PROJECT)


def knowledge_languages() -> tuple[Language, ...]:
    """The other languages in which the gate hears an emergency."""
    return read_languages(PROJECT)


def conversations_url() -> str:
    """Where conversations are kept, with its folder made."""
    url = load_settings().conversations
    make_folder(url)
    return url


now = partial(datetime.now, timezone.utc)  # this instant
new_id = partial(secrets.token_hex, 8)  # an id for an answer that nobody can guess


__all__ = [
    "Event",
    "Inbox",
    "Services",
    "SlackSettings",
    "WebSettings",
    "connect",
    "conversations_url",
    "knowledge_context",
    "knowledge_languages",
    "knowledge_signs",
    "load_slack_settings",
    "load_telegram_settings",
    "load_web_settings",
    "new_id",
    "now",
    "topics",
    "wire",
]
