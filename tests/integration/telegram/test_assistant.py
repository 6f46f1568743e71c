"""The real assistant in Telegram: the trained model, our channel, the platform's own library."""

from __future__ import annotations

import os
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import sqlalchemy as sa
import yaml

from bot.channels.telegram.rendering import render
from bot.settings import ROOT, Settings
from bot.store import tables
from tests import telegram_updates as made
from tests.assistant import Assistant
from tests.conftest import free_port
from tests.telegram_platform import HEADER, SECRET, TOKEN, Platform, post

# All thousand are sent by hand: EFFIE_TELEGRAM_UPDATES=1000.
UPDATES = int(os.environ.get("EFFIE_TELEGRAM_UPDATES", "150"))
DUPLICATES, REORDERED = 0.2, 0.1
CONNECTIONS, CHATS = 4, 20
ASKED_BEFORE = set(range(60_000, 70_000))
PLAINLY = yaml.safe_load((ROOT / "tests/integration/plainly.yml").read_text(encoding="utf-8"))
# Each is answered the same whatever was said before.
TOPICS = [
    "clinic/parking",
    "clinic/payment",
    "clinic/cancellation",
    "clinic/gift_voucher",
    "clinic/location",
    "chat/capabilities",
    "benefit/sleep",
    "type/swedish",
]
# The ways in which people say something; each makes an update of a chat.
WAYS: dict[str, Callable[[str, int], dict[str, Any]]] = {
    "typed": lambda topic, chat: made.written(PLAINLY[topic][0], chat=chat),
    "linked": lambda topic, chat: made.written(f"/start {topic.replace('/', '-')}", chat=chat),
    "edited": lambda topic, chat: made.edited(PLAINLY[topic][0], chat=chat),
    "tapped": lambda topic, chat: made.tapped(f"ask:{topic}", chat=chat),
    "captioned": lambda topic, chat: attached(chat, caption=PLAINLY[topic][0]),
    "pictured": lambda topic, chat: attached(chat),
}


class InTelegram:
    """The assistant and its Telegram."""

    def __init__(self, assistant: Assistant, platform: Platform) -> None:
        self.assistant = assistant
        self.platform = platform

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.assistant.settings.port}/webhooks/telegram/webhook"

    def start(self) -> None:
        self.assistant.start()
        self.platform.wait_for(lambda: post(self.address, {"update_id": 1}).status_code == 200)

    def waiting(self) -> int:
        with self.assistant.engine.connect() as connection:
            waits = tables.inbox.c.body.is_not(sa.null())
            return connection.execute(sa.select(sa.func.count()).select_from(tables.inbox).where(waits)).scalar()

    def ask(self, update: dict[str, Any]) -> list[str]:
        """What is said in the update's chat until nothing waits."""
        chat = chat_of(update)
        before = len(self.platform.said(chat))
        assert post(self.address, update).status_code == 200
        self.platform.wait_for(lambda: len(self.platform.said(chat)) > before and not self.waiting())
        return self.platform.said(chat)[before:]


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory, knowledge: Any) -> Iterator[InTelegram]:
    folder = tmp_path_factory.mktemp("telegram")
    platform = Platform().start()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("EFFIE_TELEGRAM_TOKEN", TOKEN)
        environment.setenv("EFFIE_TELEGRAM_SECRET", SECRET)
        environment.setenv("EFFIE_TELEGRAM_API", platform.api)
        environment.setenv("EFFIE_TELEGRAM_FOLDER", str(folder))
        settings = Settings(
            database_url=f"sqlite:///{folder / 'effie.db'}",
            conversations_url=f"sqlite:///{folder / 'conversations.db'}",
            port=free_port(),
        )
        running = InTelegram(Assistant(settings, knowledge), platform)
        running.start()
        yield running
        running.assistant.stop()
        platform.stop()
        assert platform.violations == []


def chat_of(update: dict[str, Any]) -> int:
    content = update.get("message") or update.get("edited_message") or update["callback_query"]["message"]
    return content["chat"]["id"]


def test_forty_questions_are_answered_as_they_are_over_rest(telegram: InTelegram) -> None:
    topics = random.Random(40).sample(sorted(PLAINLY), 40)
    for number, topic in enumerate(topics):
        text = PLAINLY[topic][0]
        reply = telegram.assistant.ask(text)
        assert reply["topics"][0] == topic
        expected = render(reply)
        assert telegram.ask(made.written(text, chat=60_000 + number)) == [
            message.page.text for message in expected
        ], text
        rows = telegram.platform.of("sendMessage")[-1].buttons
        payloads = [button["callback_data"] for row in rows for button in row]
        assert payloads == [button["payload"] for button in reply["buttons"]]


