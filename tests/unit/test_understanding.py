"""The parts of the understanding: spelling, names, letters, calibration, decision."""

from __future__ import annotations

import numpy as np
import pytest

from bot.clinic.facts import Alias
from bot.clinic.questions import ANSWER, CLARIFY, DECLINE, Candidate
from bot.nlu.encoder import DIMENSIONS, Encoder, EncoderMissing
from bot.nlu.features import Letters, name_features
from bot.nlu.naming import Naming
from bot.nlu.regression import calibrate
from bot.nlu.spelling import Spelling, words_of
from bot.nlu.understanding import Trained, Understanding, as_question, decide, train

ALIASES = (
    Alias("deep tissue", "type", "type/deep_tissue"),
    Alias("swedish", "type", "type/swedish"),
    Alias("warfarin", "condition", "condition/blood_thinners"),
    Alias("beta blockers", "condition", "condition/high_blood_pressure"),
)
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
    naming = Naming(ALIASES)

    def keys(self, text: str) -> list[str]:
        return [thing.key for thing in self.naming.find(text)]

    def test_things_are_found_in_any_case_and_spacing(self) -> None:
        assert self.keys("I take WARFARIN, is Deep  Tissue ok") == ["condition/blood_thinners", "type/deep_tissue"]

    def test_a_part_of_a_word_is_no_name(self) -> None:
        assert self.keys("swedishness") == []

    def test_days_are_named_too(self) -> None:
        assert self.keys("open tmrw or Saturday") == ["tomorrow", "saturday"]


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
        return train(QUESTIONS, encoder, Naming(ALIASES), lambda _: None)

    def test_it_understands_a_wording_that_it_has_not_met(self, trained, encoder) -> None:
        understanding = Understanding(trained, encoder, Naming(ALIASES))
        assert understanding.read("should I take my clothes off").candidates[0].topic == "practical/what_to_wear"

    def test_what_was_learned_survives_saving(self, trained, encoder, tmp_path) -> None:
        trained.save(tmp_path)
        before = Understanding(trained, encoder, Naming(ALIASES)).read("do you close on sunday")
        after = Understanding(Trained.load(tmp_path), encoder, Naming(ALIASES)).read("do you close on sunday")
        assert before == after

    def test_a_training_question_word_for_word_keeps_its_topic(self, trained, encoder) -> None:
        understanding = Understanding(trained, encoder, Naming(ALIASES))
        wrong = [text for text, topic in QUESTIONS if understanding.read(text).candidates[0].topic != topic]
        assert wrong == []

    @pytest.mark.parametrize("text", ["", " ", "?", "🙂", "массаж спины", "a" * 4096, "\n\n"])
    def test_any_text_is_read_without_an_error(self, trained, encoder, text: str) -> None:
        Understanding(trained, encoder, Naming(ALIASES)).read(text)


@pytest.mark.parametrize(
    "text", ["Are you OPEN  open on sundays", "swedish?\nswedish!", "ÉÀ 😀 ß", "x", "", "never met"]
)
def test_one_text_is_weighed_as_a_corpus_is(text: str) -> None:
    letters = Letters.fit(["what is swedish massage", "when are you open", "are you open on sundays", "is it x"])
    columns, values = letters.weigh(text)
    row = np.zeros(letters.transform([text]).shape[1], np.float32)
    row[columns] = values
    assert np.allclose(row, letters.transform([text]).toarray()[0], atol=1e-6)


def test_letters_have_unit_length_and_survive_saving(tmp_path) -> None:
    letters = Letters.fit(["what is swedish", "when are you open"])
    rows = letters.transform(["are you open"])
    assert np.isclose(np.linalg.norm(rows.toarray()), 1, atol=1e-5)
    letters.save(tmp_path)
    assert np.allclose(Letters.load(tmp_path).transform(["are you open"]).toarray(), rows.toarray())


def test_names_become_columns() -> None:
    assert name_features([["b"], ["a", "unknown"]], ["a", "b"]).tolist() == [[0, 1], [1, 0]]


