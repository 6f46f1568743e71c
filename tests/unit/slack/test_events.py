"""What is made of everything that Slack sends."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from bot.channels.slack.events import read
from bot.channels.slack.heard import SlackEvent
from bot.safety.text import MOST_CHARACTERS
from bot.settings import ROOT
from tests.slack_payloads import command, direct, event_callback, mention, press
from tests.slack_platform import Posted

SHAPES = yaml.safe_load((ROOT / "tests/unit/slack/events.yml").read_text(encoding="utf-8"))
# Slack's own notes in a channel or a direct message. They carry a user and a text, and nobody said them.
NOTES = (
    "assistant_app_thread bot_add bot_message bot_remove channel_archive channel_canvas_updated "
    "channel_convert_to_private channel_convert_to_public channel_join channel_leave channel_name "
    "channel_posting_permissions channel_purpose channel_topic channel_unarchive document_mention ekm_access_denied "
    "file_comment file_mention group_archive group_join group_leave group_name group_purpose group_topic "
    "group_unarchive huddle_thread joiner_notification message_deleted message_replied pinned_item reminder_add "
    "reply_broadcast sh_room_created tombstone unpinned_item a_subtype_of_tomorrow"
).split()
OTHER_PAYLOADS = [
    {"type": "view_submission", "team": {"id": "T0CLINIC1"}, "user": {"id": "U0VISIT01"}, "view": {"id": "V0"}},
    {"type": "view_closed", "team": {"id": "T0CLINIC1"}, "user": {"id": "U0VISIT01"}, "view": {"id": "V0"}},
    {"type": "shortcut", "callback_id": "x", "trigger_id": "1.2.3", "user": {"id": "U0VISIT01"}},
    {"type": "message_action", "callback_id": "x", "message": {"text": "hi"}, "channel": {"id": "D0VISIT01"}},
    {"type": "block_suggestion", "action_id": "x", "value": "sw", "user": {"id": "U0VISIT01"}},
    {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "a", "type": "button", "value": "b"}]},
    {"type": "dialog_submission", "callback_id": "x", "submission": {"a": "b"}},
    {"type": "workflow_step_edit", "callback_id": "x"},
    {"type": "app_rate_limited", "team_id": "T0CLINIC1", "minute_rate_limited": 1760000000, "api_app_id": "A0EFFIE01"},
    {"ssl_check": "1", "token": "deprecated"},
    {},
]


def heard(payload: dict[str, Any]) -> SlackEvent:
    found = read(payload)
    assert found is not None
    return found


@pytest.mark.parametrize("case", [c for c in SHAPES if "heard" in c], ids=lambda case: case["shape"])
def test_what_is_said_to_the_assistant_is_heard(case: dict[str, Any]) -> None:
    expected, found = case["heard"], heard(event_callback(case["event"]))
    assert found.conversation == f"slack:T0CLINIC1:{expected['conversation']}"
    assert (found.text, found.place.thread) == (expected["text"], expected["thread"])
    assert (found.is_addressed, found.is_edit) == (expected.get("addressed", True), expected.get("edit", False))
    assert found.place.channel == expected["conversation"].split(":")[0]


@pytest.mark.parametrize("case", [c for c in SHAPES if "ignored" in c], ids=lambda case: case["shape"])
def test_what_is_not_said_to_the_assistant_is_ignored(case: dict[str, Any]) -> None:
    assert read(event_callback(case["event"])) is None


@pytest.mark.parametrize("subtype", NOTES)
def test_slacks_own_notes_are_ignored(subtype: str) -> None:
    assert read(direct("<@U0VISIT01> has joined the channel", subtype=subtype)) is None


@pytest.mark.parametrize("payload", OTHER_PAYLOADS, ids=lambda payload: payload.get("type", "none"))
def test_payloads_that_the_app_asks_for_nothing_are_ignored(payload: dict[str, Any]) -> None:
    assert read(payload) is None


def test_a_mention_and_the_channels_message_about_it_are_known_as_one() -> None:
    ts = "1760000000.000100"
    as_mention = mention("hello", ts=ts)
    as_message = event_callback({**as_mention["event"], "type": "message", "channel_type": "channel"})
    assert as_mention["event_id"] != as_message["event_id"]
    assert heard(as_mention).id == heard(as_message).id


def test_each_edit_is_known_by_itself() -> None:
    case = next(c for c in SHAPES if c["shape"] == "a changed direct message")
    later = json.loads(json.dumps(case["event"]))
    later["message"]["edited"]["ts"] = "1760000010.000000"
    first, second = heard(event_callback(case["event"])), heard(event_callback(later))
    assert first.id != second.id
    assert not {first.id, second.id} & {heard(direct("it hurts", ts="1760000000.000100")).id}


def test_a_file_leaves_nothing_behind() -> None:
    case = next(c for c in SHAPES if c["shape"] == "a file without words")
    assert "back.png" not in json.dumps(heard(event_callback(case["event"])).as_body())


def test_of_a_text_that_is_too_long_only_so_much_is_kept_that_the_door_can_tell() -> None:
    assert len(heard(direct("a" * 39_000)).text or "") == MOST_CHARACTERS + 1


def test_what_is_heard_survives_the_inbox() -> None:
    button = press(post("D0VISIT01", None, "slack:T0CLINIC1:D0VISIT01:U0VISIT01"), "Sleep")
    for payload in (direct("hello"), mention("hello"), command("hello", "http://slack"), button):
        found = heard(payload)
        assert SlackEvent.from_body(found.id, found.conversation, json.loads(json.dumps(found.as_body()))) == found


class TestCommands:
    @pytest.mark.parametrize(
        ("typed", "asked"),
        [
            ("", "ask:chat/capabilities"),
            ("help", "ask:chat/capabilities"),
            ("known", "do:kept"),
            ("What do you know about me?", "do:kept"),
            ("forget", "do:forget"),
            ("Forget me!", "do:forget"),
            ("does deep tissue hurt?", "does deep tissue hurt?"),
            ("forget about swedish, what is thai", "forget about swedish, what is thai"),
        ],
    )
    def test_a_word_of_its_own_or_a_question(self, typed: str, asked: str) -> None:
        assert heard(command(typed, "http://slack")).text == asked

    def test_the_answer_is_for_the_asker_alone(self) -> None:
        found = heard(command("hello", "http://slack", user="U0VISIT07", channel="C0FRONT01"))
        assert (found.place.only_for, found.place.thread) == ("U0VISIT07", None)
        assert found.place.response_url
        assert found.conversation == "slack:T0CLINIC1:C0FRONT01:U0VISIT07"

    def test_in_a_direct_message_it_is_the_same_conversation(self) -> None:
        typed, written = command("hello", "http://slack", channel="D0VISIT01"), direct("hello")
        assert heard(typed).conversation == heard(written).conversation


class TestButtons:
    THREAD = "1760000000.000100"
    IN_THREAD = f"slack:T0CLINIC1:C0FRONT01:{THREAD}"

    def test_a_press_is_heard_in_the_conversation_of_the_message(self) -> None:
        found = heard(press(post("C0FRONT01", self.THREAD, self.IN_THREAD), "Sleep", user="U0VISIT09"))
        assert (found.conversation, found.text) == (self.IN_THREAD, "ask:benefit/sleep")
        assert (found.place.channel, found.place.thread, found.place.only_for) == ("C0FRONT01", self.THREAD, None)
        assert found.pressed and found.pressed.title == "Sleep"

    def test_two_presses_are_two_and_a_repetition_is_none(self) -> None:
        posted = post("C0FRONT01", self.THREAD, self.IN_THREAD)
        first, second = press(posted, "Sleep"), press(posted, "Sleep")
        assert heard(first).id != heard(second).id
        assert heard(first).id == heard(json.loads(json.dumps(first))).id

    def test_what_is_kept_is_shown_to_the_one_who_asks_though_the_channel_reads_along(self) -> None:
        found = heard(press(post("C0FRONT01", self.THREAD, self.IN_THREAD), "What is kept", user="U0VISIT09"))
        assert (found.place.only_for, found.place.thread) == ("U0VISIT09", self.THREAD)

    def test_on_what_one_person_sees_the_answer_is_for_that_person_and_the_message_stays(self) -> None:
        mine = "slack:T0CLINIC1:C0FRONT01:U0VISIT01"
        found = heard(press(post("C0FRONT01", None, mine, only_for="U0VISIT01"), "Sleep"))
        assert (found.conversation, found.place.only_for) == (mine, "U0VISIT01")
        assert found.place.response_url
        assert found.pressed is None

    def test_a_conversation_of_another_channel_is_not_believed(self) -> None:
        assert read(press(post("C0OTHER01", self.THREAD, self.IN_THREAD), "Sleep")) is None

    @pytest.mark.parametrize("action_id", ["other", "say", "say:x", "", None, 7])
    def test_another_apps_button_is_ignored(self, action_id: object) -> None:
        payload = press(post("C0FRONT01", self.THREAD, self.IN_THREAD), "Sleep")
        payload["actions"][0]["action_id"] = action_id
        assert read(payload) is None


def post(channel: str, thread: str | None, conversation: str, only_for: str | None = None) -> Posted:
    """A message of ours with two buttons."""
    texts = {"Sleep": "ask:benefit/sleep", "What is kept": "do:kept"}
    buttons = [
        {"type": "button", "action_id": f"say:{n}", "text": {"type": "plain_text", "text": title}, "value": value}
        for n, (title, value) in enumerate(texts.items())
    ]
    blocks = [{"type": "actions", "block_id": f"{conversation}|0", "elements": buttons}]
    return Posted("http://slack", channel, thread, only_for, "1760000005.000100", {"text": "hi", "blocks": blocks})
