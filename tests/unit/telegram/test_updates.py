"""What is read of an update: who asked what where, and nothing else."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from telegram import Update
from telegram.constants import MessageAttachmentType

from bot.channels.telegram.addressing import Me
from bot.channels.telegram.attachments import NOUNS
from bot.channels.telegram.updates import ANSWERED, IGNORED, Incoming, UpdateReader
from bot.safety.text import MOST_CHARACTERS
from tests import telegram_updates as made
from tests.telegram_platform import ME
from tests.unit.facts import TOPICS

NOW = datetime.fromtimestamp(time.time(), timezone.utc)
READER = UpdateReader(Me(ME["id"], ME["username"]), TOPICS, lambda: NOW)
NOT_ASKED = {"invoice", "passport_data", "successful_payment"}  # only a seller or a passport form gets these


def read(update: dict[str, Any]) -> Incoming | None:
    return READER.read(update)


def text_of(update: dict[str, Any]) -> str | None:
    incoming = read(update)
    return incoming.text if incoming else None


def test_every_type_of_update_that_the_library_knows_is_answered_or_ignored_on_purpose() -> None:
    assert {*ANSWERED, *IGNORED} >= {str(kind.value) for kind in Update.ALL_TYPES}
    assert set(ANSWERED) & set(IGNORED) == set()


def test_the_tests_have_an_update_of_every_type() -> None:
    assert set(made.IGNORED) == set(IGNORED)


def test_every_attachment_that_the_library_knows_has_a_name() -> None:
    assert {kind.value for kind in MessageAttachmentType} - NOT_ASKED <= set(NOUNS)
    assert set(made.ATTACHMENTS) == set(NOUNS)


@pytest.mark.parametrize("kind", IGNORED)
def test_an_ignored_type_asks_nothing(kind: str) -> None:
    assert read(made.update(kind, made.IGNORED[kind]())) is None


@pytest.mark.parametrize("notice", made.NOTICES)
def test_a_notice_of_telegrams_asks_nothing(notice: str) -> None:
    assert read(made.update("message", made.message(**made.NOTICES[notice]))) is None


def test_a_type_of_the_future_asks_nothing() -> None:
    assert read(made.update("telepathy", made.message("does it help?"))) is None


def test_a_message_is_read_with_its_chat() -> None:
    incoming = read(made.written("does it help?", chat=77))
    assert (incoming.text, incoming.chat, incoming.conversation) == ("does it help?", 77, "telegram:77")


def test_an_edit_is_read_as_a_message_and_names_the_one_that_it_answers() -> None:
    edit = made.edited("i cant feel my groin")
    incoming = read(edit)
    assert (incoming.text, incoming.reply_to) == ("i cant feel my groin", edit["edited_message"]["message_id"])


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_a_caption_is_text(kind: str) -> None:
    content = made.message(**made.ATTACHMENTS["photo"], caption="my groin is numb")
    incoming = read(made.update(kind, content))
    assert (incoming.text, incoming.attachment) == ("my groin is numb", "photo")


def test_an_edit_without_words_is_a_step_of_a_live_location() -> None:
    assert read(made.update("edited_message", made.message(**made.ATTACHMENTS["location"]))) is None


@pytest.mark.parametrize("kind", made.ATTACHMENTS)
def test_of_an_attachment_only_its_kind_is_read(kind: str) -> None:
    content = made.message(**made.ATTACHMENTS[kind])
    incoming = read(made.update("message", content))
    assert (incoming.text, incoming.attachment) == ("", kind)
    numbers = {content["chat"]["id"], content["from"]["id"]}
    kept = {key: value for key, value in incoming.as_dict().items() if value}
    assert set(kept) == {"update", "chat", "user", "attachment"}
    assert {kept["chat"], kept["user"]} == numbers


def test_no_name_and_no_language_is_kept() -> None:
    kept = json.dumps(read(made.written("does it help?")).as_dict())
    assert [word for word in ("Ann", "user5001", "language", "first_name") if word in kept] == []


def test_an_album_without_words_is_one_event() -> None:
    parts = [made.message(**made.ATTACHMENTS["photo"], media_group_id="12345") for _ in range(3)]
    assert len({read(made.update("message", part)).event for part in parts}) == 1


def test_a_captioned_part_of_an_album_is_an_event_of_its_own() -> None:
    part = made.message(**made.ATTACHMENTS["photo"], media_group_id="12345", caption="is this bad?")
    captioned = made.update("message", part)
    assert read(captioned).event == str(captioned["update_id"])


def test_two_albums_of_two_chats_are_two_events() -> None:
    parts = [made.message(chat=made.private(chat), **made.ATTACHMENTS["photo"], media_group_id="9") for chat in (1, 2)]
    assert len({read(made.update("message", part)).event for part in parts}) == 2


def test_a_tapped_button_brings_its_payload_and_the_message_that_it_stood_under() -> None:
    tap = made.tapped("ask:type/swedish", chat=88)
    incoming = read(tap)
    query = tap["callback_query"]
    assert (incoming.text, incoming.chat) == ("ask:type/swedish", 88)
    assert (incoming.callback, incoming.tapped) == (query["id"], query["message"]["message_id"])


def test_a_button_under_a_message_that_telegram_no_longer_shows_is_read_all_the_same() -> None:
    gone = {"chat": made.private(88), "message_id": 5, "date": 0}
    assert text_of(made.tapped("ask:type/swedish", message=gone)) == "ask:type/swedish"


def test_a_tap_under_an_inline_message_has_no_chat_to_answer_in() -> None:
    tap = made.tapped("ask:type/swedish")
    del tap["callback_query"]["message"]
    assert read(tap) is None


def test_a_bots_message_is_not_answered() -> None:
    assert read(made.written("hello", **{"from": made.person(is_bot=True)})) is None


@pytest.mark.parametrize(
    ("old", "is_answered"), [(timedelta(hours=23), True), (timedelta(days=3), False), (timedelta(days=400), False)]
)
def test_what_is_older_than_telegram_keeps_anything_is_a_replay(old: timedelta, is_answered: bool) -> None:
    said_at = int((NOW - old).timestamp())
    assert (read(made.written("hello", date=said_at)) is not None) is is_answered


def test_an_old_message_that_was_edited_just_now_is_new() -> None:
    content = made.message("hello", date=1_500_000_000, edit_date=int(NOW.timestamp()))
    assert read(made.update("edited_message", content)) is not None


def test_a_text_beyond_the_limit_is_kept_just_long_enough_to_be_seen_as_such() -> None:
    assert len(text_of(made.written("a" * 100_000))) == MOST_CHARACTERS + 1


def test_what_the_inbox_kept_is_read_back_the_same() -> None:
    for one in (made.written("hello"), made.tapped("do:yes"), made.in_group(f"@{ME['username']} hi")):
        incoming = read(one)
        if incoming:
            assert Incoming.from_dict(json.loads(json.dumps(incoming.as_dict()))) == incoming


@pytest.mark.parametrize("typed", ["my/bottle of oil", "http://example.org/bot/x", "what/botany", "a /bot b"])
def test_a_slash_and_bot_inside_a_text_stay_there_where_the_stock_connector_cuts_them_out(typed: str) -> None:
    assert text_of(made.written(typed)) == typed