def test_confidence_is_the_share_of_answers_that_were_right() -> None:
    scores = np.repeat([0.2, 0.8], 100)
    labels = np.concatenate([np.arange(100) < 30, np.arange(100) < 90]).astype(int)
    probabilities = np.stack([1 - scores, scores], axis=1)
    probabilities[:100] = [0.0, 0.2]
    calibration = calibrate(probabilities, np.ones(200), labels)
    assert np.allclose(calibration.confidence(np.array([0.2, 0.8])), [0.3, 0.9], atol=0.01)


@pytest.mark.parametrize(
    ("confidences", "decision"),
    [((0.9, 0.05), ANSWER), ((0.4, 0.3), CLARIFY), ((0.1, 0.05), DECLINE)],
)
def test_it_answers_asks_back_or_declines_by_its_confidence(confidences: tuple[float, float], decision: str) -> None:
    assert decide([Candidate(topic, c) for topic, c in zip(("type/a", "type/b"), confidences, strict=True)]) == decision


def test_what_is_probably_out_of_scope_is_never_offered_as_a_choice() -> None:
    candidates = [Candidate("out_of_scope/other", 0.4), Candidate("clinic/hours", 0.3)]
    assert decide(candidates) == DECLINE


def test_the_gates_topic_comes_before_what_the_classifier_thinks() -> None:
    from bot.nlu.understanding import Understood

    understood = Understood(ANSWER, (Candidate("clinic/booking", 0.9),), ())
    question = as_question("text", understood, [("red_flag/cauda_equina", ("numb",))])
    assert [c.topic for c in question.candidates] == ["red_flag/cauda_equina", "clinic/booking"]
    assert question.gate_words == ("numb",)


def test_of_two_findings_of_one_level_the_classifiers_favourite_comes_first() -> None:
    from bot.nlu.understanding import Understood

    understood = Understood(ANSWER, (Candidate("red_flag/stroke", 0.9),), ())
    findings = [("red_flag/chest_pain", ("arm",)), ("red_flag/stroke", ("face",))]
    assert as_question("text", understood, findings).gate_topic == "red_flag/stroke"


class TestTwoVotes:
    """Where the gate is silent the classifier may raise the alarm alone."""

    CANDIDATES = (Candidate("red_flag/stroke", 0.5), Candidate("condition/headache", 0.3))

    def read(self, alarm: float, *, is_explained: bool = False):
        from bot.nlu.understanding import Understood

        understood = Understood(ANSWER, self.CANDIDATES, (), alarm)
        return as_question("text", understood, [], is_explained=is_explained)

    def test_a_sure_classifier_raises_the_alarm(self) -> None:
        question = self.read(0.8)
        assert question.is_alarm
        assert (question.topic, question.gate_topic) == ("red_flag/stroke", None)

    def test_an_unsure_one_does_not(self) -> None:
        question = self.read(0.4)
        assert not question.is_alarm
        assert question.topic == "condition/headache"

    def test_it_must_be_surer_where_the_gate_can_explain_the_words(self) -> None:
        assert not self.read(0.8, is_explained=True).is_alarm
        assert self.read(0.97, is_explained=True).is_alarm

    def test_an_alarm_that_is_given_up_keeps_the_sign_among_the_candidates(self) -> None:
        assert [c.topic for c in self.read(0.1).candidates] == ["condition/headache", "red_flag/stroke"]


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
        "text", ["my back hurts alot when i sitt", "gracias", "hot stone?", "👍", "", "Dr Nguyễn?"]
    )
    def test_english_with_errors_and_very_short_texts_are_not_foreign(self, text: str) -> None:
        assert not self.SPELLING.is_foreign(text)

    def test_it_is_declined_unless_it_is_an_alarm(self) -> None:
        from bot.nlu.understanding import Understood

        candidates = (Candidate("clinic/booking", 0.6), Candidate("red_flag/stroke", 0.2))
        calm = Understood(ANSWER, candidates, (), 0.1, is_foreign=True)
        assert as_question("text", calm, []).decision == DECLINE
        assert as_question("text", calm, []).is_foreign
        assert as_question("text", calm, [("red_flag/stroke", ("face",))]).is_alarm
        assert as_question("text", Understood(ANSWER, candidates, (), 0.9, is_foreign=True), []).is_alarm
