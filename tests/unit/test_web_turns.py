"""A message that is sent twice is one turn."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.channels.web.answers import Turns


class Rasa:
    """Counts its turns; answers with the number, or not at all."""

    def __init__(self, *, broken: bool = False) -> None:
        self.turns = 0
        self.broken = broken
        self.may_end = asyncio.Event()

    async def turn(self) -> dict[str, Any] | None:
        self.turns += 1
        number = self.turns
        await self.may_end.wait()
        return None if self.broken else {"number": number}


def test_the_same_id_is_the_same_turn_while_it_runs_and_after() -> None:
    async def twice() -> None:
        turns, rasa = Turns(), Rasa()
        first = turns.begin("web:a", "m1", rasa.turn())
        assert turns.find("web:a", "m1") is first
        rasa.may_end.set()
        assert await first == {"number": 1}
        assert await turns.find("web:a", "m1") == {"number": 1}
        assert rasa.turns == 1

    asyncio.run(twice())


def test_the_same_id_in_another_conversation_is_another_turn() -> None:
    async def two() -> None:
        turns, rasa = Turns(), Rasa()
        turns.begin("web:a", "m1", rasa.turn())
        assert turns.find("web:b", "m1") is None
        rasa.may_end.set()

    asyncio.run(two())


def test_a_turn_that_broke_may_be_tried_again() -> None:
    async def broken() -> None:
        turns, rasa = Turns(), Rasa(broken=True)
        rasa.may_end.set()
        assert await turns.begin("web:a", "m1", rasa.turn()) is None
        await asyncio.sleep(0)
        assert turns.find("web:a", "m1") is None
        assert len(turns) == 0

    asyncio.run(broken())


def test_a_turn_that_raised_may_be_tried_again() -> None:
    async def raising() -> None:
        turns = Turns()

        async def turn() -> None:
            raise RuntimeError

        await asyncio.gather(turns.begin("web:a", "m1", turn()), return_exceptions=True)
        await asyncio.sleep(0)
        assert turns.find("web:a", "m1") is None

    asyncio.run(raising())


def test_what_is_remembered_is_bounded_in_conversations_and_in_messages() -> None:
    async def many() -> None:
        turns, rasa = Turns(most=10), Rasa()
        rasa.may_end.set()
        for number in range(100):
            await turns.begin(f"web:{number}", "m", rasa.turn())
        assert len(turns) == 10
        for number in range(100):
            await turns.begin("web:a", f"m{number}", rasa.turn())
        assert turns.find("web:a", "m99")
        assert turns.find("web:a", "m50") is None

    asyncio.run(many())


def test_a_turn_under_way_is_never_dropped() -> None:
    async def many() -> None:
        turns, rasa = Turns(most=3), Rasa()
        running = turns.begin("web:slow", "m", rasa.turn())
        quick = Rasa()
        quick.may_end.set()
        for number in range(20):
            await turns.begin(f"web:{number}", "m", quick.turn())
        assert turns.find("web:slow", "m") is running
        rasa.may_end.set()
        await running

    asyncio.run(many())


def test_what_was_said_in_a_forgotten_conversation_is_dropped() -> None:
    async def forget() -> None:
        turns, rasa = Turns(), Rasa()
        rasa.may_end.set()
        await turns.begin("web:a", "m1", rasa.turn())
        turns.forget("web:a")
        assert turns.find("web:a", "m1") is None
        assert not turns.is_known("web:a")

    asyncio.run(forget())
