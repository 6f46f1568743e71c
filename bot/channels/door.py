"""What every channel passes: who may talk, what of it reaches the assistant, one reply a turn."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.clinic.call_back_form import TOPIC as CALL_BACK
from bot.clinic.payloads import find_step, find_topic, words_of
from bot.clinic.topics import Topics
from bot.safety.gate import Finding, Reading, RedFlagGate
from bot.safety.text import MOST_CHARACTERS
from bot.services.refusing import Refusing
from bot.wiring import Services

logger = logging.getLogger(__name__)

Reply = dict[str, Any]
Handler = Callable[[UserMessage], Awaitable[Any]]
GATE, CHOSEN = "gate", "chosen"
_NOTHING = Reading((), is_explained=False)  # a button is no text
_SLASHES = re.compile(r"^[/\s]+")
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_KEPT = "\n\t\u200d"  # a joiner holds an emoji together


@dataclass(frozen=True)
class Arrival:
    """One message at the door. `text` is whatever the client sent: it need not be text."""

    conversation: str
    text: object
    channel: str


class OneReply(OutputChannel):
    """Collects the reply of one turn."""

    def __init__(self) -> None:
        self.reply: Reply | None = None

    @classmethod
    def name(cls) -> str:
        """Rasa asks every output channel for a name."""
        return "one_reply"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps the first structured reply; there is exactly one a turn."""
        if self.reply is None and message.get("custom"):
            self.reply = message["custom"]


class Door:
    """Stands before Rasa. Nothing that a visitor types reaches it as a command, and a fired gate is always answered."""

    def __init__(self, gate: RedFlagGate, topics: Topics, services: Services, refusing: Refusing) -> None:
        self._gate = gate
        self._topics = topics
        self._services = services
        self._refusing = refusing

    async def receive(self, arrival: Arrival, handle: Handler) -> Reply:
        """The one reply to a message. It never raises, and never answers with nothing."""
        try:
            return await self._receive(arrival, handle)
        except Exception:
            # The text is health data: it stays out of the log.
            logger.exception("a message could not be answered")
            return self._refusing.broken().as_dict()

    async def _receive(self, arrival: Arrival, handle: Handler) -> Reply:
        if not isinstance(arrival.text, str):
            return self._refusing.not_text().as_dict()
        if len(arrival.text) > MOST_CHARACTERS:
            return self._refusing.too_long().as_dict()
        text = clean(arrival.text)
        if not text:
            return self._refusing.empty().as_dict()
        step = find_step(text)
        chosen = CALL_BACK if step else find_topic(text, self._topics)
        reading = _NOTHING if chosen else self._gate.read(text)
        shown = words_of(step) if step else self._title(chosen) or text
        reply = await self._turn(arrival, shown, _metadata(chosen, reading), handle)
        if reading.findings and (reply is None or not reply["topics"][0].startswith("red_flag/")):
            return self._alarm(reading.findings[0])
        return reply or self._refusing.broken().as_dict()

    async def _turn(self, arrival: Arrival, text: str, metadata: dict[str, Any], handle: Handler) -> Reply | None:
        collector = OneReply()
        message = UserMessage(text, collector, arrival.conversation, input_channel=arrival.channel, metadata=metadata)
        try:
            await handle(message)
        except Exception:
            logger.exception("a turn broke")
        return collector.reply

    def _alarm(self, finding: Finding) -> Reply:
        """The alarm without Rasa: the action server may be down, the warning may not."""
        return self._services.escalating.raise_alarm(finding.topic, 1.0, fired=True).as_dict()

    def _title(self, topic: str | None) -> str | None:
        page = self._services.knowledge.find_page(topic) if topic else None
        return page.title if page else topic


def clean(text: str) -> str:
    """The text without hidden characters and without slashes at its start, which Rasa would obey."""
    shown = "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _HIDDEN)
    return _SLASHES.sub("", shown).strip()


def _metadata(chosen: str | None, reading: Reading) -> dict[str, Any]:
    """What the NLU components read; all of it is ours, nothing of the client's."""
    return {GATE: reading.as_dict(), CHOSEN: chosen}
