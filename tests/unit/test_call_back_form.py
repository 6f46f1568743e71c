"""The call-back form in chat: one question a turn, and every way out of it."""

from __future__ import annotations

import json

import jsonschema
import pytest

from bot.clinic.call_back_form import Form
from bot.clinic.frames import Frame
from bot.clinic.open_questions import OpenQuestion
from bot.clinic.payloads import CANCEL, NO, REQUEST, YES, does, find_step
from bot.clinic.plain import dump, load
from bot.clinic.requests import Notice
from bot.clinic.wishes import Wish
from bot.settings import ROOT
from tests.unit.facts import CLINIC
from tests.unit.requesting import Clinic, Talk

SCHEMA = json.loads((ROOT / "bot/channels/reply.schema.json").read_text(encoding="utf-8"))
ASKS_NAME, ASKS_REACH, ASKS_TIME = "What is your name?", "can we reach you on?", "When is a good time"


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def talk(clinic) -> Talk:
    return Talk(clinic)


def fill(talk: Talk, *values: str):
    """The last reply after the form was begun and these were typed."""
    reply = talk.tap(REQUEST)
    for value in values:
        reply = talk.type(value)
    return reply


ALL = ("Anna Smith", "020 7946 0123", "after 5 pm")


class TestAskedForUnasked:
    @pytest.mark.parametrize(
        ("topic", "text"),
        [
            ("chat/human_handoff", "can u call me back"),
            ("clinic/contact", "could somebody ring me"),
            ("clinic/booking", "please give me a call"),
        ],
    )
    def test_who_asks_to_be_called_is_asked_for_a_name(self, talk, topic: str, text: str) -> None:
        assert ASKS_NAME in talk.type(text, topic).text

    @pytest.mark.parametrize(
        ("topic", "text"),
        [
            ("chat/human_handoff", "can I talk to a person"),
            ("chat/human_handoff", "please don't call me"),
            ("type/swedish", "they call me a tough one, is swedish enough"),
        ],
    )
    def test_who_does_not_is_not(self, talk, topic: str, text: str) -> None:
        assert ASKS_NAME not in talk.type(text, topic).text


class TestFilling:
    def test_it_asks_one_thing_a_turn(self, talk) -> None:
        assert ASKS_NAME in talk.tap(REQUEST).text
        assert (
            talk.type("Anna Smith").text
            == "Thank you, Anna Smith. What phone number or e-mail address can we reach you on?"
        )
        assert talk.type("020 7946 0123").text == "When is a good time to reach you?"
        assert "May Willow Clinic keep these details" in talk.type("after 5 pm").text

    def test_before_consent_it_repeats_what_it_understood(self, talk) -> None:
        text = fill(talk, *ALL).text
        assert text.startswith("So that is Anna Smith: we call you on +44 20 7946 0123, good time: after 5 pm.")

    def test_a_yes_stores_it_and_repeats_what_was_stored(self, talk, clinic) -> None:
        fill(talk, *ALL)
        reply = talk.tap(YES)
        (stored,) = clinic.requests.kept.values()
        assert (stored.details.name, stored.details.phone, stored.details.good_time) == (
            "Anna Smith",
            "+442079460123",
            "after 5 pm",
        )
        assert "Anna Smith" in reply.text and "+44 20 7946 0123" in reply.text
        assert (reply.kind, reply.card["kind"], reply.buttons) == ("form", "contact", [])
        assert "open now" in reply.text

    def test_the_words_that_were_agreed_to_are_kept(self, talk, clinic) -> None:
        agreed_to = fill(talk, *ALL).text
        talk.type("yes please")
        (stored,) = clinic.requests.kept.values()
        assert stored.consent in agreed_to
        assert (stored.conversation, stored.asked_at) == ("rest:me", clinic.now)

    def test_nothing_is_stored_before_the_yes(self, talk, clinic) -> None:
        fill(talk, *ALL)
        assert clinic.requests.kept == {}

    def test_an_address_does_as_well_as_a_number(self, talk, clinic) -> None:
        assert "we write to you at anna@example.org" in fill(talk, "Anna", "anna@example.org", "mornings").text
        talk.tap(YES)
        (stored,) = clinic.requests.kept.values()
        assert (stored.details.phone, stored.details.email) == (None, "anna@example.org")

    @pytest.mark.parametrize(("notifies", "notice"), [(True, Notice.WAITING), (False, Notice.NONE)])
    def test_staff_are_told_where_there_is_somebody_to_tell(self, notifies: bool, notice: Notice) -> None:
        clinic = Clinic(notifies=notifies)
        fill(Talk(clinic), *ALL, "yes")
        assert [request.notice for request in clinic.requests.kept.values()] == [notice]

    def test_every_reply_of_it_keeps_the_contract(self, talk) -> None:
        replies = [talk.tap(REQUEST), *map(talk.type, ALL), talk.type("perhaps"), talk.tap(YES), talk.tap(YES)]
        for reply in replies:
            jsonschema.validate(vars(reply), SCHEMA)
            assert (reply.kind, reply.topics, reply.escalation) == ("form", ["chat/human_handoff"], "none")

    def test_the_buttons_fit_the_step(self, talk) -> None:
        assert [b["payload"] for b in talk.tap(REQUEST).buttons] == ["do:cancel"]
        talk.type("Anna")
        talk.type("020 7946 0123")
        assert [b["payload"] for b in talk.type("evenings").buttons] == ["do:yes", "do:no"]

    def test_a_yes_that_came_twice_is_stored_once_and_confirmed_twice(self, talk, clinic) -> None:
        fill(talk, *ALL)
        before = talk.slot
        first = talk.tap(YES)
        talk.slot = before  # a kill came after the request was stored and before the conversation was
        assert talk.tap(YES).text == first.text
        assert len(clinic.requests.kept) == 1

    def test_what_cannot_be_stored_is_not_confirmed_and_can_be_tried_again(self, talk, clinic) -> None:
        fill(talk, *ALL)
        clinic.requests.is_broken = True
        with pytest.raises(OSError):  # the door answers it with a kind sentence and the phone
            talk.tap(YES)
        clinic.requests.is_broken = False
        assert "is with the team" in talk.tap(YES).text


