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
| doubt           | one question, whether a sign is there, where it may be meant             |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clinic.acts import ANSWERING, CHOOSING, Act, Situation
from bot.clinic.open_questions import CHECK, OFFER, OpenQuestion
from bot.clinic.open_questions import CLARIFY as ASKED_BACK
from bot.clinic.questions import ANSWER, CLARIFY, DECLINE, Question
from bot.clinic.replies import Reply
from bot.clinic.rereading import LEANING_ACTS, read_again
from bot.clinic.topics import SUPPORT
from bot.services.answering import Answering
from bot.services.asking_back import AskingBack
from bot.services.chatting import Chatting
from bot.services.clarifying import Clarifying
from bot.services.composing import CALL_BACK, both
from bot.services.declining import Declining
from bot.services.escalating import MATERNITY, Escalating
from bot.services.fact_base import FactBase
from bot.services.filling_form import FillingForm
from bot.services.outcomes import ANSWERS, ASKS_BACK, CHATS, RAISES_ALARM, TELLS_CLINIC, Outcome, Turn
from bot.services.recording_gaps import RecordingGaps
from bot.services.standing import StandingAlarm
from bot.services.supporting import Supporting, find_told, stays_with_what_was_told, tells_of_support
from bot.services.telling_clinic import TellingClinic

# Even where nothing was asked; "no" and "stop" may be despair.
_NEVER_A_SIGN = (CHOOSING - {Act.NEITHER}) | {Act.YES, Act.MORE, Act.REPEATS, Act.WHY}
_SHORT_ANSWER, _FEW, _A_NAME = 8, 4, 2  # words: a longer answer to a question of ours may tell a sign beside it
_ALARM_STANDS_FOR = timedelta(hours=12)


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
    supporting: Supporting
    telling_clinic: TellingClinic


