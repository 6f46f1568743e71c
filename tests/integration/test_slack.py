"""The real assistant in Slack: what a visitor gets, and that a kill loses, repeats and misplaces nothing."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from bot.channels.slack.events import read
from bot.settings import ROOT
from bot.store.inbox import Inbox
from bot.wiring import now
from tests.channels import Everywhere
from tests.slack_payloads import command, deliver, direct, event_callback, mention, message, press
from tests.slack_platform import Fault, Posted

# A thousand are sent by hand: EFFIE_EVENTS=1000.
EVENTS = int(os.environ.get("EFFIE_EVENTS", "100"))
DUPLICATES, REORDERED = 0.2, 0.1
PLAINLY = yaml.safe_load((ROOT / "tests/integration/plainly.yml").read_text(encoding="utf-8"))
# Asked plainly they are answered first, whatever was said before: no condition, no sign, nothing that leans back.
ASKED = {texts[0]: topic for topic, texts in PLAINLY.items() if topic.split("/")[0] in ("benefit", "clinic")}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, knowledge) -> Iterator[Everywhere]:
    running = Everywhere(tmp_path_factory.mktemp("slack"), knowledge)
    running.start()
    yield running
    running.stop()
    assert running.slack.complaints == []


def say(assistant: Everywhere, payload: dict[str, Any]) -> Posted:
    """What is answered to it."""
    before = len(assistant.slack.posted)
    assert deliver(assistant.slack_webhook, payload).status_code == 200
    return assistant.slack.replies(before + 1)[-1]


def test_a_question_is_answered_with_evidence_and_sources(assistant: Everywhere) -> None:
    posted = say(assistant, direct("does massage help with sleep?"))
    assert posted.reply["topics"][0] == "benefit/sleep"
    assert "The support is" in posted.words
    assert "Source: " in posted.words


def test_a_warning_sign_shows_the_number_first(assistant: Everywhere) -> None:
    posted = say(assistant, mention("i cant feel my groin and i cant pee", user="U0SIGN001"))
    assert posted.reply["kind"] == "emergency"
    assert posted.words.startswith("Get help now\nEmergency\n<tel:999|999>")
    assert posted.buttons == []


def test_a_thread_carries_its_subject(assistant: Everywhere) -> None:
    first = mention("does deep tissue massage hurt?", user="U0FRAME01")
    say(assistant, first)
    line = message("and swedish?", "C0FRONT01", "U0FRAME01", thread_ts=first["event"]["ts"])
    posted = say(assistant, event_callback(line))
    assert posted.reply["topics"] == ["practical/does_it_hurt", "type/swedish"]
    assert posted.thread == first["event"]["ts"]


def test_a_pressed_choice_is_answered_with_its_topic(assistant: Everywhere) -> None:
    posted = say(assistant, direct("does massage help with sleep?", user="U0PRESS01", channel="D0PRESS01"))
    title = next(title for title in posted.buttons if title not in ("Tell me more", "Talk to a person"))
    answered = say(assistant, press(posted, title, user="U0PRESS01"))
    assert answered.reply["confidence"] == 1.0
    assert f"You chose: {title}" in str(assistant.slack.updated)


def test_a_file_gets_a_kind_sentence(assistant: Everywhere) -> None:
    picture = {"id": "F0PICTURE", "name": "back.png", "url_private": "https://files.example.org/back.png"}
    assert "only read text" in say(assistant, direct("", subtype="file_share", files=[picture])).words


def test_a_long_text_is_refused_with_the_emergency_number(assistant: Everywhere) -> None:
    assert "999" in say(assistant, direct("my back " * 600)).words


def test_a_command_is_answered_for_the_asker_alone(assistant: Everywhere) -> None:
    asked = command("where can I park?", assistant.slack.server)
    posted = say(assistant, asked)
    assert posted.only_for == asked["response_url"]
    assert "parking" in posted.words


def test_typed_text_is_no_command_of_rasas(assistant: Everywhere) -> None:
    say(assistant, direct("I have osteoporosis, is massage ok?", user="U0SLASH01", channel="D0SLASH01"))
    say(assistant, direct("/restart", user="U0SLASH01", channel="D0SLASH01"))
    posted = say(assistant, direct("is deep tissue ok for me?", user="U0SLASH01", channel="D0SLASH01"))
    assert "condition/osteoporosis" in posted.reply["topics"]


@dataclass
class Traffic:
    """Events, and what was made of them."""

    chance: random.Random
    events: list[dict[str, Any]] = field(default_factory=list)
    topics: dict[str, str] = field(default_factory=dict)

    def add(self, payload: dict[str, Any], topic: str) -> None:
        self.events.append(payload)
        self.topics[key_of(payload)] = topic

    def deliveries(self) -> list[dict[str, Any]]:
        """The events as Slack may send them: some twice, some before others that were earlier."""
        order = list(range(len(self.events)))
        for number in self.chance.sample(order[:-3], int(len(order) * REORDERED)):
            later = number + self.chance.randint(1, 3)
            order[number], order[later] = order[later], order[number]
        for number in self.chance.sample(order, int(len(order) * DUPLICATES)):
            place = order.index(number)
            order.insert(place + self.chance.randint(1, 10), number)
        return [self.events[number] for number in order]


def key_of(payload: dict[str, Any]) -> str:
    """By what the answer is known: where it is, and the message that it answers."""
    heard = read(payload)
    assert heard is not None
    return heard.place.response_url or heard.id


def key_of_post(posted: Posted) -> str:
    return posted.only_for or posted.body["blocks"][0]["block_id"]


def traffic_of(assistant: Everywhere) -> Traffic:
    """Direct messages, mentions, lines of threads, presses and commands, of twenty people in four channels."""
    traffic, asked = Traffic(random.Random(7)), list(ASKED.items())
    threads = [mention("What is back massage good for?", channel=f"C0ROOM00{n}", user="U0HOST001") for n in range(4)]
    posts = [say(assistant, thread) for thread in threads]
    for number in range(EVENTS):
        text, topic = asked[number % len(asked)]
        person, room = traffic.chance.randint(10, 29), traffic.chance.randint(0, 3)
        user, channel = f"U0PERSON{person}", f"C0ROOM00{room}"
        kind = traffic.chance.choices(["direct", "mention", "thread", "press", "command"], [40, 25, 10, 10, 15])[0]
        if kind == "direct":
            traffic.add(direct(text, user=user, channel=f"D0PERSON{person}"), topic)
        elif kind == "mention":
            traffic.add(mention(text, user=user, channel=channel), topic)
        elif kind == "thread":
            thread = threads[room]["event"]["ts"]
            traffic.add(event_callback(message(text, channel, user, thread_ts=thread)), topic)
        elif kind == "press":
            traffic.add(press(posts[room], posts[room].buttons[0], user=user), "")
        else:
            traffic.add(command(text, assistant.slack.server, user=user, channel=channel), topic)
    return traffic


def send(assistant: Everywhere, payload: dict[str, Any]) -> None:
    """As Slack does: again and again until it is told that the event arrived."""
    for repetition in range(1000):
        try:
            if deliver(assistant.slack_webhook, payload, repetition).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError("an event was never accepted")


def test_killed_in_the_middle_nothing_is_lost_or_misplaced_or_said_twice(tmp_path: Path, knowledge) -> None:
    assistant = Everywhere(tmp_path, knowledge)
    try:
        assistant.start()
        traffic = traffic_of(assistant)
        before = len(assistant.slack.posted)
        faults = [Fault(503), Fault(429, "ratelimited", retry_after=1), Fault(arrives=True), Fault(500)]
        assistant.slack.fail("chat.postMessage", *faults)
        deliver_and_kill(assistant, traffic.deliveries(), before + EVENTS // 5)
        check(assistant, traffic, before)
    finally:
        assistant.stop()


def deliver_and_kill(assistant: Everywhere, deliveries: list[dict[str, Any]], answered: int) -> None:
    """Everything is sent; half of it under way and so many answered, the assistant is killed and started anew."""
    with ThreadPoolExecutor(4) as pool:
        for number, payload in enumerate(deliveries):
            pool.submit(send, assistant, payload)
            if number == len(deliveries) // 2:
                assistant.slack.wait(lambda: len(assistant.slack.posted) > answered, "a first answer")
                assistant.kill()
                assert Inbox(assistant.engine, now).waiting("slack"), "the kill came when nothing was under way"
                assistant.start()


def check(assistant: Everywhere, traffic: Traffic, before: int) -> None:
    """Each was answered in its place, with its topic, once."""
    expected, slack = {key_of(payload): payload for payload in traffic.events}, assistant.slack
    slack.wait(lambda: set(expected) <= set(map(key_of_post, slack.posted)), "an answer to each", seconds=60 + EVENTS)
    time.sleep(1)  # what would be said twice, were it said twice, is under way by now
    posted = slack.posted[before:]
    said = Counter(map(key_of_post, posted))
    assert set(said) == set(expected)
    twice = [key for key, times in said.items() if times > 1]
    # Only what one person alone sees cannot be looked up, and no more turns than four are under way at a time.
    assert [key for key in twice if not key.startswith("http")] == []
    assert len(twice) <= 4
    assert max(said.values()) <= 2
    for post in posted:
        if post.only_for is None:
            heard, wanted = read(expected[key_of_post(post)]), traffic.topics[key_of_post(post)]
            assert heard is not None
            assert (post.channel, post.thread) == (heard.place.channel, heard.place.thread)
            assert not wanted or post.reply["topics"][0] == wanted, (heard.text, post.words)
    assert slack.complaints == []
