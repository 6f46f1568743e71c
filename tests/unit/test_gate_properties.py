"""What holds of the gate: no text raises, its work is bounded, politeness hides nothing, a denial is believed.

What does not hold is marked: mend the gate or its signs, and the mark breaks the build until it is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.safety import TUNING, read_messages
from bot.safety.text import MOST_CHARACTERS
from bot.safety.wordings import tokens_of
from bot.settings import ROOT
from tests.unit.test_red_flag_gate import GATE, SIGNS, fires_at_least

A_MILLION = 1_000_000


class TestAnyText:
    ANY_CHARACTER = st.one_of(st.characters(), st.integers(0xD800, 0xDFFF).map(chr))
    WORDS = st.sampled_from(sorted({word for sign in SIGNS for group in sign.groups for word in group}))

    @given(st.text(ANY_CHARACTER, max_size=400))
    @settings(max_examples=300)
    def test_no_character_raises(self, text: str) -> None:
        GATE.check(text)
        GATE.read(text)

    @given(st.lists(st.one_of(WORDS, st.text(ANY_CHARACTER, max_size=3)), max_size=60))
    def test_no_sign_between_strange_characters_raises(self, parts: list[str]) -> None:
        GATE.read("".join(parts))

    @given(st.text(ANY_CHARACTER, min_size=1, max_size=20), st.integers(1, 3 * MOST_CHARACTERS))
    def test_no_length_raises(self, piece: str, length: int) -> None:
        GATE.read((piece * length)[:length])


@contextmanager
def tokenised() -> Iterator[list[str]]:
    """The texts that reach the tokeniser."""
    texts: list[str] = []

    def watched(text: str) -> list[str]:
        texts.append(text)
        return tokens_of(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.safety.gate.tokens_of", watched)
        yield texts


class TestBound:
    @given(st.text(TestAnyText.ANY_CHARACTER, min_size=1, max_size=20))
    def test_a_million_characters_are_no_more_work_than_their_beginning(self, piece: str) -> None:
        text = (piece * (A_MILLION // len(piece) + 1))[:A_MILLION]
        with tokenised() as texts:
            GATE.read(text)
            GATE.read(text[:MOST_CHARACTERS])
        assert texts[0] == texts[1]

    @pytest.mark.parametrize(
        "piece",
        [
            "a b ",
            "chest pain, ",
            "é",
            "(",
            "\U0001f642 ",
            "\ud800",
            "½",  # made even it is three characters
            "ﷺ",  # and this one eighteen
        ],
    )
    def test_no_more_than_the_bound_is_tokenised(self, piece: str) -> None:
        with tokenised() as texts:
            GATE.read(piece * (A_MILLION // len(piece)))
        assert len(texts[0]) <= MOST_CHARACTERS


# Signs that the gate finds as they stand: nothing polite beside them may hide them.
TOLD = [m for m in read_messages(ROOT, TUNING) if m.is_sign and fires_at_least(m.topic, m.text)]
BEFORE = [
    "hello there", "hi", "good morning", "dear all", "please", "sorry to bother you", "sorry to ask", "quick question",
    "I love your clinic!", "thanks in advance", "no rush", "not sure who to ask", "I don't want to bother you",
    "I hope you are well", "if you have a minute", "if that's ok", "just a quick one", "just asking", "out of interest",
    "I was wondering if you could help", "could you please help me", "can I ask you something", "may I ask",
    "is it okay to ask", "hope this is ok to ask", "thank you so much", "I wonder if you can advise",
    "do you have a moment?", "I know you are not doctors", "don't worry",
]  # fmt: skip
AFTER = [
    "thanks", "thank you", "thanks in advance", "cheers", "please advise", "hope that's ok", "no rush", "sorry",
    "x", "lol",
    "no worries if not", "sorry for the long message", "have a nice day", "kind regards", "what do you think",
    "is that ok?", "can you help?", "please let me know", "thank you for your time", "if you have a minute",
    "looking forward to hearing from you", "whenever you can", "take your time", "thanks, you are the best",
    "I'd be so grateful", "that's all", "can I still book?", "many thanks and good night", "not urgent",
    "never mind if you're busy", "I love your clinic", "just asking", "thanks again",
]  # fmt: skip
JOINS = [" ", ", ", ". ", "\n", " - ", "... ", "! "]
# They end in a denial: without a stop it would be read with what follows, and rightly so.
BEFORE_A_STOP = ["no worries if not", "it is probably nothing", "not urgent", "I am not complaining"]
STOPS = [", ", ". ", " - ", "... ", "! "]
CASES = [str, str.upper, str.lower, str.title, str.swapcase, str.capitalize]
FRAMES = [
    "{}", "{}!!!!", "{} ...", "{}?", "{}?!", "...{}", "({})", "“{}”", '"{}"', "**{}**", "- {}", "{}\n\n", "\t{}",
    "{} \U0001f62d\U0001f64f", "\U0001f6a8 {}", "\u200b{}\u200b", "¡{}!", "{};", "{}:",
]  # fmt: skip


IN_FEW_WORDS = [
    ("hi, can I book for Friday? {}", "life isn't worth living"),
    ("excuse me, {}", "my foot drops"),
    ("would you mind if I asked, {}", "I have chest pain"),
    ("sorry if I asked before, {}, what should I do", "I have chest pain"),
    ("what would you say, {}", "chest pain"),
    ("not urgent\n{}", "chest pain"),
    ("no pain\n{}", "chest pain"),
    ("{} at all ok?", "sudden pain in stomach and back, cant get comfy"),
]


class TestPoliteness:
    @given(st.sampled_from(TOLD), st.sampled_from(BEFORE), st.sampled_from(JOINS))
    @settings(max_examples=300)
    def test_what_is_said_before_a_sign_never_silences_it(self, told, before: str, join: str) -> None:
        assert fires_at_least(told.topic, f"{before}{join}{told.text}")

    @given(st.sampled_from(TOLD), st.sampled_from(BEFORE_A_STOP), st.sampled_from(STOPS))
    def test_a_denial_ends_at_a_stop(self, told, before: str, stop: str) -> None:
        assert fires_at_least(told.topic, f"{before}{stop}{told.text}")

    @given(st.sampled_from(TOLD), st.sampled_from(AFTER), st.sampled_from(JOINS))
    @settings(max_examples=300)
    def test_what_is_said_after_a_sign_never_silences_it(self, told, after: str, join: str) -> None:
        assert fires_at_least(told.topic, f"{told.text}{join}{after}")

    @given(st.sampled_from(TOLD), st.sampled_from(CASES), st.sampled_from(FRAMES))
    @settings(max_examples=300)
    def test_case_and_punctuation_never_silence(self, told, case, frame: str) -> None:
        assert fires_at_least(told.topic, frame.format(case(told.text)))

    @pytest.mark.parametrize(
        ("before", "join"),
        [
            ("hi, can I book for Friday?", " "),
            ("excuse me", ", "),
            ("would you mind if I asked", ", "),
            ("what would you say", ", "),
            ("never mind if you're busy", ", "),
            ("I've never written here before", ", "),
            *((before, "\n") for before in BEFORE_A_STOP),
        ],
    )
    def test_these_do_not_silence_either(self, before: str, join: str) -> None:
        silenced = [told.text for told in TOLD if not fires_at_least(told.topic, f"{before}{join}{told.text}")]
        assert silenced == []

    @pytest.mark.parametrize(("beside", "sign"), IN_FEW_WORDS)
    def test_a_sign_in_few_words_is_not_silenced(self, beside: str, sign: str) -> None:
        assert GATE.check(beside.format(sign))

    def test_each_of_them_fires_alone(self) -> None:
        assert [sign for _, sign in IN_FEW_WORDS if not GATE.check(sign)] == []


LEXICON = frozenset(word.rstrip("*") for sign in SIGNS for group in sign.groups for word in group)
DENIALS = [
    "no", "i have no", "I've no", "I've got no", "i dont have", "I don't have any", "I do not have any", "without",
    "zero",
    "I haven't got any", "i have not had any", "never had", "I've never had any", "there is no", "there isn't any",
    "no sign of", "no signs of any", "he has no", "she doesn't have any", "my dad has no", "not had any", "got no",
    "I am not having any", "I don't get any", "i have had no", "neither", "nor", "no real", "no sudden",
]  # fmt: skip
TROUBLES = [
    "pain", "pressure", "tightness", "numbness", "weakness", "tingling", "swelling", "bleeding", "discomfort",
    "heaviness", "burning", "cramps", "spasm", "soreness", "stiffness", "spotting", "pins and needles",
    "loss of feeling", "loss of sensation", "loss of strength", "lack of feeling",
]  # fmt: skip
PLACES = [
    "chest", "breastbone", "jaw", "throat", "groin", "bottom", "bum", "genitals", "buttocks", "crotch", "saddle",
    "legs", "leg", "left leg", "foot", "feet", "calf", "thigh", "belly", "tummy", "stomach", "back", "spine", "neck",
    "arm", "left arm", "face", "head", "hand", "heart", "bladder", "tongue", "lips", "pelvis", "breast", "testicle",
]  # fmt: skip
WHERE = ["in both my legs", "down below", "down there", "between my legs", "from the waist down"]
STATES = ["numb", "weak", "painful", "sore", "swollen", "tight", "heavy", "hot", "red", "tingly", "stiff", "droopy"]
# Wordings with these last words, and none of these first ones, are nouns with what describes them.
NOUNS = frozenset(
    """abruption abscess abuse angina arm arrest attack bleed blackout burn cellulitis confusion embolism eye eyes face
    floaters foot headache infection jaundice leg lips lump meningitis migraine overdose pain rash reaction seizure
    sepsis sight skin spots strength stroke suicide symptoms temples thoughts tia tongue violence vision""".split()
)
NO_NOUNS = frozenset(
    "blind cant crying half having losing lost never now or pass screaming sick sleep think went".split()
)


def is_known(word: str) -> bool:
    return any(word == known or (len(known) > 3 and word.startswith(known)) for known in LEXICON)


def verb(place: str) -> str:
    return "are" if place in ("genitals", "buttocks", "legs", "feet", "lips") else "is"


NAMED = [
    f"{trouble} {where}"
    for trouble in filter(is_known, TROUBLES)
    for where in (*WHERE, *(f"in my {place}" for place in filter(is_known, PLACES)))
    if GATE.check(f"I have {trouble} {where}")
]
NAMED_ALONE = sorted(
    wording
    for wording in LEXICON
    if wording.split()[-1] in NOUNS and wording.split()[0] not in NO_NOUNS and GATE.check(f"I have {wording}")
)
STATED = [
    (place, state)
    for place in filter(is_known, PLACES)
    for state in filter(is_known, STATES)
    if GATE.check(f"my {place} {verb(place)} {state}")
]

DENIED = [
    ("I have not fainted", "I have fainted"),
    ("I did not pass out", "I passed out"),
    ("I did not collapse", "I collapsed"),
    ("I have not wet myself", "I have wet myself"),
    ("I haven't lost control of my bladder", "I have lost control of my bladder"),
    ("I did not fall off a ladder", "I fell off a ladder"),
    ("I was not hit by a car", "I was hit by a car"),
    ("I am not going to harm myself", "I am going to harm myself"),
    ("I'm not suicidal", "I'm suicidal"),
    ("I am not short of breath", "I am short of breath"),
    ("I'm not gasping", "I'm gasping"),
    ("I am not coughing up blood", "I am coughing up blood"),
    ("my face is not drooping", "my face is drooping"),
    ("my legs have not gone weak", "my legs have gone weak"),
    ("my groin has not gone numb", "my groin has gone numb"),
    ("my chest does not hurt", "my chest hurts"),
    ("I have not overdosed", "I have overdosed"),
    ("my speech is not slurred", "my speech is slurred"),
    ("my calf is neither hot nor swollen", "my calf is hot and swollen"),
    ("I have no plan to end my life", "I plan to end my life"),
    ("I'm not planning to kill myself", "I'm planning to kill myself"),
]


class TestDenial:
    def test_there_are_enough_signs_to_deny(self) -> None:
        assert [len(made) > 60 for made in (NAMED, NAMED_ALONE, STATED)] == [True, True, True]

    @pytest.mark.parametrize(
        "denial",
        [
            *DENIALS,
            "I don't feel any",
            "no history of",
        ],
    )
    def test_a_denied_trouble_never_fires(self, denial: str) -> None:
        # "I don't feel any loss of feeling in my legs": what is not felt in the legs may as well be the sign.
        said = [named for named in NAMED if "feel" not in denial or " pain" in f" {named}"]
        assert [named for named in said if GATE.check(f"{denial} {named}")] == []

    @pytest.mark.parametrize(
        "named",
        [
            named
            for named in NAMED_ALONE
            if " and " not in named  # a denial ends there, on purpose
        ],
    )
    def test_a_denied_name_never_fires(self, named: str) -> None:
        assert [denial for denial in DENIALS if GATE.check(f"{denial} {named}")] == []

    @pytest.mark.parametrize(
        ("place", "state"),
        STATED,
    )
    def test_what_is_not_so_never_fires(self, place: str, state: str) -> None:
        be = verb(place)
        said = [f"my {place} {be} not {state}", f"my {place} {be}n't {state}", f"my {place} {be} not at all {state}"]
        assert [text for text in said if GATE.check(text)] == []

    @pytest.mark.parametrize(("denied", "told"), DENIED)
    def test_a_denied_event_never_fires(self, denied: str, told: str) -> None:
        assert GATE.check(denied) is None

    @pytest.mark.parametrize("text", ["I do not want to die", "I don't want to kill myself"])
    def test_whoever_denies_it_unasked_is_heard(self, text: str) -> None:
        assert GATE.check(text)

    def test_each_of_them_fires_when_told(self) -> None:
        assert [told for _, told in DENIED if not GATE.check(told)] == []
