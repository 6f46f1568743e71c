"""What each address of the web channel does, once a call has been let in; each message of a client is one turn."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.door import PATIENCE, Arrival, Handler, Reply
from bot.channels.web.admission import Call
from bot.channels.web.context import WebContext
from bot.channels.web.refusals import NO_SESSION, Refusal, bad_request, invalid_contact, too_many
from bot.clinic.payloads import FORGET
from bot.clinic.visitors import MOST_WORDS_OF_FEEDBACK, Feedback
from bot.safety.text import clean

CHANNEL = "web"
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_ANSWER_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
Turn = asyncio.Task[Reply | None]
_CONTACT_FIELDS = ("name", "phone", "email", "good_time", "consent")
_MOST_CONVERSATIONS = 1000
_MOST_MESSAGES = 8  # of one conversation: a client sends the same message again soon or never


class Turns:
    """Turns by conversation and message id: under way, or done with their reply. The oldest are forgotten."""

    def __init__(self, most: int = _MOST_CONVERSATIONS) -> None:
        self._most = most
        self._turns: OrderedDict[str, OrderedDict[str, Turn]] = OrderedDict()

    def find(self, conversation: str, message_id: str) -> Turn | None:
        """The turn of that message, where it is known."""
        turns = self._turns.get(conversation)
        return turns.get(message_id) if turns else None

    def expect(self, conversation: str) -> None:
        """Remembers a conversation that has only begun: no message of it was ever answered."""
        self._turns[conversation] = OrderedDict()
        _drop_oldest(self._turns, self._most, _is_quiet)

    def is_known(self, conversation: str) -> bool:
        """Whether a turn of that conversation is remembered."""
        return conversation in self._turns

    def begin(self, conversation: str, message_id: str, turn: Callable[[], Coroutine[Any, Any, Reply | None]]) -> Turn:
        """Starts the turn. One that ends with no reply is not remembered: it may be tried again."""
        task = asyncio.get_running_loop().create_task(turn())
        turns = self._turns.setdefault(conversation, OrderedDict())
        turns[message_id] = task
        self._turns.move_to_end(conversation)
        task.add_done_callback(lambda done: self._ended(conversation, message_id, done))
        _drop_oldest(turns, _MOST_MESSAGES, asyncio.Task.done)
        _drop_oldest(self._turns, self._most, _is_quiet)
        return task

    def forget(self, conversation: str) -> None:
        """Drops what was said in that conversation."""
        self._turns.pop(conversation, None)

    def __len__(self) -> int:
        return len(self._turns)

    def _ended(self, conversation: str, message_id: str, task: Turn) -> None:
        if not task.cancelled() and not task.exception() and task.result() is not None:
            return
        turns = self._turns.get(conversation)
        if turns and turns.get(message_id) is task:
            del turns[message_id]
            if not turns:
                del self._turns[conversation]


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
        self._turns = Turns()

    def addresses(self) -> dict[str, tuple[str, Answer]]:
        """Under which name and by which HTTP method each is asked."""
        posted = (self.session, self.message, self.feedback, self.contact, self.forget)
        return {"me": ("GET", self.me), **{answer.__name__: ("POST", answer) for answer in posted}}

    async def session(self, call: Call) -> Outcome:
        """A token for the conversation of the call, or for a new one."""
        session = self._context.sessions.issue(call.conversation or None)
        if not call.conversation:
            self._turns.expect(session.conversation)
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
            is_first = not self._turns.is_known(call.conversation)
            arrival = Arrival(call.conversation, text, CHANNEL, call.address, message_id)
            begin = partial(self._turn, arrival, message_id, is_first=is_first)
            turn = self._turns.begin(call.conversation, message_id, begin)
        try:
            reply = await asyncio.wait_for(asyncio.shield(turn), PATIENCE)
        except asyncio.TimeoutError:  # the turn goes on, and the same id gets its reply; a warning does not wait for it
            reply = self._context.door.find_alarm(text, call.conversation)
        if reply:
            return Done(200, {"reply": reply})
        return NO_SESSION if self._is_forgotten(call.conversation) else self._context.unavailable()

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
        stored = is_first and self._context.services.visitors.find_reply(arrival.conversation, message_id)
        if stored:
            return stored
        async with self._context.queues.of(arrival.address):
            return await self._context.door.find_reply(arrival, self._unless_forgotten)

    async def _unless_forgotten(self, message: UserMessage) -> None:
        # A message that waited behind its own deletion must not begin the conversation anew.
        if not self._is_forgotten(message.sender_id):
            await self._handle(message)

    def _is_forgotten(self, conversation: str) -> bool:
        return self._context.services.visitors.is_forgotten(conversation)


def _is_quiet(turns: OrderedDict[str, Turn]) -> bool:
    return all(turn.done() for turn in turns.values())


def _drop_oldest(kept: OrderedDict[str, Any], most: int, may_go: Callable[[Any], bool]) -> None:
    if len(kept) > most:
        oldest = next((key for key, value in kept.items() if may_go(value)), None)
        if oldest is not None:
            del kept[oldest]
