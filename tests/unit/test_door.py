"""The door: nothing typed is a command, the gate is always answered, one reply a turn."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels import door as door_module
from bot.channels.door import Arrival, Conversations, Door
from bot.clinic.facts import Sign
from bot.clinic.visitors import Said, StoredData
from bot.safety.gate import RedFlagGate
from bot.safety.text import MOST_CHARACTERS, clean
from bot.services.escalating import Escalating
from bot.services.forgetting import Forgetting
from bot.services.refusing import Refusing
from tests.unit.facts import ALARM_RULES, CLINIC, FRIDAY_NOON, TOPICS, FakeFactBase

NUMB = Sign("red_flag/cauda_equina", "numb saddle", (("numb",), ("groin",)))
ANSWER = {"text": "An answer.", "topics": ["benefit/sleep"], "kind": "answer"}


class FakeVisitors:
    """Keeps what is written to it, and remembers the order of things."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.log: list[str] = []
        self.marks: set[str] = set()
        self.is_broken = False

    def is_forgotten(self, conversation: str) -> bool:
        self.log.append(f"asked for {conversation}")
        return conversation in self.marks

    def kept(self, conversation: str) -> StoredData:
        said = tuple(Said(FRIDAY_NOON, "visitor", row) for row in self.rows)
        return StoredData(said, (), (), 30)

    def forget(self, conversation: str, *, for_good: bool = False) -> int:
        if self.is_broken:
            raise RuntimeError("no database")
        self.log.append("forgotten for good" if for_good else "forgotten")
        self.marks |= {conversation} if for_good else set()
        deleted, self.rows = len(self.rows), []
        return deleted


class FakeServices:
    knowledge = FakeFactBase()
    escalating = Escalating(FakeFactBase(), TOPICS, ALARM_RULES, str)
    forgetting = Forgetting(FakeFactBase(), str)

    def __init__(self) -> None:
        self.visitors = FakeVisitors()


class FakeRasa:
    """Remembers what reached it, and answers or breaks as told."""

    def __init__(self, reply: dict[str, Any] | None = None, breaks: bool = False) -> None:
        self.messages: list[Any] = []
        self._reply = reply
        self._breaks = breaks

    async def handle(self, message) -> None:
        self.messages.append(message)
        if self._breaks:
            raise RuntimeError("no actions")
        if self._reply:
            await message.output_channel.send_response("x", {"text": "t", "custom": self._reply})
            await message.output_channel.send_response("x", {"text": "second", "custom": {"text": "second"}})


def make_door(services: FakeServices | None = None) -> Door:
    return Door(RedFlagGate([NUMB], TOPICS), TOPICS, services or FakeServices(), Refusing(lambda: CLINIC, str))


def receive(rasa: FakeRasa, text: object) -> dict[str, Any]:
    return asyncio.run(make_door().receive(Arrival("rest:a", text, "rest"), rasa.handle))


def test_a_question_reaches_rasa_and_its_one_reply_comes_back() -> None:
    rasa = FakeRasa(ANSWER)
    assert receive(rasa, "does it help me sleep") == ANSWER
    assert rasa.messages[0].text == "does it help me sleep"
    assert rasa.messages[0].sender_id == "rest:a"


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("/restart", "restart"),
        ('/benefit{"x": "y"}', 'benefit{"x": "y"}'),
        (" / my back hurts", "my back hurts"),
        ("\u200b/session_start", "session_start"),
        ("//restart", "restart"),
        ("50/60 minutes", "50/60 minutes"),
    ],
)
def test_typed_text_is_never_a_command(typed: str, arrives: str) -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, typed)
    assert rasa.messages[0].text == arrives


@pytest.mark.parametrize("text", ["", "   ", "/", "///", "\x00", "\ud800", "\u200b\u200b"])
def test_a_text_with_nothing_to_read_is_answered_without_rasa(text: str) -> None:
    rasa = FakeRasa(ANSWER)
    assert "could not read a question" in receive(rasa, text)["text"]
    assert rasa.messages == []


@pytest.mark.parametrize("body", [None, 7, 3.5, True, [], ["hi"], {}, {"text": "hi"}])
def test_what_is_no_text_is_answered_without_rasa(body: object) -> None:
    assert "only read text" in receive(FakeRasa(ANSWER), body)["text"]


