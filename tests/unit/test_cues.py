"""Small words that tie a message to the one before it, in the words that people use."""

from __future__ import annotations

import pytest

from bot.clinic.cues import (
    asks_for_a_dose,
    asks_for_own_data,
    asks_for_proof,
    asks_to_compare,
    asks_what_it_is,
    asks_why,
    find_aspect,
    find_choice,
    goes_on,
    leans_back,
    split_clauses,
    split_questions,
)


class TestGoingOn:
    @pytest.mark.parametrize(
        "text",
        [
            "and shiatsu?",
            "And is it sore",
            "what about deep tissue",
            "how about swedish then",
            "ok and before?",
            "or hot stone?",
            "right, and on sunday?",
            "so what about parking",
            "but what about my neck",
        ],
    )
    def test_a_short_message_that_begins_with_and_or_what_about_goes_on(self, text: str) -> None:
        assert goes_on(text)

    @pytest.mark.parametrize(
        "text",
        [
            "what is shiatsu",
            "does it hurt",
            "swedish and thai",
            "android app?",
            "orthopaedic massage?",
            "order a voucher",
            "so how long is it",
            "and I have had sciatica since last summer, would a session help",
        ],
    )
    def test_a_whole_question_or_a_long_story_does_not(self, text: str) -> None:
        assert not goes_on(text)


class TestLeaningBack:
    @pytest.mark.parametrize(
        "text",
        [
            "does it hurt",
            "how long",
            "clothes on?",
            "do you keep your clothes on for that one",
            "how long is one of those",
            "whats the price of that",
            "which one hurts more",
            "and how often should I go then",
            "is it safe while I am taking tablets for it",
        ],
    )
    def test_what_leaves_out_its_subject_leans_on_the_last_message(self, text: str) -> None:
        assert leans_back(text)

    @pytest.mark.parametrize(
        "text",
        [
            "what should a complete beginner wear when coming to the clinic",
            "how long does a thai massage usually take",
            "where can my wife park the car",
            "how much do you charge for an hour",
            "I ask because it has been four months now and my back is shut down",
        ],
    )
    def test_what_names_its_subject_does_not(self, text: str) -> None:
        assert not leans_back(text)


class TestAskingWhatItIs:
    @pytest.mark.parametrize(
        "text",
        [
            "what is shiatsu",
            "what are hot stones",
            "what exactly is remedial",
            "what does a sports one do exactly",
            "what do they do in a thai massage",
            "what's lymphatic drainage for",
            "whats thai like",
            "remedial, whats that",
            "hot stone looks dreamy, what happens in it",
            "how does cupping work",
            "tell me about the first one",
            "tell me more about thai",
            "explain shiatsu to me like I'm five",
            "meaning of effleurage",
        ],
    )
    def test_it_asks_for_a_description(self, text: str) -> None:
        assert asks_what_it_is(text)

    @pytest.mark.parametrize(
        "text",
        [
            "and shiatsu?",
            "is shiatsu ok",
            "what about deep tissue",
            "so deep tissue is out then",
            "would swedish be safer",
            "can I have deep tissue with warfarin",
            "what type would be best",
            "will it work on my back",
        ],
    )
    def test_it_asks_for_a_verdict(self, text: str) -> None:
        assert not asks_what_it_is(text)


class TestAskingToCompare:
    @pytest.mark.parametrize(
        "text",
        [
            "vs trigger point?",
            "versus swedish",
            "difference to therapeutic?",
            "what's the difference between them",
            "how is it different from thai",
            "is it the same as shiatsu",
            "is that better than swedish",
            "softer than deep tissue?",
            "compared to deep tissue?",
        ],
    )
    def test_one_is_held_against_another(self, text: str) -> None:
        assert asks_to_compare(text)

    @pytest.mark.parametrize(
        "text",
        ["and thai?", "is thai any good", "better for my back?", "does it make a difference", "a different one please"],
    )
    def test_one_alone_is_not_compared(self, text: str) -> None:
        assert not asks_to_compare(text)


