"""One message becomes one reply: who answers it, and what is added to the answer.

The first of these that answers is heard:

| answerer      | answers                                                        | e.g.                              |
|---------------|----------------------------------------------------------------|-----------------------------------|
| alarm         | a warning sign; what is still about the alarm that stands      | "my groin is numb", "it'll pass"  |
| open question | what answers a question of ours; a tapped step of the form     | "the second", "Ben", "I don't mind" |
| follow-up     | what means something else after the turn before                | "why?", "the other one"           |
| by kind       | everything else, by the action that Rasa's rule named          | "does it hurt"                    |

Then each of these may add to it:

| addition        | adds                                                                     |
|-----------------|--------------------------------------------------------------------------|
| second question | the answer to the other question of the message                          |
| reminder        | one line, while an alarm stands and something else is answered           |
| open question   | the form's own question again; remembers what was asked or offered       |
| doubt           | one line of what to do where a sign may be meant                         |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clinic.acts import ANSWERING, CHOOSING, Act, Situation
from bot.clinic.open_questions import CLARIFY as ASKED_BACK
from bot.clinic.open_questions import OpenQuestion
from bot.clinic.questions import CLARIFY, DECLINE
from bot.clinic.replies import Reply
from bot.clinic.rereading import LEANING_ACTS, read_again
from bot.services.answering import Answering
from bot.services.asking_back import AskingBack
from bot.services.chatting import Chatting
from bot.services.clarifying import Clarifying
from bot.services.composing import CALL_BACK, both
from bot.services.declining import Declining
from bot.services.escalating import Escalating
from bot.services.fact_base import FactBase
from bot.services.filling_form import FillingForm
from bot.services.outcomes import ANSWERS, ASKS_BACK, CHATS, RAISES_ALARM, TELLS_CLINIC, Outcome, Turn
from bot.services.recording_gaps import RecordingGaps
from bot.services.standing import StandingAlarm
from bot.services.telling_clinic import TellingClinic

# Even where nothing was asked; "no" and "stop" may be despair.
_NEVER_A_SIGN = (CHOOSING - {Act.NEITHER}) | {Act.YES, Act.MORE, Act.REPEATS, Act.WHY}
_SHORT_ANSWER = 8  # words: a longer answer to a question of ours may tell a sign beside it


@dataclass(frozen=True)
class Parts:
    """The services that answer."""

    answering: Answering
    asking_back: AskingBack
    chatting: Chatting
    clarifying: Clarifying
    declining: Declining
    escalating: Escalating
    filling_form: FillingForm
    recording_gaps: RecordingGaps
    standing: StandingAlarm
    telling_clinic: TellingClinic


class TurnTaking:
    """The order above. Pure: what is known comes in with the turn, and the frame for the next one goes out."""

    def __init__(self, parts: Parts, facts: FactBase, now: Callable[[], datetime]) -> None:
        self._parts = parts
        self._facts = facts
        self._now = now
        self._by_action: dict[str, Callable[[Turn], Outcome | None]] = {
            ANSWERS: lambda turn: parts.answering.answer(turn.question, turn.frame),
            RAISES_ALARM: self._raise_alarm,
            TELLS_CLINIC: self._tell_clinic,
            CHATS: lambda turn: parts.chatting.chat(turn.question, turn.frame),
            ASKS_BACK: self._clarify,
        }
        self.answerers: tuple[tuple[str, Callable[[Turn], Outcome | None]], ...] = (
            ("alarm", self._alarm),
            ("open question", self._open_question),
            ("follow-up", self._follow_up),
            ("by kind", self._by_kind),
        )
        self.additions: tuple[tuple[str, Callable[[Turn, Outcome], Outcome]], ...] = (
            ("second question", self._second_question),
            ("reminder", self._reminder),
            ("open question", self._open_question_again),
            ("doubt", self._doubt),
        )

    def take(self, turn: Turn) -> Outcome:
        """The reply to the turn, and the frame after it."""
        turn = self._prepared(turn)
        name, outcome = next((name, found) for name, answer in self.answerers if (found := answer(turn)))
        outcome = replace(outcome, by=name)
        for _, add in self.additions:
            outcome = add(turn, outcome)
        return outcome

    def _prepared(self, turn: Turn) -> Turn:
        """With what the message does where it stands.

        A question of ours from an hour ago is over, and a plain answer to one holds no warning sign.
        """
        frame, asked = turn.frame, turn.frame.asked
        if asked and asked.is_over(self._now()):
            frame, asked = replace(frame, asked=None), None
        situation = asked.situation if asked else Situation.ALARM if frame.alarm else Situation.NOTHING
        question = replace(turn.question, act=Act(turn.question.acts.get(situation.value, Act.ASKS.value)))
        turn = replace(turn, question=question, frame=frame)
        if question.gate_topic or not (question.voted or question.doubted) or not _is_plain_answer(turn, situation):
            return turn
        return turn.meaning(question.without_sign())

    def _alarm(self, turn: Turn) -> Outcome | None:
        question, frame, standing = turn.question, turn.frame, self._parts.standing
        if question.is_alarm and standing.is_new(turn):
            return self._raise_alarm(turn)
        return standing.follow(turn) if frame.alarm else None

    def _open_question(self, turn: Turn) -> Outcome | None:
        question, form, asked = turn.question, self._parts.filling_form, turn.frame.asked
        if question.is_alarm:
            return None
        if question.chosen:
            return form.tapped(turn)
        if asked:
            return self._parts.asking_back.hear(turn, asked, self._by_kind)
        return form.unasked(turn) if question.act is Act.CALL_ME else None

    def _follow_up(self, turn: Turn) -> Outcome | None:
        if turn.question.act not in LEANING_ACTS:
            return None
        meant = read_again(turn.question, turn.frame, self._facts.book.roles.get("own_data", ""))
        return None if meant is turn.question else self._by_kind(turn.meaning(meant))

    def _by_kind(self, turn: Turn) -> Outcome:
        answer = self._by_action.get(turn.action)
        return (answer(turn) if answer else None) or self._decline(turn)

    def _raise_alarm(self, turn: Turn) -> Outcome:
        question, fired = turn.question, turn.question.is_alarm
        reply = self._parts.escalating.raise_alarm(question.topic, question.confidence, fired=fired)
        return Outcome(reply, replace(turn.frame, alarm=question.topic) if fired else turn.frame)

    def _tell_clinic(self, turn: Turn) -> Outcome | None:
        reply = self._parts.telling_clinic.tell(turn.question)
        return Outcome(reply, turn.frame) if reply else None

    def _clarify(self, turn: Turn) -> Outcome | None:
        """Asks which of two is meant, and keeps what was already named for the answer to come."""
        question, frame = turn.question, turn.frame
        reply = self._parts.clarifying.clarify(question) if question.decision == CLARIFY else None
        if reply is None:
            return None
        self._parts.recording_gaps.record(turn.conversation, question, CLARIFY)
        return Outcome(
            reply,
            replace(
                frame,
                conditions=tuple(dict.fromkeys((*frame.conditions, *question.named["condition"]))),
                types=question.named["type"] or frame.types,
                asked=OpenQuestion(ASKED_BACK, self._now(), reply.topics),
            ),
        )

    def _decline(self, turn: Turn) -> Outcome:
        self._parts.recording_gaps.record(turn.conversation, turn.question, DECLINE)
        return Outcome(self._parts.declining.decline(turn.question), turn.frame)

    def _second_question(self, turn: Turn, outcome: Outcome) -> Outcome:
        second = turn.question.second() if turn.question.also else None
        if second is None or outcome.reply.kind != "answer" or outcome.by in ("alarm", "open question"):
            return outcome
        other = self._answer_second(replace(turn, question=second))
        return replace(outcome, reply=both(outcome.reply, other)) if other else outcome

    def _answer_second(self, turn: Turn) -> Reply | None:
        if turn.question.topic.startswith("clinic/"):
            return self._parts.telling_clinic.tell(turn.question)
        answered = self._parts.answering.answer(turn.question, turn.frame)
        return answered.reply if answered else None

    def _reminder(self, turn: Turn, outcome: Outcome) -> Outcome:
        if not outcome.frame.alarm:
            return outcome
        return replace(outcome, reply=self._parts.standing.remind(outcome.reply, outcome.frame))

    def _open_question_again(self, turn: Turn, outcome: Outcome) -> Outcome:
        if outcome.frame.asked is not turn.frame.asked:  # asked in this very turn
            return outcome
        closed = replace(outcome, frame=replace(outcome.frame, asked=None, wish=None))
        is_form = closed.frame.form is not None or CALL_BACK in closed.reply.buttons
        return self._parts.filling_form.ask_again(closed) if is_form else closed

    def _doubt(self, turn: Turn, outcome: Outcome) -> Outcome:
        doubted = turn.question.doubted
        if not doubted or outcome.reply.topics[0].startswith("red_flag/"):
            return outcome
        is_said = not (turn.frame.alarm or outcome.frame.alarm)
        return replace(outcome, reply=self._parts.escalating.add_warning(outcome.reply, doubted, is_said=is_said))


def _is_plain_answer(turn: Turn, situation: Situation) -> bool:
    """Whether the message answers a question of ours, or is as short and plain as one, and says nothing else."""
    if turn.question.chosen or len(turn.question.text.split()) > _SHORT_ANSWER:
        return False
    if situation is Situation.NOTHING:
        return turn.question.act in _NEVER_A_SIGN
    is_told = turn.question.act is Act.TELLS and situation in (Situation.DETAIL, Situation.WISH)
    return turn.frame.asked is not None and (turn.question.act in ANSWERING or is_told)
