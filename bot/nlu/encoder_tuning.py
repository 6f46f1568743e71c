"""Teaches the encoder what our topics are about: a small change of its weights, kept in the project as data.

Low-rank adaptation (Hu et al. 2021, arXiv:2106.09685) of all layers under a cosine softmax over topics. It runs
on TensorFlow, which Rasa brings. Training and running the assistant need none of it:
docs/decisions/0016-a-tuned-encoder.md.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.nlu.encoder import published_tokenizer, published_weights
from bot.nlu.typing_errors import mistype

Progress = Callable[[str], None]
Repair = Callable[[str], str]
Array = NDArray[Any]

_HEADS, _PER_HEAD, _LAYERS, _EPSILON = 12, 32, 6, 1e-12
_WIDTH = _HEADS * _PER_HEAD
_TUNED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_RANK = 32
_SCALE = 20.0  # of the cosines before the softmax
_SMOOTHING = 0.1
_DROPPED = 0.1  # of the tokens, so that no single word decides
_MISTYPED = 0.3  # of the texts, anew in each pass
_BATCH, _LEARNING_RATE = 32, 1e-3
_MOST_TOKENS = 64
_SEED = 7
_TOKENS = (tf.TensorSpec([None, None], tf.int32), tf.TensorSpec([None, None], tf.float32))  # ids and mask


class Tuned:
    """The encoder in TensorFlow: fixed weights, and two thin matrices beside each that is tuned."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._fixed = {name: tf.constant(value, tf.float32) for name, value in weights.items()}
        random = np.random.default_rng(_SEED)
        self.thin: dict[str, tuple[tf.Variable, tf.Variable]] = {}
        for name in tuned_names():
            wide, narrow = weights[f"{name}.weight"].shape  # (outputs, inputs)
            down = random.normal(0, narrow**-0.5, (_RANK, narrow)).astype(np.float32)
            self.thin[name] = (tf.Variable(down), tf.Variable(np.zeros((wide, _RANK), np.float32)))

    @property
    def variables(self) -> list[tf.Variable]:
        """What is learned."""
        return [variable for pair in self.thin.values() for variable in pair]

    def meaning(self, ids: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        """Unit vectors, shape (batch, 384), of tokens and mask of shape (batch, length)."""
        words = tf.gather(self._fixed["embeddings.word_embeddings.weight"], ids)
        words += self._fixed["embeddings.position_embeddings.weight"][: tf.shape(ids)[1]]
        vectors = self._normalise(words + self._fixed["embeddings.token_type_embeddings.weight"][0], "embeddings")
        bias = (1.0 - mask[:, tf.newaxis, tf.newaxis, :]) * -1e4
        for number in range(_LAYERS):
            vectors = self._layer(vectors, bias, f"encoder.layer.{number}")
        weights = mask[:, :, tf.newaxis]
        return tf.math.l2_normalize(tf.reduce_sum(vectors * weights, 1) / tf.reduce_sum(weights, 1), -1)

    def _layer(self, vectors: tf.Tensor, bias: tf.Tensor, name: str) -> tf.Tensor:
        attended = self._linear(self._attend(vectors, bias, f"{name}.attention.self"), f"{name}.attention.output.dense")
        vectors = self._normalise(vectors + attended, f"{name}.attention.output")
        wide = tf.nn.gelu(self._linear(vectors, f"{name}.intermediate.dense"))
        return self._normalise(vectors + self._linear(wide, f"{name}.output.dense"), f"{name}.output")

    def _attend(self, vectors: tf.Tensor, bias: tf.Tensor, name: str) -> tf.Tensor:
        shape = tf.concat([tf.shape(vectors)[:2], [_HEADS, _PER_HEAD]], 0)
        query, key, value = (
            tf.transpose(tf.reshape(self._linear(vectors, f"{name}.{part}"), shape), [0, 2, 1, 3])
            for part in ("query", "key", "value")
        )
        weights = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) * _PER_HEAD**-0.5 + bias)
        return tf.reshape(tf.transpose(tf.matmul(weights, value), [0, 2, 1, 3]), tf.shape(vectors))

    def _linear(self, vectors: tf.Tensor, name: str) -> tf.Tensor:
        weight = self._fixed[f"{name}.weight"]
        rows = tf.reshape(vectors, [-1, weight.shape[1]])  # one product; of three dimensions it would be one a text
        product = tf.matmul(rows, weight, transpose_b=True) + self._fixed[f"{name}.bias"]
        if name in self.thin:
            down, up = self.thin[name]
            product += tf.matmul(tf.matmul(rows, down, transpose_b=True), up, transpose_b=True)
        return tf.reshape(product, tf.concat([tf.shape(vectors)[:-1], [weight.shape[0]]], 0))

    def _normalise(self, vectors: tf.Tensor, name: str) -> tf.Tensor:
        mean, variance = tf.nn.moments(vectors, -1, keepdims=True)
        scale, shift = self._fixed[f"{name}.LayerNorm.weight"], self._fixed[f"{name}.LayerNorm.bias"]
        return (vectors - mean) * tf.math.rsqrt(variance + _EPSILON) * scale + shift


