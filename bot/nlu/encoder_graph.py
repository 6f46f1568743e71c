"""Builds the sentence encoder's ONNX graph from its published weights, without torch.

all-MiniLM-L6-v2: a BERT of six layers, mean pooling, unit length. Cosine to the reference encoder 1.00000.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

_HIDDEN, _HEADS, _LAYERS = 384, 12, 6
# The second and the fourth layer: they still hold the wording, which the last has given up for the meaning.
INNER = (1, 3)
_PER_HEAD = _HIDDEN // _HEADS
_EPSILON = 1e-12
_MASKED = -1e4  # enough to make a softmax weight zero, and still a float32 that int8 kernels take

Array = NDArray[Any]


class _Graph:
    """Nodes and constants, named as they come."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: Array) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def apply(self, operator: str, *inputs: str, **attributes: Any) -> str:
        name = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def name(self, output: str, value: str) -> None:
        self.nodes.append(helper.make_node("Identity", [value], [output]))

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))


class _Encoder:
    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights
        self._graph = _Graph()

    def model(self) -> onnx.ModelProto:
        graph = self._graph
        mask = graph.apply("Cast", "attention_mask", to=TensorProto.FLOAT)
        weights = graph.apply("Unsqueeze", mask, graph.integers(2))
        vectors = self._embed()
        bias = self._attention_bias(mask)
        inner = []
        for layer in range(_LAYERS):
            vectors = self._layer(vectors, bias, f"encoder.layer.{layer}")
            if layer in INNER:
                inner.append(self._mean(vectors, weights))
        graph.name("embedding", graph.apply("LpNormalization", self._mean(vectors, weights), axis=-1, p=2))
        graph.name("inner", graph.apply("Concat", *inner, axis=-1))
        return _finish(graph, {"embedding": _HIDDEN, "inner": _HIDDEN * len(INNER)})

    def signs(self) -> onnx.ModelProto:
        """The same layers with the chances of the warning signs in place of vectors."""
        graph = self._graph
        mask = graph.apply("Cast", "attention_mask", to=TensorProto.FLOAT)
        vectors, bias = self._embed(), self._attention_bias(mask)
        for layer in range(_LAYERS):
            vectors = self._layer(vectors, bias, f"encoder.layer.{layer}")
        mean = self._mean(vectors, graph.apply("Unsqueeze", mask, graph.integers(2)))
        graph.name("chances", graph.apply("Softmax", self._linear(mean, "signs"), axis=-1))
        return _finish(graph, {"chances": len(self._weight("signs.bias"))})

    def _weight(self, name: str) -> Array:
        return self._weights[name].astype(np.float32)

    def _normalise(self, vectors: str, name: str) -> str:
        scale = self._graph.constant(self._weight(f"{name}.weight"))
        shift = self._graph.constant(self._weight(f"{name}.bias"))
        return self._graph.apply("LayerNormalization", vectors, scale, shift, axis=-1, epsilon=_EPSILON)

    def _linear(self, vectors: str, name: str) -> str:
        product = self._graph.apply("MatMul", vectors, self._graph.constant(self._weight(f"{name}.weight").T))
        return self._graph.apply("Add", product, self._graph.constant(self._weight(f"{name}.bias")))

    def _embed(self) -> str:
        graph = self._graph
        zero, one, two = graph.integers(0), graph.integers(1), graph.integers(2)
        length = graph.apply("Slice", graph.apply("Shape", "input_ids"), one, two)
        # Every text is one segment, so the segment's vector is added to the positions here, once.
        positions = self._weight("embeddings.position_embeddings.weight")
        segment = self._weight("embeddings.token_type_embeddings.weight")[0]
        used = graph.apply("Slice", graph.constant(positions + segment), zero, length, zero)
        words = graph.apply("Gather", graph.constant(self._weight("embeddings.word_embeddings.weight")), "input_ids")
        return self._normalise(graph.apply("Add", words, used), "embeddings.LayerNorm")

    def _attention_bias(self, mask: str) -> str:
        graph = self._graph
        absent = graph.apply("Sub", graph.number(1), graph.apply("Unsqueeze", mask, graph.integers(1, 2)))
        return graph.apply("Mul", absent, graph.number(_MASKED))

    def _layer(self, vectors: str, bias: str, name: str) -> str:
        graph = self._graph
        attended = self._linear(self._attend(vectors, bias, f"{name}.attention.self"), f"{name}.attention.output.dense")
        vectors = self._normalise(graph.apply("Add", vectors, attended), f"{name}.attention.output.LayerNorm")
        wide = self._gelu(self._linear(vectors, f"{name}.intermediate.dense"))
        narrow = self._linear(wide, f"{name}.output.dense")
        return self._normalise(graph.apply("Add", vectors, narrow), f"{name}.output.LayerNorm")

    def _attend(self, vectors: str, bias: str, name: str) -> str:
        graph = self._graph
        split, merged = graph.integers(0, 0, _HEADS, _PER_HEAD), graph.integers(0, 0, _HIDDEN)
        query, key, value = (
            graph.apply("Reshape", self._linear(vectors, f"{name}.{part}"), split) for part in ("query", "key", "value")
        )
        query = graph.apply("Transpose", query, perm=[0, 2, 1, 3])
        key = graph.apply("Transpose", key, perm=[0, 2, 3, 1])
        value = graph.apply("Transpose", value, perm=[0, 2, 1, 3])
        scores = graph.apply("Mul", graph.apply("MatMul", query, key), graph.number(_PER_HEAD**-0.5))
        weights = graph.apply("Softmax", graph.apply("Add", scores, bias), axis=-1)
        mixed = graph.apply("Transpose", graph.apply("MatMul", weights, value), perm=[0, 2, 1, 3])
        return graph.apply("Reshape", mixed, merged)

    def _gelu(self, vectors: str) -> str:
        graph = self._graph
        error = graph.apply("Erf", graph.apply("Mul", vectors, graph.number(2**-0.5)))
        return graph.apply(
            "Mul", graph.apply("Mul", vectors, graph.apply("Add", error, graph.number(1))), graph.number(0.5)
        )

    def _mean(self, vectors: str, weights: str) -> str:
        graph = self._graph
        total = graph.apply("ReduceSum", graph.apply("Mul", vectors, weights), graph.integers(1), keepdims=0)
        return graph.apply("Div", total, graph.apply("ReduceSum", weights, graph.integers(1), keepdims=0))


