"""A kill in mid-turn, again and again: no corrupt database, no lost fact, the next start answers."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from pathlib import Path

import sqlalchemy as sa

from bot.settings import Settings
from bot.store import tables
from tests.assistant import Assistant
from tests.conftest import free_port

# Each takes a start of the server. Fifty are run by hand: EFFIE_KILLS=50 (docs/decisions/0003-surviving-kills.md).
KILLS = int(os.environ.get("EFFIE_KILLS", "5"))


def test_killed_in_mid_turn_it_loses_nothing_and_starts_again(tmp_path: Path, knowledge) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'effie.db'}",
        conversations_url=f"sqlite:///{tmp_path / 'conversations.db'}",
        port=free_port(),
    )
    assistant = Assistant(settings, knowledge)
    chance = random.Random(7)
    for _ in range(KILLS):
        assistant.start()
        assert assistant.ask("does massage help with sleep?")["topics"][0] == "benefit/sleep"
        kill_in_mid_turn(assistant, chance.uniform(0.0, 0.08))
        assert integrity(tmp_path / "effie.db") == "ok"
        assert integrity(tmp_path / "conversations.db") == "ok"
        with assistant.engine.connect() as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(tables.facts)).scalar() == len(
                knowledge.facts
            )


def kill_in_mid_turn(assistant: Assistant, after: float) -> None:
    """Turns that write to both databases are under way when the kill comes."""

    def talk(number: int) -> None:
        try:
            for _ in range(20):
                assistant.ask("blorp zazzle frimp", f"talker-{number}")
        except Exception:
            pass  # the server is dead, as it should be

    talkers = [threading.Thread(target=talk, args=(number,)) for number in range(4)]
    for talker in talkers:
        talker.start()
    time.sleep(0.2 + after)
    assistant.kill()
    for talker in talkers:
        talker.join()


def integrity(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]
