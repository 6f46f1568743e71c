"""Reads how likely a text tells a warning sign: layers of the sentence encoder that learned nothing else.

docs/decisions/0022-a-reader-of-signs.md says what they learned from. They see the visitor's own spelling.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnxruntime
from safetensors import safe_open

from bot.nlu.encoder import (
    CACHE,
    WEIGHTS_SHA256,
    EncoderMissing,
    checked_weights,
    open_session,
    published_tokenizer,
    quantised,
)
from bot.nlu.encoder_graph import build_sign_graph

LEARNED = Path(__file__).with_name("sign_layers.safetensors")
_BUILD = "1"  # raise it when the graph or the quantisation changes
_MOST_TOKENS = 96  # as it was taught


def sign_reader_path() -> Path:
    """Where the built reader lies: keyed by the weights, what was learned, the build and onnxruntime's version."""
    learned = hashlib.sha256(LEARNED.read_bytes()).hexdigest()
    return CACHE / f"signs-{WEIGHTS_SHA256[:12]}-{learned[:12]}-{_BUILD}-{onnxruntime.__version__}.onnx"


def build_sign_reader() -> Path:
    """Builds it from the encoder's package. EncoderMissing where the weights have another hash."""
    return quantised(lambda exact: build_sign_graph(checked_weights(), LEARNED, exact), sign_reader_path())


class SignReader:
    """The reader of this process."""

    def __init__(self, path: Path | None = None) -> None:
        path = path or sign_reader_path()
        if not path.exists():
            raise EncoderMissing("the reader of signs has not been built: run `effie prepare`")
        with safe_open(str(LEARNED), "numpy") as file:  # type: ignore[no-untyped-call,attr-defined]
            self.topics = tuple(file.metadata()["topics"].split(","))
        self._session = open_session(path)
        self._tokenizer = published_tokenizer()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer.no_padding()

    def read(self, text: str) -> Mapping[str, float]:
        """The chance of each sign, by topic id; what is missing to 1 is the chance of none."""
        encoding = self._tokenizer.encode(text)
        feeds = {
            "input_ids": np.array([encoding.ids], np.int64),
            "attention_mask": np.array([encoding.attention_mask], np.int64),
        }
        chances = self._session.run(["chances"], feeds)[0][0]
        return dict(zip(self.topics, chances[1:].tolist(), strict=True))
