"""What every channel passes: who may talk, what of it reaches the assistant, one reply a turn."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.channels.conversations import Conversation, Conversations
from bot.clinic.payloads import FORGET, KEPT, PAYLOADS, find_sign, find_step, find_told, find_topic, words_of
from bot.clinic.plain import dump
from bot.clinic.topics import Topics
from bot.clinic.wishes import RECOMMEND, WORDS
from bot.safety.gate import Finding, Reading, RedFlagGate
from bot.safety.text import MOST_CHARACTERS, clean
from bot.services.composing import PERSON_TOPIC as CALL_BACK
from bot.services.refusing import Refusing
from bot.wiring import Services

logger = logging.getLogger(__name__)

Reply = dict[str, Any]
Handler = Callable[[UserMessage], Awaitable[Any]]
_ALARMS = "red_flag/"
PATIENCE = 25  # seconds; a turn takes a fraction of one, and the widget gives up after 30
GATE, CHOSEN, BEFORE = "gate", "chosen", "before"  # what the NLU components read; nothing of it is the client's
_NOTHING = Reading()  # a button is no text


@dataclass(frozen=True)
class Arrival:
    """One message at the door. `text` is whatever the client sent: it need not be text."""

    conversation: str
    text: object
    channel: str
    address: str = ""
    message_id: str | None = None  # the client's own, for a repetition after a restart of ours


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
        self._conversations = Conversations()
        self._under_way: set[asyncio.Task[Any]] = set()  # the event loop itself holds no task

    async def receive(self, arrival: Arrival, handle: Handler) -> Reply:
        """The one reply to a message. It never raises, never answers with nothing, and waits for nothing that hangs."""
        turn = self._begin(self._guarded(arrival, handle))
        await asyncio.wait({turn}, timeout=PATIENCE)
        reply = turn.result() if turn.done() else self.find_alarm(arrival.text, arrival.conversation)
        return reply or self._refusing.broken().as_dict()

    async def find_reply(self, arrival: Arrival, handle: Handler) -> Reply | None:
        """As `receive`, for a channel that waits by itself; None where something of ours is broken."""
        return await asyncio.shield(self._begin(self._guarded(arrival, handle)))

    def find_alarm(self, text: object, conversation: str) -> Reply | None:
        """The alarm for a text whose turn does not end; None where the gate finds no warning sign in it."""
        known = clean(text) if isinstance(text, str) and len(text) <= MOST_CHARACTERS else ""
        findings = self._gate.read(known, self._conversations.find(conversation).pieces).findings
        try:
            return self._alarm(findings[0]) if findings else None
        except Exception:
            logger.exception("an alarm could not be raised")
            return None

    async def kept(self, conversation: str) -> dict[str, Any]:
        """What is kept of a conversation, as docs/web-api.md spells it."""
        async with self._conversations.find(conversation).lock:
            return (await asyncio.to_thread(self._services.visitors.kept, conversation)).as_dict()

    async def forget(self, conversation: str, *, for_good: bool = False) -> int:
        """Deletes every row of a conversation, in all tables of both databases; `for_good`: it cannot be gone on with.

        It waits for the turn under way, which would write its rows afterwards.
        """
        return int(await asyncio.shield(self._begin(self._forget(conversation, for_good))))

    def _begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Work that goes on to its end: a visitor who hangs up must not leave half a turn, or half a deletion."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _forget(self, conversation: str, for_good: bool) -> int:
        async with self._conversations.find(conversation).lock:
            self._conversations.drop(conversation)
            return await asyncio.to_thread(self._services.visitors.forget, conversation, for_good=for_good)

    async def _guarded(self, arrival: Arrival, handle: Handler) -> Reply | None:
        try:
            conversation = self._conversations.find(arrival.conversation)
            async with conversation.lock:
                return await self._receive(arrival, conversation, handle)
        except Exception:
            # The text is health data: it stays out of the log.
            logger.exception("a message could not be answered")
            return None

    async def _receive(self, arrival: Arrival, conversation: Conversation, handle: Handler) -> Reply | None:
        if not isinstance(arrival.text, str):
            return self._refusing.not_text().as_dict()
        if len(arrival.text) > MOST_CHARACTERS:
            return self._refusing.too_long().as_dict()
        text = clean(arrival.text)
        if not text:
            return self._refusing.empty().as_dict()
        if text in (KEPT, FORGET):
            return await self._own_data(arrival.conversation, text)
        chosen, shown = self._read_button(text) if text.startswith(PAYLOADS) else (None, text)
        reading = _NOTHING if chosen else self._gate.read(text, conversation.pieces)
        metadata = {GATE: dump(reading) if reading != _NOTHING else {}, CHOSEN: chosen, BEFORE: conversation.last}
        reply = await self._turn(arrival, shown, metadata, handle)
        is_alarm = reply is not None and reply["topics"][0].startswith(_ALARMS)
        self._conversations.keep(conversation, shown, adds_up=not (chosen or reading.findings or is_alarm))
        if reading.findings and (reply is None or not (is_alarm or "check" in reply)):
            return self._alarm(reading.findings[0])
        return reply

    def _read_button(self, text: str) -> tuple[str | None, str]:
        """The topic that a payload chooses, and what stands on its button; no topic where it is none of ours."""
        if sign := find_sign(text, self._topics):
            return sign
        if step := find_step(text):
            return CALL_BACK, words_of(step)
        if told := find_told(text, (*WORDS, *self._services.knowledge.book.goals)):
            return RECOMMEND, told
        topic = find_topic(text, self._topics)
        page = self._services.knowledge.book.pages.get(topic) if topic else None
        return topic, page.title if page else text

    async def _own_data(self, conversation: str, wish: str) -> Reply:
        visitors, forgetting = self._services.visitors, self._services.forgetting
        kept = await asyncio.to_thread(visitors.kept, conversation)
        if wish == KEPT:
            return forgetting.kept(kept).as_dict()
        self._conversations.drop(conversation)
        return forgetting.forgotten(kept, await asyncio.to_thread(visitors.forget, conversation)).as_dict()

    async def _turn(self, arrival: Arrival, text: str, metadata: dict[str, Any], handle: Handler) -> Reply | None:
        collector = OneReply()
        message = UserMessage(
            text,
            collector,
            arrival.conversation,
            input_channel=arrival.channel,
            message_id=arrival.message_id,
            metadata=metadata,
        )
        try:
            await handle(message)
        except Exception:
            logger.exception("a turn broke")
        return collector.reply

    def _alarm(self, finding: Finding) -> Reply:
        """The alarm without Rasa: an action may fail, the warning may not."""
        self._services.knowledge.refresh()
        return self._services.escalating.raise_alarm(finding.topic, 1.0, fired=True).as_dict()
