"""Updates of the shapes that the Bot API documents. Every name, number and word in them is made up."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

from tests.telegram_platform import ME

_ids = itertools.count(700_000_001)
_messages = itertools.count(11)
ANN, BEN = 5001, 5002
GROUP = -1001234567890
Update = dict[str, Any]


def person(number: int = ANN, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "is_bot": False,
        "first_name": "Ann",
        "username": f"user{number}",
        "language_code": "en",
        **more,
    }


def private(number: int = ANN) -> dict[str, Any]:
    return {"id": number, "type": "private", "first_name": "Ann", "username": f"user{number}"}


def group(number: int = GROUP, **more: Any) -> dict[str, Any]:
    return {"id": number, "type": "supergroup", "title": "Running club", **more}


def message(text: str | None = None, chat: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    chat = chat or private()
    sender = person(chat["id"] if chat["id"] > 0 else ANN)
    fields = {"message_id": next(_messages), "date": int(time.time()), "chat": chat, "from": sender, **more}
    return fields if text is None else {**fields, "text": text, "entities": more.get("entities", commands_in(text))}


def commands_in(text: str) -> list[dict[str, Any]]:
    word = text.split()[0] if text.split() else ""
    return [{"type": "bot_command", "offset": 0, "length": len(word)}] if word.startswith("/") and word != "/" else []


def mention(text: str, name: str = f"@{ME['username']}") -> list[dict[str, Any]]:
    before = text.split(name)[0].encode("utf-16-le")
    return [{"type": "mention", "offset": len(before) // 2, "length": len(name)}]


def update(kind: str, content: Any) -> Update:
    return {"update_id": next(_ids), kind: content}


def written(text: str, chat: int = ANN, **more: Any) -> Update:
    return update("message", message(text, private(chat), **more))


def edited(text: str, chat: int = ANN) -> Update:
    return update("edited_message", message(text, private(chat), edit_date=int(time.time())))


def in_group(text: str, user: int = ANN, **more: Any) -> Update:
    return update("message", message(text, group(), **{"from": person(user), **more}))


def tapped(payload: str, chat: int = ANN, **more: Any) -> Update:
    under = {**message("An answer.", private(chat)), "from": ME}
    query = {"id": str(4_000_000_000 + next(_ids)), "from": person(chat), "message": under, "chat_instance": "-77"}
    return update("callback_query", {**query, "data": payload, **more})


_FILE = {"file_id": "AgACfile", "file_unique_id": "AQADfile", "file_size": 1234}
_PICTURE = [{**_FILE, "width": 90, "height": 67}, {**_FILE, "width": 800, "height": 600}]
_PLACE = {"latitude": 51.5074, "longitude": -0.1278}

# Every field that a message may hold in place of a text and that a person sends.
ATTACHMENTS: dict[str, dict[str, Any]] = {
    "animation": {
        "animation": {**_FILE, "width": 320, "height": 180, "duration": 3},
        "document": {**_FILE, "file_name": "wave.gif"},
    },
    "audio": {"audio": {**_FILE, "duration": 200, "performer": "Nobody", "title": "Silence"}},
    "checklist": {"checklist": {"title": "To do", "tasks": [{"id": 1, "text": "stretch"}]}},
    "contact": {"contact": {"phone_number": "+442079460123", "first_name": "Ben", "user_id": BEN}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "document": {"document": {**_FILE, "file_name": "xray.pdf", "mime_type": "application/pdf"}},
    "game": {"game": {"title": "Chess", "description": "A game", "photo": _PICTURE}},
    "live_photo": {"live_photo": {**_FILE, "width": 10, "height": 10}},
    "location": {"location": {**_PLACE, "horizontal_accuracy": 20.0, "live_period": 900}},
    "paid_media": {"paid_media": {"star_count": 5, "paid_media": [{"type": "preview", "width": 10, "height": 10}]}},
    "photo": {"photo": _PICTURE},
    "poll": {
        "poll": {
            "id": "55", "question": "When?", "options": [{"text": "Now", "voter_count": 0}], "total_voter_count": 0,
            "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
        }
    },
    "sticker": {
        "sticker": {**_FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
    },
    "story": {"story": {"chat": private(BEN), "id": 9}},
    "venue": {"venue": {"location": _PLACE, "title": "The park", "address": "Park Lane"}, "location": _PLACE},
    "video": {"video": {**_FILE, "width": 640, "height": 480, "duration": 12}},
    "video_note": {"video_note": {**_FILE, "length": 240, "duration": 5}},
    "voice": {"voice": {**_FILE, "duration": 7, "mime_type": "audio/ogg"}},
}  # fmt: skip

# What Telegram itself puts into a chat: nobody says anything.
NOTICES: dict[str, dict[str, Any]] = {
    "new_chat_members": {"new_chat_members": [person(BEN)]},
    "left_chat_member": {"left_chat_member": person(BEN)},
    "new_chat_title": {"new_chat_title": "Runners"},
    "new_chat_photo": {"new_chat_photo": _PICTURE},
    "delete_chat_photo": {"delete_chat_photo": True},
    "group_chat_created": {"group_chat_created": True},
    "supergroup_chat_created": {"supergroup_chat_created": True},
    "migrate_to_chat_id": {"migrate_to_chat_id": -100999},
    "migrate_from_chat_id": {"migrate_from_chat_id": -999},
    "message_auto_delete_timer_changed": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    "pinned_message": {"pinned_message": {"message_id": 1, "date": 1, "chat": private(), "text": "pinned"}},
    "successful_payment": {"successful_payment": {"currency": "GBP", "total_amount": 100, "invoice_payload": "x"}},
    "refunded_payment": {"refunded_payment": {"currency": "XTR", "total_amount": 1, "invoice_payload": "x"}},
    "users_shared": {"users_shared": {"request_id": 1, "users": [{"user_id": BEN}]}},
    "chat_shared": {"chat_shared": {"request_id": 1, "chat_id": GROUP}},
    "write_access_allowed": {"write_access_allowed": {"from_request": True}},
    "forum_topic_created": {"forum_topic_created": {"name": "Backs", "icon_color": 7322096}},
    "video_chat_started": {"video_chat_started": {}},
    "boost_added": {"boost_added": {"boost_count": 1}},
    "web_app_data": {"web_app_data": {"data": "x", "button_text": "y"}},
    "unknown_of_the_future": {"hologram": {"file_id": "x"}},
}


def _channel_post(text: str) -> dict[str, Any]:
    channel = {"id": -1009876, "type": "channel", "title": "News"}
    return {"message_id": 4, "date": int(time.time()), "chat": channel, "sender_chat": channel, "text": text}


def _member(status: str, user: dict[str, Any]) -> dict[str, Any]:
    change = {"chat": private(), "from": person(), "date": int(time.time())}
    return {
        **change,
        "old_chat_member": {"status": "member", "user": user},
        "new_chat_member": {"status": status, "user": user},
    }


def _boost() -> dict[str, Any]:
    source = {"source": "premium", "user": person()}
    return {"boost_id": "b1", "add_date": 1, "expiration_date": 2, "source": source}


# A maker for every type of update that is ignored on purpose. Each text in them would be answered, were it a message.
IGNORED: dict[str, Callable[[], Any]] = {
    "channel_post": lambda: _channel_post("does massage help with sleep?"),
    "edited_channel_post": lambda: {**_channel_post("does massage help?"), "edit_date": int(time.time())},
    "business_connection": lambda: {"id": "bc", "user": person(), "user_chat_id": ANN, "date": 1, "is_enabled": True},
    "business_message": lambda: {**message("does massage help with sleep?"), "business_connection_id": "bc"},
    "edited_business_message": lambda: {**message("does it help?"), "business_connection_id": "bc", "edit_date": 2},
    "deleted_business_messages": lambda: {"business_connection_id": "bc", "chat": private(), "message_ids": [1]},
    "guest_message": lambda: message("does massage help with sleep?", group(-100777)),
    "message_reaction": lambda: {
        "chat": private(), "message_id": 3, "user": person(), "date": 1, "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    },
    "message_reaction_count": lambda: {
        "chat": group(), "message_id": 3, "date": 1,
        "reactions": [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 2}],
    },
    "inline_query": lambda: {"id": "77", "from": person(), "query": "does massage help", "offset": ""},
    "chosen_inline_result": lambda: {"result_id": "1", "from": person(), "query": "sleep", "inline_message_id": "9"},
    "shipping_query": lambda: {
        "id": "8", "from": person(), "invoice_payload": "x",
        "shipping_address": {
            "country_code": "GB", "state": "", "city": "London", "street_line1": "1 Made-up St", "street_line2": "",
            "post_code": "X1 1XX",
        },
    },
    "pre_checkout_query": lambda: {
        "id": "8", "from": person(), "currency": "GBP", "total_amount": 100, "invoice_payload": "x",
    },
    "purchased_paid_media": lambda: {"from": person(), "paid_media_payload": "x"},
    "poll": lambda: ATTACHMENTS["poll"]["poll"],
    "poll_answer": lambda: {"poll_id": "55", "user": person(), "option_ids": [0]},
    "my_chat_member": lambda: _member("kicked", ME),
    "chat_member": lambda: _member("left", person(BEN)),
    "chat_join_request": lambda: {"chat": group(), "from": person(), "user_chat_id": ANN, "date": 1, "bio": "hello"},
    "chat_boost": lambda: {"chat": group(), "boost": _boost()},
    "removed_chat_boost": lambda: {"chat": group(), "boost_id": "b1", "remove_date": 1, "source": _boost()["source"]},
    "managed_bot": lambda: {"user": person(), "bot": {"id": 9, "is_bot": True, "first_name": "Other"}},
}  # fmt: skip
