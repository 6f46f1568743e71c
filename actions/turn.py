"""What every action reads from the tracker and says through the dispatcher."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.clinic.frames import Frame
from bot.clinic.questions import Question
from bot.clinic.replies import Reply

UNDERSTANDING = "understanding"
FRAME_SLOT = "frame"


def read_question(tracker: Tracker) -> Question:
    """The question of this turn, as the NLU pipeline left it."""
    return Question.from_dict(tracker.latest_message[UNDERSTANDING])


def read_frame_slot(tracker: Tracker) -> Frame:
    """What the conversation is about so far."""
    return Frame.from_dict(tracker.get_slot(FRAME_SLOT))


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Sends the one reply of this turn: the object, and its text for clients that read nothing else."""
    dispatcher.utter_message(text=reply.text, json_message=reply.as_dict())


def keep(frame: Frame) -> list[dict[str, Any]]:
    """The event that remembers the frame."""
    return [SlotSet(FRAME_SLOT, frame.as_dict())]
