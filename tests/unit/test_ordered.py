"""The order in which visitors are answered."""

from __future__ import annotations

import asyncio

from bot.channels.shared.ordered import Lines


class Recorder:
    """Handles each item when it is let."""

    def __init__(self) -> None:
        self.handled: list[str] = []
        self.let = asyncio.Event()

    async def handle(self, item: str) -> None:
        await self.let.wait()
        self.handled.append(item)


def run(scenario) -> Recorder:
    async def main() -> Recorder:
        recorder = Recorder()
        await scenario(Lines(recorder.handle), recorder)
        return recorder

    return asyncio.run(main())


async def until_idle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_what_overtook_another_on_its_way_stands_behind_it_again() -> None:
    async def scenario(lines: Lines[str], recorder: Recorder) -> None:
        lines.put(1, 12, "second")
        lines.put(1, 11, "first")
        lines.put(1, 13, "third")
        recorder.let.set()
        await until_idle()

    assert run(scenario).handled == ["first", "second", "third"]


def test_one_chat_does_not_wait_for_another() -> None:
    async def scenario(lines: Lines[str], recorder: Recorder) -> None:
        async def handle(item: str) -> None:
            if item == "slow":
                await recorder.let.wait()
            recorder.handled.append(item)

        lines = Lines(handle)
        lines.put(1, 1, "slow")
        lines.put(2, 2, "quick")
        await until_idle()
        assert recorder.handled == ["quick"]
        recorder.let.set()
        await until_idle()

    assert run(scenario).handled == ["quick", "slow"]


def test_a_line_that_was_empty_moves_again() -> None:
    async def scenario(lines: Lines[str], recorder: Recorder) -> None:
        recorder.let.set()
        for item in ("a", "b"):
            lines.put(1, 1, item)
            await until_idle()

    assert run(scenario).handled == ["a", "b"]


def test_closing_lets_the_answer_under_way_go_out() -> None:
    async def scenario(lines: Lines[str], recorder: Recorder) -> None:
        lines.put(1, 1, "a")
        await until_idle()
        asyncio.get_running_loop().call_later(0.01, recorder.let.set)
        await lines.close(5)

    assert run(scenario).handled == ["a"]


def test_closing_ends_what_takes_too_long() -> None:
    async def scenario(lines: Lines[str], recorder: Recorder) -> None:
        lines.put(1, 1, "a")
        await lines.close(0.01)
        recorder.let.set()
        await until_idle()

    assert run(scenario).handled == []