class TestWaysOut:
    @pytest.mark.parametrize("words", ["cancel", "Never mind.", "no thanks", "actually, forget it", "stop"])
    @pytest.mark.parametrize("so_far", [(), ("Anna",), ("Anna", "020 7946 0123"), ALL])
    def test_it_can_be_called_off_at_every_step(self, talk, clinic, words: str, so_far: tuple[str, ...]) -> None:
        fill(talk, *so_far)
        reply = talk.type(words)
        assert "nothing was passed on" in reply.text and CLINIC["phone"] in reply.text
        assert talk.type("Anna", "clinic/therapists").kind == "answer"
        assert clinic.requests.kept == {}

    def test_the_button_calls_it_off_too(self, talk) -> None:
        talk.tap(REQUEST)
        assert "nothing was passed on" in talk.tap(CANCEL).text

    @pytest.mark.parametrize("words", ["no", "No!", "rather not", None])
    def test_without_consent_nothing_is_kept(self, talk, clinic, words: str | None) -> None:
        fill(talk, *ALL)
        reply = talk.type(words) if words else talk.tap(NO)
        assert "nothing was passed on" in reply.text
        assert clinic.requests.kept == {}

    def test_what_is_neither_yes_nor_no_is_no_consent(self, talk, clinic) -> None:
        fill(talk, *ALL)
        assert "yes or no" in talk.type("yes but only if it is free").text
        assert clinic.requests.kept == {}

    def test_an_invalid_value_is_asked_for_again_three_times_and_then_it_ends_with_the_phone(self, talk) -> None:
        fill(talk, "Anna")
        for wrong in ("12345", "999", "07700 900"):
            reply = talk.type(wrong)
            assert "does not look like a whole phone number" in reply.text and ASKS_REACH in reply.text
        ended = talk.type("0")
        assert CLINIC["phone"] in ended.text and ended.card["kind"] == "contact"
        assert talk.type("Anna", "clinic/therapists").kind == "answer"

    def test_each_step_has_tries_of_its_own(self, talk) -> None:
        fill(talk, "7", "8", "9", "Anna", "12345", "999", "07700 900")
        assert ASKS_TIME in talk.type("020 7946 0123").text

    def test_who_comes_back_an_hour_later_is_not_asked_for_a_name(self, talk, clinic) -> None:
        talk.tap(REQUEST)
        clinic.wait(minutes=61)
        assert talk.type("hello", "chat/greet").kind == "answer"

    def test_a_button_of_a_form_that_is_over_does_nothing(self, talk, clinic) -> None:
        fill(talk, *ALL)
        talk.tap(YES)
        assert "no request under way" in talk.tap(YES).text
        assert len(clinic.requests.kept) == 1

    def test_a_button_of_a_later_step_is_no_answer_to_an_earlier_one(self, talk) -> None:
        talk.tap(REQUEST)
        assert ASKS_NAME in talk.tap(YES).text


