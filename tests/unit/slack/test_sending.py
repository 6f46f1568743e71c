"""Bringing an answer to Slack, with the real library and a server that plays Slack."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from bot.channels.slack.calls import Calls, connect
from bot.channels.slack.heard import Place, Pressed, SlackEvent
from bot.channels.slack.rendering import render
from bot.channels.slack.sending import GONE, NO_KEY, Sender
from tests.slack_platform import BOT_TOKEN, Fault, Platform
from tests.unit.slack.test_rendering import HERE, a_reply, buttons

SECRET_WORDS = "my groin is numb"
THREAD = Place("C0FRONT01", "1760000000.000100")
DIRECT = Place("D0VISIT01")


@pytest.fixture
def platform() -> Iterator[Platform]:
    platform = Platform()
    platform.start()
    yield platform
    platform.stop()


class Time:
    """Passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


def a_sender(platform: Platform, time: Time, token: str = BOT_TOKEN) -> Sender:
    return Sender(Calls(connect(token, platform.api)), time.wait, time.clock)


def heard_in(place: Place) -> SlackEvent:
    return SlackEvent("key", HERE, "hi", place, "1760000000.000100")


def post(platform: Platform, place: Place = DIRECT, *, is_again: bool = False, time: Time | None = None) -> bool:
    messages = render(a_reply(text=SECRET_WORDS, buttons=buttons(2)), HERE, "key")
    sender = a_sender(platform, time or Time())
    return asyncio.run(sender.post(heard_in(place), messages, is_again=is_again))


def test_an_answer_is_posted_in_its_thread_and_nowhere_else(platform: Platform) -> None:
    assert post(platform, THREAD)
    (posted,) = platform.posted
    assert (posted.channel, posted.thread, posted.only_for) == ("C0FRONT01", "1760000000.000100", None)
    assert platform.complaints == []


def test_in_a_direct_message_there_is_no_thread(platform: Platform) -> None:
    post(platform)
    assert "thread_ts" not in platform.posted[0].body


def test_for_one_person_alone_it_is_ephemeral(platform: Platform) -> None:
    post(platform, Place("C0FRONT01", None, "U0VISIT01"))
    assert (platform.calls[0][0], platform.posted[0].only_for) == ("chat.postEphemeral", "U0VISIT01")


def test_a_command_is_answered_at_the_address_that_came_with_it(platform: Platform) -> None:
    post(platform, Place("C0FRONT01", None, "U0VISIT01", f"{platform.server}/response/1"))
    assert [name for name, _ in platform.calls] == ["response_url"]
    assert platform.complaints == []


def test_where_that_address_is_used_up_the_person_is_answered_all_the_same(platform: Platform) -> None:
    platform.fail("response_url", Fault(404, "expired_url"))
    assert post(platform, Place("C0FRONT01", None, "U0VISIT01", f"{platform.server}/response/1"))
    assert [name for name, _ in platform.calls] == ["response_url", "chat.postEphemeral"]


def test_no_link_is_unfurled_and_no_name_becomes_a_mention(platform: Platform) -> None:
    post(platform)
    body = platform.posted[0].body
    assert (body["unfurl_links"], body["unfurl_media"], body["link_names"], body["mrkdwn"]) == (False,) * 4


class TestWaiting:
    def test_slacks_wish_to_wait_is_obeyed(self, platform: Platform) -> None:
        platform.fail("chat.postMessage", Fault(429, "ratelimited", retry_after=7))
        time = Time()
        platform_time(platform)
        assert post(platform, time=time)
        assert sum(time.waits) == 7

    def test_it_holds_for_the_next_answer_too(self, platform: Platform) -> None:
        time = Time()
        platform_time(platform)
        sender = a_sender(platform, time)
        platform.fail("chat.postMessage", Fault(429, "ratelimited", retry_after=9))

        async def both() -> None:
            messages = render(a_reply(), HERE, "key")
            await asyncio.gather(
                *(sender.post(heard_in(place), messages, is_again=False) for place in (DIRECT, THREAD))
            )

        asyncio.run(both())
        assert len(platform.posted) == 2
        assert max(time.waits) == 9

    def test_where_slack_does_not_say_how_long_it_is_half_a_minute(self, platform: Platform) -> None:
        platform.fail("chat.postMessage", Fault(429, "ratelimited"))
        time = Time()
        post(platform, time=time)
        assert sum(time.waits) == 30

    def test_the_pauses_of_an_outage_double_up_to_a_minute(self, platform: Platform) -> None:
        platform.fail("chat.postMessage", *[Fault(503)] * 9)
        time = Time()
        assert post(platform, time=time)
        assert time.waits == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]

    @pytest.mark.parametrize(
        "fault", [Fault(500), Fault(502), Fault(200), Fault(200, "internal_error"), Fault(arrives=True)], ids=str
    )
    def test_what_may_pass_is_repeated(self, platform: Platform, fault: Fault) -> None:
        platform.fail("chat.postMessage", fault)
        assert post(platform)
        assert len(platform.posted) == 1

    def test_a_command_is_repeated_too(self, platform: Platform) -> None:
        platform.fail("response_url", Fault(500), Fault(429, retry_after=3))
        platform_time(platform)
        assert post(platform, Place("C0FRONT01", None, "U0VISIT01", f"{platform.server}/response/1"))
        assert len(platform.posted) == 1

    def test_after_an_hour_the_answer_is_left_for_the_next_start(self, platform: Platform) -> None:
        platform.stop()
        time = Time()
        assert not post(platform, time=time)
        assert 3600 <= sum(time.waits) < 3720


