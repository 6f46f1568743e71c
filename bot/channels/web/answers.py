"""What each address of the web channel does, once a call has been let in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.door import PATIENCE, Arrival, Handler, Reply
from bot.channels.web.calls import Call
from bot.channels.web.desk import Desk
from bot.channels.web.refusals import NO_SESSION, Refusal, bad_request, invalid_contact, too_many
from bot.clinic.payloads import FORGET
from bot.clinic.visitors import MOST_WORDS_OF_FEEDBACK, Feedback
from bot.safety.text import clean

CHANNEL = "web"
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_ANSWER_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_CONTACT_FIELDS = ("name", "phone", "email", "good_time", "consent")


@dataclass(frozen=True)
class Done:
    """A success, and what it says."""

    status: int
    body: dict[str, Any] | None = None


Outcome = Done | Refusal
Answer = Callable[[Call], Coroutine[Any, Any, Outcome]]


class Answers:
    """One method an address; each takes a call and gives an outcome."""

    def __init__(self, desk: Desk, handle: Handler) -> None:
        self._desk = desk
        self._handle = handle

    def addresses(self) -> dict[str, tuple[str, Answer]]:
        """Under which name and by which HTTP method each is asked."""
        posted = (self.session, self.message, self.feedback, self.contact, self.forget)
        return {"me": ("GET", self.me), **{answer.__name__: ("POST", answer) for answer in posted}}

    async def session(self, call: Call) -> Outcome:
        """A token for the conversation of the call, or for a new one."""
        session = self._desk.sessions.issue(call.conversation or None)
        expires_at = session.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        clinic = self._desk.services.welcoming.welcome().as_dict()
        return Done(201, {"token": session.token, "expires_at": expires_at, "clinic": clinic})

    async def message(self, call: Call) -> Outcome:
        """The reply to a text; the same id again is the same turn."""
        message_id, text = call.body.get("id"), call.body.get("text")
        if not isinstance(message_id, str) or not _MESSAGE_ID.fullmatch(message_id):
            return bad_request("`id` must be 8 to 64 characters of A-Za-z0-9_-.")
        if not isinstance(text, str):
            return bad_request("`text` must be a text.")
        turn = self._desk.turns.find(call.conversation, message_id)
        if turn is None:
            if wait := self._desk.by_conversation.take(call.conversation):
                return too_many(wait)
            if text == FORGET:
                self._desk.turns.forget(call.conversation)  # what was said is not kept here either
            is_first = not self._desk.turns.is_known(call.conversation)
            arrival = Arrival(call.conversation, text, CHANNEL, call.address, message_id)
            begin = partial(self._turn, arrival, message_id, is_first=is_first)
            turn = self._desk.turns.begin(call.conversation, message_id, begin)
        try:
            reply = await asyncio.wait_for(asyncio.shield(turn), PATIENCE)
        except asyncio.TimeoutError:  # the turn goes on, and the same id gets its reply; a warning does not wait for it
            reply = self._desk.door.find_alarm(text, call.conversation)
        if reply:
            return Done(200, {"reply": reply})
        return NO_SESSION if self._is_forgotten(call.conversation) else self._desk.unavailable()

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
        if not self._desk.services.feedback.give(feedback):
            return bad_request("That answer was not given in this conversation.")
        return Done(204)

    async def contact(self, call: Call) -> Outcome:
        """Takes a contact request, by the same rules as the form in chat."""
        if self._desk.take_contact is None:
            return self._desk.unavailable()
        if wait := self._desk.contacts.take(call.address):
            return too_many(wait)
        fields = {name: call.body[name] for name in _CONTACT_FIELDS if name in call.body}
        taken = self._desk.take_contact(call.conversation, fields)
        if taken.reply is None:
            return invalid_contact(taken.problems)
        return Done(201, {"reply": taken.reply.as_dict()})

    async def me(self, call: Call) -> Outcome:
        """Everything that is kept of the conversation."""
        return Done(200, await self._desk.door.kept(call.conversation))

    async def forget(self, call: Call) -> Outcome:
        """Deletes it everywhere; its tokens are void from then on."""
        deleted = await self._desk.door.forget(call.conversation, for_good=True)
        self._desk.turns.forget(call.conversation)
        return Done(200, {"deleted": deleted})

    async def _turn(self, arrival: Arrival, message_id: str, *, is_first: bool) -> Reply | None:
        # The first that this process hears of a conversation may repeat what was answered before it was restarted.
        stored = is_first and self._desk.services.visitors.find_reply(arrival.conversation, message_id)
        if stored:
            return stored
        async with self._desk.queues.of(arrival.address):
            return await self._desk.door.find_reply(arrival, self._unless_forgotten)

    async def _unless_forgotten(self, message: UserMessage) -> None:
        # A message that waited behind its own deletion must not begin the conversation anew.
        if not self._is_forgotten(message.sender_id):
            await self._handle(message)

    def _is_forgotten(self, conversation: str) -> bool:
        return self._desk.services.visitors.is_forgotten(conversation)