class TestQuestionsMeanwhile:
    def test_a_real_question_is_answered_and_the_form_asks_again(self, talk) -> None:
        fill(talk, "Anna")
        reply = talk.type("do you do hot stone?", "clinic/services")
        assert reply.kind == "answer"
        assert reply.text == "An answer.\nWhat phone number or e-mail address can we reach you on?"
        assert ASKS_TIME in talk.type("020 7946 0123").text

    def test_the_forms_buttons_come_back_with_its_question(self, talk) -> None:
        fill(talk, *ALL)
        reply = talk.type("how long do you keep it?", "chat/privacy")
        assert [b["payload"] for b in reply.buttons] == ["do:yes", "do:no"]

    def test_a_tapped_topic_is_answered_too(self, talk) -> None:
        talk.tap(REQUEST)
        assert talk.tap_topic("clinic/hours").text == f"An answer.\n{ASKS_NAME}"

    @pytest.mark.parametrize(
        ("so_far", "text", "topic"),
        [
            ((), "Will Smith", "benefit/sleep"),
            ((), "my name is Anna Smith", "out_of_scope/other"),
            (("Anna",), "can you ring 020 7946 0123?", "clinic/contact"),
            (("Anna", "020 7946 0123"), "after 5?", "clinic/hours"),
            (("Anna", "020 7946 0123"), "how about tuesday?", "clinic/booking"),
            (("Anna", "020 7946 0123"), "weekdays between 9 and 12", "clinic/hours"),
        ],
    )
    def test_a_value_is_a_value_whatever_topic_was_seen_in_it(self, talk, so_far, text: str, topic: str) -> None:
        fill(talk, *so_far)
        step = talk.slot["form"]["step"]
        assert talk.type(text, topic).kind == "form"
        assert talk.slot["form"]["step"] != step

    def test_what_is_not_understood_is_no_question(self, talk) -> None:
        talk.tap(REQUEST)
        assert "did not catch a name" in talk.type("why do you need that?", "chat/sources", decision="clarify").text


class TestAlarms:
    def alarm(self, talk: Talk, **more: object):
        return talk.type(
            "Anna, and my groin is numb", "red_flag/cauda_equina", **{"gate_topic": "red_flag/cauda_equina", **more}
        )

    @pytest.mark.parametrize("so_far", [(), ("Anna",), ("Anna", "020 7946 0123"), ALL])
    def test_a_warning_sign_typed_as_any_value_raises_the_alarm(self, talk, so_far: tuple[str, ...]) -> None:
        fill(talk, *so_far)
        reply = self.alarm(talk)
        assert (reply.kind, reply.topics[0], reply.buttons) == ("emergency", "red_flag/cauda_equina", [])
        assert reply.text.startswith("Please call 999 now.") and not reply.text.endswith("?")

    def test_the_classifiers_vote_counts_as_much(self, talk) -> None:
        talk.tap(REQUEST)
        assert self.alarm(talk, gate_topic=None, voted=True).kind == "emergency"

    def test_while_the_alarm_stands_nothing_typed_is_a_value(self, talk) -> None:
        talk.tap(REQUEST)
        self.alarm(talk)
        assert talk.type("Anna").kind == "emergency"
        assert talk.slot["form"]["name"] == ""

    def test_once_it_is_dealt_with_the_form_goes_on_where_it_was(self, talk) -> None:
        fill(talk, "Anna")
        self.alarm(talk)
        assert talk.type("we called 999").text.endswith(f"\nWhat phone number or e-mail address {ASKS_REACH}")
        assert ASKS_TIME in talk.type("020 7946 0123").text

    def test_the_button_takes_it_up_where_it_was_left(self, talk) -> None:
        fill(talk, "Anna")
        self.alarm(talk)
        assert talk.tap(REQUEST).text.endswith(f"What phone number or e-mail address {ASKS_REACH}")
        assert talk.slot["form"]["name"] == "Anna"

    def test_asked_for_while_it_stands_the_form_comes_with_the_reminder_first(self, talk) -> None:
        self.alarm(talk)
        reply = talk.tap(REQUEST)
        assert reply.text.startswith("First of all, please call 999") and reply.text.endswith(ASKS_NAME)
        assert ASKS_REACH in talk.type("Anna").text
        assert talk.type("the pain is worse", "condition/sciatica").kind == "emergency"


