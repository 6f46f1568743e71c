"""What an update of Telegram means to us: answered, or ignored on purpose."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from bot.channels.telegram.addressing import Me, find_addressed
from bot.channels.telegram.attachments import find_attachment
from bot.channels.telegram.commands import GREET, read_command
from bot.safety.text import MOST_CHARACTERS

# An edited message is answered like a new one: the gate must read what it says now, and who mends a question wants the
# answer to it. All that is ignored is also left out of `allowed_updates`, so that Telegram does not even send it.
ANSWERED = ("message", "edited_message", "callback_query")
IGNORED: Mapping[str, str] = {
    "channel_post": "a channel speaks to its readers, not to us",
    "edited_channel_post": "a channel speaks to its readers, not to us",
    "business_connection": "in its owner's own chats the assistant would read what was meant for the owner alone",
    "business_message": "see business_connection",
    "edited_business_message": "see business_connection",
    "deleted_business_messages": "see business_connection",
    "guest_message": "it comes from a chat that has not invited the assistant",
    "message_reaction": "a thumb is no question",
    "message_reaction_count": "a thumb is no question",
    "inline_query": "typing it would show an answer, and what was asked, in somebody else's chat",
    "chosen_inline_result": "there are no inline results",
    "shipping_query": "nothing is sold here",
    "pre_checkout_query": "nothing is sold here",
    "purchased_paid_media": "nothing is sold here",
    "poll": "the assistant makes no polls",
    "poll_answer": "the assistant makes no polls",
    "my_chat_member": "a block is noticed when an answer cannot be sent, and needs nothing before",
    "chat_member": "who comes and goes is not ours to know",
    "chat_join_request": "who may join is for people to decide",
    "chat_boost": "it changes nothing for us",
    "removed_chat_boost": "it changes nothing for us",
    "managed_bot": "the assistant manages no other bots",
}

# Telegram keeps what it could not deliver for one day. Older is a replay, perhaps of an id that we have forgotten.
_STALE_AFTER = timedelta(days=2)
_GROUPS = ("group", "supergroup")
_MOST_ID_CHARACTERS = 64


@dataclass(frozen=True)
class Incoming:
    """All that is needed to answer one update, and all that is kept of it until then."""

    update: int
    chat: int
    user: int
    is_group: bool
    text: str = ""
    reply_to: int | None = None
    tapped: int | None = None  # the message whose button it was
    thread: int | None = None
    attachment: str = ""
    album: str = ""
    callback: str = ""

    @property
    def event(self) -> str:
        """What makes it the same when it comes twice. An album without words is one, however many parts it has."""
        return f"album:{self.chat}:{self.album}" if self.album else str(self.update)

    @property
    def conversation(self) -> str:
        """One a chat; in a group one a person."""
        return f"telegram:{self.chat}:{self.user}" if self.is_group else f"telegram:{self.chat}"

    def as_dict(self) -> dict[str, Any]:
        """What the inbox keeps; `from_dict` reads it again after a restart."""
        return asdict(self)

    @staticmethod
    def from_dict(body: Mapping[str, Any]) -> Incoming:
        """The same again. TypeError where an older version kept something else."""
        return Incoming(**{field.name: body[field.name] for field in fields(Incoming) if field.name in body})


class UpdateReader:
    """Reads updates by hand: the library's own reading logs what it cannot read, and that is health data."""

    def __init__(self, me: Me, topics: Container[str], now: Callable[[], datetime]) -> None:
        self._me = me
        self._topics = topics
        self._now = now

    def read(self, update: Mapping[str, Any]) -> Incoming | None:
        """What to answer; None where the update is ignored on purpose."""
        number = _integer(update.get("update_id"))
        kind = next((kind for kind in ANSWERED if isinstance(update.get(kind), dict)), None)
        if number is None or kind is None:
            return None
        if kind == "callback_query":
            return _tapped(number, update[kind])
        return self._written(number, update[kind], is_edited=kind == "edited_message")

    def _written(self, number: int, message: Mapping[str, Any], *, is_edited: bool) -> Incoming | None:
        chat, user = _chat(message.get("chat")), _author(message)
        if chat is None or user is None or self._is_stale(message):
            return None
        chat_id, is_group = chat
        text, is_for_us = self._text(message, is_group=is_group)
        # Telegram sends an edit for each step of a live location: without words there is nothing new to answer.
        attachment = "" if is_edited and not text else find_attachment(message)
        if not is_for_us or not (text or attachment):
            return None
        return Incoming(
            update=number,
            chat=chat_id,
            user=user,
            is_group=is_group,
            text=text[: MOST_CHARACTERS + 1],  # one more, so that the door sees that it is too long
            # In a group, and after an edit, it would not be plain what is answered.
            reply_to=_integer(message.get("message_id")) if is_group or is_edited else None,
            thread=_thread(message),
            attachment=attachment,
            album="" if text else _id(message.get("media_group_id")),
        )

    def _text(self, message: Mapping[str, Any], *, is_group: bool) -> tuple[str, bool]:
        """What was written or captioned, and whether it was said to us."""
        field = "text" if isinstance(message.get("text"), str) else "caption"
        written = message.get(field)
        text = written if isinstance(written, str) else ""
        if is_group:
            entities = message.get("entities" if field == "text" else "caption_entities")
            addressed = find_addressed(message, text, entities, self._me)
            if addressed is None:
                return "", False
            is_bare_name = bool(text) and not addressed and not find_attachment(message)
            text = GREET if is_bare_name else addressed
        return read_command(text.strip(), self._topics), True

    def _is_stale(self, message: Mapping[str, Any]) -> bool:
        said_at = _integer(message.get("edit_date")) or _integer(message.get("date"))
        return said_at is None or self._now().timestamp() - said_at > _STALE_AFTER.total_seconds()


def _tapped(number: int, query: Mapping[str, Any]) -> Incoming | None:
    message, user, data = query.get("message"), query.get("from"), query.get("data")
    chat = _chat(message.get("chat")) if isinstance(message, dict) else None
    user_id = _integer(user.get("id")) if isinstance(user, dict) else None
    if chat is None or user_id is None or not isinstance(message, dict):
        return None
    return Incoming(
        update=number,
        chat=chat[0],
        user=user_id,
        is_group=chat[1],
        text=data[: MOST_CHARACTERS + 1] if isinstance(data, str) else "",  # none: a button of a game
        tapped=_integer(message.get("message_id")),
        thread=_thread(message),
        callback=_id(query.get("id")),
    )


def _author(message: Mapping[str, Any]) -> int | None:
    """Who wrote: a person, or a group's anonymous administrator. Nobody where a bot or a linked channel did."""
    if message.get("is_automatic_forward"):
        return None
    sender, author = message.get("sender_chat"), message.get("from")
    if isinstance(sender, dict):
        return _integer(sender.get("id"))
    is_person = isinstance(author, dict) and not author.get("is_bot")
    return _integer(author.get("id")) if is_person and isinstance(author, dict) else None


def _chat(chat: object) -> tuple[int, bool] | None:
    """Its id, and whether it is a group; None for a channel."""
    if not isinstance(chat, dict) or chat.get("type") not in ("private", *_GROUPS):
        return None
    number = _integer(chat.get("id"))
    return None if number is None else (number, chat["type"] in _GROUPS)


def _thread(message: Mapping[str, Any]) -> int | None:
    return _integer(message.get("message_thread_id")) if message.get("is_topic_message") else None


def _integer(value: object) -> int | None:
    """Telegram's numbers have at most 52 bits; True is no number."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else None


def _id(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _MOST_ID_CHARACTERS else ""