class TurnTaking:
    """The order above. Pure: what is known comes in with the turn, and the frame for the next one goes out."""

    def __init__(self, parts: Parts, facts: FactBase, now: Callable[[], datetime]) -> None:
        self._parts = parts
        self._facts = facts
        self._now = now
        self._by_action: dict[str, Callable[[Turn], Outcome | None]] = {
            ANSWERS: self._answer,
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
        frame, asked, now = turn.frame, turn.frame.asked, self._now()
        if asked and asked.is_over(now):
            frame, asked = replace(frame, asked=None, wish=None), None
        if frame.alarm_at and now - frame.alarm_at > _ALARM_STANDS_FOR:
            frame = replace(frame, alarm=None, alarm_at=None)
        situation = asked.situation if asked else Situation.ALARM if frame.alarm else Situation.NOTHING
        question = replace(turn.question, act=Act(turn.question.acts.get(situation.value, Act.ASKS.value)))
        turn = replace(turn, question=question, frame=frame)
        is_the_gates = question.gate_topic or question.is_gate_doubt
        if not is_the_gates and (question.voted or question.doubted) and _is_plain_answer(turn, situation):
            return turn.meaning(question.without_sign())
        asked_first = question.with_doubt() if question.voted and tells_of_support(question, frame) else question
        told = (*frame.conditions, *question.named["condition"])
        raised = self._parts.escalating.raised(asked_first, told)
        return turn if raised is question else turn.meaning(raised)

    def _alarm(self, turn: Turn) -> Outcome | None:
        question, frame, standing = turn.question, turn.frame, self._parts.standing
        if confirmed := standing.find_confirmed(turn):
            return self._raise_alarm(turn.meaning(replace(question.about(confirmed), gate_topic=confirmed)))
        if question.is_alarm and standing.is_new(turn):
            return self._raise_alarm(turn)
        if standing.is_let_go(turn):
            return self._let_go(turn)
        return standing.follow(turn) if frame.alarm else None

    def _open_question(self, turn: Turn) -> Outcome | None:
        question, form, asked = turn.question, self._parts.filling_form, turn.frame.asked
        if question.is_alarm:
            return None
        if question.chosen:
            return form.tapped(turn)
        if asked and asked.kind == CHECK:
            return self._parts.standing.warn_played_down(turn)
        heard = self._parts.asking_back.hear(turn, asked, self._by_kind) if asked else None
        if heard or question.act is not Act.CALL_ME or stays_with_what_was_told(question, turn.frame):
            return heard  # "who can i call" asks for a helpline
        return form.unasked(turn)

    def _follow_up(self, turn: Turn) -> Outcome | None:
        if stays_with_what_was_told(turn.question, turn.frame):
            about = replace(turn, question=turn.question.about(turn.frame.subject or ""))
            return self._parts.supporting.support(about.question, about.frame)
        if turn.question.act not in LEANING_ACTS:
            return None
        meant = read_again(turn.question, turn.frame, self._facts.book.roles.get("own_data", ""))
        return None if meant is turn.question else self._by_kind(turn.meaning(meant))

    def _answer(self, turn: Turn) -> Outcome | None:
        is_told = turn.question.topic.startswith(SUPPORT)
        answer = self._parts.supporting.support if is_told else self._parts.answering.answer
        return answer(turn.question, turn.frame)

    def _by_kind(self, turn: Turn) -> Outcome:
        answer = self._by_action.get(turn.action)
        return (answer(turn) if answer else None) or self._decline(turn)

    def _raise_alarm(self, turn: Turn) -> Outcome:
        question, fired = turn.question, turn.question.is_alarm
        is_plain = question.gate_topic is not None
        escalating = self._parts.escalating
        alarm = escalating.raise_alarm(
            question.topic, question.confidence, fired=fired, is_plain=is_plain, says=question.says
        )
        reply = escalating.say_abroad(alarm, question.sentence)
        if not fired:
            return Outcome(reply, turn.frame)
        frame = turn.frame
        if told := find_told(question, frame):
            reply, frame = self._parts.supporting.believe(told, reply), replace(frame, subject=told)
        # What the visitor's own words did not plainly give can be denied.
        asked = None if is_plain else OpenQuestion(CHECK, self._now(), (question.topic,))
        return Outcome(
            reply,
            replace(
                frame,
                alarm=question.topic,
                alarm_at=self._now(),
                is_alarm_plain=is_plain,
                reminded=0,
                asked=asked,
                said=reply.said,
            ),
        )

    def _let_go(self, turn: Turn) -> Outcome:
        """No sign is there: what was asked instead is answered, or the visitor is asked for it."""
        frame, question = turn.frame, turn.question
        is_of_another = question.chosen and (frame.is_alarm_plain or frame.alarm != question.topic)
        calm = turn.meaning(question.without_sign())
        alarm = frame.alarm if is_of_another else None  # an old button ends no alarm but its own
        calm = replace(calm, frame=replace(frame, alarm=alarm, asked=None))
        if not question.chosen and _says_what_is_meant(calm.question):
            return self._by_kind(calm)
        return Outcome(self._parts.standing.let_go(turn), calm.frame)

    def _tell_clinic(self, turn: Turn) -> Outcome | None:
        reply = self._parts.telling_clinic.tell(turn.question)
        is_told = (turn.frame.subject or "").startswith(SUPPORT)
        frame = replace(turn.frame, subject=None) if is_told else turn.frame  # what was told is let rest
        return Outcome(reply, frame) if reply else None

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
        is_other = outcome.by in ("alarm", "open question") or outcome.reply.topics[0].startswith(SUPPORT)
        if second is None or outcome.reply.kind != "answer" or is_other:
            return outcome
        other = self._answer_second(replace(turn, question=second))
        return replace(outcome, reply=both(outcome.reply, other)) if other else outcome

    def _answer_second(self, turn: Turn) -> Reply | None:
        if turn.question.topic.startswith("clinic/"):
            return self._parts.telling_clinic.tell(turn.question)
        answered = self._parts.answering.answer(turn.question, turn.frame)
        return answered.reply if answered else None

    def _reminder(self, turn: Turn, outcome: Outcome) -> Outcome:
        return self._parts.standing.remind(outcome) if outcome.frame.alarm else outcome

    def _open_question_again(self, turn: Turn, outcome: Outcome) -> Outcome:
        if outcome.frame.asked is not turn.frame.asked:  # asked in this very turn
            return outcome
        closed = replace(outcome, frame=replace(outcome.frame, asked=None, wish=None))
        is_form = closed.frame.form is not None or CALL_BACK in closed.reply.buttons
        return self._parts.filling_form.ask_again(closed) if is_form else closed

    def _doubt(self, turn: Turn, outcome: Outcome) -> Outcome:
        doubted = turn.question.doubted
        asked = outcome.frame.asked  # an offer gives way, any other question of ours does not
        is_met = turn.frame.alarm or outcome.frame.alarm or (asked is not None and asked.kind != OFFER)
        topic, roles = outcome.reply.topics[0], self._facts.book.roles
        is_unkind = topic == roles.get("loss") and doubted == roles.get(MATERNITY)  # its question speaks of a baby
        if not doubted or is_met or is_unkind or topic.startswith("red_flag/"):
            return outcome
        asked = OpenQuestion(CHECK, self._now(), (doubted,))
        reply = self._parts.escalating.ask_first(outcome.reply, doubted)
        return replace(outcome, reply=reply, frame=replace(outcome.frame, asked=asked))


def _says_what_is_meant(question: Question) -> bool:
    """Whether it is understood well enough to be answered: "it is for my blood pressure"."""
    return question.decision == ANSWER and not question.topic.startswith(("chat/", "out_of_scope/", "red_flag/"))


def _is_plain_answer(turn: Turn, situation: Situation) -> bool:
    """Whether the message answers a question of ours, or is as short and plain as one, and says nothing else."""
    question, asked = turn.question, turn.frame.asked
    is_told = question.act is Act.TELLS and situation in (Situation.DETAIL, Situation.WISH)
    # What was taken for a sign is let pass in very few words alone: "half my face wont smile" is no name.
    most = (_A_NAME if is_told else _FEW) if question.voted else _SHORT_ANSWER
    if question.chosen or len(question.text.split()) > most or (asked and asked.kind == CHECK) or turn.frame.alarm:
        return False
    if situation is Situation.NOTHING:
        return question.act in _NEVER_A_SIGN
    return asked is not None and (question.act in ANSWERING or is_told)
