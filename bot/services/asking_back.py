"""Hears the answer to a question of ours: a choice of two, what a massage should do, an offer, a detail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clinic.acts import ASKING, CHOOSING, Act
from bot.clinic.open_questions import CLARIFY, GOAL, OFFER, PRESSURE, OpenQuestion
from bot.clinic.questions import ANSWER, Question
from bot.clinic.wishes import RECOMMEND, Wish
from bot.services.answering import Answering
from bot.services.clarifying import Clarifying
from bot.services.composing import MOST_BUTTONS, PERSON_TOPIC, both, buttons_for
from bot.services.fact_base import FactBase
from bot.services.filling_form import FillingForm
from bot.services.outcomes import Outcome, Turn

Answer = Callable[[Turn], Outcome]

_SURE = 0.9
_MOST_TRIES = 1  # a question is put in other words once
_MORE = "chat/more"
_WAYS_OUT = ("I'm not sure", "I don't mind")
_PLACES = {"1": 0, "first": 0, "2": 1, "second": 1, "middle": 1, "3": 2, "third": 2, "last": -1}
_NO_OTHER_SUBJECT = 0.6  # confidence in another topic, from which the subject was changed
_POSSIBLE = 0.1  # confidence in a choice that was not named
_COMMON = frozenset("what does that with have massage session this will would should about from your much many".split())
_TOLD = ("benefit", "area", "pressure", "condition")
_ACKNOWLEDGES = frozenset(("ok", "okay", "k", "fine", "alright", "all right", "right", "ok thanks", "okay thanks"))
_MOST_IN_A_REFUSAL = 5  # words
_SMALL = 3  # letters: shorter words name nothing


class AskingBack:
    """What each answer means for each question of ours; None where the message is about something else."""

    def __init__(
        self,
        facts: FactBase,
        answering: Answering,
        clarifying: Clarifying,
        form: FillingForm,
        now: Callable[[], datetime],
    ) -> None:
        self._facts = facts
        self._answering = answering
        self._clarifying = clarifying
        self._form = form
        self._now = now

    def hear(self, turn: Turn, asked: OpenQuestion, answer: Answer) -> Outcome | None:
        """The outcome of a typed answer. `answer` is how any other question of the visitor is answered."""
        if asked.kind == CLARIFY:
            return self._choose(turn, asked, answer)
        if asked.kind in (GOAL, PRESSURE):
            return self._wish(turn, asked)
        if asked.kind == OFFER:
            return self._offered(turn)
        return self._form.take(turn)

    def _choose(self, turn: Turn, asked: OpenQuestion, answer: Answer) -> Outcome | None:
        if _changes_subject(turn):
            return None
        told: dict[Act, Callable[[], Outcome]] = {
            Act.NO: lambda: Outcome(self._clarifying.misunderstood(), turn.frame),
            Act.NEITHER: lambda: Outcome(self._clarifying.misunderstood(), turn.frame),
            Act.TAKES_BACK: lambda: Outcome(self._clarifying.all_right(_MORE), turn.frame),
            Act.REPEATS: lambda: self._put_simpler(turn, asked),
            Act.BOTH: lambda: self._answer_both(turn, asked, answer),
            Act.YES: lambda: self._answer_likelier(turn, asked, answer),
            Act.DOES_NOT_MIND: lambda: self._answer_likelier(turn, asked, answer),
        }
        if turn.question.act in told:
            return told[turn.question.act]()
        if turn.question.act is Act.TELLS and len(self._told(turn.question, asked.choices)) > 1:
            return self._answer_both(turn, asked, answer)
        meant = _by_place(turn, asked.choices) or self._named(turn.question, asked.choices)
        return answer(self._about(turn, meant)) if meant else None

    def _answer_both(self, turn: Turn, asked: OpenQuestion, answer: Answer) -> Outcome:
        first, second = asked.choices
        one = answer(self._about(turn, first))
        other = answer(self._about(replace(turn, frame=one.frame), second))
        return Outcome(both(one.reply, other.reply), other.frame)

    def _answer_likelier(self, turn: Turn, asked: OpenQuestion, answer: Answer) -> Outcome:
        """The likelier of the two, with the other one at hand as a button."""
        first, second = asked.choices
        outcome = answer(self._about(turn, first))
        offered = (*buttons_for(self._facts.book.pages, [second]), *outcome.reply.buttons)
        return replace(outcome, reply=replace(outcome.reply, buttons=offered[:MOST_BUTTONS]))

    def _named(self, question: Question, choices: Sequence[str]) -> str | None:
        """The choice that the words come nearest to, unless they are clearly about something else."""
        is_other = question.decision == ANSWER and question.topic not in choices
        if is_other or question.act in ASKING or question.act is Act.CALL_ME:
            return None
        named = [entity.key for entity in question.entities if entity.key in choices]
        seen = [c.topic for c in question.candidates if c.topic in choices and c.confidence >= _POSSIBLE]
        told = self._told(question, choices)
        likely = [*named, *(told if len(told) == 1 else ()), *seen]
        return likely[0] if likely else None

    def _told(self, question: Question, choices: Sequence[str]) -> list[str]:
        """The choices of which a telling word is in the message: "feel and price" has one of each."""
        pages, words = self._facts.book.pages, _words(question.text)
        return [
            topic for topic in choices if topic in pages and words & _words(f"{pages[topic].title} {pages[topic].ask}")
        ]

    def _about(self, turn: Turn, topic: str) -> Turn:
        """The turn as if the button of that topic had been tapped."""
        page = self._facts.book.pages.get(topic)
        text = page.ask if page else turn.question.text
        question = replace(turn.question.about(topic, 1.0), text=text, entities=(), fit=None, also=None, chosen=True)
        return turn.meaning(question)

    def _wish(self, turn: Turn, asked: OpenQuestion) -> Outcome | None:
        act, question = turn.question.act, turn.question
        if _changes_subject(turn):
            return None
        is_told = any(question.named[kind] for kind in _TOLD) and act not in ASKING
        if act is Act.REPEATS:
            return self._put_simpler(turn, asked)
        if act in (Act.TAKES_BACK, Act.NO) and not is_told:
            return Outcome(self._clarifying.all_right(RECOMMEND), turn.frame)
        if not (act in CHOOSING or act is Act.YES or is_told or (act is Act.TELLS and not _is_other(question))):
            return None
        place = _by_place(turn, asked.choices)
        chosen = asked.choices[:2] if act is Act.BOTH and not is_told else (place,) if place else ()
        wish = (turn.frame.wish or Wish()).with_choices(chosen, self._facts.book.goals)
        return self._answering.answer(question.about(RECOMMEND, _SURE), replace(turn.frame, wish=wish))

    def _offered(self, turn: Turn) -> Outcome | None:
        if turn.question.act in (Act.YES, Act.CALL_ME) and turn.question.text.lower().strip(" .!") not in _ACKNOWLEDGES:
            return self._form.begin(turn.frame)
        is_refused = turn.question.act in (Act.NO, Act.TAKES_BACK) and not _changes_subject(turn)
        return Outcome(self._clarifying.all_right(PERSON_TOPIC), turn.frame) if is_refused else None

    def _put_simpler(self, turn: Turn, asked: OpenQuestion) -> Outcome:
        if asked.tries > _MOST_TRIES:
            return Outcome(self._clarifying.misunderstood(), turn.frame)
        again = replace(asked, asked_at=self._now(), tries=asked.tries + 1)
        return Outcome(self._clarifying.put_simpler(asked), replace(turn.frame, asked=again))


def _by_place(turn: Turn, choices: Sequence[str]) -> str | None:
    """The choice that "the second", "2" or "the last one" means."""
    if turn.question.act not in (Act.FIRST, Act.SECOND, Act.OTHER):
        return None
    said = [_PLACES[word] for word in turn.question.text.lower().strip(" .!").split() if word in _PLACES]
    other = 0 if turn.frame.subject == choices[1] else 1
    place = said[0] if said else {Act.FIRST: 0, Act.SECOND: 1}.get(turn.question.act, other)
    chosen = [choice for choice in choices if choice not in _WAYS_OUT]
    return chosen[place] if place < len(chosen) else None


def _changes_subject(turn: Turn) -> bool:
    """Whether it calls ours off and asks something else at once: "scrap that, what if I need to cancel"."""
    question = turn.question
    is_long = len(question.text.split()) > _MOST_IN_A_REFUSAL
    return (
        turn.question.act in (Act.NO, Act.TAKES_BACK)
        and is_long
        and question.decision == ANSWER
        and _is_other(question)
    )


def _is_other(question: Question) -> bool:
    """Whether it is surely about something that no wish is."""
    is_sure = question.decision == ANSWER and question.confidence >= _NO_OTHER_SUBJECT
    return is_sure and not question.topic.startswith(("benefit/", "type/", "condition/", "chat/"))


def _words(text: str) -> set[str]:
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return {word for word in words if len(word) > _SMALL and word not in _COMMON}
