"""In a group the assistant speaks when it is spoken to, to the one who spoke."""

from __future__ import annotations

from typing import Any

import pytest

from tests import telegram_updates as made
from tests.telegram_platform import ME
from tests.unit.telegram.test_updates import read, text_of

NAME = f"@{ME['username']}"
OURS = {"message_id": 3, "date": 1, "chat": made.group(), "from": ME, "text": "An answer."}
THEIRS = {**OURS, "from": made.person(made.BEN)}


def in_group(text: str, **more: Any) -> str | None:
    return text_of(made.in_group(text, **more))


def test_what_people_say_to_each_other_is_not_read() -> None:
    assert in_group("does massage help with sleep?") is None


def test_a_photo_for_the_group_is_not_answered() -> None:
    assert read(made.update("message", made.message(chat=made.group(), **made.ATTACHMENTS["photo"]))) is None


@pytest.mark.parametrize(
    ("said", "arrives"),
    [
        (f"{NAME} does it hurt?", "does it hurt?"),
        (f"{NAME}, does it hurt?", "does it hurt?"),
        (f"does it hurt {NAME}", "does it hurt"),
        (f"💆‍♀️ {NAME} does it hurt?", "💆‍♀️  does it hurt?"),
        (NAME, "ask:chat/greet"),
    ],
)
def test_a_mention_addresses_it_and_is_no_part_of_the_question(said: str, arrives: str) -> None:
    assert in_group(said, entities=made.mention(said)) == arrives


def test_the_name_is_the_same_in_small_letters() -> None:
    said = f"{NAME.lower()} does it hurt?"
    assert in_group(said, entities=made.mention(said, NAME.lower())) == "does it hurt?"


def test_another_bots_name_is_another_bot() -> None:
    said = f"{NAME}2 does it hurt?"
    assert in_group(said, entities=made.mention(said, f"{NAME}2")) is None


def test_a_name_that_telegram_has_not_marked_is_only_letters() -> None:
    assert in_group(f"see mail{NAME} for more", entities=[]) is None


def test_a_mention_in_a_caption_counts() -> None:
    said = f"{NAME} is this bad?"
    photo = made.message(
        chat=made.group(), caption=said, caption_entities=made.mention(said), **made.ATTACHMENTS["photo"]
    )
    assert text_of(made.update("message", photo)) == "is this bad?"


def test_a_reply_to_it_addresses_it() -> None:
    assert in_group("and shiatsu?", reply_to_message=OURS) == "and shiatsu?"
    assert in_group("and shiatsu?", reply_to_message=THEIRS) is None


def test_in_a_forum_the_notice_that_opened_the_topic_is_no_message_of_ours() -> None:
    opened = {**OURS, "forum_topic_created": {"name": "Backs", "icon_color": 1}}
    assert in_group("hello all", reply_to_message=opened, is_topic_message=True, message_thread_id=3) is None


@pytest.mark.parametrize(
    ("said", "arrives"),
    [
        ("/help", "ask:chat/capabilities"),
        (f"/help{NAME}", "ask:chat/capabilities"),
        ("/help@SomeOtherBot", None),
        ("/weather", None),
        (f"/weather{NAME} here", "/weather here"),
    ],
)
def test_a_command_addresses_it_unless_it_names_another_bot(said: str, arrives: str | None) -> None:
    assert in_group(said) == arrives


def test_everyone_in_a_group_has_a_conversation_of_their_own() -> None:
    both = [read(made.in_group("/help", user=user)).conversation for user in (made.ANN, made.BEN)]
    assert both == [f"telegram:{made.GROUP}:{made.ANN}", f"telegram:{made.GROUP}:{made.BEN}"]


def test_whoever_taps_a_button_in_a_group_is_answered_in_their_own_conversation() -> None:
    tap = made.tapped("ask:type/swedish", message=OURS, **{"from": made.person(made.BEN)})
    assert read(tap).conversation == f"telegram:{made.GROUP}:{made.BEN}"


def test_an_anonymous_administrator_is_answered_as_the_group() -> None:
    anonymous = {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}, "sender_chat": made.group()}
    incoming = read(made.in_group("/help", **anonymous))
    assert incoming.conversation == f"telegram:{made.GROUP}:{made.GROUP}"


def test_a_post_that_a_linked_channel_forwards_by_itself_is_not_answered() -> None:
    assert in_group("/help", is_automatic_forward=True) is None


def test_an_answer_in_a_forum_stays_in_its_topic_and_names_what_it_answers() -> None:
    asked = made.in_group("/help", is_topic_message=True, message_thread_id=44)
    incoming = read(asked)
    assert (incoming.thread, incoming.reply_to) == (44, asked["message"]["message_id"])
