"""What a button sends: opaque to the client, checked by the door."""

from __future__ import annotations

from collections.abc import Callable, Container

_ASK, _DO, _TELL, _SIGN, _NO_SIGN = PAYLOADS = "ask:", "do:", "tell:", "sign:", "nosign:"
# Steps of the call-back form, with the words that the visitor taps.
REQUEST, YES, NO, CANCEL = "request", "yes", "no", "cancel"
NOT_MEANT = "No, I meant something else"  # the way out of an alarm
_WORDS = {
    REQUEST: "Ask us to call you back",
    YES: "Yes",
    NO: "No",
    CANCEL: "Cancel",
}
KEPT, FORGET = "do:kept", "do:forget"  # a visitor's own data
asks: Callable[[str], str] = f"{_ASK}{{}}".format  # the payload of a button that asks about a topic


def find_topic(payload: str, known: Container[str]) -> str | None:
    """The topic that a payload asks about; None where the text is no payload of ours."""
    topic = payload.removeprefix(_ASK)
    return topic if payload.startswith(_ASK) and topic in known else None


def does(step: str) -> str:
    """The payload of a button that moves the call-back form."""
    return f"{_DO}{step}"


def is_step(payload: str) -> bool:
    """Whether a button does one step of something: it makes no sense twice."""
    return payload.startswith(_DO)


def words_of(step: str) -> str:
    """What stands on the button of a step; the same words typed are only text."""
    return _WORDS[step]


def find_step(payload: str) -> str | None:
    """The step of the form that a payload does; None where the text is no payload of ours."""
    step = payload.removeprefix(_DO)
    return step if payload.startswith(_DO) and step in _WORDS else None


def tells(words: str) -> str:
    """The payload of a button that answers a short question of ours with the words that stand on it."""
    return f"{_TELL}{words}"


def find_told(payload: str, known: Container[str]) -> str | None:
    """The words that a payload tells; None where the text is no payload of ours."""
    words = payload.removeprefix(_TELL)
    return words if payload.startswith(_TELL) and words in known else None


def has_sign(topic: str) -> str:
    """The payload of the button that says yes to our question about a sign."""
    return f"{_SIGN}{topic}"


def has_no_sign(topic: str) -> str:
    """The payload of the button that says no to it, or ends an alarm that was not meant."""
    return f"{_NO_SIGN}{topic}"


def find_sign(payload: str, known: Container[str]) -> tuple[str, str] | None:
    """The sign of such a payload, and what stands on its button; None where the text is no payload of ours."""
    for prefix, words in ((_SIGN, _WORDS[YES]), (_NO_SIGN, NOT_MEANT)):
        topic = payload.removeprefix(prefix)
        if payload.startswith(prefix) and topic in known:
            return topic, words
    return None
