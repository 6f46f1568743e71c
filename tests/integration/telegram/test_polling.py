"""Fetching, for a clinic that nobody can reach from outside."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.polling import Polling, until_alone
from bot.channels.telegram.sending import make_bot
from tests import telegram_updates as made
from tests.telegram_platform import OUTAGE, TOKEN, TWO_FETCH, Fault, Platform, post, too_many
from tests.telegram_server import Server

Start = Callable[..., Server]
WEBHOOK_SET = Fault(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")


class Taker:
    """Takes updates, but for as many times as it is told to fail."""

    def __init__(self, failures: int = 0) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self._failures = failures

    def take(self, update: Mapping[str, Any]) -> None:
        if self._failures:
            self._failures -= 1
            raise OSError("no database")
        self.taken.append(update)


def fetch(platform: Platform, times: int, taker: Taker | None = None) -> tuple[Taker, list[float]]:
    """What so many requests brought, and how long the pauses between were."""
    taker, pauses = taker or Taker(), []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def main() -> None:
        bot = make_bot(TOKEN, platform.api)
        await bot.initialize()
        polling = Polling(bot, taker.take, pause)
        for _ in range(times):
            await polling.fetch_once()
        await bot.shutdown()

    asyncio.run(main())
    return taker, pauses


def test_fetched_messages_are_answered(start: Start, platform: Platform) -> None:
    platform.pending += [made.written("one"), made.tapped("ask:type/swedish"), made.written("two", chat=2)]
    start(is_polling=True)
    platform.wait_for(lambda: len(platform.said()) == 3)
    assert sorted(platform.said()) == ["You said: Swedish", "You said: one", "You said: two"]


def test_there_is_no_webhook_where_updates_are_fetched(start: Start, platform: Platform) -> None:
    server = start(is_polling=True)
    assert post(server.address, made.written("forged")).status_code == 404


def test_what_was_stored_is_confirmed_by_the_next_request_and_not_before(platform: Platform) -> None:
    updates = [made.written("one"), made.written("two")]
    platform.pending += updates
    assert fetch(platform, 1)[0].taken == updates
    assert platform.pending == updates
    fetch_twice, _ = fetch(platform, 2)
    assert fetch_twice.taken == updates
    assert platform.pending == []


def test_what_could_not_be_stored_is_fetched_again(platform: Platform) -> None:
    platform.pending += [made.written("one"), made.written("two")]
    taker, pauses = fetch(platform, 2, Taker(failures=1))
    assert [update["message"]["text"] for update in taker.taken] == ["one", "two"]
    assert pauses == [5]


@pytest.mark.parametrize(
    "odd", [{"message": 7}, {"message": {"chat": []}}, {"callback_query": {"id": 5}}, {"poll": "x"}, {}]
)
def test_one_update_of_an_odd_shape_does_not_stop_the_others(
    start: Start, platform: Platform, odd: dict[str, Any]
) -> None:
    platform.pending += [{"update_id": 5, **odd}, made.written("behind")]
    start(is_polling=True)
    platform.wait_for(lambda: platform.said() == ["You said: behind"])


def test_after_an_outage_it_goes_on(platform: Platform) -> None:
    platform.pending.append(made.written("one"))
    platform.fail("getUpdates", OUTAGE, OUTAGE, too_many(9))
    taker, pauses = fetch(platform, 4)
    assert (len(taker.taken), pauses) == (1, [1, 2, 9])


@pytest.mark.parametrize(
    ("fault", "advice"), [(TWO_FETCH, "stop it, only one may"), (WEBHOOK_SET, "run `effie telegram connect` once")]
)
def test_two_that_fetch_are_told_what_to_do_where_the_stock_connector_only_says_409(
    platform: Platform, caplog: pytest.LogCaptureFixture, fault: Fault, advice: str
) -> None:
    platform.fail("getUpdates", fault)
    assert fetch(platform, 1)[1] == [30]
    assert advice in caplog.text


def test_a_second_process_on_the_machine_waits_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lock = tmp_path / "folder" / "lock"

    async def main() -> None:
        first = await until_alone(lock)
        waited = []

        async def pause(seconds: float) -> None:
            waited.append(seconds)
            if len(waited) == 3:
                os.close(first)

        os.close(await until_alone(lock, pause))
        assert len(waited) == 3

    asyncio.run(main())
    assert caplog.text.count("only one may. This one waits") == 1


def test_only_what_is_answered_is_asked_for(platform: Platform) -> None:
    fetch(platform, 1)
    assert platform.asked_for == ["message", "edited_message", "callback_query"]
