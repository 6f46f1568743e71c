"""The store of conversations, on a real SQLite file: one read and one write a turn, and nothing lost."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered

from bot.channels.rasa_in_process import ConversationStore
from bot.settings import ROOT


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EFFIE_CONVERSATIONS_URL", f"sqlite:///{tmp_path / 'conversations.db'}")
    return ConversationStore(Domain.load(str(ROOT / "domain.yml")))


def say(store: ConversationStore, number: int) -> int:
    """One turn as Rasa makes it; returns the statements that the database got."""
    statements = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    async def turn() -> None:
        tracker = await store.get_or_create_tracker("me", append_action_listen=False)
        if not tracker.events:
            tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted()], store.domain)
        heard = [ActionExecuted("action_listen"), UserUttered(f"question {number}")]
        said = [ActionExecuted("action_answer"), BotUttered(f"answer {number}"), SlotSet("frame", {"turn": number})]
        tracker.update_with_events([*heard, *said], store.domain)
        await store.save(tracker)

    asyncio.run(turn())
    return len(statements)


def texts(events) -> list[str]:
    return [event.text for event in events if isinstance(event, UserUttered)]


def test_a_long_conversation_loads_its_last_turns_and_keeps_all(store) -> None:
    for number in range(10):
        say(store, number)
    last, whole = asyncio.run(store.retrieve("me")), asyncio.run(store.retrieve_full_tracker("me"))
    assert texts(last.events) == ["question 7", "question 8", "question 9"]
    assert texts(whole.events) == [f"question {number}" for number in range(10)]
    assert last.get_slot("frame") == {"turn": 9}


def test_the_loaded_part_begins_where_a_turn_begins(store) -> None:
    for number in range(5):
        say(store, number)
    first, second = list(asyncio.run(store.retrieve("me")).events)[:2]
    assert (first.action_name, second.text) == ("action_listen", "question 2")


def test_a_turn_costs_one_query_and_one_insert_however_old_it_is(store) -> None:
    say(store, 0)
    assert say(store, 1) == 2
    for number in range(2, 30):
        say(store, number)
    assert say(store, 30) == 2


def test_rasas_own_store_reads_what_ours_wrote(store) -> None:
    for number in range(4):
        say(store, number)
    theirs = SQLTrackerStore(store.domain, host=str(store.engine.url))
    assert texts(asyncio.run(theirs.retrieve("me")).events) == [f"question {number}" for number in range(4)]


def test_a_conversation_that_does_not_exist_is_none(store) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None
