"""The keys under which our components pass their findings along a Rasa message."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

FINDINGS = "red_flag_findings"
UNDERSTANDING = "understanding"  # what the actions read: a bot.clinic.questions.Question as a dict
METADATA = "metadata"


def metadata_of(message: Message) -> dict[str, object]:
    """What the door sent along; empty in `rasa shell` and `rasa test`."""
    return message.get(METADATA) or {}
