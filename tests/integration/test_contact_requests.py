"""Contact requests with the real assistant: the form in chat, staff told by a real server, and kills at any point."""

from __future__ import annotations

import os
import random
import secrets
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.clinic.requests import ContactRequest, Notice
from bot.settings import Settings
from bot.store.gaps import GapStore
from bot.store.requests import RequestStore
from bot.wiring import now
from tests.assistant import Assistant
from tests.conftest import free_port
from tests.integration.test_assistant import SCHEMA
from tests.staff import REFUSE, Staff

# Each takes a start of the server. More are run by hand: EFFIE_KILLS=50.
KILLS = int(os.environ.get("EFFIE_KILLS", "3"))
ASKS_NAME, ASKS_REACH, ASKS_TIME, ASKS_CONSENT = "What is your name?", "reach you on?", "When is a good time", "May "
LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)
CONFIRMED = "is with the team"


class Clinic:
    """The assistant, staff who are told, and the table between them."""

    def __init__(self, folder: Path, knowledge: Any, staff: Staff) -> None:
        settings = Settings(
            database_url=f"sqlite:///{folder / 'effie.db'}",
            conversations_url=f"sqlite:///{folder / 'conversations.db'}",
            port=free_port(),
            notify=staff.url,
        )
        self.assistant = Assistant(settings, knowledge)
        self.staff = staff
        self.store = RequestStore(self.assistant.engine, now)

    def talk(self, *texts: str, me: str | None = None) -> list[dict[str, Any]]:
        me = me or secrets.token_hex(8)
        replies = [self.assistant.ask(text, me) for text in texts]
        for reply in replies:
            jsonschema.validate(reply, SCHEMA)
        return replies

    def requests_of(self, name: str) -> list[ContactRequest]:
        return [request for request in self.store.all() if request.details.name == name]

    def settled(self, name: str) -> ContactRequest:
        """The one request of that name, once staff were told or could not be."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            (request,) = self.requests_of(name)
            if request.notice not in (Notice.WAITING, Notice.SENDING):
                return request
            time.sleep(0.1)
        raise AssertionError(f"not settled: {request}")


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, knowledge) -> Iterator[Clinic]:
    with Staff() as staff:
        clinic = Clinic(tmp_path_factory.mktemp("clinic"), knowledge, staff)
        clinic.assistant.start()
        yield clinic
        clinic.assistant.stop()


def test_typed_from_the_first_word_to_the_last(clinic) -> None:
    offer, name, reach, good_time, consent, done = clinic.talk(
        "can I talk to a real person please?", "yes please", "Anna Smith", "020 7946 0123", "weekdays after 5", "yes"
    )
    assert (offer["kind"], offer["topics"], offer["card"]["kind"]) == ("chat", ["chat/human_handoff"], "contact")
    assert "020 7946 0123" in offer["text"] and ("We are open" in offer["text"] or "We are closed" in offer["text"])
    asked = [ASKS_NAME in name["text"], ASKS_REACH in reach["text"], ASKS_TIME in good_time["text"]]
    assert asked == [True, True, True]
    assert ASKS_CONSENT in consent["text"]
    assert CONFIRMED in done["text"] and "Anna Smith" in done["text"] and "+44 20 7946 0123" in done["text"]
    assert (done["kind"], done["topics"], done["card"]["kind"]) == ("form", ["chat/human_handoff"], "contact")
    stored = clinic.settled("Anna Smith")
    assert (stored.details.phone, stored.details.good_time, stored.notice) == (
        "+442079460123",
        "weekdays after 5",
        Notice.SENT,
    )
    assert clinic.staff.titles().count("Contact request from Anna Smith") == 1


def test_what_was_typed_into_the_form_is_no_question_without_an_answer(clinic) -> None:
    clinic.talk("do:request", "Zoe Quill", "12345", "020 7946 0123", "in the blue hour", "perhaps", "no")
    gaps = {gap.text for gap in GapStore(clinic.assistant.engine).since(LONG_AGO, 100)}
    assert gaps & {"Zoe Quill", "12345", "020 7946 0123", "in the blue hour", "perhaps", "no"} == set()


def test_by_buttons(clinic) -> None:
    me = secrets.token_hex(8)
    (answer,) = clinic.talk("I have sciatica, is massage ok?", me=me)
    assert answer["escalation"] == "professional" and "we can call you back" in answer["text"]
    call_back = next(b for b in answer["buttons"] if b["title"] == "Ask us to call you back")
    *_, consent = clinic.talk(call_back["payload"], "Bob Jones", "bob@example.org", "any time", me=me)
    yes, no = consent["buttons"]
    assert (yes["title"], no["title"]) == ("Yes", "No")
    (done,) = clinic.talk(yes["payload"], me=me)
    assert CONFIRMED in done["text"] and "bob@example.org" in done["text"]
    assert clinic.settled("Bob Jones").notice is Notice.SENT


@pytest.mark.parametrize("button", ["do:cancel", "do:no"])
def test_called_off_by_a_button_nothing_is_stored(clinic, button: str) -> None:
    *_, ended = clinic.talk("do:request", "Cem Kaya", "07700 900123", "mornings", button)
    assert "nothing was passed on" in ended["text"]
    assert clinic.requests_of("Cem Kaya") == []


def test_a_question_during_the_form_is_answered_and_the_form_goes_on(clinic) -> None:
    *_, answer, reach = clinic.talk("do:request", "what is swedish massage?", "Dora Lund")
    assert answer["topics"][0] == "type/swedish" and answer["kind"] == "answer"
    assert answer["text"].endswith(f"\n{ASKS_NAME}")
    assert reach["text"].startswith("Thank you, Dora Lund.")


@pytest.mark.parametrize("so_far", [(), ("Eva Holm",), ("Eva Holm", "020 7946 0123")])
def test_a_warning_sign_typed_as_a_value_raises_the_alarm(clinic, so_far: tuple[str, ...]) -> None:
    *_, alarm = clinic.talk("do:request", *so_far, "I can't feel my groin and I can't pee")
    assert (alarm["kind"], alarm["escalation"], alarm["buttons"]) == ("emergency", "emergency", [])
    assert clinic.requests_of("Eva Holm") == []


def test_the_words_of_a_button_are_only_words(clinic) -> None:
    for words in ("Yes", "No", "Cancel", "do:everything"):
        assert clinic.talk(words)[0]["kind"] != "form"


def test_who_types_what_the_button_says_is_heard_as_well(clinic) -> None:
    assert ASKS_NAME in clinic.talk("Ask us to call you back")[0]["text"]


def test_staff_who_refuse_at_first_are_told_again(clinic) -> None:
    clinic.staff.will(REFUSE)
    clinic.talk("do:request", "Finn Berg", "020 7946 0123", "any time", "do:yes")
    told = clinic.settled("Finn Berg")
    assert (told.notice, told.attempts, told.notice_error) == (Notice.SENT, 2, None)
    assert clinic.staff.titles().count("Contact request from Finn Berg") == 1


def test_stopped_in_the_middle_of_telling_staff_it_finishes_first(clinic) -> None:
    clinic.staff.thinks_for, asked = 1.0, clinic.staff.asked
    clinic.talk("do:request", "Gina Frey", "020 7946 0123", "any time", "do:yes")
    assert clinic.staff.wait_until(lambda staff: staff.asked > asked)
    clinic.assistant.stop()
    try:
        assert [request.notice for request in clinic.requests_of("Gina Frey")] == [Notice.SENT]
    finally:
        clinic.staff.thinks_for = 0.0
        clinic.assistant.start()


def test_killed_at_any_point_a_request_is_stored_or_refused_and_told_once_or_marked(clinic) -> None:
    chance = random.Random(11)
    clinic.staff.thinks_for = 0.3  # so that kills come between a notice and its answer too
    visitors: list[Visitor] = []
    for number in range(KILLS):
        came = [Visitor(clinic, f"Visitor {letters(number, who)}") for who in range(6)]
        visitors += came
        kill_while_they_talk(clinic, came, after=chance.uniform(0.1, 2.5))
        for visitor in came:
            assert len(visitor.stored) == 1 if visitor.is_confirmed else len(visitor.stored) <= 1
        clinic.assistant.start()
        for visitor in came:
            visitor.try_again()
    for visitor in visitors:
        visitor.check_that_staff_were_told_once_or_it_is_marked()
    assert any(visitor.stored for visitor in visitors), "every kill came too early to tell anything"


class Visitor:
    """Goes through the form, may lose an answer to a kill, and then says yes again."""

    def __init__(self, clinic: Clinic, name: str) -> None:
        self._clinic = clinic
        self._me = secrets.token_hex(8)
        self._name = name
        self._has_agreed = False
        self.is_confirmed = False

    @property
    def stored(self) -> list[ContactRequest]:
        return self._clinic.requests_of(self._name)

    def talk(self) -> None:
        try:
            for text in ("do:request", self._name, "020 7946 0123", "any time", "do:yes"):
                self._has_agreed = text == "do:yes"
                reply = self._clinic.assistant.ask(text, self._me)
            self.is_confirmed = CONFIRMED in reply["text"]
        except Exception:
            pass  # the server is dead, as it should be: nothing was promised

    def try_again(self) -> None:
        if not self._has_agreed or self.is_confirmed:
            return
        text = self._clinic.assistant.ask("do:yes", self._me)["text"]
        # It may have been stored and the conversation saved, and only the answer lost.
        assert CONFIRMED in text or "no request under way" in text
        assert len(self.stored) == 1

    def check_that_staff_were_told_once_or_it_is_marked(self) -> None:
        told = self._clinic.staff.titles().count(f"Contact request from {self._name}")
        if not self.stored:
            assert told == 0
            return
        request = self._clinic.settled(self._name)
        if request.notice is Notice.SENT:
            assert told == 1
        else:
            assert request.notice is Notice.FAILED and "may not have been sent" in str(request.notice_error)
            assert told <= 1


def kill_while_they_talk(clinic: Clinic, visitors: list[Visitor], *, after: float) -> None:
    threads = [threading.Thread(target=visitor.talk) for visitor in visitors]
    for thread in threads:
        thread.start()
        time.sleep(0.1)  # so that the kill meets them at different steps
    time.sleep(after)
    clinic.assistant.kill()
    for thread in threads:
        thread.join()


def letters(*numbers: int) -> str:
    """A name of letters alone, another one for other numbers."""
    return "Ab" + "".join("abcdefghij"[int(digit)] for number in numbers for digit in f"{number:02}")