class _Texts:
    """Texts as tokens, and batches of them."""

    def __init__(self, texts: Sequence[str], tokenizer: Tokenizer, repair: Repair) -> None:
        tokenizer.no_padding()
        self._texts, self._tokenizer, self._repair = texts, tokenizer, repair
        self._ids = [self._tokens(text) for text in texts]
        self._lengths = np.array([len(ids) for ids in self._ids])
        self._random = np.random.default_rng(_SEED)
        self._chance = random.Random(_SEED)

    def batches(self) -> Iterator[Array]:
        """Rows of texts of about one length, so that little is padded; other batches at each call."""
        order = np.argsort(self._lengths + self._random.uniform(0, 4, len(self._lengths)), kind="stable")
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        yield from (batches[number] for number in self._random.permutation(len(batches)))

    def padded(self, rows: Array) -> tuple[Array, Array]:
        """Ids and mask, both (batch, length)."""
        return _padded([self._ids[row] for row in rows])

    def augmented(self, rows: Array) -> tuple[Array, Array]:
        """The same with some texts mistyped, as a visitor would, and some tokens hidden."""
        ids, mask = _padded(
            [self._mistyped(row) if self._chance.random() < _MISTYPED else self._ids[row] for row in rows]
        )
        mask *= self._random.random(mask.shape) >= _DROPPED
        mask[:, 0] = 1
        return ids, mask

    def _mistyped(self, row: int) -> list[int]:
        return self._tokens(mistype(self._texts[row], self._chance))

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(self._repair(text)).ids
        return ids[:_MOST_TOKENS]


def _padded(texts: Sequence[list[int]]) -> tuple[Array, Array]:
    width = max(map(len, texts))
    ids, mask = np.zeros((len(texts), width), np.int32), np.zeros((len(texts), width), np.float32)
    for row, tokens in enumerate(texts):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask


def tuned_names() -> Iterator[str]:
    """The linear parts that are tuned."""
    for layer in range(_LAYERS):
        yield from (f"encoder.layer.{layer}.{part}" for part in _TUNED)


def tune(
    questions: Sequence[tuple[str, str]], repair: Repair, passes: int, progress: Progress
) -> Iterator[dict[str, Array]]:
    """Learns from (text, topic id) pairs; after each pass the thin matrices `<name>.down` and `<name>.up`.

    `repair` is what stands before the encoder at run time: it learns from what it will be given.
    """
    topics = sorted({topic for _, topic in questions})
    labels = np.array([topics.index(topic) for _, topic in questions])
    progress("reading the questions")
    tuned = Tuned(load_file(str(published_weights())))
    texts = _Texts([text for text, _ in questions], published_tokenizer(), repair)
    prototypes = tf.Variable(_prototypes(tuned, texts, labels))
    step = _step(tuned, prototypes, len(topics), passes * -(-len(questions) // _BATCH))
    for number in range(1, passes + 1):
        losses = []
        for rows in texts.batches():
            losses.append(float(step(*texts.augmented(rows), labels[rows])))
            if len(losses) % 50 == 0:
                progress(f"pass {number} of {passes}, {len(losses) * _BATCH} read: loss {np.mean(losses[-50:]):.3f}")
        yield {
            f"{name}.{part}": variable.numpy().astype(np.float16)
            for name, pair in tuned.thin.items()
            for part, variable in zip(("down", "up"), pair, strict=True)
        }


def _step(tuned: Tuned, prototypes: tf.Variable, topics: int, steps: int) -> Callable[..., tf.Tensor]:
    variables = [*tuned.variables, prototypes]
    slower = tf.keras.optimizers.schedules.CosineDecay(_LEARNING_RATE, steps)
    optimizer = tf.keras.optimizers.legacy.Adam(slower, clipnorm=1.0)

    @tf.function(input_signature=[*_TOKENS, tf.TensorSpec([None], tf.int64)])
    def step(ids: tf.Tensor, mask: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            cosines = tf.matmul(tuned.meaning(ids, mask), tf.math.l2_normalize(prototypes, -1), transpose_b=True)
            wanted = tf.one_hot(labels, topics) * (1 - _SMOOTHING) + _SMOOTHING / topics
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, cosines * _SCALE))
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))  # noqa: B905  # TensorFlow's own zip
        return loss

    return step


def _prototypes(tuned: Tuned, texts: _Texts, labels: Array) -> Array:
    """Where each topic's questions lie before anything is learned."""
    read = tf.function(tuned.meaning, input_signature=_TOKENS)
    prototypes = np.zeros((labels.max() + 1, _WIDTH), np.float32)
    for rows in texts.batches():
        np.add.at(prototypes, labels[rows], read(*texts.padded(rows)).numpy())
    return prototypes / np.linalg.norm(prototypes, axis=1, keepdims=True)
