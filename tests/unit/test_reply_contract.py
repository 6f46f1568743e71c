"""Every service's reply keeps the contract, bot/channels/reply.schema.json."""

from __future__ import annotations

import json

import jsonschema
import pytest

from bot.clinic.frames import Frame
from bot.clinic.questions import CLARIFY
from bot.services.answering import Answering
from bot.services.chatting import Chatting
from bot.services.clarifying import Clarifying
from bot.services.declining import Declining
from bot.services.escalating import Escalating
from bot.services.refusing import Refusing
from bot.services.telling_clinic import TellingClinic
from bot.settings import ROOT
from tests.unit.facts import ALARM_RULES, CLINIC, FRIDAY_NOON, TOPICS, FakeFactBase, asked, named

SCHEMA = json.loads((ROOT / "bot/channels/reply.schema.json").read_text(encoding="utf-8"))


def replies():
    base, new_id = FakeFactBase(), lambda: "id-1"
    answering = Answering(base, TOPICS, new_id, lambda: FRIDAY_NOON)
    for topic in ("benefit/sleep", "type/swedish", "condition/sciatica", "practical/does_it_hurt"):
        yield topic, answering.answer(asked(topic), Frame()).reply
    both = asked("type/compare", "or", named("type/swedish"), named("type/deep_tissue"))
    yield "compare", answering.answer(both, Frame()).reply
    chatting = Chatting(base, TOPICS, new_id, lambda: FRIDAY_NOON)
    said = Frame(subject="benefit/sleep", said=("benefit/sleep#helps",), topics=("benefit/sleep",))
    for topic in ("chat/sources", "chat/more", "chat/capabilities", "chat/human_handoff"):
        yield topic, chatting.chat(asked(topic), said).reply
    for topic in ("red_flag/cauda_equina", "red_flag/dvt_signs", "red_flag/suicidal"):
        yield topic, Escalating(base, TOPICS, ALARM_RULES, new_id).raise_alarm(topic, 0.9, fired=True)
    yield "clarify", Clarifying(base, new_id, lambda: FRIDAY_NOON).clarify(asked("type/swedish", decision=CLARIFY))
    yield "decline", Declining(base, new_id, lambda: FRIDAY_NOON).decline(asked("out_of_scope/other"))
    yield "clinic", TellingClinic(base, new_id, lambda: FRIDAY_NOON).tell(asked("clinic/hours"))
    refusing = Refusing(lambda: CLINIC, new_id)
    for refuse in (refusing.empty, refusing.not_text, refusing.too_long, refusing.broken):
        yield refuse.__name__, refuse()


@pytest.mark.parametrize(("name", "reply"), [pytest.param(*pair, id=pair[0]) for pair in replies()])
def test_a_reply_keeps_the_contract(name: str, reply) -> None:
    jsonschema.validate(reply.as_dict(), SCHEMA)


def test_the_schema_refuses_what_the_contract_does_not_know() -> None:
    reply = next(replies())[1].as_dict()
    for broken in ({**reply, "colour": "blue"}, {**reply, "kind": "shout"}, {**reply, "topics": []}, {"text": "hi"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, SCHEMA)
