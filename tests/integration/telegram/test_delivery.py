"""Answers reach Telegram through outages, refusals and crashes, each once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.channels.telegram.pages import Page
from bot.channels.telegram.rendering import Outgoing, render
from bot.channels.telegram.sending import Delivery, Place, Sender, make_bot
from tests import telegram_updates as made
from tests.telegram_platform import (
    ANSWER_LOST,
    BLOCKED,
    CHAT_GONE,
    HANG_UP,
    OUTAGE,
    STALE_QUERY,
    TOKEN,
    UNKNOWN_TOKEN,
    Fault,
    Platform,
    migrated,
    post,
    too_many,
)
from tests.telegram_server import Server, answer

Start = Callable[..., Server]


def deliver(
    platform: Platform, *texts: str, place: Place | None = None, button: str = ""
) -> tuple[Delivery, list[float]]:
    """What became of the messages, and how long the sender paused on the way."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def main() -> Delivery:
        bot = make_bot(TOKEN, platform.api)
        await bot.initialize()
        buttons = [{"title": button, "payload": "ask:x"}] if button else []
        messages = [message for text in texts for message in render(answer(text, buttons=buttons))]
        outcome = await Sender(bot, pause).deliver(place or Place(1), messages)
        await bot.shutdown()
        return outcome

    return asyncio.run(main()), pauses


@pytest.mark.parametrize(
    ("faults", "pauses"),
    [
        ([too_many(7)], [7]),
        ([too_many(40), too_many(3)], [40, 3]),
        ([OUTAGE, OUTAGE, OUTAGE], [1, 2, 4]),
        ([HANG_UP], [1]),
        ([Fault(500, "Internal Server Error")], [1]),
        ([OUTAGE] * 9, [1, 2, 4, 8, 16, 32, 60, 60, 60]),
    ],
)
def test_it_tries_again_after_as_long_as_telegram_says_or_ever_longer(
    platform: Platform, faults: list[Fault], pauses: list[float]
) -> None:
    platform.fail("sendMessage", *faults)
    assert deliver(platform, "Hello.") == (Delivery.DELIVERED, pauses)
    assert platform.said() == ["Hello."]


def test_a_second_message_waits_for_the_first(platform: Platform) -> None:
    platform.fail("sendMessage", OUTAGE)
    assert deliver(platform, "One.", "Two.")[0] is Delivery.DELIVERED
    assert platform.said() == ["One.", "Two."]


def test_an_answer_that_arrived_though_nobody_said_so_comes_once_more_at_worst(platform: Platform) -> None:
    platform.fail("sendMessage", ANSWER_LOST)
    assert deliver(platform, "Hello.")[0] is Delivery.DELIVERED
    assert platform.said() == ["Hello.", "Hello."]