class TestSayingItOnce:
    def test_an_answer_whose_arrival_was_not_confirmed_is_not_said_twice(self, platform: Platform) -> None:
        platform.fail("chat.postMessage", Fault(arrives=True))
        assert post(platform, THREAD)
        assert len(platform.posted) == 1
        assert [name for name, _ in platform.calls] == ["chat.postMessage", "conversations.replies"]

    def test_an_answer_of_an_earlier_process_is_not_said_twice(self, platform: Platform) -> None:
        post(platform)
        assert post(platform, is_again=True)
        assert len(platform.posted) == 1

    def test_an_answer_that_the_earlier_process_did_not_say_is_said(self, platform: Platform) -> None:
        assert post(platform, is_again=True)
        assert len(platform.posted) == 1

    def test_while_slack_cannot_tell_nothing_is_said(self, platform: Platform) -> None:
        post(platform)
        platform.fail("conversations.history", Fault(503), Fault(429, "ratelimited", retry_after=5))
        platform_time(platform)
        assert post(platform, is_again=True)
        assert len(platform.posted) == 1

    def test_without_the_right_to_look_it_is_said(self, platform: Platform) -> None:
        platform.fail("conversations.history", Fault(error="missing_scope"))
        assert post(platform, is_again=True)
        assert len(platform.posted) == 1


class TestRefusals:
    @pytest.mark.parametrize("code", sorted(GONE))
    def test_where_nobody_is_any_more_it_is_noted_and_not_repeated(
        self, platform: Platform, code: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        platform.fail("chat.postMessage", Fault(error=code))
        assert post(platform)
        assert len(platform.calls) == 1
        assert code in caplog.text

    @pytest.mark.parametrize("code", sorted(NO_KEY))
    def test_a_refused_token_leaves_the_answer_waiting(self, platform: Platform, code: str) -> None:
        platform.fail("chat.postMessage", Fault(error=code))
        assert not post(platform)
        assert len(platform.calls) == 1

    def test_a_refused_token_is_named_once_with_the_next_step(
        self, platform: Platform, caplog: pytest.LogCaptureFixture
    ) -> None:
        sender = a_sender(platform, Time(), token="xoxb-wrong")
        for _ in range(3):
            asyncio.run(sender.post(heard_in(DIRECT), render(a_reply(), HERE, "key"), is_again=False))
        told = [record.message for record in caplog.records if "invalid_auth" in record.message]
        assert len(told) == 1
        assert "effie slack check" in told[0]

    def test_blocks_that_slack_refuses_are_left_out_and_the_words_are_said(self, platform: Platform) -> None:
        platform.fail("chat.postMessage", Fault(error="invalid_blocks"))
        assert post(platform)
        assert platform.posted[0].body["text"] == SECRET_WORDS
        assert platform.posted[0].body["blocks"] == []

    def test_what_is_refused_in_words_too_is_noted(self, platform: Platform, caplog: pytest.LogCaptureFixture) -> None:
        platform.fail("chat.postMessage", Fault(error="invalid_blocks"), Fault(error="msg_too_long"))
        assert post(platform)
        assert platform.posted == []
        assert "msg_too_long" in caplog.text


class TestChoosing:
    def test_the_choice_takes_the_place_of_the_buttons(self, platform: Platform) -> None:
        post(platform)
        posted = platform.posted[0]
        pressed = Pressed(posted.ts, "Topic 1", posted.body["blocks"])
        heard = SlackEvent("key2", HERE, "ask:type/t1", DIRECT, posted.ts, pressed=pressed)
        asyncio.run(a_sender(platform, Time()).settle(heard))
        assert [block["type"] for block in platform.updated[0]["blocks"]] == ["section", "context"]
        assert platform.complaints == []

    def test_where_that_fails_nothing_else_does(self, platform: Platform) -> None:
        heard = SlackEvent("key2", HERE, "x", DIRECT, "1.0", pressed=Pressed("1.0", "Topic 1", [{"type": "divider"}]))
        asyncio.run(a_sender(platform, Time()).settle(heard))
        assert platform.updated == []


def test_no_word_of_a_conversation_is_ever_logged(platform: Platform, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    platform.fail("chat.postMessage", Fault(503), Fault(error="invalid_blocks"), Fault(error="msg_too_long"))
    post(platform)
    post(platform, Place("C0FRONT01", None, "U0VISIT01", f"{platform.server}/response/1"))
    assert len(platform.calls) >= 4
    assert SECRET_WORDS not in caplog.text


def platform_time(platform: Platform) -> None:
    """The sender's time is not the server's here: whether it waited is read from its own clock."""
    platform.is_strict = False
