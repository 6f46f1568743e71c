"""The understanding as a Rasa component: one decision over all topics, with one calibrated confidence."""

from __future__ import annotations

import logging
import os
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.clinic.questions import ANSWER, Candidate, Question
from bot.knowledge_files import PROJECT, read_aliases, read_topics
from bot.nlu.encoder import Encoder
from bot.nlu.fingerprint import understanding_fingerprint
from bot.nlu.fitting_facts import FittingFacts
from bot.nlu.messages import FINDINGS, METADATA, UNDERSTANDING, metadata_of
from bot.nlu.naming import EntityFinder
from bot.nlu.understanding import Trained, Understanding, train
from bot.nlu.votes import understand
from bot.safety.gate import Reading

logger = logging.getLogger(__name__)

_CHOSEN, _BEFORE = "chosen", "before"
_NOT_SURE = "nlu_fallback"  # Rasa's own name for it; the action sees which of clarify and decline it is


class TopicMissing(ValueError):
    """A training question has no topic."""


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class TopicClassifier(GraphComponent):
    """Sets the intent to the topic's kind and puts the whole Question under `understanding`."""

    def __init__(self, storage: ModelStorage, resource: Resource, understanding: Understanding | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._understanding = understanding

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Rasa's constructor before training."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> TopicClassifier:
        """Rasa's constructor after training."""
        with model_storage.read_from(resource) as folder:
            trained = Trained.load(folder)
        fitting = FittingFacts.load(PROJECT, trained.letters)
        understanding = Understanding(
            trained, Encoder(), EntityFinder(read_aliases(PROJECT)), read_topics(PROJECT), fitting
        )
        return cls(model_storage, resource, understanding)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """What a model depends on beside the training questions: Rasa's cache would not see it and keep a stale one."""
        return understanding_fingerprint(PROJECT)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example; the topic is metadata of its intent. TopicMissing where there is none."""
        questions = [(example.get(TEXT), _topic_of(example)) for example in training_data.intent_examples]
        trained = train(
            questions, Encoder(threads=os.cpu_count() or 1), EntityFinder(read_aliases(PROJECT)), logger.info
        )
        with self._storage.write_to(self._resource) as folder:
            trained.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Understands each message."""
        for message in messages:
            question = self._read(message)
            intent = question.topic.split("/")[0] if question.decision == ANSWER else _NOT_SURE
            predicted = {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: question.confidence}
            message.set(INTENT, predicted, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [predicted], add_to_output=True)
            message.set(UNDERSTANDING, question.as_dict(), add_to_output=True)
        return messages

    def _read(self, message: Message) -> Question:
        text = message.get(TEXT) or ""
        chosen = metadata_of(message).get(_CHOSEN)
        if isinstance(chosen, str):
            return Question(text, ANSWER, (Candidate(chosen, 1.0),), chosen=True)
        assert self._understanding is not None, "loaded without a model"
        before = metadata_of(message).get(_BEFORE)
        found = message.get(FINDINGS)
        reading = Reading.from_dict(found) if found else Reading()
        return understand(self._understanding, text, reading, before if isinstance(before, str) else None)


def _topic_of(example: Message) -> str:
    intent_metadata = (example.get(METADATA) or {}).get(INTENT) or {}
    topic = intent_metadata.get("topic")
    if not topic:
        raise TopicMissing(f"the training question {example.get(TEXT)!r} has no `metadata: {{topic: ...}}`: add it")
    return str(topic)
