"""What each address of the web channel does, once a call has been let in; each message of a client is one turn."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from bot.channels.door import Arrival, Handler, Reply
from bot.channels.web.admission import Call
from bot.channels.web.context import WebContext
from bot.channels.web.refusals import NO_SESSION, Refusal, bad_request, invalid_contact, too_many
from bot.clinic.payloads import FORGET
from bot.clinic.visitors import MOST_WORDS_OF_FEEDBACK, Feedback
from bot.safety.text import clean

logger = logging.getLogger(__name__)

CHANNEL = "web"
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_ANSWER_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
Turn = asyncio.Task[Reply | None]
_NONE: OrderedDict[str, Turn] = OrderedDict()
_CONTACT_FIELDS = ("name", "phone", "email", "good_time", "consent")
_MOST_CONVERSATIONS = 1000
_TURNS_AT_ONCE = 4  # of one address: more would only make the others wait
_MOST_MESSAGES = 8  # of one conversation: a client sends the same message again soon or never


class Turns:
    """Turns by conversation and message id: under way, or done with their reply. The oldest are forgotten."""

    def __init__(self, most: int = _MOST_CONVERSATIONS) -> None:
        self._most = most
        self._turns: OrderedDict[str, OrderedDict[str, Turn]] = OrderedDict()
        self._under_way: set[Turn] = set()  # forgotten or not: the event loop itself holds no task

    def find(self, conversation: str, message_id: str) -> Turn | None:
        """The turn of that message, where it is known."""
        return self._turns.get(conversation, _NONE).get(message_id)

    def expect(self, conversation: str) -> None:
        """Remembers a conversation that has only begun: no message of it was ever answered."""
        if len(self._turns) >= self._most:
            _drop_oldest(self._turns, _is_quiet)
        self._turns[conversation] = OrderedDict()

    def is_known(self, conversation: str) -> bool:
        """Whether a turn of that conversation is remembered."""
        return conversation in self._turns

    def begin(self, conversation: str, message_id: str, turn: Coroutine[Any, Any, Reply | None]) -> Turn:
        """Starts the turn. One that ends with no reply is not remembered: it may be tried again."""
        if conversation not in self._turns:
            self.expect(conversation)
        self._turns.move_to_end(conversation)
        turns = self._turns[conversation]
        turns[message_id] = task = asyncio.create_task(turn)
        self._under_way.add(task)
        task.add_done_callback(partial(self._ended, conversation, message_id))
        if len(turns) > _MOST_MESSAGES:
            _drop_oldest(turns, asyncio.Task.done)
        return task

    def forget(self, conversation: str) -> None:
        """Drops what was said in that conversation."""
        self._turns.pop(conversation, None)

    def __len__(self) -> int:
        return len(self._turns)

    def _ended(self, conversation: str, message_id: str, task: Turn) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and not task.exception() and task.result() is not None:
            return
        turns = self._turns.get(conversation)
        if turns and turns.get(message_id) is task:
            del turns[message_id]
            if not turns:
                del self._turns[conversation]


class Queues:
    """An address has a few turns under way at once; its others stand in line, and nobody else behind them."""

    def __init__(self, at_once: int = _TURNS_AT_ONCE) -> None:
        self._at_once = at_once
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def of(self, address: str) -> asyncio.Semaphore:
        """The line of that address."""
        return self._places.setdefault(address, asyncio.Semaphore(self._at_once))


@dataclass(frozen=True)
class Done:
    """A success, and what it says."""

    status: int
    body: dict[str, Any] | None = None


Outcome = Done | Refusal
Answer = Callable[[Call], Coroutine[Any, Any, Outcome]]


class Answers:
    """One method an address; each takes a call and gives an outcome."""

    def __init__(self, context: WebContext, handle: Handler) -> None:
        self._context = context
        self._handle = handle
        self._turns, self._queues = Turns(), Queues()

    def addresses(self) -> dict[str, tuple[str, Answer]]:
        """Under which name and by which HTTP method each is asked."""
        posted = (self.session, self.message, self.feedback, self.contact, self.forget)
        return {"me": ("GET", self.me), **{answer.__name__: ("POST", answer) for answer in posted}}

    async def session(self, call: Call) -> Outcome:
        """A token for the conversation of the call, or for a new one."""
        session = self._context.sessions.issue(call.conversation or None)
        if not call.conversation:
            self._turns.expect(session.conversation)
            self._context.door.open(session.conversation)
        expires_at = session.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        clinic = self._context.services.welcoming.welcome().as_dict()
        return Done(201, {"token": session.token, "expires_at": expires_at, "clinic": clinic})

    async def message(self, call: Call) -> Outcome:
        """The reply to a text; the same id again is the same turn."""
        message_id, text = call.body.get("id"), call.body.get("text")
        if not isinstance(message_id, str) or not _MESSAGE_ID.fullmatch(message_id):
            return bad_request("`id` must be 8 to 64 characters of A-Za-z0-9_-.")
        if not isinstance(text, str):
            return bad_request("`text` must be a text.")
        turn = self._turns.find(call.conversation, message_id)
        if turn is None:
            if wait := self._context.by_conversation.take(call.conversation):
                return too_many(wait)
            if text == FORGET:
                self._turns.forget(call.conversation)  # what was said is not kept here either
            arrival = Arrival(call.conversation, text, CHANNEL, call.address, message_id)
            work = self._turn(arrival, message_id, is_first=not self._turns.is_known(call.conversation))
            turn = self._turns.begin(call.conversation, message_id, work)
        # One that takes too long goes on, and the same id gets its reply; a warning does not wait for it.
        reply = await self._context.door.wait_for(turn, text, call.conversation)
        return Done(200, {"reply": reply}) if reply else self._without_reply(call.conversation)

    async def feedback(self, call: Call) -> Outcome:
        """Keeps a thumb."""
        answer_id, helpful = call.body.get("answer_id"), call.body.get("helpful")
        words = call.body.get("words", "")
        if not isinstance(answer_id, str) or not _ANSWER_ID.fullmatch(answer_id):
            return bad_request("`answer_id` must be the one of a reply.")
        if not isinstance(helpful, bool):
            return bad_request("`helpful` must be true or false.")
        if not isinstance(words, str) or len(words) > MOST_WORDS_OF_FEEDBACK:
            return bad_request(f"Please say it in at most {MOST_WORDS_OF_FEEDBACK:,} characters.")
        feedback = Feedback(answer_id, call.conversation, helpful, clean(words))
        if not self._context.services.feedback.give(feedback):
            return bad_request("That answer was not given in this conversation.")
        return Done(204)

    async def contact(self, call: Call) -> Outcome:
        """Takes a contact request, by the same rules as the form in chat."""
        if self._context.take_contact is None:
            return self._context.unavailable()
        if wait := self._context.contacts.take(call.address):
            return too_many(wait)
        fields = {name: call.body[name] for name in _CONTACT_FIELDS if name in call.body}
        taken = self._context.take_contact(call.conversation, fields)
        if taken.reply is None:
            return invalid_contact(taken.problems)
        return Done(201, {"reply": taken.reply.as_dict()})

    async def me(self, call: Call) -> Outcome:
        """Everything that is kept of the conversation."""
        return Done(200, await self._context.door.kept(call.conversation))

    async def forget(self, call: Call) -> Outcome:
        """Deletes it everywhere; its tokens are void from then on."""
        deleted = await self._context.door.forget(call.conversation, for_good=True)
        self._turns.forget(call.conversation)
        return Done(200, {"deleted": deleted})

    async def _turn(self, arrival: Arrival, message_id: str, *, is_first: bool) -> Reply | None:
        # The first that this process hears of a conversation may repeat what was answered before it was restarted.
        if is_first and (stored := self._find_stored(arrival.conversation, message_id)):
            return stored
        async with self._queues.of(arrival.address):
            return await self._context.door.find_reply(arrival, self._handle)

    def _find_stored(self, conversation: str, message_id: str) -> Reply | None:
        try:
            return self._context.services.visitors.find_reply(conversation, message_id)
        except Exception:
            logger.exception("an earlier reply cannot be looked up")  # the message is answered as a new one
            return None

    def _without_reply(self, conversation: str) -> Refusal:
        return NO_SESSION if self._context.door.is_forgotten(conversation) else self._context.unavailable()


def _is_quiet(turns: OrderedDict[str, Turn]) -> bool:
    return all(turn.done() for turn in turns.values())


def _drop_oldest(kept: OrderedDict[str, Any], may_go: Callable[[Any], bool]) -> None:
    oldest = next((key for key, value in kept.items() if may_go(value)), None)
    if oldest is not None:
        del kept[oldest]