class TestOffer:
    @pytest.mark.parametrize(
        "words", ["yes", "Yes please", "call me back", "can someone call me?", "ok yes", "please do"]
    )
    def test_right_after_the_offer_a_yes_begins_it(self, talk, words: str) -> None:
        offer = talk.type("can I talk to a person", "chat/human_handoff")
        assert offer.buttons[0] == {"title": "Ask us to call you back", "payload": "do:request"}
        assert ASKS_NAME in talk.type(words, "chat/more").text

    @pytest.mark.parametrize("words", ["ok", "thanks", "yes, what is swedish massage?"])
    def test_other_words_do_not(self, talk, words: str) -> None:
        talk.type("can I talk to a person", "chat/human_handoff")
        assert talk.type(words, "chat/thanks").kind == "answer"

    @pytest.mark.parametrize("words", ["no thanks", "don't call me back", "never mind"])
    def test_a_no_is_taken_for_one(self, talk, words: str) -> None:
        talk.type("can I talk to a person", "chat/human_handoff")
        assert talk.type(words, "chat/thanks").text.startswith("All right.")

    def test_a_yes_one_turn_later_is_for_something_else(self, talk) -> None:
        talk.type("can I talk to a person", "chat/human_handoff")
        talk.type("when are you open", "clinic/hours")
        assert talk.type("yes", "chat/more").kind == "answer"

    @pytest.mark.parametrize("words", ["Ask us to call you back", "Yes", "No", "Cancel"])
    def test_the_words_of_a_button_typed_out_of_the_blue_do_nothing(self, talk, words: str) -> None:
        assert talk.type(words, "chat/human_handoff").kind == "chat"


class TestConsent:
    @pytest.mark.parametrize(
        "text", ["yes", "Yes, you may.", "ok", "that's fine", "i agree", "y", "👍", "sure, thanks"]
    )
    def test_a_plain_yes_is_consent(self, talk, clinic, text: str) -> None:
        fill(talk, *ALL)
        talk.type(text)
        assert len(clinic.requests.kept) == 1

    @pytest.mark.parametrize("text", ["yes but no", "no", "maybe", "yes if it is free", "not ok", "no, fine"])
    def test_anything_less_is_not_whatever_it_was_read_as(self, talk, clinic, text: str) -> None:
        fill(talk, *ALL)
        talk.type(text)
        assert clinic.requests.kept == {}


class TestPayloads:
    def test_only_our_steps_are_payloads(self) -> None:
        assert [find_step(does(step)) for step in (REQUEST, YES, NO, CANCEL)] == [REQUEST, YES, NO, CANCEL]
        assert find_step("do:anything") is None
        assert find_step("yes") is None


def test_a_slot_of_an_earlier_version_is_read() -> None:
    old = {"subject": "benefit/sleep", "wish": {"goals": [], "areas": [], "pressures": [], "asked": 1}}
    assert load(Frame, old) == Frame(subject="benefit/sleep", wish=Wish())


def test_what_is_under_way_survives_its_slot(clinic) -> None:
    form = Form("time", clinic.now, "Anna", "+442079460123")
    frame = Frame(form=form, asked=OpenQuestion("time", clinic.now, tries=2), wish=Wish(("benefit/sleep",)))
    assert load(Frame, json.loads(json.dumps(dump(frame)))) == frame