def test_a_text_over_the_limit_is_refused_with_the_emergency_number() -> None:
    rasa = FakeRasa(ANSWER)
    assert "999" in receive(rasa, "a" * (MOST_CHARACTERS + 1))["text"]
    assert rasa.messages == []
    receive(rasa, "a" * MOST_CHARACTERS)
    assert len(rasa.messages) == 1


def test_a_button_arrives_as_its_title_with_its_topic_from_the_server() -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, "ask:type/swedish")
    assert rasa.messages[0].text == "Swedish"
    assert rasa.messages[0].metadata == {"gate": {}, "chosen": "type/swedish", "before": None}


def test_a_button_of_a_recommendation_tells_what_stands_on_it() -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, "tell:Sleep better")
    assert rasa.messages[0].text == "Sleep better"
    assert rasa.messages[0].metadata["chosen"] == "type/recommend"


def test_a_payload_that_no_button_has_is_text() -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, "tell:me a joke")
    assert rasa.messages[0].text == "tell:me a joke"
    assert rasa.messages[0].metadata["chosen"] is None


@pytest.mark.parametrize(
    ("payload", "words"),
    [("do:request", "Ask us to call you back"), ("do:yes", "Yes"), ("do:no", "No"), ("do:cancel", "Cancel")],
)
def test_a_button_of_the_call_back_form_arrives_as_its_words_and_as_tapped(payload: str, words: str) -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, payload)
    assert rasa.messages[0].text == words
    assert rasa.messages[0].metadata["chosen"] == "chat/human_handoff"


def test_its_words_typed_arrive_as_typed() -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, "Yes")
    assert rasa.messages[0].metadata["chosen"] is None


@pytest.mark.parametrize("payload", ["ask:type/unknown", "do:unknown", "do:", "do"])
def test_a_payload_that_is_not_ours_is_only_text(payload: str) -> None:
    rasa = FakeRasa(ANSWER)
    receive(rasa, payload)
    assert (rasa.messages[0].text, rasa.messages[0].metadata["chosen"]) == (payload, None)


def test_the_gates_finding_travels_as_metadata_of_the_server() -> None:
    rasa = FakeRasa({**ANSWER, "topics": ["red_flag/cauda_equina"]})
    receive(rasa, "my groin is numb")
    assert rasa.messages[0].metadata["gate"] == {
        "findings": [
            {
                "topic": "red_flag/cauda_equina",
                "sign": "numb saddle",
                "words": ["numb", "groin"],
                "says": None,
                "sentence": None,
            }
        ],
        "is_explained": False,
        "is_emergency": True,
        "told": "",
        "clauses": ["my groin is numb"],
    }


@pytest.mark.parametrize("rasa", [FakeRasa(breaks=True), FakeRasa(reply=None), FakeRasa(ANSWER)])
def test_a_warning_sign_is_answered_whatever_becomes_of_rasa(rasa: FakeRasa) -> None:
    reply = receive(rasa, "my groin is numb")
    assert (reply["kind"], reply["topics"]) == ("emergency", ["red_flag/cauda_equina"])
    assert reply["text"].startswith("Please call 999 now.")


@pytest.mark.parametrize("rasa", [FakeRasa(breaks=True), FakeRasa(reply=None)])
def test_a_broken_turn_ends_in_a_kind_sentence_with_the_phone(rasa: FakeRasa) -> None:
    reply = receive(rasa, "does it help me sleep")
    assert "cannot answer just now" in reply["text"]
    assert "020 7946 0123" in reply["text"]


def test_line_breaks_and_joined_emoji_stay() -> None:
    assert clean("a\nb 👩\u200d👧") == "a\nb 👩\u200d👧"


def test_white_space_is_folded_and_a_line_break_stays_one() -> None:
    assert clean("my   back \t hurts" + "\n \n" * 50 + "at" + "\u00a0" * 3000 + "night") == "my back hurts\nat night"


