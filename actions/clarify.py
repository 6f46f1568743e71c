"""Asks which of two close topics is meant, or declines where not even two are close."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.decline import decline
from actions.turn import keep, read_frame_slot, read_question, say
from bot.clinic.questions import CLARIFY
from bot.wiring import Services, wire


class ActionClarify(Action):
    """Intent nlu_fallback: nothing was understood for sure."""

    def __init__(self, services: Services | None = None) -> None:
        self._services = services

    def name(self) -> str:
        """As in domain.yml."""
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Asks, records the gap, and keeps what was already named for the answer to come."""
        services = self._services or wire()
        question, frame = read_question(tracker), read_frame_slot(tracker)
        if question.decision != CLARIFY:
            return decline(services, dispatcher, tracker)
        say(dispatcher, services.clarifying.clarify(question))
        services.recording_gaps.record(tracker.sender_id, question, CLARIFY)
        conditions = tuple(dict.fromkeys((*frame.conditions, *question.named("condition"))))
        return keep(replace(frame, conditions=conditions, types=question.named("type") or frame.types))