class TestAskingWhy:
    @pytest.mark.parametrize(
        "text",
        [
            "why?",
            "Why not",
            "how come?",
            "how so?",
            "y?",
            "ok but why?",
            "hmm why",
            "why tho",
            "why is that",
            "why does that matter",
            "why does it help",
            "why do you say that",
            "Why would anybody say no to that?",
        ],
    )
    def test_a_bare_why_is_about_what_was_just_said(self, text: str) -> None:
        assert asks_why(text)

    @pytest.mark.parametrize(
        "text",
        [
            "why does my back hurt",
            "why are you closed on sundays",
            "why is deep tissue so dear",
            "how come you charge so much",
            "yes",
            "you",
            "how long",
            "I wonder why my neck is so stiff",
        ],
    )
    def test_a_why_of_its_own_is_not(self, text: str) -> None:
        assert not asks_why(text)


class TestAskingForProof:
    @pytest.mark.parametrize(
        "text",
        [
            "is that proven",
            "and is THAT proven?",
            "is that proven or just what people say",
            "is there any evidence for that",
            "got any research on that?",
            "are there studies on this",
            "is that true",
            "does it really work",
            "has anyone proved it",
        ],
    )
    def test_it_doubts_what_was_just_said(self, text: str) -> None:
        assert asks_for_proof(text)

    @pytest.mark.parametrize(
        "text",
        [
            "is massage proven",
            "what does it cost",
            "does that hurt",
            "I study a lot",
            "is it improved by heat",
            "does research show that massage of the lower back helps people over a whole year",
        ],
    )
    def test_it_asks_something_else_or_names_what_is_to_be_proven(self, text: str) -> None:
        assert not asks_for_proof(text)


class TestAskingForADose:
    @pytest.mark.parametrize(
        "text",
        [
            "can I skip my warfarin the day before",
            "should I leave out my blood thinners before the massage",
            "can I halve my dose",
            "can I double my codeine beforehand",
            "should I come off my medication before I come",
            "stop taking my meds before?",
            "can I delay my tablets till after",
            "is it ok to miss an insulin injection for the appointment",
            "how many ibuprofen can I take",
            "how much paracetamol can I have first",
            "and how much ibuprofen can i take in a day in the meantime",
            "can I take two paracetamol before my session",
            "can I take ibuprofen on top",
        ],
    )
    def test_to_change_what_is_taken_is_a_question_for_a_doctor(self, text: str) -> None:
        assert asks_for_a_dose(text)

    @pytest.mark.parametrize(
        "text",
        [
            "I take blood thinners",
            "I'm on warfarin, is sports massage ok",
            "I take insulin, is massage safe",
            "is massage better than painkillers",
            "could regular treatments mean I take less ibuprofen",
            "sick of painkillers, can massage help",
            "can I have two sessions a week while on antibiotics",
            "how much is a swedish",
            "how many sessions do I need",
            "double session please",
            "can I skip the oil",
            "I missed my appointment",
        ],
    )
    def test_to_mention_a_medicine_or_to_skip_something_else_is_not(self, text: str) -> None:
        assert not asks_for_a_dose(text)


class TestAspects:
    @pytest.mark.parametrize(
        ("text", "aspect"),
        [
            ("is thai painful", "does_it_hurt"),
            ("and is it sore", "does_it_hurt"),
            ("how long does a thai one take", "session_length"),
            ("how long is a swedish", "session_length"),
            ("how often should I have a sports one", "how_often"),
            ("do I undress for shiatsu", "what_to_wear"),
            ("do you keep your clothes on for thai", "what_to_wear"),
        ],
    )
    def test_a_practical_thing_is_asked_of_a_type(self, text: str, aspect: str) -> None:
        assert find_aspect(text) == aspect

    @pytest.mark.parametrize(
        "text",
        [
            "what is thai",
            "and shiatsu?",
            "is swedish good for my back",
            "how long does the effect of hot stone last",
            "how long have you done thai",
        ],
    )
    def test_or_the_type_itself_is(self, text: str) -> None:
        assert find_aspect(text) is None


