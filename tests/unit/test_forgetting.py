"""The words about a visitor's own data."""

from __future__ import annotations

import jsonschema
import pytest

from bot.clinic.payloads import FORGET, KEPT
from bot.clinic.visitors import Said, StoredData
from bot.services.chatting import Chatting
from bot.services.forgetting import Forgetting
from tests.unit.conversations import NOON
from tests.unit.facts import CLINIC, FRIDAY_NOON, TOPICS, FakeFactBase, asked
from tests.unit.test_reply_contract import SCHEMA

NOTHING = StoredData((), (), (), 30)
REQUEST = {"name": "Ann", "phone": "+442079460123", "email": None}
TALKED = StoredData(
    (Said(NOON, "visitor", "hi"), Said(NOON, "assistant", "Hello."), Said(NOON, "visitor", "ok")), (), (), 30
)
ASKED_FOR_A_CALL = StoredData(TALKED.messages, ({"answer_id": "b"},), (REQUEST,), 1)


@pytest.fixture
def forgetting() -> Forgetting:
    return Forgetting(FakeFactBase(), lambda: "id")


@pytest.mark.parametrize("kept", [NOTHING, TALKED, ASKED_FOR_A_CALL])
def test_both_replies_keep_the_contract(forgetting: Forgetting, kept: StoredData) -> None:
    for reply in (forgetting.kept(kept), forgetting.forgotten(kept, 4)):
        jsonschema.validate(reply.as_dict(), SCHEMA)
        assert (reply.kind, reply.topics) == ("chat", ("chat/privacy",))


def test_nothing_kept_is_said_so_and_offers_nothing(forgetting: Forgetting) -> None:
    reply = forgetting.kept(NOTHING)
    assert "keep nothing" in reply.text
    assert reply.buttons == ()


def test_what_is_kept_is_counted_in_plain_words(forgetting: Forgetting) -> None:
    reply = forgetting.kept(TALKED)
    assert "2 messages of yours and 1 reply of mine." in reply.text
    assert "deleted after 30 days" in reply.text
    assert [button.payload for button in reply.buttons] == [FORGET]


def test_a_contact_request_is_named_with_its_number(forgetting: Forgetting) -> None:
    text = forgetting.kept(ASKED_FOR_A_CALL).text
    assert "your request to be called back (Ann, +442079460123)" in text
    assert "deleted after 1 day." in text


def test_a_deleted_contact_request_says_that_staff_may_have_read_it(forgetting: Forgetting) -> None:
    assert CLINIC["phone"] in forgetting.forgotten(ASKED_FOR_A_CALL, 9).text
    assert CLINIC["phone"] not in forgetting.forgotten(TALKED, 9).text


def test_where_nothing_was_deleted_it_does_not_claim_to_have(forgetting: Forgetting) -> None:
    assert "nothing to delete" in forgetting.forgotten(NOTHING, 0).text


def test_the_reply_on_privacy_offers_both() -> None:
    chatting = Chatting(FakeFactBase(), TOPICS, lambda: "id", lambda: FRIDAY_NOON)
    reply = chatting.chat(asked("chat/privacy"), frame=None).reply
    assert [button.payload for button in reply.buttons][:2] == [KEPT, FORGET]
