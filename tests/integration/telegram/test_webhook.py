"""What reaches the assistant from Telegram, and what is refused."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from bot.channels.telegram import TelegramChannel
from tests import telegram_updates as made
from tests.telegram_platform import HANG_UP, OUTAGE, SECRET, TOKEN, Platform, post
from tests.telegram_server import Server, answer

ASKED = "does massage help with sleep?"
Start = Callable[..., Server]


def nothing_happened(server: Server, platform: Platform) -> None:
    """Nothing is stored and nothing said; a message behind it shows that nothing is under way either."""
    stored = len(server.rows())
    assert post(server.address, made.written("later", chat=99)).status_code == 200
    platform.wait_for(lambda: platform.said(99))
    assert (stored, platform.said()) == (0, ["You said: later"])


def answered(server: Server, platform: Platform, update: dict[str, Any]) -> str:
    """The one answer to an update."""
    before = len(platform.said())
    assert post(server.address, update).status_code == 200
    platform.wait_for(lambda: len(platform.said()) > before)
    platform.wait_for(lambda: not server.waiting())
    assert len(platform.said()) == before + 1
    return platform.said()[-1]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], f"{SECRET}x", SECRET.upper(), "\xe9", "x" * 5000])
def test_a_forged_update_is_refused_which_the_stock_connector_answers(
    server: Server, platform: Platform, secret: str | None
) -> None:
    assert post(server.address, made.written(ASKED), secret).status_code == 403
    nothing_happened(server, platform)


def test_a_forged_update_is_refused_before_its_body_is_read(server: Server, platform: Platform) -> None:
    assert post(server.address, b"x" * 3_000_000, "wrong").status_code == 403
    nothing_happened(server, platform)


def test_an_oversized_update_is_refused(server: Server, platform: Platform) -> None:
    assert post(server.address, made.written("a" * 1_100_000)).status_code == 413
    nothing_happened(server, platform)


def test_an_update_that_grows_too_large_as_it_comes_is_refused(server: Server, platform: Platform) -> None:
    def pieces():
        for _ in range(40):
            yield b"x" * 50_000

    try:
        status = requests.post(
            server.address, data=pieces(), headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}, timeout=30
        ).status_code
    except requests.ConnectionError:  # closed on while still sending
        status = 413
    assert status == 413
    nothing_happened(server, platform)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b"[" * 100_000, b"{}", b'{"update_id": "7"}']
)
def test_what_is_no_update_is_refused_without_a_crash(server: Server, platform: Platform, body: bytes) -> None:
    assert post(server.address, body).status_code == 400
    nothing_happened(server, platform)


def test_an_update_that_comes_twice_is_answered_once_where_the_stock_connector_answers_twice(
    server: Server, platform: Platform
) -> None:
    update = made.written(ASKED)
    assert answered(server, platform, update) == f"You said: {ASKED}"
    assert [post(server.address, update).status_code for _ in range(3)] == [200, 200, 200]
    answered(server, platform, made.written("later"))
    assert len(server.rasa.heard) == 2


def test_an_update_is_known_again_after_a_restart(start: Start, platform: Platform) -> None:
    update = made.written(ASKED)
    first = start()
    answered(first, platform, update)
    first.stop()
    second = start()
    assert post(second.address, update).status_code == 200
    answered(second, platform, made.written("later"))
    assert platform.said() == [f"You said: {ASKED}", "You said: later"]


def test_a_replay_of_long_ago_is_not_answered_though_its_id_is_forgotten(server: Server, platform: Platform) -> None:
    assert post(server.address, made.written(ASKED, date=1_600_000_000)).status_code == 200
    nothing_happened(server, platform)


@pytest.mark.parametrize("kind", made.IGNORED)
def test_an_update_of_a_type_that_is_ignored_gets_200_where_the_stock_connector_fails_for_ever(
    server: Server, platform: Platform, kind: str
) -> None:
    assert post(server.address, made.update(kind, made.IGNORED[kind]())).status_code == 200
    nothing_happened(server, platform)


def test_notices_and_types_of_the_future_get_200_and_no_answer(server: Server, platform: Platform) -> None:
    notices = [made.update("message", made.message(**fields)) for fields in made.NOTICES.values()]
    for update in [*notices, made.update("telepathy", {}), made.update("message", made.message(text=""))]:
        assert post(server.address, update).status_code == 200
    nothing_happened(server, platform)


@pytest.mark.parametrize("kind", made.ATTACHMENTS)
def test_an_attachment_gets_a_kind_sentence_where_the_stock_connector_lets_it_vanish(
    server: Server, platform: Platform, kind: str
) -> None:
    said = answered(server, platform, made.update("message", made.message(**made.ATTACHMENTS[kind])))
    assert said.startswith("Thank you for the ")
    assert "I have not opened or stored it.\n\nI can only read text." in said
    assert server.rasa.heard == []


def test_an_album_gets_one_kind_sentence(server: Server, platform: Platform) -> None:
    parts = [made.message(**made.ATTACHMENTS["photo"], media_group_id="777") for _ in range(5)]
    answered(server, platform, made.update("message", parts[0]))
    for part in parts[1:]:
        assert post(server.address, made.update("message", part)).status_code == 200
    answered(server, platform, made.written("later"))
    assert len(platform.said()) == 2


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_a_caption_is_read_by_the_gate_where_the_stock_connector_loses_it(
    server: Server, platform: Platform, kind: str
) -> None:
    photo = made.message(**made.ATTACHMENTS["photo"], caption="my groin is numb")
    said = answered(server, platform, made.update(kind, photo))
    assert said.startswith("This may be an emergency")
    assert said.endswith("I can only read text: I have not opened or stored the picture.")


def test_an_edited_text_is_read_by_the_gate(server: Server, platform: Platform) -> None:
    edit = made.edited("my groin is numb")
    assert answered(server, platform, edit).startswith("This may be an emergency")
    replied = platform.of("sendMessage")[-1].params["reply_parameters"]
    assert replied == {"message_id": edit["edited_message"]["message_id"], "allow_sending_without_reply": True}


def test_a_text_arrives_whole_where_the_stock_connector_cuts_bot_out_of_it(server: Server, platform: Platform) -> None:
    typed = "is my/bottle ok? see http://a.example/bot/x"
    assert answered(server, platform, made.written(typed)) == f"You said: {typed}"


def test_a_command_never_reaches_rasa_as_one(server: Server, platform: Platform) -> None:
    answered(server, platform, made.written("/restart"))
    assert server.rasa.heard[0].text == "restart"


def test_a_message_that_waits_for_its_answer_is_stored_with_nothing_but_what_the_answer_needs(
    start: Start, platform: Platform
) -> None:
    server = start()
    platform.fail("sendMessage", *[HANG_UP] * 20)
    photo = made.message(**made.ATTACHMENTS["photo"], caption="does this look bad?")
    contact = made.message(**made.ATTACHMENTS["contact"])
    for content in (photo, contact):
        assert post(server.address, made.update("message", content)).status_code == 200
    kept = json.dumps([dict(row["body"]) for row in server.waiting()])
    secrets = ("AgAC", "file", "+4420", "first_name", "username", "user5001", "Ann", "Ben", "language")
    assert [word for word in secrets if word in kept] == []
    assert "does this look bad?" in kept


def test_once_answered_only_the_number_is_kept(server: Server, platform: Platform) -> None:
    update = made.written(ASKED)
    answered(server, platform, update)
    rows = [(row["event"], row["conversation"], row["body"]) for row in server.rows()]
    assert rows == [(str(update["update_id"]), f"telegram:{made.ANN}", None)]


def test_telegram_is_told_only_when_an_update_is_stored(server: Server, platform: Platform) -> None:
    update = made.written(ASKED)
    with server.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE inbox RENAME TO gone"))
    assert post(server.address, update).status_code == 503
    with server.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE gone RENAME TO inbox"))
    assert answered(server, platform, update) == f"You said: {ASKED}"


def test_before_the_bot_knows_its_name_telegram_is_asked_to_send_again(
    engine: Any, platform: Platform, tmp_path: Any
) -> None:
    platform.fail("getMe", OUTAGE)
    server = Server(engine, platform.api, tmp_path).start()
    try:
        update = made.written(ASKED)
        assert post(server.address, update).status_code == 503
        platform.wait_for(lambda: server.is_taking)
        assert answered(server, platform, update) == f"You said: {ASKED}"
    finally:
        server.stop()


def test_a_group_is_answered_where_it_asks_and_only_then(server: Server, platform: Platform) -> None:
    assert post(server.address, made.in_group("does it hurt?")).status_code == 200
    asked = made.in_group("/help", is_topic_message=True, message_thread_id=44)
    answered(server, platform, asked)
    call = platform.of("sendMessage")[0]
    assert (call.chat, call.params["message_thread_id"]) == (made.GROUP, 44)
    assert call.params["reply_parameters"]["message_id"] == asked["message"]["message_id"]
    assert [message.sender_id for message in server.rasa.heard] == [f"telegram:{made.GROUP}:{made.ANN}"]


def test_the_log_holds_neither_words_nor_token(
    start: Start, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = start()
    platform.fail("sendMessage", HANG_UP, OUTAGE)
    answered(server, platform, made.written("my secret ailment"))
    server.stop()
    lines = [record.getMessage() for record in caplog.records]
    assert [line for line in lines if "ailment" in line or TOKEN in line] == []


def test_without_a_token_there_is_a_health_check_and_nothing_else() -> None:
    blueprint = TelegramChannel(None).blueprint(lambda message: None)
    assert [route.uri for route in blueprint._future_routes] == ["/"]
    assert list(blueprint._future_listeners) == []


def test_nobody_sends_through_rasa_behind_our_back_where_the_stock_connector_crashes() -> None:
    assert TelegramChannel(None).get_output_channel() is None


def test_a_button_is_answered_and_its_spinner_ended_where_the_stock_connector_lets_it_spin(
    server: Server, platform: Platform
) -> None:
    tap = made.tapped("ask:type/swedish")
    assert answered(server, platform, tap) == "You said: Swedish"
    ended = platform.wait_for(lambda: platform.of("answerCallbackQuery"))
    assert [call.params["callback_query_id"] for call in ended] == [tap["callback_query"]["id"]]


def test_a_choice_may_be_tapped_again_but_a_step_may_not(server: Server, platform: Platform) -> None:
    server.rasa.reply = answer("Done.", kind="form")
    answered(server, platform, made.tapped("ask:type/swedish"))
    step = made.tapped("do:yes")
    answered(server, platform, step)
    taken = platform.wait_for(lambda: platform.of("editMessageReplyMarkup"))
    under = step["callback_query"]["message"]
    assert [(call.chat, call.params["message_id"]) for call in taken] == [(made.ANN, under["message_id"])]


def test_a_button_of_a_game_asks_nothing(server: Server, platform: Platform) -> None:
    tap = made.tapped("x", game_short_name="chess")
    del tap["callback_query"]["data"]
    assert post(server.address, tap).status_code == 200
    platform.wait_for(lambda: platform.of("answerCallbackQuery"))
    platform.wait_for(lambda: not server.waiting())
    assert platform.said() == []


def test_a_slow_answer_is_announced_by_typing(server: Server, platform: Platform) -> None:
    server.rasa.seconds = 0.8
    answered(server, platform, made.written(ASKED))
    assert [call.params["action"] for call in platform.of("sendChatAction")] == ["typing"]


def test_a_chat_is_answered_in_its_order_and_others_do_not_wait(server: Server, platform: Platform) -> None:
    server.rasa.seconds = 0.2
    first, second, third = (made.written(word, chat=1) for word in ("one", "two", "three"))
    for update in (first, third, second, made.written("other", chat=2)):
        assert post(server.address, update).status_code == 200
    platform.wait_for(lambda: len(platform.said()) == 4)
    assert platform.said(1) == ["You said: one", "You said: two", "You said: three"]
    assert platform.said().index("You said: other") < 3
