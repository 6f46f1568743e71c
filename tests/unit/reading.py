"""How the phrases of the unit tests are read for acts: by this table, where the trained head reads every other text.

That the head reads such phrases so is shown by tests/acts.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.clinic.acts import Act, Situation

_PHRASES: Mapping[Act, tuple[str, ...]] = {
    Act.ASKS_OF_IT: (
        "does it hurt", "does it hurt?", "does it ease the ache", "how often would i need it", "does it help",
        "is that ok", "which type would help with that?",
    ),
    Act.GOES_ON: (
        "and swedish?", "and shiatsu?", "is shiatsu ok then", "And sports massage?", "and that kind?",
        "and shiatsu with thin bones?",
    ),
    Act.ASKS_WHAT: (
        "what is swedish", "what is shiatsu", "tell me about shiatsu", "what does a shiatsu one do exactly",
        "what is shiatsu and is it ok with sciatica", "tell me about swedish",
    ),
    Act.WHY: ("why?", "how come?", "why not", "how come"),
    Act.PROOF: ("is that proven", "got any research on that?", "and is THAT true"),
    Act.COMPARES: (
        "vs trigger point?", "is that better than trigger point", "same as trigger point?", "vs thai?",
        "is thai better than nothing",
    ),
    Act.MORE: ("tell me more", "go on"),
    Act.REPEATS: ("what?", "sorry, come again"),
    Act.FIRST: ("tell me about the first one", "the former", "the first one", "the first one for Saturday please"),
    Act.SECOND: (
        "what about the second one", "the latter please", "the second one", "tell me about the second one",
        "2",
    ),
    Act.OTHER: ("no, the other one", "the other one"),
    Act.BOTH: ("both", "a bit of both"),
    Act.NEITHER: ("neither", "none of those"),
    Act.DOES_NOT_MIND: (
        "don't mind", "I don't mind", "i dont mind", "up to you", "no idea", "you choose", "whatever", "not fussed",
        "any time",
    ),
    Act.YES: (
        "yes", "Yes", "yes please", "Yes please", "ok yes", "please do", "ok", "yes but only if it is free",
        "yes but no", "no, fine", "sure, thanks", "that's fine", "i agree", "y", "👍", "Yes, you may.", "not ok",
        "yes if it is free",
    ),
    Act.NO: ("no", "No!", "No", "rather not", "no thanks", "nah", "no it can wait", "don't call me back"),
    Act.TAKES_BACK: (
        "cancel", "Cancel", "Never mind.", "actually, forget it", "stop", "never mind", "forget it", "ok never mind",
        "forget I said anything", "will you forget that I said that?",
    ),
    Act.CALL_ME: (
        "can u call me back", "could somebody ring me", "please give me a call", "call me back", "can someone call me?",
        "can you ring 020 7946 0123?",
    ),
    Act.HELP_CAME: (
        "we called 999", "ok ive rang the doctor", "the ambulance is here", "paramedics are on their way",
        "at the hospital now", "the doctor has checked him", "the doc has seen it", "the nurse saw me this morning",
        "they have seen me at the walk in", "she got checked at a&e, all clear", "sorry, that was a joke",
        "ok, we called 999 and the ambulance is here",
        "saw the doctor, she thinks im faking, i want it to stop",
        "the doctor has seen his back, but now one calf is twice as thick as the other and feels warm",
    ),
    Act.PLAYS_DOWN: (
        "he says he's fine", "it'll pass", "he says its nothing", "it's probably fine", "rather not bother my doctor",
        "cant it wait till monday, my GP's open then", "he is fine",
    ),
    Act.TELLS: (
        "Anna", "Anna Smith", "Will Smith", "my name is Anna Smith", "020 7946 0123", "after 5 pm", "mornings",
        "evenings", "after 5?", "how about tuesday?", "weekdays between 9 and 12", "relax", "firm", "firm please",
        "my head won't stop racing of an evening", "i have osteoporosis and like it firm", "the pain is worse", "Ann",
        "perhaps", "12345", "999", "07700 900", "0", "7", "8", "9", "anna@example.org", "maybe",
        "the ambulance is not coming", "we don't want to go to the hospital", "it came on while I was lifting boxes",
        "my leg has been like this since the flight and it gets tighter by the hour",
        "I'd rather come to you when you open", "my shoulders mostly", "i dont want to wake up tomorrow",
        "they call me a tough one, is swedish enough", "please don't call me", "the price",
    ),
    Act.DOSE: (
        "can I skip my warfarin the day before", "can I take two paracetamol before my session",
        "how much ibuprofen can i take in a day in the meantime", "can I skip my warfarin",
    ),
    Act.OWN_DATA: ("what do you know about me", "delete my messages"),
}  # fmt: skip
_READ = {text: act for act, texts in _PHRASES.items() for text in texts}


def acts_of(text: str, act: Act | None = None) -> dict[str, str]:
    """The act in every situation: the one that is given, else the table's, else a question."""
    read = act or _READ.get(text, Act.ASKS)
    return {situation.value: read.value for situation in Situation}