class TestChoosing:
    @pytest.mark.parametrize(
        ("text", "choice"),
        [
            ("the first one", "first"),
            ("tell me about the first one", "first"),
            ("the former", "first"),
            ("what about the second one", "second"),
            ("the latter please", "second"),
            ("no, the other one", "other"),
            ("the other one sounds nice", "other"),
        ],
    )
    def test_one_of_two_is_meant(self, text: str, choice: str) -> None:
        assert find_choice(text) == choice

    @pytest.mark.parametrize(
        "text",
        [
            "swedish",
            "both",
            "neither",
            "my other half fancies it",
            "another one",
            "the first of those that you told me about before",
        ],
    )
    def test_nothing_is_chosen_without_the_words_or_in_a_long_message(self, text: str) -> None:
        assert find_choice(text) is None


class TestTwoQuestions:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("what does it cost and where do I park", ("what does it cost", "where do I park")),
            ("does it hurt, and will I bruise", ("does it hurt", "will I bruise")),
            ("are you open sunday, also where do I park", ("are you open sunday", "where do I park")),
            ("how much is a swedish? And do you have parking?", ("how much is a swedish", "do you have parking?")),
            ("What's hot stone? oh and do you sell vouchers?", ("What's hot stone", "do you sell vouchers?")),
            ("is it sore? how long is it?", ("is it sore", "how long is it?")),
        ],
    )
    def test_they_are_taken_apart(self, text: str, parts: tuple[str, ...]) -> None:
        assert split_questions(text) == parts

    @pytest.mark.parametrize(
        "text",
        [
            "what is the difference between swedish and thai",
            "does it help with stress and sleep",
            "I have sciatica and take warfarin",
            "my back hurts and I don't know what to do",
            "I've a bad back. Can I come?",
            "how much and where",
            "hi? anyone there",
            "What about parking? Thanks",
        ],
    )
    def test_one_question_stays_whole_with_what_is_told_beside_it(self, text: str) -> None:
        assert split_questions(text) == (text,)

    def test_three_are_three(self) -> None:
        text = "do you open sunday and can i park there and how much is it"
        assert split_questions(text) == ("do you open sunday", "can i park there", "how much is it")


class TestAskingForOwnData:
    @pytest.mark.parametrize(
        "text",
        [
            "what do you know about me",
            "what have you got on me?",
            "forget me",
            "please delete my data",
            "erase everything",
        ],
    )
    def test_it_asks_what_is_kept_or_to_be_forgotten(self, text: str) -> None:
        assert asks_for_own_data(text)

    @pytest.mark.parametrize(
        "text",
        ["what do you know about shiatsu", "can you delete my booking", "don't forget my back", "I forget how long"],
    )
    def test_it_does_not(self, text: str) -> None:
        assert not asks_for_own_data(text)


class TestClauses:
    def test_they_end_at_stops_and_small_joining_words(self) -> None:
        text = "tired of living, do you open sunday? Maybe monday but not early"
        assert split_clauses(text) == ("tired of living", "do you open sunday", "Maybe monday", "not early")

    def test_one_word_is_none(self) -> None:
        assert split_clauses("hi, my groin is numb. thanks") == ("my groin is numb",)

    def test_a_number_stays_whole(self) -> None:
        assert split_clauses("temperature of 38.5, at 10:30") == ("temperature of 38.5", "at 10:30")

    def test_the_twelfth_holds_the_rest(self) -> None:
        clauses = split_clauses("it is, " * 20)
        assert len(clauses) == 12
        assert clauses[-1].startswith("it is, it is")
