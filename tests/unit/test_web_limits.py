"""Limits: fair, bounded, and by an address that the client cannot choose."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.web.admission import Allowance, address_of
from bot.channels.web.answers import Queues


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_so_many_are_granted_at_once_and_then_one_after_the_other() -> None:
    clock = Clock()
    allowance = Allowance(6, 60, clock)
    assert [allowance.take("a") for _ in range(6)] == [0.0] * 6
    assert allowance.take("a") == pytest.approx(10)
    clock.now += 10
    assert allowance.take("a") == 0
    assert allowance.take("a") == pytest.approx(10)


def test_asking_too_often_does_not_lengthen_the_wait() -> None:
    clock = Clock()
    allowance = Allowance(1, 60, clock)
    allowance.take("a")
    for _ in range(100):
        allowance.take("a")
    clock.now += 60
    assert allowance.take("a") == 0


def test_one_key_does_not_use_up_what_another_has() -> None:
    allowance = Allowance(1, 60, Clock())
    allowance.take("a")
    assert allowance.take("a") > 0
    assert allowance.take("b") == 0


def test_what_is_not_used_does_not_add_up() -> None:
    clock = Clock()
    allowance = Allowance(2, 60, clock)
    allowance.take("a")
    clock.now += 10_000
    assert [allowance.take("a") > 0 for _ in range(3)] == [False, False, True]


def test_a_million_keys_take_a_bounded_memory() -> None:
    allowance = Allowance(1, 60, Clock(), most=100)
    for number in range(10_000):
        allowance.take(str(number))
    assert len(allowance) == 100


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("203.0.113.5", "", 0, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", 0, "203.0.113.5"),  # a header that nobody of ours set
        ("127.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 198.51.100.1", 1, "198.51.100.1"),  # the first is what the client wrote
        ("127.0.0.1", "10.9.9.9, 198.51.100.1, 192.0.2.7", 2, "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1", 2, "127.0.0.1"),
        ("127.0.0.1", "no address", 1, "127.0.0.1"),
        ("127.0.0.1", "", 1, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.5", "", 0, "203.0.113.5"),
        ("::1", "", 0, "::/64"),
    ],
)
def test_the_address_is_the_one_that_was_seen_and_not_the_one_that_was_told(
    peer: str, forwarded: str, proxies: int, address: str
) -> None:
    assert address_of(peer, forwarded, proxies) == address


def test_an_address_stands_in_its_own_line_only() -> None:
    async def flood() -> tuple[int, bool]:
        queues, inside = Queues(at_once=2), 0
        enough = asyncio.Event()

        async def turn() -> None:
            nonlocal inside
            async with queues.of("flooding"):
                inside += 1
                await enough.wait()

        turns = [asyncio.create_task(turn()) for _ in range(20)]
        await asyncio.sleep(0)
        others = queues.of("other")
        at_once, other_waits = inside, others.locked()
        enough.set()
        await asyncio.gather(*turns)
        assert inside == 20
        return at_once, other_waits

    assert asyncio.run(flood()) == (2, False)
