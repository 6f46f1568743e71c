"""What the call-back form says, from its first question to its confirmation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.clinic.call_back_form import Form
from bot.clinic.open_questions import CONSENT, NAME, REACH, TIME
from bot.clinic.payloads import CANCEL, NO, YES, does, words_of
from bot.clinic.profile import Profile
from bot.clinic.replies import Button, Card, Phone, Reply
from bot.clinic.requests import CONSENT as CONSENT_WORDS
from bot.clinic.requests import Details
from bot.services.composing import CALL_BACK, PERSON_TOPIC, fill
from bot.services.contact_ports import Checks
from bot.services.fact_base import FactBase

_BEGIN = "Gladly: four short questions, and the team will get in touch. You can cancel at any time."
_QUESTIONS = {
    NAME: "What is your name?",
    REACH: "What phone number or e-mail address can we reach you on?",
    TIME: "When is a good time to reach you?",
}
_SUMMARY = "So that is {name}: we {reach}, good time: {good_time}."
_CONFIRMED = "Thank you, {name}. Your request is with the team. We will {reach}, good time: {good_time}."
_RATHER_CALL = "If you would rather not wait, call us on {phone}. {hours_today}"
_CANCELLED = "All right, nothing was passed on to the team. You can reach us on {phone}. {hours_today}"
_GIVEN_UP = "I am sorry, I cannot make that out, and nothing was passed on. Please call us on {phone}. {hours_today}"
_NOTHING_OPEN = "There is no request under way. If you like, we can call you back."
_YES_OR_NO = (
    "Please answer with yes or no. If something is not right, say no: nothing is passed on, and you can start again."
)


class FormReplies:
    """Replies of kind form, with the clinic's name, phone and hours put in."""

    def __init__(self, facts: FactBase, checks: Checks, new_id: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._facts = facts
        self._checks = checks
        self._new_id = new_id
        self._now = now

    def begin(self, form: Form) -> Reply:
        """What is going to be asked, and the first question."""
        return self._reply(f"{_BEGIN} {self.question(form)}", self.buttons(form))

    def ask(self, form: Form, *, before: str = "") -> Reply:
        """The form's question, after a word on the last answer."""
        return self._reply(f"{before} {self.question(form)}".strip(), self.buttons(form))

    def question(self, form: Form) -> str:
        """What the form's step asks, in one line."""
        if form.step != CONSENT:
            return _QUESTIONS[form.step]
        return f"{self._about(_SUMMARY, form.details)} {self.consent()}"

    def buttons(self, form: Form) -> tuple[Button, ...]:
        """What can be tapped at the form's step."""
        return tuple(Button(words_of(step), does(step)) for step in ((YES, NO) if form.step == CONSENT else (CANCEL,)))

    def consent(self) -> str:
        """What the visitor is asked to agree to; kept with the request."""
        return self._in_words(CONSENT_WORDS)

    def yes_or_no(self, form: Form) -> Reply:
        """Consent must be plain."""
        return self._reply(f"{_YES_OR_NO} {self.consent()}", self.buttons(form))

    def confirmed(self, details: Details) -> Reply:
        """It is stored: what was stored, and how to reach the clinic sooner."""
        return self._reply(f"{self._about(_CONFIRMED, details)} {self._in_words(_RATHER_CALL)}", has_card=True)

    def cancelled(self) -> Reply:
        """Called off by the visitor."""
        return self._reply(self._in_words(_CANCELLED), (CALL_BACK,), has_card=True)

    def given_up(self) -> Reply:
        """Called off by us, after too many tries."""
        return self._reply(self._in_words(_GIVEN_UP), has_card=True)

    def nothing_open(self) -> Reply:
        """A button of a form that is over."""
        return self._reply(_NOTHING_OPEN, (CALL_BACK,))

    def _about(self, text: str, details: Details) -> str:
        call = f"call you on {self._checks.readable(details.phone)}" if details.phone else ""
        write = f"write to you at {details.email}" if details.email else ""
        reach = " or ".join(filter(None, (call, write)))
        return fill(text, {"name": details.name, "reach": reach, "good_time": details.good_time})

    def _in_words(self, text: str) -> str:
        return fill(text, Profile(self._facts.book.clinic).placeholders(self._now()))

    def _reply(self, text: str, buttons: tuple[Button, ...] = (), *, has_card: bool = False) -> Reply:
        clinic = self._facts.book.clinic
        card = Card("contact", f"Reach {clinic['name']}", (Phone(str(clinic["name"]), str(clinic["phone"])),))
        return Reply(
            kind="form",
            text=text,
            topics=(PERSON_TOPIC,),
            confidence=1.0,
            buttons=buttons,
            card=card if has_card else None,
            answer_id=self._new_id(),
        )
