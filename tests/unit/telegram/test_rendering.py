"""A reply as Telegram shows it: nothing of it is lost, and nothing in it can break."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.pages import MOST_UNITS, Page
from bot.channels.telegram.rendering import LEVELS, Outgoing, render
from bot.clinic.evidence import Evidence
from bot.settings import ROOT
from tests.telegram_limits import marked, problems, units
from tests.telegram_server import answer
from tests.unit.test_reply_contract import replies

SCHEMA = json.loads((ROOT / "bot/channels/reply.schema.json").read_text(encoding="utf-8"))
TRIAL = {
    "id": "s",
    "title": "A <b>trial</b> & more",
    "organisation": "Uni_x",
    "year": "2011",
    "url": "https://a.example/1",
}
BOOK = {**TRIAL, "id": "b", "title": "A book", "url": None}


def sent(message: Outgoing) -> dict[str, Any]:
    """The message as it goes over the wire."""
    entities = [entity.to_dict() for entity in message.page.entities()]
    markup = {"reply_markup": message.keyboard.to_dict()} if message.keyboard else {}
    return {"chat_id": 1, "text": message.page.text, "entities": entities, **markup}


def shown(reply: dict[str, Any], attachment: str = "", **more: Any) -> dict[str, Any]:
    messages = render(reply, attachment, **more)
    assert len(messages) == 1
    return sent(messages[0])


def titles(*texts: str) -> list[list[str]]:
    buttons = [{"title": text, "payload": f"ask:{number}"} for number, text in enumerate(texts)]
    return [[button.text for button in row] for row in render(answer("x", buttons=buttons))[-1].rows]


@pytest.mark.parametrize(("name", "reply"), [pytest.param(*pair, id=pair[0]) for pair in replies()])
def test_every_reply_of_ours_keeps_telegrams_limits_and_loses_nothing(name: str, reply: Any) -> None:
    reply = reply.as_dict()
    messages = [sent(message) for message in render(reply)]
    assert [problem for message in messages for problem in problems("sendmessage", message)] == []
    text = "\n".join(message["text"] for message in messages)
    assert reply["text"] in text
    assert LEVELS.get(reply["escalation"], "") in text
    assert all(source["title"] in text and source["year"] in text for source in reply["sources"])
    links = {entity["url"] for message in messages for entity in message["entities"] if "url" in entity}
    assert links == {source["url"] for source in reply["sources"] if source["url"]}
    assert all(phone["number"] in text for phone in reply.get("card", {}).get("phones", ()))
    payloads = [button["callback_data"] for row in keyboard(messages[-1]) for button in row]
    assert payloads == [button["payload"] for button in reply["buttons"]]


def keyboard(message: dict[str, Any]) -> list[list[dict[str, str]]]:
    return message.get("reply_markup", {}).get("inline_keyboard", [])


def test_an_emergency_shows_the_number_before_all_words() -> None:
    card = {"kind": "emergency", "title": "Get help now", "phones": [{"label": "Emergency", "number": "999"}]}
    text = shown(answer("Please call 999 now.", kind="emergency", escalation="emergency", card=card))["text"]
    assert text == "This may be an emergency\n\nGet help now\nEmergency: 999\n\nPlease call 999 now."


def test_other_cards_stand_at_the_end() -> None:
    card = {"kind": "contact", "title": "Reach us", "phones": [{"label": "Clinic", "number": "+44 20 7946 0123"}]}
    assert shown(answer("Hello.", card=card))["text"] == "Hello.\n\nReach us\nClinic: +44 20 7946 0123"


@pytest.mark.parametrize("level", sorted({"professional", "urgent", "emergency"}))
def test_the_level_is_seen_first_and_in_bold(level: str) -> None:
    message = shown(answer("Text.", escalation=level))
    assert message["text"].startswith(LEVELS[level])
    assert marked(message, "bold") == [LEVELS[level]]


def test_every_level_of_the_contract_has_words() -> None:
    assert {*LEVELS, "none"} == set(SCHEMA["properties"]["escalation"]["enum"])


@pytest.mark.parametrize("grade", [grade for grade in Evidence if grade is not Evidence.NONE])
def test_the_evidence_is_said_in_words(grade: Evidence) -> None:
    assert marked(shown(answer("Text.", evidence=grade.value)), "italic") == [grade.in_words]


def test_where_there_is_no_claim_nothing_is_said_about_evidence() -> None:
    assert shown(answer("Text."))["text"] == "Text."


def test_sources_are_a_list_with_links() -> None:
    message = shown(answer("Text.", sources=[TRIAL, BOOK]))
    listed = "Sources\n• A <b>trial</b> & more (Uni_x, 2011)\n• A book (Uni_x, 2011)"
    assert message["text"] == f"Text.\n\n{listed}"
    assert marked(message, "text_link") == [TRIAL["title"]]


def test_sources_that_the_text_names_itself_are_not_said_twice() -> None:
    text = f"{TRIAL['title']}? That rests on:\n• {TRIAL['title']} (Uni_x, 2011)\n{Evidence.LIMITED.in_words}"
    message = shown(answer(text, sources=[TRIAL], evidence="limited"))
    assert message["text"] == text
    assert [entity["offset"] for entity in message["entities"]] == [text.index(f"{TRIAL['title']} (")]


@pytest.mark.parametrize(
    "text", ["<b>1 < 2 & 3 > 2</b>", "_a_ *b* `c` [d](e)", "\\_ \\*", "&amp; &lt;", "</pre>", "a_b_c"]
)
def test_a_text_arrives_as_it_is_whatever_stands_in_it(text: str) -> None:
    message = shown(answer(text, escalation="urgent", sources=[TRIAL]))
    assert text in message["text"]
    assert list(problems("sendmessage", message)) == []


def test_marks_stand_right_behind_emoji_which_count_twice() -> None:
    message = shown(answer("💆‍♀️💆‍♀️💆‍♀️ Text.", sources=[TRIAL]))
    assert marked(message, "bold") == ["Source"]


def test_short_titles_stand_two_a_row_and_long_ones_alone_where_the_stock_connector_has_one_row() -> None:
    rows = titles("Sleep", "Stress", "Tell me more", "Talk it through with us", "Swedish", "What does it cost?")
    assert rows == [
        ["Sleep", "Stress"],
        ["Tell me more"],
        ["Talk it through with us"],
        ["Swedish", "What does it cost?"],
    ]


def test_a_payload_that_telegram_refuses_takes_no_other_button_with_it_as_it_does_in_the_stock_connector() -> None:
    buttons = [{"title": "Long", "payload": "é" * 33}, {"title": "Good", "payload": "ask:type/swedish"}]
    assert [[button.text for button in row] for row in render(answer("x", buttons=buttons))[0].rows] == [["Good"]]


def test_a_long_text_is_split_at_sentences_where_the_stock_connector_is_refused() -> None:
    sentence = "This is one of very many sentences. "
    messages = [sent(message) for message in render(answer(sentence * 300, buttons=[{"title": "A", "payload": "b"}]))]
    assert len(messages) == 3
    assert all(message["text"].endswith("sentences.") for message in messages)
    assert " ".join(message["text"] for message in messages) == (sentence * 300).strip()
    assert [len(keyboard(message)) for message in messages] == [0, 0, 1]


@pytest.mark.parametrize("sign", ["a", "💆", "👩‍👩‍👧‍👦", "é", "e\u0301", "word "])
def test_a_text_without_sentences_is_split_all_the_same_and_loses_no_sign(sign: str) -> None:
    text = (sign * 9000)[:12_000]
    messages = [sent(message) for message in render(answer(text))]
    assert [problem for message in messages for problem in problems("sendmessage", message)] == []
    assert "".join(message["text"] for message in messages).replace(" ", "") == text.replace(" ", "")


def test_no_sign_is_cut_in_two() -> None:
    family = "👩‍👩‍👧‍👦"
    pages = list(Page(family * 1500).split())
    assert [page.text for page in pages if page.text.replace(family, "")] == []


def test_a_mark_across_a_cut_goes_on_behind_it() -> None:
    pages = list(Page().add("word " * 1500, "bold").split())
    assert [[(mark.start, mark.end) for mark in page.marks] for page in pages] == [[(0, len(p.text))] for p in pages]


def test_a_text_of_exactly_the_limit_is_one_message() -> None:
    assert len(list(Page("a" * MOST_UNITS).split())) == 1
    assert len(list(Page("a" * (MOST_UNITS + 1)).split())) == 2


def test_a_picture_without_words_is_thanked_for_before_the_reply() -> None:
    text = shown(answer("I can only read text."), "photo")["text"]
    assert text == "Thank you for the picture. I have not opened or stored it.\n\nI can only read text."


def test_what_became_of_a_captioned_picture_is_said_after_the_answer() -> None:
    text = shown(answer("The answer."), "photo", is_captioned=True)["text"]
    assert text == "The answer.\n\nI can only read text: I have not opened or stored the picture."


@pytest.mark.parametrize("reply", [{}, {"text": None}, {"text": " "}, {"text": "\x00"}, {"buttons": 5, "sources": "x"}])
def test_a_reply_that_is_none_ends_in_a_kind_sentence(reply: dict[str, Any]) -> None:
    assert "cannot answer just now" in shown(reply)["text"]


def test_an_unknown_kind_shows_its_text() -> None:
    assert (
        shown(answer("Something new.", kind="hologram", escalation="purple", evidence="vibes"))["text"]
        == "Something new."
    )


texts = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)
urls = st.sampled_from(["https://a.example/1", "http://b.example", None])
sources = st.lists(
    st.fixed_dictionaries({"id": texts, "title": texts, "organisation": texts, "year": texts, "url": urls}), max_size=3
)
buttons = st.lists(st.fixed_dictionaries({"title": texts, "payload": texts}), max_size=12)
cards = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["emergency", "contact", "new"]),
        "title": texts,
        "phones": st.lists(st.fixed_dictionaries({"label": texts, "number": texts}), max_size=3),
    }
)
some_replies = st.fixed_dictionaries(
    {
        "text": st.one_of(texts, st.builds(lambda text, times: text * times, texts, st.integers(1, 400))),
        "escalation": st.sampled_from(["none", "professional", "urgent", "emergency", "?"]),
        "evidence": st.sampled_from([*(grade.value for grade in Evidence), "?"]),
        "sources": sources,
        "buttons": buttons,
    },
    optional={"card": cards},
)


@given(some_replies, st.sampled_from(["", "photo", "unknown"]), st.booleans())
def test_whatever_a_reply_says_telegram_takes_it(reply: dict[str, Any], attachment: str, is_captioned: bool) -> None:
    messages = [sent(message) for message in render(reply, attachment, is_captioned=is_captioned)]
    assert [problem for message in messages for problem in problems("sendmessage", message)] == []
    assert all(len(units(message["text"])) <= MOST_UNITS for message in messages)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner)
    )
)
def test_rendering_never_throws(anything: Any) -> None:
    assert render({name: anything for name in SCHEMA["properties"]})
