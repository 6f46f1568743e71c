"""Leads through the call-back form in chat, one question a turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clinic.aftermath import is_dealt_with
from bot.clinic.call_back_form import (
    CONSENT,
    MOST_TRIES,
    NAME,
    NEXT,
    OFFERED,
    REACH,
    Form,
    agrees,
    asks_for_a_call,
    is_asked_meanwhile,
    is_cancelling,
    refuses,
    step_tapped,
    takes_up_offer,
)
from bot.clinic.escalations import Escalation
from bot.clinic.frames import Frame
from bot.clinic.payloads import CANCEL, NO, REQUEST, YES
from bot.clinic.questions import ANSWER, Question
from bot.clinic.replies import Reply
from bot.clinic.requests import Problem
from bot.services.composing import CALL_BACK, MOST_BUTTONS
from bot.services.contact_ports import Checks
from bot.services.fact_base import FactBase
from bot.services.form_replies import FormReplies
from bot.services.requesting import Requesting

_OF_REACHING = ("chat/human_handoff", "clinic/contact", "clinic/booking")
_OF_HEALTH = ("condition/", "red_flag/")


class FillingForm:
    """Name, phone or e-mail, a good time, consent. An alarm goes first, and the form waits until it is dealt with."""

    def __init__(
        self, facts: FactBase, checks: Checks, replies: FormReplies, requesting: Requesting, now: Callable[[], datetime]
    ) -> None:
        self._facts = facts
        self._checks = checks
        self._replies = replies
        self._requesting = requesting
        self._now = now

    def follow(self, question: Question, frame: Frame, conversation: str) -> tuple[Reply | None, Frame]:
        """The form's reply where the turn is for it: a tapped step, or what was typed after the form's question."""
        form, tapped = self._current(frame), step_tapped(question)
        if question.is_alarm or (frame.alarm and _is_for_alarm(question)):
            return None, frame
        if tapped == REQUEST or _takes_up(form, question):
            return self._begin(form, frame)
        if form is None or form.step == OFFERED:
            return (self._replies.nothing_open() if tapped else None), frame
        if not tapped and (question.chosen or not form.asks):
            return None, frame
        return self._take(form, question, frame, conversation)

    def go_on(self, reply: Reply, frame: Frame) -> tuple[Reply, Frame]:
        """The reply to something else, with the form's question at its end; remembers that a call was offered."""
        form = self._current(frame)
        if form is None or form.step == OFFERED:
            offered = Form(OFFERED, self._now()) if CALL_BACK in reply.buttons else None
            return reply, replace(frame, form=offered)
        if reply.kind == "form":
            return reply, frame
        if frame.alarm or reply.escalation.rank > Escalation.PROFESSIONAL.rank:
            return reply, replace(frame, form=replace(form, asks=False))
        buttons = self._replies.buttons(form)
        others = tuple(button for button in reply.buttons if button != CALL_BACK)[: MOST_BUTTONS - len(buttons)]
        asked = replace(reply, text=f"{reply.text}\n{self._replies.question(form)}", buttons=(*others, *buttons))
        return asked, self._with(frame, form)

    def _current(self, frame: Frame) -> Form | None:
        return None if frame.form is None or frame.form.is_over(self._now()) else frame.form

    def _begin(self, form: Form | None, frame: Frame) -> tuple[Reply, Frame]:
        if form and form.step != OFFERED:
            return self._replies.ask(form), self._with(frame, form)
        begun = Form(NAME, self._now())
        return self._replies.begin(begun), self._with(frame, begun)

    def _take(self, form: Form, question: Question, frame: Frame, conversation: str) -> tuple[Reply | None, Frame]:
        tapped = step_tapped(question)
        if tapped == CANCEL or (not tapped and is_cancelling(question.text)):
            return self._end(self._replies.cancelled(), frame)
        if form.step == CONSENT:
            return self._agree(form, question, frame, conversation)
        if tapped:  # a button of an earlier question
            return self._replies.ask(form), self._with(frame, form)
        return self._fill(form, question, frame)

    def _fill(self, form: Form, question: Question, frame: Frame) -> tuple[Reply | None, Frame]:
        read = self._read(form.step, question.text)
        # A number in a question is still the number; a question is no name and no time.
        is_problem = isinstance(read, Problem)
        if is_asked_meanwhile(question, form.step) and (is_problem or form.step != REACH):
            return None, frame
        if isinstance(read, Problem):
            return self._again(self._replies.ask(form, before=read.sentence), form, frame)
        filled = replace(form, step=NEXT[form.step], tries=0, **read)
        before = f"Thank you, {filled.name}." if form.step == NAME else ""
        return self._replies.ask(filled, before=before), self._with(frame, filled)

    def _read(self, step: str, text: str) -> dict[str, Any] | Problem:
        if step == REACH:
            reach = self._checks.reach(text, str(self._facts.book.clinic["country"]))
            return reach if isinstance(reach, Problem) else {"phone": reach[0], "email": reach[1]}
        value = self._checks.name(text) if step == NAME else self._checks.good_time(text)
        return value if isinstance(value, Problem) else {"name" if step == NAME else "good_time": value}

    def _agree(self, form: Form, question: Question, frame: Frame, conversation: str) -> tuple[Reply | None, Frame]:
        tapped = step_tapped(question)
        if tapped == NO or (not tapped and refuses(question.text)):
            return self._end(self._replies.cancelled(), frame)
        if tapped == YES or (not tapped and agrees(question.text)):
            return self._end(self._requesting.keep(conversation, form.details), frame)
        if is_asked_meanwhile(question, form.step):
            return None, frame
        return self._again(self._replies.yes_or_no(form), form, frame)

    def _again(self, reply: Reply, form: Form, frame: Frame) -> tuple[Reply, Frame]:
        if form.tries >= MOST_TRIES:
            return self._end(self._replies.given_up(), frame)
        return reply, self._with(frame, replace(form, tries=form.tries + 1))

    def _end(self, reply: Reply, frame: Frame) -> tuple[Reply, Frame]:
        return reply, replace(frame, form=None)

    def _with(self, frame: Frame, form: Form) -> Frame:
        return replace(frame, form=replace(form, asks=True, touched_at=self._now()))


def _is_for_alarm(question: Question) -> bool:
    is_of_health = question.decision == ANSWER and question.topic.startswith(_OF_HEALTH)
    return not question.chosen and (is_of_health or is_dealt_with(question.text))


def _takes_up(form: Form | None, question: Question) -> bool:
    if question.chosen:
        return False
    if form is None:  # "can somebody call me back", unasked
        return question.topic in _OF_REACHING and asks_for_a_call(question.text)
    return form.step == OFFERED and takes_up_offer(question.text)
