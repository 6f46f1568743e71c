"""Alarms, refusals, the clinic's own answers, and talk about the conversation."""

from __future__ import annotations

import pytest

from bot.clinic.escalations import Escalation
from bot.clinic.frames import Frame
from bot.clinic.questions import CLARIFY, DECLINE, Candidate, Entity, Question
from bot.clinic.replies import Check, Reply
from bot.knowledge_files import read_alarms
from bot.services.chatting import Chatting
from bot.services.clarifying import Clarifying
from bot.services.declining import Declining
from bot.services.escalating import Escalating
from bot.services.recording_gaps import RecordingGaps
from bot.services.refusing import Refusing
from bot.services.telling_clinic import TellingClinic
from bot.settings import ROOT
from tests.unit.facts import ALARM_RULES, CLINIC, FACTS, FRIDAY_NOON, TOPICS, FakeFactBase, asked, fact

OPEN_AT_NINE = Reply("answer", "We open at nine.", ("clinic/hours",), 0.9)


def new_id() -> str:
    return "id-1"


def noon():
    return FRIDAY_NOON


@pytest.fixture
def escalating():
    return Escalating(FakeFactBase(), TOPICS, ALARM_RULES, new_id)


@pytest.fixture
def chatting():
    return Chatting(FakeFactBase(), TOPICS, new_id, noon)


class TestAlarms:
    def test_an_emergency_names_the_number_first_and_offers_nothing(self, escalating) -> None:
        reply = escalating.raise_alarm("red_flag/cauda_equina", 0.9, fired=True)
        assert reply.text.startswith("Please call 999 now.")
        assert (reply.kind, reply.escalation, reply.buttons) == ("emergency", Escalation.EMERGENCY, ())
        assert reply.card.phones[0].number == "999"

    def test_the_classifier_alone_makes_it_urgent(self, escalating) -> None:
        reply = escalating.raise_alarm("red_flag/cauda_equina", 0.9, fired=False)
        assert reply.escalation is Escalation.URGENT
        assert reply.text.startswith("If this is happening now, please call 999.")

    def test_an_urgent_sign_sends_to_a_doctor_today(self, escalating) -> None:
        reply = escalating.raise_alarm("red_flag/dvt_signs", 0.9, fired=True)
        assert reply.escalation is Escalation.URGENT
        assert reply.text.startswith("Please see a doctor today, and have no massage until then.")

    @pytest.mark.parametrize(
        ("topic", "line"),
        [
            ("red_flag/cauda_equina", "trouble with bladder or bowel, please call 999 before anything else."),
            ("red_flag/dvt_signs", "If a leg is swollen, hot or painful, please see a doctor today"),
            ("red_flag/suicidal", "Samaritans will listen at any hour, on 116 123."),
        ],
    )
    def test_who_makes_little_of_a_sign_that_was_asked_about_hears_what_to_do_if_it_is_there(
        self, escalating, topic: str, line: str
    ) -> None:
        reply = escalating.warn(topic, 0.9)
        assert line in reply.text
        assert (reply.topics, reply.escalation) == ((topic,), Escalation.PROFESSIONAL)

    def test_a_doubted_sign_is_asked_about_beside_the_answer_with_two_buttons(self, escalating) -> None:
        reply = escalating.ask_first(OPEN_AT_NINE, "red_flag/dvt_signs")
        assert reply.text == "We open at nine.\nTo be on the safe side: Is one leg swollen, hot or sore?"
        assert (reply.topics, reply.escalation) == (OPEN_AT_NINE.topics, OPEN_AT_NINE.escalation)
        assert reply.check == Check("red_flag/dvt_signs", "sign:red_flag/dvt_signs", "nosign:red_flag/dvt_signs")
        assert [button.payload for button in reply.buttons[:2]] == [reply.check.yes, reply.check.no]

    def test_an_alarm_that_nobodys_words_gave_carries_a_way_out(self, escalating) -> None:
        reply = escalating.raise_alarm("red_flag/dvt_signs", 0.9, fired=True, is_plain=False)
        assert [button.title for button in reply.buttons] == ["No, I meant something else"]

    def test_every_sign_has_a_line_and_a_question_that_names_it(self, knowledge) -> None:
        lines = [page.in_case for page in knowledge.pages if page.topic.startswith("red_flag/")]
        assert all(line.startswith("If ") for line in lines)
        questions = read_alarms(ROOT).questions.values()
        assert all(question.endswith("?") for question in questions)
        assert len(set(lines)) == len(lines) == len(set(questions))

    def test_thoughts_of_suicide_get_the_crisis_line(self, escalating) -> None:
        reply = escalating.raise_alarm("red_flag/suicidal", 0.9, fired=True)
        assert "116 123" in reply.text
        assert [phone.number for phone in reply.card.phones] == ["999", "116 123"]