def merge(weights: dict[str, Array], adapter: dict[str, Array]) -> dict[str, Array]:
    """The weights with what was learned added: `<name>.up` times `<name>.down` to `<name>.weight`."""
    learned = {name.removesuffix(".down") for name in adapter if name.endswith(".down")}
    changed = {
        f"{name}.weight": weights[f"{name}.weight"].astype(np.float32)
        + adapter[f"{name}.up"].astype(np.float32) @ adapter[f"{name}.down"].astype(np.float32)
        for name in learned
    }
    return {**weights, **changed}


def build_graph(weights: Path, adapter: Path, target: Path) -> None:
    """Writes the encoder as ONNX: the published weights, and what was learned of our topics.

    Inputs `input_ids` and `attention_mask`, shape (batch, length). Outputs `embedding`, (batch, 384), unit length,
    and `inner`, (batch, 384 for each of INNER): the mean of a layer's vectors.
    """
    onnx.save(_Encoder(merge(load_file(str(weights)), load_file(str(adapter)))).model(), str(target))


def build_sign_graph(weights: Path, learned: Path, target: Path) -> None:
    """Writes the reader of warning signs as ONNX: the published weights, the upper layers as they were learned.

    Inputs as above. Output `chances`, (batch, 1 + signs): of none, and of each sign, summing to 1.
    """
    merged = {**load_file(str(weights)), **load_file(str(learned))}
    onnx.save(_Encoder(merged).signs(), str(target))


def _finish(graph: _Graph, sizes: dict[str, int]) -> onnx.ModelProto:
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["b", "s"]) for n in ("input_ids", "attention_mask")]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["b", size]) for name, size in sizes.items()]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "sentence_encoder", inputs, outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    onnx.checker.check_model(model)
    return model