class SlowRasa:
    """Writes a turn's row at its end, as Rasa saves its tracker, and lets others run before."""

    def __init__(self, visitors: FakeVisitors) -> None:
        self.visitors = visitors
        self.at_once: dict[str, int] = {}
        self.most_at_once: dict[str, int] = {}
        self.began = asyncio.Event()

    async def handle(self, message) -> None:
        me = message.sender_id
        self.at_once[me] = self.at_once.get(me, 0) + 1
        self.most_at_once[me] = max(self.most_at_once.get(me, 0), self.at_once[me])
        self.began.set()
        for _ in range(5):
            await asyncio.sleep(0)
        self.visitors.log.append(f"saved {message.text}")
        self.visitors.rows.append(message.text)
        self.at_once[me] -= 1
        await message.output_channel.send_response("x", {"custom": {**ANSWER, "text": f"to {message.text}"}})


def arrival(text: str, conversation: str = "web:a") -> Arrival:
    return Arrival(conversation, text, "web")


class TestOneTurnAtATime:
    def test_turns_of_one_conversation_follow_each_other_in_order(self) -> None:
        services = FakeServices()
        door, rasa = make_door(services), SlowRasa(services.visitors)

        async def talk() -> list[dict[str, Any]]:
            return await asyncio.gather(*(door.receive(arrival(str(n)), rasa.handle) for n in range(5)))

        assert [reply["text"] for reply in asyncio.run(talk())] == [f"to {n}" for n in range(5)]
        assert services.visitors.rows == ["0", "1", "2", "3", "4"]
        assert rasa.most_at_once == {"web:a": 1}

    def test_turns_of_two_conversations_do_not_wait_for_each_other(self) -> None:
        door, began = make_door(), set()

        async def talk() -> list[dict[str, Any]]:
            both = asyncio.Event()

            async def handle(message) -> None:
                began.add(message.sender_id)
                if len(began) == 2:
                    both.set()
                await asyncio.wait_for(both.wait(), 5)
                await message.output_channel.send_response("x", {"custom": ANSWER})

            return await asyncio.gather(*(door.receive(arrival("hi", name), handle) for name in ("web:a", "web:b")))

        assert asyncio.run(talk()) == [ANSWER, ANSWER]

    def test_of_very_many_the_silent_are_forgotten_and_the_one_under_way_is_not(self) -> None:
        async def talk() -> tuple[int, bool]:
            known = Conversations()
            async with known.find("web:busy").lock:
                for number in range(6_000):
                    known.find(f"web:{number}")
                return len(known), known.find("web:busy").lock.locked()

        assert asyncio.run(talk()) == (5_000, True)

    def test_who_hangs_up_leaves_no_half_turn(self) -> None:
        services = FakeServices()
        door, rasa = make_door(services), SlowRasa(services.visitors)

        async def hang_up() -> None:
            turn = asyncio.create_task(door.receive(arrival("hello"), rasa.handle))
            await rasa.began.wait()
            turn.cancel()
            await asyncio.gather(turn, return_exceptions=True)
            await door.receive(arrival("again"), rasa.handle)

        asyncio.run(hang_up())
        assert services.visitors.rows == ["hello", "again"]


class TestAVisitorsOwnData:
    def test_what_is_kept_is_answered_without_rasa(self) -> None:
        services, rasa = FakeServices(), FakeRasa(ANSWER)
        services.visitors.rows = ["one", "two"]
        reply = asyncio.run(make_door(services).receive(arrival("do:kept", "telegram:1"), rasa.handle))
        assert (reply["kind"], reply["topics"]) == ("chat", ["chat/privacy"])
        assert "2 messages of yours" in reply["text"]
        assert rasa.messages == []

    def test_forget_me_deletes_and_says_so(self) -> None:
        services, rasa = FakeServices(), FakeRasa(ANSWER)
        services.visitors.rows = ["one"]
        reply = asyncio.run(make_door(services).receive(arrival("do:forget", "slack:T:C:U"), rasa.handle))
        assert "I have deleted this conversation" in reply["text"]
        assert services.visitors.rows == []
        assert rasa.messages == []

    @pytest.mark.parametrize("wish", ["do:forget", None])
    def test_deleting_waits_for_the_turn_under_way_so_that_no_row_comes_back(self, wish: str | None) -> None:
        services = FakeServices()
        door, rasa = make_door(services), SlowRasa(services.visitors)

        async def talk_and_forget() -> None:
            turn = asyncio.create_task(door.receive(arrival("hello"), rasa.handle))
            await rasa.began.wait()
            await (door.receive(arrival(wish), rasa.handle) if wish else door.forget("web:a"))
            await turn

        asyncio.run(talk_and_forget())
        assert services.visitors.log == ["saved hello", "forgotten"]
        assert services.visitors.rows == []

    def test_the_number_of_deleted_rows_is_told(self) -> None:
        services = FakeServices()
        services.visitors.rows = ["one", "two"]
        assert asyncio.run(make_door(services).forget("web:a", for_good=True)) == 2
        assert services.visitors.log == ["forgotten for good"]

    def test_a_channel_may_ask_for_what_is_kept(self) -> None:
        services = FakeServices()
        services.visitors.rows = ["one"]
        assert asyncio.run(make_door(services).kept("web:a"))["messages"][0]["text"] == "one"