class TestClinic:
    @pytest.fixture
    def telling(self):
        return TellingClinic(FakeFactBase(), new_id, noon)

    def test_hours_say_whether_it_is_open_now(self, telling) -> None:
        assert telling.tell(asked("clinic/hours")).text.startswith("We are open now, until 7 pm.")

    def test_a_weekday_is_answered_with_its_next_date(self, telling) -> None:
        reply = telling.tell(asked("clinic/hours", "saturday?", Entity("day", "saturday", "saturday")))
        assert reply.text == "On Saturday 21 November we are open 10 am to 2 pm."

    def test_a_closed_day_names_the_next_opening(self, telling) -> None:
        reply = telling.tell(asked("clinic/hours", "sunday?", Entity("day", "sunday", "sunday")))
        assert reply.text == "On Sunday 22 November we are closed. We open again on Monday at 9 am."

    @pytest.mark.parametrize(
        ("topic", "offers"), [("clinic/booking", True), ("clinic/contact", True), ("clinic/hours", False)]
    )
    def test_who_wants_to_reach_us_may_be_called_back(self, topic: str, offers: bool) -> None:
        base = FakeFactBase([*FACTS, fact("clinic/booking", "r", "{booking}"), fact("clinic/contact", "r", "{phone}")])
        reply = TellingClinic(base, new_id, noon).tell(asked(topic))
        assert ("do:request" in [button.payload for button in reply.buttons]) is offers

    def test_a_holiday_beats_the_weekday(self, telling) -> None:
        reply = telling.tell(asked("clinic/hours", "xmas?", Entity("day", "12-25", "xmas")))
        assert "(Christmas Day) we are closed" in reply.text


class TestChat:
    def test_says_who_lists_the_sources_of_the_last_answer_and_its_grade(self, chatting) -> None:
        reply = chatting.chat(asked("chat/sources"), Frame(said=("benefit/sleep#helps",))).reply
        assert "A trial (Some University, 2011)" in reply.text
        assert "few, small or imperfect" in reply.text
        assert [source.id for source in reply.sources] == ["trial"]

    def test_says_who_before_any_answer_claims_nothing(self, chatting) -> None:
        reply = chatting.chat(asked("chat/sources"), Frame()).reply
        assert reply.sources == ()
        assert "not said anything yet" in reply.text

    def test_more_says_what_was_not_said_and_never_repeats(self, chatting) -> None:
        frame = Frame(subject="benefit/sleep", said=("benefit/sleep#helps",), topics=("benefit/sleep",))
        outcome = chatting.chat(asked("chat/more"), frame)
        reply, after = outcome.reply, outcome.frame
        assert "long run" in reply.text
        reply = chatting.chat(asked("chat/more"), after).reply
        assert "That is all I have" in reply.text

    def test_more_of_a_condition_stays_at_its_level(self, chatting) -> None:
        frame = Frame(subject="benefit/sleep", said=("benefit/sleep#helps",), topics=("condition/sciatica",))
        reply = chatting.chat(asked("chat/more"), frame).reply
        assert reply.escalation is Escalation.PROFESSIONAL

    def test_a_person_is_offered_by_phone_with_the_hours(self, chatting) -> None:
        reply = chatting.chat(asked("chat/human_handoff"), Frame()).reply
        assert "020 7946 0123" in reply.text
        assert "open now" in reply.text
        assert reply.card.kind == "contact"
        assert reply.buttons[0].payload == "do:request"

    def test_other_talk_offers_no_call(self, chatting) -> None:
        reply = chatting.chat(asked("chat/capabilities"), Frame()).reply
        assert "do:request" not in [button.payload for button in reply.buttons]


