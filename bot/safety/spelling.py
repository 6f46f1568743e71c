"""Forgives one slip in a word that matters: "bleding", "sotmach", "swolen", "pian"."""

from __future__ import annotations

from functools import lru_cache

# Only these are found again: to forgive slips in every word would turn "cancel" into "cancer" a hundred times.
_WORDS = frozenset(
    """abdomen abdominal accident agony allergic aneurysm ankle anymore appetite baby back backache belly between bladder bleed bleeding
    blood blurred blurry bottom bowel bowels breath breathe breathing breathless burning calf calves cancer chemo chest chills clammy
    collapsed confused contractions coughing cramps crash crashed crushing diving dizzy dragging dragged drags drooped drooping dropping droopy epidural
    faint fainted falling fever feverish genitals groin headache heart heavy hives hurting hurts incontinent infection injection kicking kicks
    kidney kidneys killing kill ladder leaking losing lymphoma melanoma miscarriage morning motorbike movement movements moving myself neck numb
    numbness overdose pain painful pains pants paralysed passed peeing pooed pregnant pregnancy pressure private privates prostate
    pulsating pulsing purple ripped ripping rolled sciatica seizure severe shivering shivers shivery shoulder shoulders sickness slurred slurring
    speech spine spotting spreading squeezing stairs stitches stomach strength stroke struggling sudden suddenly suicide suicidal sweating
    sweaty swallow swelling swollen tablets tearing temperature tender testicle thigh throat throbbing throbs tightness tingling tingle toilet
    tongue trauma tremble tripping trousers tummy tumour unbearable unconscious unexplained urine vision vomiting wants weak weaker weakness weaken
    weeing weight weekness whiplash yesterday""".split()
)
_ORDINARY = frozenset(
    """bad bag beak bell bells belt black blank bleep bloom boast book brain break breaks breast brief bride brunt cancel calm calls chase cheat cheap chess
    chills class cash crack creche crush dipping drips dropped dried each fail fair falling feeling fell fill fiver fainter gain gains grain groan hair hands
    health healthy heat heave hears hearts harts hill hours hunts hurt kick kidding kids killer knack latter letter lack loses main mains mild mine mouth
    move moves nick pack paid paint paints paid pairs park part parts pant pan pans plain plains pair posed paused pause peak pearing peek packing
    pin pink pins plan planet plants price prone preset private pleasure prepare puling quick sack shiver shelter shining sneak speak speck spin spice spins
    spent spends spend spare shine steam stroked strokes strike struck stoke swearing stains stars starts stair sheets tablet tables tale tea tearing tight
    thighs title tilt tinkle toilets teaching tearing tender thumb dumb number thin thick total tough trashed testing trousers vein veins version wake walk
    weaver week weeks wean weal wear walker waker height eight weights weighs wright write waking morning warning mourning mowing
    moaning missing moving roving loving tipping trapping dripping ripping skipping sipping tapping hitting kitting knocking picking kissing licking
    ticking packing clicks clicking nicks picks shoulder should smoulder bolder pressing stretching stretch stroking struggle thing things think
    lately later lower flower shower tower power cover clever never lever fewer fibre severe sever several beck beak neat nick heck deck
    bank beck buck bask bark pack sack tack bleating bearing rearing wearing nearing tearing clearing leaving leading leaning leaping lasting""".split()
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
