"""Forgives one slip in a word that matters: "bleding", "sotmach", "swolen", "pian"."""

from __future__ import annotations

from functools import lru_cache

# Only these are found again: to forgive slips in every word would turn "cancel" into "cancer" a hundred times.
_WORDS = frozenset(
    """abdomen abdominal accident agony allergic aneurysm ankle anymore appetite baby back backache belly between
    bladder bleed bleeding blood blurred blurry bottom bowel bowels breath breathe breathing breathless burning
    calf calves cancer chemo chest chills clammy collapsed confused contractions coughing cramps crash crashed
    crushing diving dizzy dragged dragging drags drooped drooping droopy dropping epidural faint fainted falling
    fever feverish genitals groin headache heart heavy hives hurting hurts incontinent infection injection
    kicking kicks kidney kidneys kill killing ladder leaking losing lymphoma melanoma miscarriage morning
    motorbike movement movements moving myself neck numb numbness overdose pain painful pains pants paralysed
    passed peeing pooed pregnancy pregnant pressure private privates prostate pulsating pulsing purple ripped
    ripping rolled sciatica seizure severe shivering shivers shivery shoulder shoulders sickness slurred
    slurring speech spine spotting spreading squeezing stairs stitches stomach strength stroke struggling sudden
    suddenly suicidal suicide swallow sweating sweaty swelling swollen tablets tearing temperature tender
    testicle thigh throat throbbing throbs tightness tingle tingling toilet tongue trauma tremble tripping
    trousers tummy tumour unbearable unconscious unexplained urine vision vomiting wants weak weaken weaker
    weakness weeing weekness weight whiplash yesterday""".split()
)
# Everyday words that are one slip away from one of these, and mean something else.
_ORDINARY = frozenset(
    """cash dripping dropped heat leading leaning leaping leaving loving moaning mourning mowing paints pans paused
    pins plains plants puling smoulder stains stars stoke strike swearing tables tinkle tipping trapping waker
    weaver wright""".split()
)


@lru_cache(maxsize=4096)
def correct(word: str) -> str:
    """The word that was meant, or the word itself."""
    if len(word) < _FEWEST_LETTERS or word in _WORDS or word in _ORDINARY:
        return word
    return next((meant for slip in _slips(word) for meant in _BY_SLIP.get(slip, ()) if _is_near(word, meant)), word)


def _slips(word: str) -> list[str]:
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]


def _is_near(word: str, meant: str) -> bool:
    """One letter missing, doubled or other, or two neighbours swapped; never the first letter, never only an ending."""
    if len(word) != len(meant):
        longer, shorter = sorted((word, meant), key=len, reverse=True)
        return word[0] == meant[0] and len(meant) >= _FEWEST_LETTERS_OF_A_CHANGE and longer[:-1] != shorter
    differing = [i for i in range(len(word)) if word[i] != meant[i]]
    if len(differing) == 1:
        return differing[0] not in (0, len(word) - 1) and len(meant) > _FEWEST_LETTERS_OF_A_CHANGE
    return len(differing) == 2 and [word[i] for i in differing] == [meant[i] for i in reversed(differing)]


def _by_slip() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(_WORDS):
        for slip in _slips(word):
            found.setdefault(slip, []).append(word)
    return found


_FEWEST_LETTERS = 4
_FEWEST_LETTERS_OF_A_CHANGE = 5
_BY_SLIP = _by_slip()
