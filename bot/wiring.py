"""The one place that joins concrete parts. It imports neither Rasa nor spaCy: the action server stays small."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache

from bot.clinic.facts import Sign
from bot.clinic.topics import Topics
from bot.knowledge_files import PROJECT, read_signs, read_topics
from bot.services.answering import Answering
from bot.services.chatting import Chatting
from bot.services.clarifying import Clarifying
from bot.services.declining import Declining
from bot.services.escalating import Escalating
from bot.services.recording_gaps import RecordingGaps
from bot.services.standing import Standing
from bot.services.telling_clinic import TellingClinic
from bot.settings import SlackSettings, load_settings, load_slack_settings
from bot.store.database import connect, make_folder
from bot.store.gaps import GapStore
from bot.store.inbox import Event, Inbox
from bot.store.knowledge import KnowledgeStore


@dataclass(frozen=True)
class Services:
    """Every service, on one database."""

    answering: Answering
    chatting: Chatting
    clarifying: Clarifying
    declining: Declining
    escalating: Escalating
    recording_gaps: RecordingGaps
    standing: Standing
    telling_clinic: TellingClinic
    knowledge: KnowledgeStore
    inbox: Inbox


@lru_cache(maxsize=1)
def wire() -> Services:
    """The services of this process, made at the first turn: nothing is opened at import."""
    engine = connect(load_settings().database_url)
    knowledge = KnowledgeStore(engine)
    return Services(
        answering=Answering(knowledge, topics(), new_id),
        chatting=Chatting(knowledge, topics(), new_id, now),
        clarifying=Clarifying(knowledge, new_id),
        declining=Declining(knowledge, new_id, now),
        escalating=Escalating(knowledge, topics(), new_id),
        recording_gaps=RecordingGaps(GapStore(engine), now),
        standing=Standing(knowledge, topics(), new_id),
        telling_clinic=TellingClinic(knowledge, new_id, now),
        knowledge=knowledge,
        inbox=Inbox(engine, now),
    )


@lru_cache(maxsize=1)
def topics() -> Topics:
    """The contract, read once."""
    return read_topics(PROJECT)


def knowledge_signs() -> tuple[Sign, ...]:
    """The warning signs that the gate is built from."""
    return read_signs(PROJECT)


def conversations_url() -> str:
    """Where conversations are kept, with its folder made."""
    url = load_settings().conversations
    make_folder(url)
    return url


def now() -> datetime:
    """This instant in UTC."""
    return datetime.now(timezone.utc)


def new_id() -> str:
    """An id for an answer that nobody can guess."""
    return secrets.token_hex(8)


__all__ = [
    "Event",
    "Inbox",
    "Services",
    "SlackSettings",
    "connect",
    "conversations_url",
    "knowledge_signs",
    "load_slack_settings",
    "new_id",
    "now",
    "topics",
    "wire",
]
