"""What goes into a turn, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.clinic.frames import Frame
from bot.clinic.questions import ANSWER, Question
from bot.clinic.replies import Reply

# What a rule of data/rules.yml does with each kind, and with what was not understood; a test holds the two together.
ANSWERS, RAISES_ALARM, TELLS_CLINIC = "action_answer", "action_raise_alarm", "action_tell_clinic"
CHATS, ASKS_BACK, DECLINES = "action_chat", "action_clarify", "action_decline"
ACTIONS = {"red_flag": RAISES_ALARM, "clinic": TELLS_CLINIC, "chat": CHATS, "out_of_scope": DECLINES}


@dataclass(frozen=True)
class Turn:
    """One message, what the conversation was about so far, who said it, and the action that Rasa's rule named."""

    question: Question
    frame: Frame
    conversation: str
    action: str

    def meaning(self, question: Question) -> Turn:
        """The same turn taken to mean something else, with the action that a rule would have named for that."""
        action = ACTIONS.get(question.topic.split("/")[0], ANSWERS) if question.decision == ANSWER else ASKS_BACK
        return replace(self, question=question, action=action)


@dataclass(frozen=True)
class Outcome:
    """The reply, the frame after it, and which answerer spoke."""

    reply: Reply
    frame: Frame
    by: str = ""