class TestDeletedForGood:
    def test_nothing_said_in_it_reaches_rasa_any_more(self) -> None:
        door, rasa = make_door(), FakeRasa(ANSWER)

        async def talk() -> dict[str, Any] | None:
            await door.forget("web:a", for_good=True)
            return await door.find_reply(arrival("hello"), rasa.handle)

        assert asyncio.run(talk()) is None
        assert (door.is_forgotten("web:a"), door.is_forgotten("web:b")) == (True, False)
        assert rasa.messages == []

    def test_one_of_before_a_restart_is_looked_up_once(self) -> None:
        services = FakeServices()
        services.visitors.marks = {"web:a"}
        door = make_door(services)
        assert [door.is_forgotten("web:a") for _ in range(3)] == [True] * 3
        assert services.visitors.log == ["asked for web:a"]

    def test_one_that_has_only_begun_is_not_looked_up(self) -> None:
        services = FakeServices()
        door = make_door(services)
        door.open("web:a")
        assert not door.is_forgotten("web:a")
        assert services.visitors.log == []

    def test_where_the_deletion_broke_the_database_is_asked_how_far_it_came(self) -> None:
        services = FakeServices()
        services.visitors.is_broken = True
        door = make_door(services)
        with pytest.raises(RuntimeError):
            asyncio.run(door.forget("web:a", for_good=True))
        assert not door.is_forgotten("web:a")

    def test_by_button_the_conversation_goes_on(self) -> None:
        door, rasa = make_door(), FakeRasa(ANSWER)

        async def talk() -> dict[str, Any] | None:
            await door.find_reply(arrival("do:forget"), rasa.handle)
            return await door.find_reply(arrival("hello"), rasa.handle)

        assert asyncio.run(talk()) == ANSWER
        assert not door.is_forgotten("web:a")


def test_a_channel_can_tell_a_broken_turn_from_a_reply() -> None:
    assert asyncio.run(make_door().find_reply(arrival("hello"), FakeRasa(breaks=True).handle)) is None


class TestTheMessageBefore:
    """It travels along, so that "and how long is one" is understood."""

    def befores(self, *texts: str, other: str | None = None) -> list[str | None]:
        rasa, door = FakeRasa(ANSWER), make_door()

        async def talk() -> None:
            for text in texts:
                await door.receive(Arrival("rest:a", text, "rest"), rasa.handle)
            if other:
                await door.receive(Arrival("rest:b", other, "rest"), rasa.handle)

        asyncio.run(talk())
        return [message.metadata["before"] for message in rasa.messages]

    def test_each_message_brings_the_one_before_it(self) -> None:
        assert self.befores("what is shiatsu", "how long", "and thai") == [None, "what is shiatsu", "how long"]

    def test_a_button_counts_as_its_title(self) -> None:
        assert self.befores("ask:type/swedish", "how long") == [None, "Swedish"]

    def test_nobody_gets_what_another_said(self) -> None:
        assert self.befores("what is shiatsu", other="how long") == [None, None]

    def test_what_was_forgotten_is_not_brought(self) -> None:
        assert self.befores("what is shiatsu", "do:forget", "how long") == [None, None]

    def test_the_longest_silent_goes_first(self) -> None:
        said = Conversations()
        for number in range(5_001):
            said.keep(said.find(f"rest:{number}"), "hello", adds_up=True)
        assert [said.find(f"rest:{number}").last for number in (1, 5_000, 0)] == ["hello", "hello", None]


