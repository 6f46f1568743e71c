"""The parts of the understanding: spelling, entities, letters, calibration, decision."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.clinic.facts import Alias
from bot.clinic.questions import ANSWER, CLARIFY, DECLINE, Candidate, Entity
from bot.knowledge_files import read_short_names, read_topics
from bot.knowledge_files.acts import ActExample, read_acts
from bot.nlu.act_training import train_acts
from bot.nlu.encoder import DIMENSIONS, Encoder, EncoderMissing
from bot.nlu.entities import EntityFinder
from bot.nlu.reading import Understanding, decide
from bot.nlu.spelling import Spelling, words_of
from bot.nlu.storing import read_trained, write_trained
from bot.nlu.trained import Calibration, TfIdf, Trained, name_features, weigh_refusals
from bot.nlu.training import HeldOut, calibrate, fit_letters, train
from bot.settings import ROOT

ALIASES = (
    Alias("deep tissue", "type", "type/deep_tissue"),
    Alias("swedish", "type", "type/swedish"),
    Alias("warfarin", "condition", "condition/blood_thinners"),
    Alias("beta blockers", "condition", "condition/high_blood_pressure"),
)
TOPICS = read_topics(ROOT)
QUESTIONS = [
    (text, topic)
    for topic, texts in {
        "type/swedish": [
            "what is swedish",
            "tell me about swedish",
            "is swedish gentle",
            "swedish strokes",
            "swedish please",
        ],
        "clinic/hours": [
            "when are you open",
            "open on sunday",
            "opening hours",
            "what time do you close",
            "are you open now",
        ],
        "practical/what_to_wear": [
            "what do I wear",
            "do I undress",
            "clothes on or off",
            "keep my pants on",
            "which clothes",
        ],
    }.items()
    for text in texts
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


class TestSpelling:
    spelling = Spelling(["massage", "swedish", "sciatica", "back"], english=["message", "sack"])

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("masage", "massage"),
            ("Swedihs MASSAGE", "swedish massage"),
            ("siatica", "sciatica"),
            ("a message for my sack", "a message for my sack"),  # right English words stay
            ("bak", "bak"),  # too short to be sure
            ("xylophone", "xylophone"),
        ],
    )
    def test_an_unknown_word_becomes_the_nearest_known_one(self, typed: str, meant: str) -> None:
        assert self.spelling.repair(typed) == meant

    def test_a_word_met_once_may_itself_be_a_typing_error(self) -> None:
        assert words_of(["massage please", "massge please", "a massage"], [], []) == {"massage", "please"}

    def test_a_word_one_edit_from_a_far_commoner_one_is_a_typing_error(self) -> None:
        texts = ["massage"] * 10 + ["massge"] * 2 + ["sciatica"] * 10
        assert words_of(texts, ["siatica", "warfarin"], ["massage"]) == {"massage", "sciatica", "warfarin"}

    def test_a_word_that_the_lexicon_knows_is_none(self) -> None:
        assert words_of(["massage"] * 10 + ["message"] * 2, [], ["message"]) == {"massage", "message"}


class TestNames:
    naming = EntityFinder(ALIASES, read_short_names(ROOT))

    def keys(self, text: str) -> list[str]:
        return [thing.key for thing in self.naming.find(text)]

    def test_things_are_found_in_any_case_and_spacing(self) -> None:
        assert self.keys("I take WARFARIN, is Deep  Tissue ok") == ["condition/blood_thinners", "type/deep_tissue"]

    def test_a_part_of_a_word_is_no_name(self) -> None:
        assert self.keys("swedishness") == []

    def test_days_are_named_too(self) -> None:
        assert self.keys("open tmrw or Saturday") == ["tomorrow", "saturday"]

    @pytest.mark.parametrize(
        ("text", "types"),
        [
            ("relaxation or swedish", {"type/relaxation", "type/swedish"}),
            ("Relaxation vs. Swedish, which is lighter", {"type/relaxation", "type/swedish"}),
            ("is swedish better than relaxation", {"type/relaxation", "type/swedish"}),
            ("sports versus remedial", {"type/sports", "type/remedial"}),
            ("lymphatic or myofascial?", {"type/lymphatic_drainage", "type/myofascial_release"}),
        ],
    )
    def test_a_wish_beside_a_type_is_a_type(self, text: str, types: set[str]) -> None:
        assert types == {thing.key for thing in self.naming.find(text) if thing.kind == "type"}

    @pytest.mark.parametrize(
        "text", ["I come for relaxation", "I do sports", "do I sit on a chair", "a medical reason", "for sleep or rest"]
    )
    def test_a_wish_alone_is_none(self, text: str) -> None:
        assert self.keys(text) == []


class TestEncoder:
    def test_a_sentence_becomes_a_unit_vector(self, encoder) -> None:
        vectors = encoder.encode(["does it hurt", "is it painful", "where do I park"])
        assert vectors.shape == (3, DIMENSIONS)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]

    def test_a_text_gets_the_same_vector_alone_and_in_company(self, encoder) -> None:
        alone = encoder.encode(["does it hurt"])[0]
        assert np.array_equal(alone, encoder.encode(["a much longer text than the other one", "does it hurt"])[1])

    def test_an_encoder_that_was_not_built_names_the_next_step(self, tmp_path) -> None:
        with pytest.raises(EncoderMissing, match="effie prepare"):
            Encoder(tmp_path / "none.onnx")


class TestClassifier:
    @pytest.fixture(scope="class")
    def trained(self, encoder) -> Trained:
        return train(QUESTIONS, encoder, EntityFinder(ALIASES), lambda _: None)

    def test_it_understands_a_wording_that_it_has_not_met(self, trained, encoder) -> None:
        understanding = Understanding(trained, encoder, EntityFinder(ALIASES))
        assert understanding.read("should I take my clothes off").candidates[0].topic == "practical/what_to_wear"

    def test_what_was_learned_survives_saving(self, trained, encoder, tmp_path) -> None:
        write_trained(trained, tmp_path)
        before = Understanding(trained, encoder, EntityFinder(ALIASES)).read("do you close on sunday")
        after = Understanding(read_trained(tmp_path), encoder, EntityFinder(ALIASES)).read("do you close on sunday")
        assert before == after

    def test_a_training_question_word_for_word_keeps_its_topic(self, trained, encoder) -> None:
        understanding = Understanding(trained, encoder, EntityFinder(ALIASES))
        wrong = [text for text, topic in QUESTIONS if understanding.read(text).candidates[0].topic != topic]
        assert wrong == []

    @pytest.mark.parametrize("text", ["", " ", "?", "🙂", "массаж спины", "a" * 4096, "\n\n"])
    def test_any_text_is_read_without_an_error(self, trained, encoder, text: str) -> None:
        Understanding(trained, encoder, EntityFinder(ALIASES)).read(text)


MANNERS = [
    ("what can you do", "chat/capabilities"),
    ("what can I ask you", "chat/capabilities"),
    ("help me use this", "chat/capabilities"),
    ("what do you know about", "chat/capabilities"),
    ("who won the football", "out_of_scope/other"),
    ("will it rain on monday", "out_of_scope/other"),
    ("tell me a joke", "out_of_scope/other"),
    ("sell me a car", "out_of_scope/other"),
    ("his face drops on one side", "red_flag/stroke"),
    ("her speech is slurred", "red_flag/stroke"),
    ("one arm went weak all at once", "red_flag/stroke"),
    ("half of his mouth hangs down", "red_flag/stroke"),
]


class TestSigns:
    """How likely a warning sign is, and how much of that lies on emergencies."""

    @pytest.fixture(scope="class")
    def understanding(self, encoder) -> Understanding:
        urgent = [(text, "red_flag/dvt_signs") for text in ("my calf is hot", "one leg is swollen", "her calf is red")]
        trained = train([*QUESTIONS, *MANNERS, *urgent], encoder, EntityFinder(ALIASES), lambda _: None)
        return Understanding(trained, encoder, EntityFinder(ALIASES))

    def test_what_was_told_in_pieces_is_read_together(self, understanding) -> None:
        alone = understanding.read("on one side")
        together = understanding.read("on one side", pieces_together="his face hangs down . on one side")
        assert together.alarm > alone.alarm
        assert together.candidates == alone.candidates


def _few_of_each(acts: tuple[str, ...]) -> list[ActExample]:
    examples = read_acts(ROOT)
    return [example for act in acts for example in [e for e in examples if e.act == act][:100]]


class TestFollowingOn:
    """The message before counts where this one goes on or is not understood for sure, and two questions are two."""

    BEFORE = (
        ("tell me about swedish", "type/swedish"),
        ("when are you open", "clinic/hours"),
        ("what do I wear", "practical/what_to_wear"),
    )

    @pytest.fixture(scope="class")
    def trained(self, encoder) -> Trained:
        entities = EntityFinder(ALIASES)
        trained = train([*QUESTIONS, *MANNERS], encoder, entities, lambda _: None)
        return replace(trained, acts=train_acts(_few_of_each(("asks", "goes_on", "both")), trained, encoder, entities))

    @pytest.fixture(scope="class")
    def understand(self, trained, encoder):
        """An understanding that is always as confident as is asked, whatever the text."""

        @cache
        def with_confidence(confidence: float) -> Understanding:
            flat = Calibration(np.array([0, 0, np.log(confidence / (1 - confidence))], np.float32))
            return Understanding(replace(trained, calibration=flat), encoder, EntityFinder(ALIASES))

        return with_confidence

    @pytest.mark.parametrize(("before", "topic"), BEFORE)
    @pytest.mark.parametrize("text", ["and for that?", "what about my mother?"])
    def test_what_goes_on_is_read_behind_the_message_before_it(
        self, understand, text: str, before: str, topic: str
    ) -> None:
        assert understand(0.9).read(text, before).candidates[0].topic == topic

    @pytest.mark.parametrize(("before", "topic"), BEFORE)
    def test_so_is_what_is_hardly_understood(self, understand, before: str, topic: str) -> None:
        assert understand(0.3).read("for both", before).candidates[0].topic == topic

    @pytest.mark.parametrize("before", [text for text, _ in BEFORE])
    @pytest.mark.parametrize("text", ["for both", "do you close early"])
    def test_what_is_understood_for_sure_is_not(self, understand, text: str, before: str) -> None:
        assert understand(0.9).read(text, before) == understand(0.9).read(text)

    @pytest.mark.parametrize("before", [text for text, _ in BEFORE])
    def test_what_has_a_subject_of_its_own_keeps_it(self, understand, before: str) -> None:
        assert understand(0.9).read("and when are you open on sunday", before).candidates[0].topic == "clinic/hours"

    def test_of_a_long_message_before_only_the_end_counts(self, understand) -> None:
        words = ["swedish"] * 30 + ["open"] * 30
        understanding = understand(0.3)
        assert understanding.read("for both", " ".join(words)) == understanding.read("for both", " ".join(words[30:]))

    def test_a_thing_in_the_message_before_is_not_named_in_this_one(self, understand) -> None:
        read = understand(0.3).read("for both", "is swedish gentle")
        assert (read.candidates[0].topic, read.entities) == ("type/swedish", ())

    def test_a_sign_in_the_message_before_raises_no_alarm_in_this_one(self, understand) -> None:
        alone = understand(0.3).read("for both")
        behind = understand(0.3).read("for both", "his face drops on one side")
        assert behind.candidates[0].topic == "red_flag/stroke"
        assert behind.alarm == alone.alarm

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            (
                "when are you open and what do I wear",
                {"clinic/hours": "when are you open", "practical/what_to_wear": "what do I wear"},
            ),
            (
                "what is swedish? And when are you open?",
                {"type/swedish": "what is swedish", "clinic/hours": "when are you open?"},
            ),
        ],
    )
    def test_two_questions_in_one_message_are_both_kept(self, understand, text: str, parts: dict[str, str]) -> None:
        read = understand(0.9).read(text)
        assert read.also is not None
        first, second = read.candidates[0].topic, read.also.candidate.topic
        assert {first, second} == set(parts)
        assert read.also.text == parts[second]

    @pytest.mark.parametrize(
        "text",
        [
            "when are you open",
            "when are you open and what time do you close",  # both about hours
            "when are you open and what is swedish and what do I wear",
            "when are you open and what can you do",  # about the assistant
            "when are you open and will it rain on monday",  # outside
            "when are you open? his face drops on one side",  # a sign is for the alarm alone
        ],
    )
    def test_there_is_no_second_question_where_there_are_not_two_to_answer(self, understand, text: str) -> None:
        assert understand(0.9).read(text).also is None

    def test_there_is_no_second_question_where_one_of_them_is_hardly_understood(self, understand) -> None:
        assert understand(0.5).read("when are you open and what do I wear").also is None

    def test_a_named_thing_that_is_likeliest_is_answered_on_less(self, understand) -> None:
        assert understand(0.3).read("swedish").decision == ANSWER

    def test_without_a_name_the_same_confidence_asks_back(self, understand) -> None:
        assert understand(0.3).read("which clothes").decision == CLARIFY

    def test_a_name_does_not_help_where_hardly_anything_was_understood(self, understand) -> None:
        assert understand(0.2).read("swedish").decision != ANSWER

    def test_a_name_does_not_help_another_topic(self, understand) -> None:
        read = understand(0.3).read("when are you open for deep tissue")
        assert (read.candidates[0].topic, read.decision) == ("clinic/hours", CLARIFY)
        assert Entity("type", "type/deep_tissue", "deep tissue") in read.entities


@pytest.mark.parametrize(
    "text", ["Are you OPEN  open on sundays", "swedish?\nswedish!", "ÉÀ 😀 ß", "x", "", "never met"]
)
def test_one_text_is_weighed_as_a_corpus_is(text: str) -> None:
    corpus = ["what is swedish massage", "when are you open", "are you open on sundays", "is it x"]
    words = TfidfVectorizer(token_pattern=r"\b\w+\b", ngram_range=(1, 2), sublinear_tf=True).fit(corpus)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True).fit(corpus)
    row = np.hstack([part.transform([text]).toarray()[0] for part in (words, letters)]) / np.sqrt(2)
    assert np.allclose(row, fit_letters(corpus).rows([text]).toarray()[0], atol=1e-6)


def test_letters_have_unit_length_and_survive_saving() -> None:
    letters = fit_letters(["what is swedish", "when are you open"])
    rows = letters.rows(["are you open"])
    assert np.isclose(np.linalg.norm(rows.toarray()), 1, atol=1e-5)
    stored = json.loads(json.dumps(letters.as_dict()))
    assert np.allclose(TfIdf(**stored).rows(["are you open"]).toarray(), rows.toarray())


def test_names_become_columns() -> None:
    assert name_features([["b"], ["a", "unknown"]], ["a", "b"]).tolist() == [[0, 1], [1, 0]]


def test_confidence_is_the_share_of_answers_that_were_right() -> None:
    similarities = np.repeat([0.2, 0.8], 100)
    read_as = np.tile([0, 1], 100)
    is_right = np.concatenate([np.arange(100) < 30, np.arange(100) < 90])
    labels = np.where(is_right, read_as, 1 - read_as)
    fitted = np.zeros((0, 2), np.float32), np.zeros(2, np.float32)
    calibration = calibrate(HeldOut(np.eye(2)[read_as], similarities, labels, fitted))
    assert np.allclose(calibration.confidence(np.array([0.2, 0.8])), [0.3, 0.9], atol=0.01)


def test_between_two_equals_it_leans_towards_declining() -> None:
    leaning = weigh_refusals(np.array([[0.4, 0.4, 0.2]]), [1])
    assert leaning.argmax() == 1
    assert np.isclose(leaning.sum(), 1)


@pytest.mark.parametrize(
    ("confidences", "decision"),
    [((0.9, 0.05), ANSWER), ((0.4, 0.3), CLARIFY), ((0.1, 0.05), DECLINE)],
)
def test_it_answers_asks_back_or_declines_by_its_confidence(confidences: tuple[float, float], decision: str) -> None:
    assert decide([Candidate(topic, c) for topic, c in zip(("type/a", "type/b"), confidences, strict=True)]) == decision


def test_what_is_probably_out_of_scope_is_never_offered_as_a_choice() -> None:
    candidates = [Candidate("out_of_scope/other", 0.4), Candidate("clinic/hours", 0.3)]
    assert decide(candidates) == DECLINE


class TestOtherLanguages:
    """A text in another language is known by its words, and never silences an alarm."""

    SPELLING = Spelling("my back hurts a lot when i sit can book massage for tomorrow hot stone thanks the is".split())

    @pytest.mark.parametrize(
        "text",
        [
            "me duele mucho la espalda, puedo reservar",
            "ich habe rückenschmerzen, kann ich morgen kommen",
            "у меня болит спина",
            "我的背很痛",
        ],
    )
    def test_it_is_noticed(self, text: str) -> None:
        assert self.SPELLING.is_foreign(text)

    @pytest.mark.parametrize(
        "text",
        [
            "je voudrais un massage du dos demain",
            "hola, quiero un masaje para la espalda",
            "was kostet eine massage bei ihnen? danke",
            "vorrei un massaggio per la schiena domani",
            "quero uma massagem para as costas",
            "ile kosztuje masaż pleców, dzień dobry",
            "ik wil graag een massage voor mijn rug",
        ],
    )
    def test_its_small_words_give_it_away_where_the_others_are_ours(self, text: str) -> None:
        spelling = Spelling(text.split(), [])  # every word of it is known
        assert spelling.is_foreign(text)

    @pytest.mark.parametrize(
        "text",
        [
            "does lomi lomi hurt a lot?",
            "is the masseur there on a sunday, merci",
            "my mon and wed are free, any slots?",
            "la stone or thai, whats better for me",
            "is Des free Mon",
            "book mam in for mon pls",
            "les and della, two for sat",
        ],
    )
    def test_a_word_or_two_in_an_english_question_do_not(self, text: str) -> None:
        assert not Spelling(text.split(), []).is_foreign(text)

    @pytest.mark.parametrize(
        "text", ["my back hurts alot when i sitt", "gracias", "hot stone?", "👍", "", "Dr Nguyễn?"]
    )
    def test_english_with_errors_and_very_short_texts_are_not_foreign(self, text: str) -> None:
        assert not self.SPELLING.is_foreign(text)
