"""Leads through the call-back form in chat, one question a turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clinic.acts import ASKING, Act
from bot.clinic.call_back_form import NEXT, Form
from bot.clinic.escalations import Escalation
from bot.clinic.frames import Frame
from bot.clinic.open_questions import CONSENT, NAME, OFFER, REACH, TIME, OpenQuestion
from bot.clinic.payloads import CANCEL, NO, REQUEST, YES, words_of
from bot.clinic.questions import ANSWER, Question
from bot.clinic.replies import Reply
from bot.clinic.requests import ANY_TIME, Problem
from bot.services.composing import CALL_BACK, MOST_BUTTONS, PERSON_TOPIC
from bot.services.contact_ports import Checks
from bot.services.fact_base import FactBase
from bot.services.form_replies import FormReplies
from bot.services.outcomes import Outcome, Turn
from bot.services.requesting import Requesting

_STEPS = (REQUEST, YES, NO, CANCEL)
_MOST_TRIES = 3  # times that a step is asked again
_SURE, _REFUSED = 0.8, "out_of_scope/"
_A_NAME = 2  # words; what is longer may be a question
_MOST_IN_A_YES = 6  # words
_REFUSALS = ("no", "nope", "nah")
_RESERVES = frozenset("but if no not unless only maybe never dont don't".split())


class FillingForm:
    """Name, phone or e-mail, a good time, consent. The form waits while an alarm is dealt with."""

    def __init__(
        self, facts: FactBase, checks: Checks, replies: FormReplies, requesting: Requesting, now: Callable[[], datetime]
    ) -> None:
        self._facts = facts
        self._checks = checks
        self._replies = replies
        self._requesting = requesting
        self._now = now

    def tapped(self, turn: Turn) -> Outcome | None:
        """What a button of the form does; None where another button was tapped, or none."""
        step, frame, form = _step_tapped(turn.question), turn.frame, self._current(turn.frame)
        if step is None:
            return None
        if step == REQUEST:
            return self.begin(frame)
        if form is None:
            return Outcome(self._replies.nothing_open(), frame)
        if step == CANCEL or (step == NO and form.step == CONSENT):
            return self._end(self._replies.cancelled(), frame)
        if step == YES and form.step == CONSENT:
            return self._keep(turn, form)
        return self._ask(form, frame)  # a button of an earlier question

    def unasked(self, turn: Turn) -> Outcome | None:
        """Begins where somebody asks to be called without having been offered it, and we offer it on that topic."""
        if self._current(turn.frame):
            return None
        page, is_sure = self._facts.book.pages.get(turn.question.topic), turn.question.decision == ANSWER
        return self.begin(turn.frame) if not is_sure or (page and page.offers_call) else None

    def begin(self, frame: Frame) -> Outcome:
        """The form's first question, or the one where it was left."""
        if form := self._current(frame):
            return self._ask(form, frame)
        form = Form(NAME, self._now())
        return Outcome(self._replies.begin(form), self._with(frame, form))

    def take(self, turn: Turn) -> Outcome | None:
        """What was typed after the form's question; None where it is a question of the visitor's own."""
        form = self._current(turn.frame)
        if form is None:
            return None
        if turn.question.act is Act.TAKES_BACK or (turn.question.act is Act.NO and not self._has_reach(turn, form)):
            return self._end(self._replies.cancelled(), turn.frame)
        if turn.question.act is Act.REPEATS:
            return self._again(self._replies.ask(form), turn, form)
        return self._agree(turn, form) if form.step == CONSENT else self._fill(turn, form)

    def _fill(self, turn: Turn, form: Form) -> Outcome | None:
        read = self._read(turn, form)
        # A number in a question is still the number; a question is no name and no time.
        if _is_asked_meanwhile(turn, form.step) and (isinstance(read, Problem) or form.step != REACH):
            return None
        if isinstance(read, Problem):
            return self._again(self._replies.ask(form, before=read.sentence), turn, form)
        filled = replace(form, step=NEXT[form.step], **read)
        before = f"Thank you, {filled.name}." if form.step == NAME else ""
        return Outcome(self._replies.ask(filled, before=before), self._with(turn.frame, filled))

    def ask_again(self, outcome: Outcome) -> Outcome:
        """The outcome of something else, with the form's question at its end; remembers that a call was offered."""
        reply, frame, form = outcome.reply, outcome.frame, self._current(outcome.frame)
        if form is None:
            offered = OpenQuestion(OFFER, self._now()) if CALL_BACK in reply.buttons else None
            return replace(outcome, frame=replace(frame, form=None, asked=offered))
        if frame.alarm or reply.escalation.rank > Escalation.PROFESSIONAL.rank:
            return outcome
        buttons = self._replies.buttons(form)
        others = tuple(button for button in reply.buttons if button != CALL_BACK)[: MOST_BUTTONS - len(buttons)]
        asked = replace(reply, text=f"{reply.text}\n{self._replies.question(form)}", buttons=(*others, *buttons))
        return replace(outcome, reply=asked, frame=self._with(frame, form))

    def _current(self, frame: Frame) -> Form | None:
        return None if frame.form is None or frame.form.is_over(self._now()) else frame.form

    def _has_reach(self, turn: Turn, form: Form) -> bool:
        """ "No phone, write to ann@example.org" is no refusal."""
        return form.step == REACH and not isinstance(self._read(turn, form), Problem)

    def _read(self, turn: Turn, form: Form) -> dict[str, Any] | Problem:
        text = turn.question.text
        if form.step == REACH:
            reach = self._checks.reach(text, str(self._facts.book.clinic["country"]))
            return reach if isinstance(reach, Problem) else {"phone": reach[0], "email": reach[1]}
        if form.step == TIME and turn.question.act is Act.DOES_NOT_MIND:
            return {"good_time": ANY_TIME}
        value = self._checks.name(text) if form.step == NAME else self._checks.good_time(text)
        return value if isinstance(value, Problem) else {"name" if form.step == NAME else "good_time": value}

    def _agree(self, turn: Turn, form: Form) -> Outcome | None:
        words = turn.question.text.lower().replace("’", "'").replace(",", " ").split()
        if words and words[0] in _REFUSALS:  # "no, I don't want you to keep my details"
            return self._end(self._replies.cancelled(), turn.frame)
        if turn.question.act is Act.YES and len(words) <= _MOST_IN_A_YES and _RESERVES.isdisjoint(words):
            return self._keep(turn, form)
        if _is_asked_meanwhile(turn, form.step):
            return None
        return self._again(self._replies.yes_or_no(form), turn, form)

    def _keep(self, turn: Turn, form: Form) -> Outcome:
        return self._end(self._requesting.keep(turn.conversation, form.details), turn.frame)

    def _again(self, reply: Reply, turn: Turn, form: Form) -> Outcome:
        tries = turn.frame.asked.tries if turn.frame.asked else 0
        if tries >= _MOST_TRIES:
            return self._end(self._replies.given_up(), turn.frame)
        return Outcome(reply, self._with(turn.frame, form, tries + 1))

    def _ask(self, form: Form, frame: Frame) -> Outcome:
        return Outcome(self._replies.ask(form), self._with(frame, form))

    def _end(self, reply: Reply, frame: Frame) -> Outcome:
        return Outcome(reply, replace(frame, form=None))

    def _with(self, frame: Frame, form: Form, tries: int = 0) -> Frame:
        now = self._now()
        return replace(frame, form=replace(form, touched_at=now), asked=OpenQuestion(form.step, now, tries=tries))


def _step_tapped(question: Question) -> str | None:
    """The button of the form that was tapped. Typed words are none."""
    if not question.chosen or question.topic != PERSON_TOPIC:
        return None
    return next((step for step in _STEPS if words_of(step) == question.text), None)


def _is_asked_meanwhile(turn: Turn, step: str) -> bool:
    """Whether a message during the form is a question that we can answer. A doubt counts as no."""
    question, is_asking = turn.question, turn.question.act in ASKING
    if question.decision != ANSWER:
        return False
    if step == NAME:  # "Will Smith" and "May Jones" are names; what we know nothing of may well be one
        is_sure = question.confidence >= _SURE and not question.topic.startswith(_REFUSED)
        return question.text.endswith("?") or (len(question.text.split()) > _A_NAME and is_asking and is_sure)
    return is_asking
