"""The understanding as a Rasa component: one decision over all topics, with one calibrated confidence."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.clinic.plain import dump, load
from bot.clinic.questions import ANSWER, Candidate, Question
from bot.knowledge_files import PROJECT, read_alarms, read_context, read_languages, read_signs, read_topics
from bot.knowledge_files.acts import read_acts
from bot.nlu.act_training import train_acts
from bot.nlu.alarms import Alarms
from bot.nlu.encoder import Encoder
from bot.nlu.entities import EntityFinder
from bot.nlu.fingerprint import understanding_fingerprint
from bot.nlu.fitting_facts import FittingFacts
from bot.nlu.reading import Understanding
from bot.nlu.sign_reader import SignReader
from bot.nlu.storing import read_trained, write_trained
from bot.nlu.training import train
from bot.safety.gate import Reading, RedFlagGate

logger = logging.getLogger(__name__)

UNDERSTANDING = "understanding"  # what the actions read: a bot.clinic.questions.Question as a dict
_METADATA = "metadata"
_GATE, _CHOSEN, _BEFORE = "gate", "chosen", "before"  # what the door sends along
_NOT_SURE = "nlu_fallback"  # Rasa's own name for it; the action sees which of clarify and decline it is


class TopicMissing(ValueError):
    """A training question has no topic."""


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class MessageReader(GraphComponent):
    """Sets the intent to the topic's kind and puts the whole Question under `understanding`."""

    def __init__(
        self,
        storage: ModelStorage,
        resource: Resource,
        alarms: Alarms | None = None,
        gate: RedFlagGate | None = None,
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._alarms = alarms
        self._gate = gate

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageReader:
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
    ) -> MessageReader:
        """Rasa's constructor after training."""
        with model_storage.read_from(resource) as folder:
            trained = read_trained(folder)
        topics = read_topics(PROJECT)
        fitting = FittingFacts.load(PROJECT, trained.letters)
        understanding = Understanding(trained, Encoder(), EntityFinder.load(PROJECT), fitting)
        alarms = Alarms(understanding, SignReader(), read_alarms(PROJECT), topics)
        gate = RedFlagGate(read_signs(PROJECT), topics, read_context(PROJECT), read_languages(PROJECT))
        return cls(model_storage, resource, alarms, gate)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """What a model depends on beside the training questions: Rasa's cache would not see it and keep a stale one."""
        return understanding_fingerprint(PROJECT)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example; the topic is metadata of its intent. TopicMissing where there is none.

        The acts are no intents: they stand in data/acts, where Rasa reads nothing. KnowledgeError where one is broken.
        """
        questions = [(example.get(TEXT), _topic_of(example)) for example in training_data.intent_examples]
        acts = read_acts(PROJECT)
        encoder, entities = Encoder(threads=os.cpu_count() or 1), EntityFinder.load(PROJECT)
        trained = train(questions, encoder, entities, logger.info)
        trained = replace(trained, acts=train_acts(acts, trained, encoder, entities))
        with self._storage.write_to(self._resource) as folder:
            write_trained(trained, folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Understands each message."""
        for message in messages:
            question = self._read(message.get(TEXT) or "", message.get(_METADATA) or {})
            intent = question.topic.split("/")[0] if question.decision == ANSWER else _NOT_SURE
            predicted = {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: question.confidence}
            message.set(INTENT, predicted, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [predicted], add_to_output=True)
            message.set(UNDERSTANDING, dump(question), add_to_output=True)
        return messages

    def _read(self, text: str, metadata: dict[str, Any]) -> Question:
        """`metadata` is what the door sent along: the gate runs once a text, in the door, or here without one."""
        if chosen := metadata.get(_CHOSEN):
            return Question(text, ANSWER, (Candidate(str(chosen), 1.0),), chosen=True)
        assert self._alarms is not None and self._gate is not None, "loaded without a model"
        found = metadata.get(_GATE)  # an empty one where the gate read nothing
        reading = self._gate.read(text) if found is None else load(Reading, found) if found else Reading()
        return self._alarms.understand(text, reading, metadata.get(_BEFORE))


def _topic_of(example: Message) -> str:
    intent_metadata = (example.get(_METADATA) or {}).get(INTENT) or {}
    topic = intent_metadata.get("topic")
    if not topic:
        raise TopicMissing(f"the training question {example.get(TEXT)!r} has no `metadata: {{topic: ...}}`: add it")
    return str(topic)