class TestPiecesOfASign:
    """A sign told over several messages is one."""

    @staticmethod
    def alarms(*texts: str) -> list[bool]:
        rasa, door = FakeRasa(ANSWER), make_door()

        async def talk() -> list[bool]:
            replies = [await door.receive(Arrival("rest:a", text, "rest"), rasa.handle) for text in texts]
            return [reply["kind"] == "emergency" for reply in replies]

        return asyncio.run(talk())

    def test_what_was_said_before_adds_up(self) -> None:
        assert self.alarms("it is all numb", "where? in my groin") == [False, True]

    def test_so_does_what_was_said_two_messages_before(self) -> None:
        assert self.alarms("it is all numb", "what do you charge", "my groin i mean") == [False, False, True]

    def test_four_messages_later_it_is_another_matter(self) -> None:
        assert not any(self.alarms("it is all numb", "hi", "what do you charge", "where are you", "my groin"))

    def test_what_was_denied_adds_nothing(self) -> None:
        assert not any(self.alarms("it is not numb", "i only pulled my groin"))

    def test_what_has_been_answered_is_not_raised_again(self) -> None:
        assert self.alarms("my groin is numb", "thanks, what do you charge") == [True, False]

    def test_a_button_is_nothing_that_was_told(self) -> None:
        assert not any(self.alarms("it is all numb", "ask:benefit/sleep", "my groin"))

    def test_an_hour_later_it_is_another_talk(self) -> None:
        now = [0.0]
        said = Conversations(lambda: now[0])
        said.keep(said.find("rest:a"), "it is all numb", adds_up=True)
        now[0] = 3_599
        assert said.find("rest:a").pieces == ("it is all numb",)
        now[0] = 3_600
        assert (said.find("rest:a").last, said.find("rest:a").pieces) == (None, ())

    def test_of_a_long_message_the_last_words_are_a_piece(self) -> None:
        said = Conversations()
        said.keep(said.find("rest:a"), "word " * 4_000 + "end", adds_up=True)
        [piece] = said.find("rest:a").pieces
        assert len(piece.split()) == 45
        assert piece.endswith("end")

    def test_what_the_classifier_alone_took_for_a_sign_adds_up_to_nothing_more(self) -> None:
        door = make_door()

        async def talk() -> str:
            alarmed = FakeRasa({**ANSWER, "topics": ["red_flag/other"]})
            await door.receive(Arrival("rest:a", "it is all numb", "rest"), alarmed.handle)
            return (await door.receive(Arrival("rest:a", "my groin", "rest"), FakeRasa(ANSWER).handle))["kind"]

        assert asyncio.run(talk()) == "answer"

    def test_a_turn_that_hangs_still_adds_up(self) -> None:
        door = make_door()

        async def talk() -> dict[str, Any] | None:
            await door.receive(Arrival("rest:a", "it is all numb", "rest"), FakeRasa(ANSWER).handle)
            return door.find_alarm("my groin", "rest:a")

        assert asyncio.run(talk())["kind"] == "emergency"

    def test_each_visitor_has_pieces_of_their_own(self) -> None:
        rasa, door = FakeRasa(ANSWER), make_door()

        async def talk() -> str:
            await door.receive(Arrival("rest:a", "it is all numb", "rest"), rasa.handle)
            return (await door.receive(Arrival("rest:b", "my groin", "rest"), rasa.handle))["kind"]

        assert asyncio.run(talk()) == "answer"


class TestATurnThatHangs:
    """Nothing may keep a visitor waiting, a warning sign least of all."""

    @pytest.fixture
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(door_module, "PATIENCE", 0.02)
        monkeypatch.setattr(door_module, "PATIENCE_WITH_A_SIGN", 0.01)

    def replies(self, *texts: str) -> list[dict[str, Any]]:
        async def talk() -> list[dict[str, Any]]:
            never = asyncio.Event()

            async def handle(message) -> None:
                await never.wait()

            door = make_door()
            return [await door.receive(arrival(text), handle) for text in texts]

        return asyncio.run(talk())

    def test_a_question_gets_a_kind_sentence_with_the_phone(self, impatient: None) -> None:
        assert "020 7946 0123" in self.replies("hello")[0]["text"]

    def test_a_warning_sign_gets_its_alarm_within_a_second(self) -> None:
        assert door_module.PATIENCE_WITH_A_SIGN < 1

    def test_a_warning_sign_gets_its_alarm_even_behind_it(self, impatient: None) -> None:
        assert [reply.get("kind") for reply in self.replies("hello", "my groin is numb")] == ["decline", "emergency"]
