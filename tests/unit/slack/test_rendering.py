"""A reply in Slack's blocks: within every limit, nothing lost, nothing formatted by its own words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.rendering import Message, render, settled
from bot.clinic.evidence import Evidence
from tests.slack_limits import problems_of
from tests.unit.test_reply_contract import SCHEMA, replies

KINDS = SCHEMA["properties"]["kind"]["enum"]
HERE = "slack:T0CLINIC1:D0VISIT01:U0VISIT01"
REPLIES = {name: reply.as_dict() for name, reply in replies()}
SOURCE = {"id": "a", "title": "A trial", "organisation": "Cochrane", "year": "2015", "url": "https://doi.org/10.1/x"}


def a_reply(**more: Any) -> dict[str, Any]:
    plain = {"version": 1, "kind": "answer", "text": "It may help.", "topics": ["benefit/sleep"], "confidence": 0.9}
    rest = {"escalation": "none", "evidence": "none", "sources": [], "buttons": [], "answer_id": "a1"}
    return {**plain, **rest, **more}


def buttons(number: int) -> list[dict[str, str]]:
    return [{"title": f"Topic {n}", "payload": f"ask:type/t{n}"} for n in range(number)]


def card(kind: str, *phones: tuple[str, str]) -> dict[str, Any]:
    numbers = [{"label": label, "number": number} for label, number in phones]
    return {"kind": kind, "title": "Get help now", "phones": numbers}


def body_of(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks), "metadata": dict(message.metadata)}


def one(reply: dict[str, Any]) -> Message:
    (message,) = render(reply, HERE, "key")
    return message


def words(blocks: Any) -> str:
    """All that is shown, in order."""
    if isinstance(blocks, dict):
        return blocks["text"] if isinstance(blocks.get("text"), str) else words(list(blocks.values()))
    return "\n".join(filter(None, map(words, blocks))) if isinstance(blocks, list | tuple) else ""


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


@pytest.mark.parametrize("name", REPLIES)
def test_every_reply_of_every_service_keeps_within_slacks_limits(name: str) -> None:
    assert problems_of(body_of(one(REPLIES[name]))) == []


@pytest.mark.parametrize("name", REPLIES)
def test_nothing_of_a_reply_is_lost(name: str) -> None:
    reply, message = REPLIES[name], one(REPLIES[name])
    shown = words(message.blocks)
    assert reply["text"].replace("&", "&amp;") in shown
    assert all(source["title"] in shown and source["organisation"] in shown for source in reply["sources"])
    assert all(phone["number"] in shown for phone in reply.get("card", {}).get("phones", ()))
    assert all(button["title"] in shown for button in reply["buttons"])
    elements = [e for block in message.blocks if block["type"] == "actions" for e in block["elements"]]
    assert [element["value"] for element in elements] == [button["payload"] for button in reply["buttons"]]


def test_the_emergency_card_stands_first() -> None:
    phones = card("emergency", ("Emergency", "999"), ("NHS 111", "111"))
    message = one(a_reply(kind="emergency", escalation="emergency", text="Please call 999 now.", card=phones))
    assert kinds(message)[:2] == ["header", "section"]
    assert words(message.blocks).startswith("Get help now\nEmergency\n<tel:999|999>\nNHS 111\n<tel:111|111>")
    assert message.text.startswith("Please call 999 now.")


def test_any_other_card_stands_after_the_text() -> None:
    message = one(a_reply(card=card("contact", ("Clinic", "020 7946 0123"))))
    assert words(message.blocks) == "It may help.\nGet help now\nClinic\n<tel:02079460123|020 7946 0123>"


@pytest.mark.parametrize(
    ("level", "said"),
    [("professional", "Check with a professional"), ("urgent", "See a doctor today"), ("emergency", "an emergency")],
)
def test_a_level_is_said_before_the_text(level: str, said: str) -> None:
    shown = words(one(a_reply(escalation=level)).blocks)
    assert said in shown.split("It may help.")[0]


def test_no_level_is_not_said() -> None:
    assert words(one(a_reply()).blocks) == "It may help."


@pytest.mark.parametrize("grade", [g for g in Evidence if g is not Evidence.NONE], ids=str)
def test_evidence_is_said_in_words_as_context(grade: Evidence) -> None:
    message = one(a_reply(evidence=grade.value))
    assert message.blocks[1]["type"] == "context"
    assert words(message.blocks[1]) == grade.in_words


def test_a_source_is_context_with_a_link() -> None:
    message = one(a_reply(sources=[SOURCE]))
    assert message.blocks[1]["type"] == "context"
    assert words(message.blocks[1]) == "Source: A trial (Cochrane, 2015)\n<https://doi.org/10.1/x|Read it>"


def test_a_source_without_an_address_has_no_link() -> None:
    assert words(one(a_reply(sources=[{**SOURCE, "url": None}])).blocks[1]) == "Source: A trial (Cochrane, 2015)"


@pytest.mark.parametrize(("number", "rows"), [(1, [1]), (5, [5]), (6, [5, 1]), (12, [5, 5, 2])])
def test_more_than_five_buttons_stand_in_more_rows(number: int, rows: list[int]) -> None:
    message = one(a_reply(buttons=buttons(number)))
    assert [len(block["elements"]) for block in message.blocks if block["type"] == "actions"] == rows
    assert problems_of(body_of(message)) == []


def test_a_button_carries_its_payload_and_its_conversation() -> None:
    row = one(a_reply(buttons=buttons(1))).blocks[-1]
    assert row["elements"][0]["value"] == "ask:type/t0"
    assert row["block_id"].startswith(HERE)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_its_text(kind: str) -> None:
    assert "It may help." in words(one(a_reply(kind=kind)).blocks)


def test_words_that_would_format_or_call_others_stay_words() -> None:
    message = one(a_reply(text="*bold* _it_ <!channel> <@U0VISIT02> <https://x.example|here> a & b :smile:"))
    block = message.blocks[0]["text"]
    assert (block["type"], block["emoji"]) == ("plain_text", False)
    assert block["text"].startswith("*bold* _it_ &lt;!channel&gt; &lt;@U0VISIT02&gt;")
    assert "a &amp; b" in block["text"]


def test_an_address_cannot_break_out_of_its_link() -> None:
    message = one(a_reply(sources=[{**SOURCE, "url": "https://x.example/a|b>c<!here>&d"}]))
    assert words(message.blocks[1]).endswith("<https://x.example/a%7Cb%3Ec%3C!here%3E&amp;d|Read it>")


def test_a_number_that_cannot_be_dialled_is_plain() -> None:
    message = one(a_reply(card=card("contact", ("Desk", "ask for *Maya*"))))
    assert {"type": "plain_text", "text": "ask for *Maya*", "emoji": False} in message.blocks[-1]["fields"]


def test_a_long_text_is_parted_into_sections() -> None:
    text = " ".join(f"Sentence number {n} is here." for n in range(200))
    message = one(a_reply(text=text))
    assert kinds(message) == ["section", "section"]
    assert words(message.blocks).replace("\n", " ") == text


def test_a_very_long_reply_goes_on_in_further_messages_and_ends_with_the_buttons() -> None:
    text = " ".join(f"Sentence number {n} is here." for n in range(1000))
    messages = render(a_reply(text=text, buttons=buttons(3)), HERE, "key")
    assert [message.key for message in messages] == [*(f"key#{n}" for n in range(1, len(messages))), "key"]
    assert len(messages) > 2
    assert [problem for message in messages for problem in problems_of(body_of(message))] == []
    assert " ".join(words(m.blocks) for m in messages).replace("\n", " ").startswith(text)
    assert kinds(messages[-1])[-1] == "actions"


def test_the_first_block_carries_the_key_by_which_the_message_is_found_again() -> None:
    assert one(a_reply()).blocks[0]["block_id"] == "key"


def test_the_metadata_says_what_the_words_do_not() -> None:
    message = one(a_reply(sources=[SOURCE]))
    assert message.metadata["event_payload"] == {
        "kind": "answer",
        "topics": ["benefit/sleep"],
        "confidence": 0.9,
        "escalation": "none",
        "evidence": "none",
        "answer_id": "a1",
        "sources": ["a"],
    }


def test_without_blocks_a_reply_still_has_its_words_numbers_and_sources() -> None:
    message = one(a_reply(sources=[SOURCE], card=card("contact", ("Clinic", "020 7946 0123")))).without_blocks()
    assert message.text == (
        "It may help.\nClinic: 020 7946 0123\nSource: A trial (Cochrane, 2015) https://doi.org/10.1/x"
    )
    assert (list(message.blocks), dict(message.metadata)) == ([], {})


def test_after_a_choice_the_buttons_are_replaced_by_it() -> None:
    before = one(a_reply(buttons=buttons(7), sources=[SOURCE])).blocks
    after = settled(before, "Sleep & <rest>")
    assert [block["type"] for block in after] == ["section", "context", "context"]
    assert words(after).endswith("You chose: Sleep &amp; &lt;rest&gt;")
    assert [block for block in after if "block_id" in block] == []


PHONES = st.fixed_dictionaries({"label": st.text(max_size=2100), "number": st.text(max_size=40)})
ANY_REPLY = st.fixed_dictionaries(
    {
        "version": st.just(1),
        "kind": st.sampled_from(KINDS),
        "text": st.text(min_size=1, max_size=9000).map(lambda text: f"a{text}"),
        "topics": st.just(["chat/privacy"]),
        "confidence": st.floats(0, 1),
        "escalation": st.sampled_from(["none", "professional", "urgent", "emergency"]),
        "evidence": st.sampled_from([grade.value for grade in Evidence]),
        "sources": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.text(max_size=20),
                    "title": st.text(min_size=1, max_size=3100),
                    "organisation": st.text(min_size=1, max_size=40),
                    "year": st.just("undated"),
                    "url": st.none() | st.from_regex(r"https?://[^\s]{1,40}", fullmatch=True),
                }
            ),
            max_size=12,
        ),
        "buttons": st.lists(
            st.fixed_dictionaries(
                {"title": st.text(min_size=1, max_size=90), "payload": st.text(min_size=1, max_size=64)}
            ),
            max_size=30,
        ),
        "answer_id": st.text(min_size=1, max_size=20),
    },
    optional={
        "card": st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["professional", "emergency", "contact"]),
                "title": st.text(max_size=200),
                "phones": st.lists(PHONES, max_size=12),
            }
        )
    },
)


@given(ANY_REPLY)
def test_no_reply_that_keeps_the_contract_breaks_a_limit_of_slacks(reply: dict[str, Any]) -> None:
    messages = render(reply, HERE, "key")
    assert [problem for message in messages for problem in problems_of(body_of(message))] == []
    assert len({message.key for message in messages}) == len(messages)


GOOD: dict[str, Any] = {"type": "section", "text": {"type": "plain_text", "text": "hi"}}
TAP: dict[str, Any] = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "x"}, "value": "v"}


class TestTheJudge:
    """The checks above are worth something only if they find what is wrong."""

    @pytest.mark.parametrize(
        "broken",
        [
            {"text": ""},
            {"text": "a < b"},
            {"text": "x", "blocks": [GOOD] * 51},
            {"text": "x", "blocks": [{**GOOD, "block_id": "a"}, {**GOOD, "block_id": "a"}]},
            {"text": "x", "blocks": [{**GOOD, "block_id": "a" * 256}]},
            {"text": "x", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "a" * 3001}}]},
            {"text": "x", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "<!here>"}}]},
            {"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<!here>"}}]},
            {"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*bold*"}}]},
            {"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "a" * 151}}]},
            {"text": "x", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}]},
            {"text": "x", "blocks": [{"type": "context", "elements": [{"type": "plain_text", "text": "a"}] * 11}]},
            {"text": "x", "blocks": [{"type": "section", "fields": [{"type": "plain_text", "text": "a" * 2001}]}]},
            {"text": "x", "blocks": [{"type": "actions", "elements": [TAP, TAP]}]},
            {"text": "x", "blocks": [{"type": "actions", "elements": []}]},
            {"text": "x", "blocks": [{"type": "actions", "elements": [{**TAP, "value": "v" * 2001}]}]},
            {"text": "x", "blocks": [{"type": "actions", "elements": [{**TAP, "action_id": "a" * 256}]}]},
            {"text": "x", "blocks": [GOOD, {"type": "video"}]},
            {"text": "x", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "a" * 2900}}] * 4},
        ],
    )
    def test_it_finds_what_slack_would_refuse(self, broken: dict[str, Any]) -> None:
        assert problems_of(broken) != []

    def test_it_lets_a_link_pass(self) -> None:
        link = {"type": "mrkdwn", "text": "<https://example.org/a&amp;b|Read it>"}
        assert problems_of({"text": "x", "blocks": [{"type": "context", "elements": [link]}]}) == []