def test_who_has_blocked_the_bot_is_noted_without_a_name_and_left_alone(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    platform.fail("sendMessage", BLOCKED)
    assert deliver(platform, "One.", "Two.", place=Place(987654)) == (Delivery.BLOCKED, [])
    assert platform.said() == []
    assert [r.getMessage() for r in caplog.records if "deliver" in r.message] == [
        "an answer was not delivered: blocked"
    ]
    assert "987654" not in caplog.text


def test_a_group_that_moved_is_answered_where_it_is_now(platform: Platform) -> None:
    platform.fail("sendMessage", migrated(-100555))
    assert deliver(platform, "One.", "Two.", place=Place(-555))[0] is Delivery.DELIVERED
    assert [call.chat for call in platform.of("sendMessage")] == [-100555, -100555]


def test_what_telegram_refuses_with_its_trimmings_is_said_in_bare_words(platform: Platform) -> None:
    platform.fail("sendMessage", Fault(400, "Bad Request: TOPIC_CLOSED"))
    place = Place(-100555, thread=4, reply_to=9)
    assert deliver(platform, "Hello.", place=place, button="Sleep") == (Delivery.DELIVERED, [])
    call = platform.of("sendMessage")[0]
    assert (call.text, call.buttons) == ("Hello.", [])
    assert set(call.params) & {"message_thread_id", "reply_parameters"} == set()


def test_what_telegram_refuses_even_in_bare_words_is_given_up(platform: Platform) -> None:
    platform.fail("sendMessage", CHAT_GONE, CHAT_GONE)
    assert deliver(platform, "Hello.", button="Sleep") == (Delivery.REFUSED, [])


def test_a_token_that_was_taken_back_is_named_in_the_log_but_not_shown(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    platform.fail("sendMessage", UNKNOWN_TOKEN)
    assert deliver(platform, "Hello.") == (Delivery.DELIVERED, [60])
    assert "Set EFFIE_TELEGRAM_TOKEN anew" in caplog.text
    assert TOKEN not in caplog.text


def test_only_the_first_of_several_messages_names_what_it_answers(platform: Platform) -> None:
    deliver(platform, "One.", "Two.", place=Place(-100555, thread=4, reply_to=9))
    first, second = platform.of("sendMessage")
    assert "reply_parameters" in first.params
    assert "reply_parameters" not in second.params
    assert first.params["message_thread_id"] == second.params["message_thread_id"] == 4


def test_links_are_not_unfolded(platform: Platform) -> None:
    deliver(platform, "See https://a.example.")
    assert platform.of("sendMessage")[0].params["link_preview_options"] == {"is_disabled": True}


def test_a_spinner_that_telegram_has_forgotten_is_no_trouble(server: Server, platform: Platform) -> None:
    platform.fail("answerCallbackQuery", STALE_QUERY)
    post(server.address, made.tapped("ask:type/swedish"))
    platform.wait_for(lambda: platform.said() == ["You said: Swedish"])


def test_while_one_chat_is_told_to_wait_others_are_answered(server: Server, platform: Platform) -> None:
    platform.fail("sendMessage", too_many(3600))
    post(server.address, made.written("one", chat=1))
    platform.wait_for(lambda: len(server.rasa.heard) == 1 and not platform.is_failing("sendMessage"))
    post(server.address, made.written("two", chat=2))
    platform.wait_for(lambda: platform.said() == ["You said: two"])
    platform.wait_for(lambda: [row["conversation"] for row in server.waiting()] == ["telegram:1"])


def test_what_a_kill_left_unanswered_is_answered_at_the_next_start_in_order(start: Start, platform: Platform) -> None:
    first = start()
    first.rasa.seconds = 60
    for word in ("one", "two", "three"):
        assert post(first.address, made.written(word, chat=1)).status_code == 200
    assert post(first.address, made.written("other", chat=2)).status_code == 200
    platform.wait_for(lambda: len(first.rasa.heard) == 2)
    first.kill()
    assert platform.said() == []
    start()
    platform.wait_for(lambda: len(platform.said()) == 4)
    assert platform.said(1) == ["You said: one", "You said: two", "You said: three"]
    assert platform.said(2) == ["You said: other"]


def test_what_was_answered_before_a_kill_is_not_answered_again(start: Start, platform: Platform) -> None:
    first = start()
    post(first.address, made.written("one"))
    platform.wait_for(lambda: platform.said() and not first.waiting())
    first.kill()
    second = start()
    post(second.address, made.written("two"))
    platform.wait_for(lambda: len(platform.said()) == 2)
    assert platform.said() == ["You said: one", "You said: two"]


def test_a_stop_lets_the_answer_under_way_go_out(start: Start, platform: Platform) -> None:
    server = start()
    server.rasa.seconds = 0.5
    post(server.address, made.written("one"))
    platform.wait_for(lambda: server.rasa.heard)
    server.stop()
    assert platform.said() == ["You said: one"]
    assert server.waiting() == []


def test_what_an_older_version_stored_and_nobody_can_read_stops_nothing(
    start: Start, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    server = start()
    server.stop()
    with server.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO inbox (channel, event, conversation, arrived_at, body) "
            "VALUES ('telegram', '1', 'telegram:1', '2026-01-01 00:00:00', '{\"shape\": \"old\"}')"
        )
    second = start()
    post(second.address, made.written("two"))
    platform.wait_for(lambda: platform.said() == ["You said: two"])
    assert "an older version stored" in caplog.text
    platform.wait_for(lambda: not second.waiting())


def test_an_answer_is_said_as_it_is_whatever_stands_in_it(server: Server, platform: Platform) -> None:
    typed = "<b>1 < 2 & _x_ *y*</b> `z` [a](b) 💆‍♀️"
    post(server.address, made.written(typed))
    platform.wait_for(lambda: platform.said() == [f"You said: {typed}"])


def test_a_plain_message_has_no_trimmings() -> None:
    assert Outgoing(Page("x")).is_plain
    assert not Outgoing(Page().add("x", "bold")).is_plain


def test_the_library_writes_no_debug_line_of_what_visitors_said() -> None:
    make_bot(TOKEN, "http://127.0.0.1:1")
    assert [
        name for name in ("telegram", "httpx", "httpcore") if logging.getLogger(name).isEnabledFor(logging.ERROR)
    ] == []