def test_a_conversation_goes_on_by_text_and_by_button(telegram: InTelegram) -> None:
    chat = 61_000
    telegram.ask(made.written("does deep tissue massage hurt?", chat=chat))
    rows = telegram.platform.of("sendMessage")[-1].buttons
    assert telegram.ask(made.tapped(rows[0][0]["callback_data"], chat=chat))
    assert telegram.ask(made.written("/sources", chat=chat))[0].startswith("That rests on")


def test_a_warning_sign_is_met_with_the_number_first(telegram: InTelegram) -> None:
    said = telegram.ask(made.written("i cant feel my groin and i cant pee", chat=62_000))[0]
    assert said.startswith("This may be an emergency\n\nGet help now\nEmergency: ")


def test_through_a_kill_every_message_is_answered_in_its_chat_once_or_once_more(telegram: InTelegram) -> None:
    heard = {
        (way, topic): telegram.ask(make(topic, 63_000 + number))
        for number, (way, make, topic) in enumerate(
            (way, make, topic) for way, make in WAYS.items() for topic in TOPICS
        )
    }
    assert len({str(heard["tapped", topic]) for topic in TOPICS}) == len(TOPICS), "whose answer it is cannot be seen"
    updates, expected = script(UPDATES, heard)
    post_office = PostOffice(telegram.address, deliveries(updates))
    post_office.open()
    telegram.platform.wait_for(lambda: post_office.delivered >= len(updates) // 2, seconds=300)
    telegram.assistant.kill()
    telegram.start()
    post_office.wait_until_all_is_delivered()
    telegram.platform.wait_for(lambda: not telegram.waiting(), seconds=300)

    for chat, texts in expected.items():
        said = Counter(telegram.platform.said(chat))
        assert texts - said == Counter(), "a message was never answered"
        extra = said - texts
        assert set(extra) <= set(texts), "an answer went into the wrong chat"
        # What was under way at the kill can come once more, and in a chat that is one message.
        assert sum(extra.values()) <= 1
    assert {call.chat for call in telegram.platform.of("sendMessage")} - ASKED_BEFORE == set(expected)


def attached(chat: int, **more: Any) -> dict[str, Any]:
    return made.update("message", made.message(chat=made.private(chat), **made.ATTACHMENTS["photo"], **more))


def script(
    number: int, heard: dict[tuple[str, str], list[str]]
) -> tuple[list[dict[str, Any]], dict[int, Counter[str]]]:
    """So many updates of all kinds, and what each chat must hear. Every tenth asks nothing."""
    chance = random.Random(7)
    expected: dict[int, Counter[str]] = {}
    updates = []
    for place in range(number):
        if place % 10 == 9:
            kind = chance.choice(sorted(made.IGNORED))
            updates.append(made.update(kind, made.IGNORED[kind]()))
            continue
        chat, (way, topic) = 70_000 + chance.randrange(CHATS), chance.choice(sorted(heard))
        updates.append(WAYS[way](topic, chat))
        expected.setdefault(chat, Counter()).update(heard[way, topic])
    return updates, expected


def deliveries(updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the platform sends: a fifth of them twice, a tenth out of their order."""
    chance = random.Random(8)
    sent = []
    for update in updates:
        sent += [update] * (2 if chance.random() < DUPLICATES else 1)
    for place in range(len(sent) - 5):
        if chance.random() < REORDERED:
            other = place + chance.randrange(1, 5)
            sent[place], sent[other] = sent[other], sent[place]
    return sent


class PostOffice:
    """Delivers like Telegram: over several connections, and again until it is told 200."""

    def __init__(self, address: str, letters: list[dict[str, Any]]) -> None:
        self._address = address
        self._letters: queue.Queue[dict[str, Any]] = queue.Queue()
        for letter in letters:
            self._letters.put(letter)
        self._threads = [threading.Thread(target=self._carry, daemon=True) for _ in range(CONNECTIONS)]
        self.delivered = 0

    def open(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_until_all_is_delivered(self) -> None:
        for thread in self._threads:
            thread.join(300)
            assert not thread.is_alive(), "the platform could not deliver everything"

    def _carry(self) -> None:
        session = requests.Session()
        while True:
            try:
                letter = self._letters.get_nowait()
            except queue.Empty:
                return
            while not self._hand_over(session, letter):
                time.sleep(0.2)
            self.delivered += 1

    def _hand_over(self, session: requests.Session, letter: dict[str, Any]) -> bool:
        try:
            answer = session.post(self._address, json=letter, headers={HEADER: SECRET}, timeout=30)
        except requests.RequestException:
            return False
        return answer.status_code == 200
