"""What every channel passes: who may talk, what of it reaches the assistant, one reply a turn."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

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
PATIENCE = 25.0  # seconds; a turn takes a fraction of one, and the widget gives up after 30
PATIENCE_WITH_A_SIGN = 0.8  # an alarm waits no longer for a turn that hangs
GATE, CHOSEN, BEFORE = "gate", "chosen", "before"  # what the NLU components read; nothing of it is the client's
_NOTHING = Reading()  # a button is no text
_WITHOUT_RASA = ("", KEPT, FORGET)
_MOST = 5_000  # conversations; the longest silent one goes first
_MOST_PIECES, _MOST_WORDS = 3, 45  # of a piece: its last words
_KEPT_FOR = 3600.0  # seconds; what was said before is another talk


@dataclass(frozen=True)
class Arrival:
    """One message at the door. `text` is whatever the client sent: it need not be text."""

    conversation: str
    text: object
    channel: str
    address: str = ""
    message_id: str | None = None  # the client's own, for a repetition after a restart of ours


@dataclass
class Conversation:
    """One conversation: its turns one at a time, its last message, and the last few since a button or an alarm.

    Those are pieces that may add up (docs/decisions/0015-what-carries-over.md).
    """

    is_forgotten: bool | None = None  # deleted for good, so that nobody goes on with it; None: not asked yet
    last: str | None = None
    pieces: tuple[str, ...] = ()
    said_at: float = 0.0  # seconds of the clock
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Conversations:
    """What is remembered of each, in memory alone: after a restart the next message is read by itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[str, Conversation] = OrderedDict()

    def find(self, name: str) -> Conversation:
        """The conversation with what was said in it within the hour; a new one where nobody knows it."""
        known = self._known.get(name) or self._add(name)
        self._known.move_to_end(name)
        if known.last and self._clock() - known.said_at >= _KEPT_FOR:
            known.last, known.pieces = None, ()
        return known

    def keep(self, conversation: Conversation, text: str, *, adds_up: bool) -> None:
        """After a turn. A button, and what raised an alarm and was answered, add up to nothing."""
        piece = " ".join(text.split()[-_MOST_WORDS:])
        conversation.last, conversation.said_at = text, self._clock()
        conversation.pieces = (*conversation.pieces, piece)[-_MOST_PIECES:] if adds_up else ()

    def drop(self, name: str) -> None:
        """Forgets what was said in it; a turn that is under way keeps its lock."""
        known = self._known.get(name)
        if known:
            known.last, known.pieces = None, ()

    def __len__(self) -> int:
        return len(self._known)

    def _add(self, name: str) -> Conversation:
        if len(self._known) >= _MOST:
            quiet = next((name for name, known in self._known.items() if not known.lock.locked()), None)
            if quiet is not None:
                del self._known[quiet]
        return self._known.setdefault(name, Conversation())


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
        turn = self._begin(self.find_reply(arrival, handle))
        return await self.wait_for(turn, arrival.text, arrival.conversation) or self._refusing.broken().as_dict()

    async def wait_for(self, turn: asyncio.Task[Reply | None], text: object, conversation: str) -> Reply | None:
        """The reply of a turn; the alarm where the gate finds a sign in the text and the turn hangs; else None."""
        await asyncio.wait({turn}, timeout=PATIENCE_WITH_A_SIGN)
        if turn.done():
            return turn.result()
        if alarm := self.find_alarm(text, conversation):
            return alarm
        await asyncio.wait({turn}, timeout=PATIENCE - PATIENCE_WITH_A_SIGN)
        return turn.result() if turn.done() else None

    async def find_reply(self, arrival: Arrival, handle: Handler) -> Reply | None:
        """As `receive`, for a channel that sees to it that the turn ends; None where something of ours is broken."""
        try:
            conversation = self._conversations.find(arrival.conversation)
            async with conversation.lock:
                return await self._receive(arrival, conversation, handle)
        except Exception:
            # The text is health data: it stays out of the log.
            logger.exception("a message could not be answered")
            return None

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

    def open(self, conversation: str) -> None:
        """Remembers a conversation that has only begun: nobody can have deleted it."""
        self._conversations.find(conversation).is_forgotten = False

    def is_forgotten(self, conversation: str) -> bool:
        """Whether it was deleted for good, here or before a restart."""
        known = self._conversations.find(conversation)
        if known.is_forgotten is None:
            try:
                known.is_forgotten = self._services.visitors.is_forgotten(conversation)
            except Exception:
                # Whoever tells an emergency is let in all the same; the next message asks again.
                logger.exception("whether a conversation was deleted cannot be told")
                return False
        return known.is_forgotten

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

    async def _forget(self, name: str, for_good: bool) -> int:
        conversation = self._conversations.find(name)
        async with conversation.lock:
            self._conversations.drop(name)
            conversation.is_forgotten = for_good or None  # from now on, so that nothing is written meanwhile
            try:
                return await asyncio.to_thread(self._services.visitors.forget, name, for_good=for_good)
            except Exception:
                conversation.is_forgotten = None  # the store knows how far it came
                raise

    async def _receive(self, arrival: Arrival, conversation: Conversation, handle: Handler) -> Reply | None:
        if conversation.is_forgotten:
            return None  # it waited behind the deletion, and must not begin the conversation again
        if not isinstance(arrival.text, str) or len(arrival.text) > MOST_CHARACTERS:
            return self._refuse(arrival.text)
        text = clean(arrival.text)
        if text in _WITHOUT_RASA:
            return await self._own_data(arrival.conversation, text) if text else self._refusing.empty().as_dict()
        chosen, shown = self._read_button(text) if text.startswith(PAYLOADS) else (None, text)
        reading = _NOTHING if chosen else self._gate.read(text, conversation.pieces)
        metadata = {GATE: dump(reading) if reading != _NOTHING else {}, CHOSEN: chosen, BEFORE: conversation.last}
        reply = await self._turn(arrival, shown, metadata, handle)
        is_alarm = reply is not None and reply["topics"][0].startswith(_ALARMS)
        self._conversations.keep(conversation, shown, adds_up=not (chosen or reading.findings or is_alarm))
        if reading.findings and (reply is None or not (is_alarm or "check" in reply)):
            return self._alarm(reading.findings[0])
        return reply

    def _refuse(self, text: object) -> Reply:
        return (self._refusing.too_long() if isinstance(text, str) else self._refusing.not_text()).as_dict()

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
        said, name = CollectingOutputChannel(), arrival.conversation
        message = UserMessage(text, said, name, None, arrival.channel, arrival.message_id, metadata)
        try:
            await handle(message)
        except Exception:
            logger.exception("a turn broke")
        return next((part["custom"] for part in said.messages if part.get("custom")), None)

    def _alarm(self, finding: Finding) -> Reply:
        """The alarm without Rasa: an action may fail, the warning may not."""
        with suppress(Exception):  # what was read last stands, or the file's own numbers
            self._services.knowledge.refresh()
        escalating = self._services.escalating
        alarm = escalating.raise_alarm(finding.topic, 1.0, fired=True, says=finding.says)
        return escalating.say_abroad(alarm, finding.sentence).as_dict()
