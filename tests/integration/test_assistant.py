"""The real assistant, over `rest`: the trained model, a database."""

from __future__ import annotations

import json
import secrets

import jsonschema
import pytest
import sqlalchemy as sa
import yaml

from bot.clinic.wording import word_count
from bot.knowledge_files import read_topics
from bot.settings import ROOT
from bot.store import tables

SCHEMA = json.loads((ROOT / "bot/channels/reply.schema.json").read_text(encoding="utf-8"))
TOPICS = read_topics(ROOT)
PLAINLY = yaml.safe_load((ROOT / "tests/integration/plainly.yml").read_text(encoding="utf-8"))
RANK = {"none": 0, "professional": 1, "urgent": 2, "emergency": 3}
KINDS_OF_REPLY = {"chat": {"chat"}, "out_of_scope": {"decline"}, "red_flag": {"answer", "emergency"}}


def test_every_topic_is_asked_plainly() -> None:
    assert set(PLAINLY) == {topic.id for topic in TOPICS}


@pytest.mark.parametrize(("topic", "text"), [(t, q) for t, texts in PLAINLY.items() for q in texts])
def test_asked_plainly_a_topic_is_answered_first(assistant, knowledge, topic: str, text: str) -> None:
    reply = assistant.ask(text)
    jsonschema.validate(reply, SCHEMA)
    assert reply["topics"][0] == topic, reply
    assert reply["kind"] in KINDS_OF_REPLY.get(TOPICS.get(topic).kind, {"answer"})
    assert RANK[reply["escalation"]] >= RANK[TOPICS.get(topic).escalation.value]
    assert word_count(reply["text"]) <= 90
    known = {source.id for source in knowledge.sources}
    assert {source["id"] for source in reply["sources"]} <= known
    if TOPICS.get(topic).makes_claims:
        assert reply["sources"]


def test_a_conversation_carries_its_subject(assistant) -> None:
    me = secrets.token_hex(8)
    assert assistant.ask("does deep tissue massage hurt?", me)["topics"] == [
        "practical/does_it_hurt",
        "type/deep_tissue",
    ]
    assert assistant.ask("and swedish?", me)["topics"] == ["practical/does_it_hurt", "type/swedish"]
    says_who = assistant.ask("where did you get that from?", me)
    assert says_who["topics"] == ["chat/sources"]
    assert says_who["sources"]


def test_a_tapped_choice_is_answered_with_its_topic(assistant) -> None:
    me = secrets.token_hex(8)
    button = next(
        b for b in assistant.ask("does massage help with sleep?", me)["buttons"] if "chat/" not in b["payload"]
    )
    reply = assistant.ask(button["payload"], me)
    assert f"ask:{reply['topics'][0]}" == button["payload"]
    assert reply["confidence"] == 1.0


def test_a_fact_edited_while_it_runs_is_said_at_the_next_turn(assistant) -> None:
    question, words = "does massage help with sleep?", f"Edited {secrets.token_hex(4)}."
    lead = sa.and_(tables.facts.c.topic == "benefit/sleep", tables.facts.c.aspect == "what")
    with assistant.engine.begin() as connection:
        first = connection.execute(sa.select(tables.facts).where(lead).order_by(tables.facts.c.position)).first()
        this = sa.and_(tables.facts.c.topic == first.topic, tables.facts.c.id == first.id)
        connection.execute(tables.facts.update().where(this).values(text=words))
    try:
        assert assistant.ask(question)["text"].startswith(words)
    finally:
        with assistant.engine.begin() as connection:
            connection.execute(tables.facts.update().where(this).values(text=first.text))
    assert assistant.ask(question)["text"].startswith(first.text)


def test_what_was_not_understood_is_kept_as_a_gap(assistant) -> None:
    text = f"zxcv {secrets.token_hex(6)} qwop flurb"
    reply = assistant.ask(text)
    assert reply["kind"] == "decline"
    with assistant.engine.connect() as connection:
        row = connection.execute(sa.select(tables.gaps).where(tables.gaps.c.text == text)).first()
    assert (row.outcome, row.conversation.startswith("rest:")) == ("decline", True)


def test_the_client_cannot_send_findings_of_its_own(assistant) -> None:
    body = {"sender": "x", "message": "does massage help with sleep?", "metadata": {"chosen": "type/thai"}}
    reply = assistant.post(json.dumps(body)).json()[0]["custom"]
    assert reply["topics"][0] == "benefit/sleep"


def test_two_who_name_no_sender_do_not_share_a_conversation(assistant) -> None:
    names = {assistant.post('{"message": "hello"}').json()[0]["recipient_id"] for _ in range(2)}
    assert len(names) == 2


def test_a_plain_text_stands_beside_the_object(assistant) -> None:
    message = assistant.post('{"sender": "y", "message": "hello"}').json()[0]
    assert message["text"] == message["custom"]["text"]


def test_with_the_knowledge_away_a_warning_sign_is_still_answered(assistant) -> None:
    said = assistant.ask("does massage help with sleep?")["text"]
    rename_tables(assistant.engine, "", "_away")
    try:
        assert assistant.ask("i cant feel my groin and i cant pee")["kind"] == "emergency"
        assert assistant.ask("does massage help with sleep?")["text"] == said
    finally:
        rename_tables(assistant.engine, "_away", "")


def rename_tables(engine, before: str, after: str) -> None:
    with engine.begin() as connection:
        for name in ("facts", "pages", "sources", "clinic"):
            connection.execute(sa.text(f"ALTER TABLE {name}{before} RENAME TO {name}{after}"))


class TestAfterAnAlarm:
    """Nobody talks the assistant out of a warning sign."""

    def test_it_stands_until_it_is_dealt_with(self, assistant) -> None:
        me = secrets.token_hex(8)
        assert assistant.ask("my dad can't feel his groin and can't pee", me)["escalation"] == "emergency"
        for minimised in ("he says he's fine", "ok", "can't it wait till tomorrow?"):
            assert assistant.ask(minimised, me)["escalation"] == "emergency"
        assert assistant.ask("ok, we called 999 and the ambulance is here", me)["escalation"] == "professional"
        assert assistant.ask("thank you", me)["escalation"] == "none"

    def test_another_subject_is_answered_with_one_line_of_reminder(self, assistant) -> None:
        me = secrets.token_hex(8)
        assistant.ask("my face is drooping on one side since i woke up", me)
        reply = assistant.ask("where can I park?", me)
        assert reply["topics"][0] == "clinic/parking"
        assert reply["text"].startswith("First of all, please call 999 about what you told me.")


def test_a_condition_is_remembered_over_many_turns(assistant) -> None:
    me = secrets.token_hex(8)
    assistant.ask("I have osteoporosis, is massage ok?", me)
    for text in ("when are you open?", "hello", "do you take cards?", "what's the capital of Peru", "thanks"):
        assistant.ask(text, me)
    assert "condition/osteoporosis" in assistant.ask("is deep tissue ok for me?", me)["topics"]