class TestNoAnswer:
    @pytest.fixture
    def declining(self):
        return Declining(FakeFactBase(), new_id, noon)

    def test_a_refusal_has_one_out_of_scope_topic(self, declining) -> None:
        reply = declining.decline(asked("out_of_scope/other"))
        assert (reply.kind, reply.topics) == ("decline", ("out_of_scope/other",))
        assert reply.text == "That is outside what I know."

    def test_the_nearest_topics_stand_only_in_the_buttons(self, declining) -> None:
        reply = declining.decline(asked("type/swedish", confidence=0.2, decision=DECLINE))
        assert reply.topics == ("out_of_scope/other",)
        assert "ask:type/swedish" in [button.payload for button in reply.buttons]
        assert "rather not guess" in reply.text

    def test_a_medical_question_names_the_doctor(self, declining) -> None:
        reply = declining.decline(asked("condition/sciatica", confidence=0.2, decision=DECLINE))
        assert reply.topics == ("out_of_scope/medical",)
        assert "doctor" in reply.text

    def test_a_sexual_request_is_offered_nothing_but_a_person(self, declining) -> None:
        reply = declining.decline(asked("out_of_scope/sexual"))
        assert [button.payload for button in reply.buttons] == ["ask:chat/human_handoff"]

    def test_nobody_is_accused_by_a_guess(self, declining) -> None:
        reply = declining.decline(asked("out_of_scope/sexual", "can my girlfriend watch", confidence=0.89))
        assert reply.topics == ("out_of_scope/other",)
        assert "not sure that I understood" in reply.text
        assert declining.decline(asked("out_of_scope/sexual", confidence=0.9)).topics == ("out_of_scope/sexual",)

    def test_abuse_is_offered_only_where_it_is_likeliest(self, declining) -> None:
        told, wear = Candidate("support/misconduct", 0.2), Candidate("practical/does_it_hurt", 0.2)
        titles = [
            [button.payload for button in declining.decline(Question("hm", DECLINE, candidates)).buttons]
            for candidates in ((told, wear), (wear, told))
        ]
        assert ["ask:support/misconduct" in payloads for payloads in titles] == [True, False]

    def test_another_language_gets_the_phone_and_the_emergency_number(self, declining) -> None:
        reply = declining.decline(asked("clinic/booking", "me duele la espalda", decision=DECLINE, is_foreign=True))
        assert "only English" in reply.text
        assert CLINIC["phone"] in reply.text and "999" in reply.text

    def test_talk_is_never_offered_as_a_choice(self) -> None:
        clarifying = Clarifying(FakeFactBase(), new_id, lambda: FRIDAY_NOON)
        candidates = (Candidate("chat/goodbye", 0.4), Candidate("type/swedish", 0.3), Candidate("benefit/sleep", 0.1))
        assert clarifying.clarify(Question("hm", CLARIFY, candidates)).topics == ("type/swedish", "benefit/sleep")
        assert clarifying.clarify(Question("hm", CLARIFY, candidates[:2])) is None

    def test_two_close_candidates_are_asked_about(self) -> None:
        candidates = (Candidate("type/swedish", 0.4), Candidate("benefit/sleep", 0.3), Candidate("clinic/hours", 0.1))
        reply = Clarifying(FakeFactBase(), new_id, lambda: FRIDAY_NOON).clarify(Question("hm", CLARIFY, candidates))
        assert (reply.kind, reply.topics) == ("clarify", ("type/swedish", "benefit/sleep"))
        assert [button.payload for button in reply.buttons][:2] == ["ask:type/swedish", "ask:benefit/sleep"]

    def test_a_gap_keeps_the_question_and_its_nearest_topics(self) -> None:
        kept = []

        class Gaps:
            def add(self, gap, asked_at) -> None:
                kept.append((gap, asked_at))

        RecordingGaps(Gaps(), noon).record("rest:a", asked("type/swedish", "hm"), DECLINE)
        gap, asked_at = kept[0]
        assert (gap.text, gap.outcome, gap.candidates[0]) == ("hm", "decline", "type/swedish")
        assert asked_at == FRIDAY_NOON


class TestRefusals:
    def test_a_text_that_is_too_long_gets_the_emergency_number(self) -> None:
        assert "999" in Refusing(lambda: CLINIC, new_id).too_long().text

    def test_a_broken_database_still_gets_a_kind_sentence(self) -> None:
        def broken():
            raise OSError("no database")

        reply = Refusing(broken, new_id).broken()
        assert reply.text == "I am sorry, I cannot answer just now. Please try again in a moment."

    def test_a_database_that_breaks_later_does_not_take_the_numbers_away(self) -> None:
        database = [CLINIC]
        refusing = Refusing(lambda: database[0], new_id)
        database.clear()
        assert CLINIC["phone"] in refusing.broken().text
