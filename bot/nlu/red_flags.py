"""Takes the gate's finding from the door, or runs the gate where there was no door."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.knowledge_files import PROJECT, read_signs, read_topics
from bot.nlu.messages import FINDINGS, metadata_of
from bot.safety.gate import RedFlagGate

_GATE = "gate"


# An entity extractor to Rasa: the only untrained kind that it does not run over the training questions too.
@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class RedFlagReader(GraphComponent):
    """The gate runs once a text: in the door, or here."""

    def __init__(self, gate: RedFlagGate) -> None:
        self._gate = gate

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagReader:
        """Rasa's constructor."""
        return cls(RedFlagGate(read_signs(PROJECT), read_topics(PROJECT)))

    def process(self, messages: list[Message]) -> list[Message]:
        """Puts the gate's reading, as a dictionary, under FINDINGS."""
        for message in messages:
            metadata = metadata_of(message)
            read = metadata[_GATE] if _GATE in metadata else self._gate.read(message.get(TEXT) or "").as_dict()
            message.set(FINDINGS, read)
        return messages
