"""What a message does, whatever it is about: it asks, agrees, chooses, takes back.

The texts of data/acts/ teach each act; an owner may add to them. What an act means depends on what came before it, so
that it is read for every situation, and the turn takes the one that it is in.
"""

from __future__ import annotations

from enum import Enum


class Act(str, Enum):
    """What one message does. The value is the name of its file under data/acts/."""

    ASKS = "asks"  # a whole question, clear by itself
    ASKS_OF_IT = "asks_of_it"  # leaves out what it is about: "does it hurt"
    GOES_ON = "goes_on"  # the same question of something else: "and shiatsu?"
    ASKS_WHAT = "asks_what"  # wants a named thing described
    WHY = "why"
    PROOF = "proof"
    COMPARES = "compares"
    MORE = "more"
    REPEATS = "repeats"  # wants to hear it again: "sorry, what?"
    FIRST = "first"
    SECOND = "second"
    OTHER = "other"  # "no, the other one"
    BOTH = "both"
    NEITHER = "neither"
    DOES_NOT_MIND = "does_not_mind"
    YES = "yes"
    NO = "no"
    TAKES_BACK = "takes_back"  # calls it off: "never mind", "wrong chat"
    CALL_ME = "call_me"
    HELP_CAME = "help_came"
    DENIES = "denies"  # the sign is not there: "no fever"
    CORRECTS = "corrects"  # "that was in 1998", "I meant my dog"
    PLAYS_DOWN = "plays_down"  # "it's probably nothing"
    TELLS = "tells"
    DOSE = "dose"
    OWN_DATA = "own_data"


class Situation(str, Enum):
    """What stands open when a message comes."""

    NOTHING = "nothing"
    CHOICE = "choice"  # "did you mean A or B?"
    WISH = "wish"  # "would you like it light, medium or firm?"
    OFFER = "offer"  # what yes or no answers
    DETAIL = "detail"  # a name, a number, a good time
    ALARM = "alarm"


# What leaves out what it is about, and so leans on the turn before.
LEANING = frozenset(
    (
        Act.ASKS_OF_IT,
        Act.GOES_ON,
        Act.WHY,
        Act.PROOF,
        Act.COMPARES,
        Act.MORE,
        Act.FIRST,
        Act.SECOND,
        Act.OTHER,
        Act.CORRECTS,
    )
)
ASKING = frozenset(
    (Act.ASKS, Act.ASKS_OF_IT, Act.GOES_ON, Act.ASKS_WHAT, Act.WHY, Act.PROOF, Act.COMPARES, Act.DOSE, Act.OWN_DATA)
)
CHOOSING = frozenset((Act.FIRST, Act.SECOND, Act.OTHER, Act.BOTH, Act.NEITHER, Act.DOES_NOT_MIND))
# A plain answer to a question of ours: never a warning sign by itself.
ANSWERING = CHOOSING | {Act.YES, Act.NO, Act.TAKES_BACK, Act.REPEATS, Act.CALL_ME}
