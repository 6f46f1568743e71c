"""The other side: Rasa's suggested pipeline and policies on our training questions, with one plain response a topic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.plan import MEMORY, SQLITE, Plan
from bot.settings import ROOT

MODEL = "models/stock.tar.gz"
EPOCH_TIMES = "epochs.json"
_SECONDS = 3600
_NOT_SURE = "nlu_fallback"


@dataclass(frozen=True)
class Training:
    """How long a training took, and how long it would take with the suggested epochs."""

    measured_seconds: float
    full_seconds: float


def build(folder: Path, plan: Plan) -> int:
    """Writes the whole project into the folder; how many topics it has."""
    examples = dict(_read_examples(path) for path in training_files(plan))
    (folder / "data").mkdir(parents=True, exist_ok=True)
    _write(folder / "config.yml", _config(plan.epochs))
    _write(folder / "domain.yml", _domain(list(examples)))
    _write(folder / "credentials.yml", {"rest": None})
    nlu = [{"intent": intent, "examples": text} for intent, text in examples.items()]
    _write(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": nlu})
    _write(folder / "data" / "rules.yml", {"version": "3.1", "rules": [_rule(i) for i in (*examples, _NOT_SURE)]})
    if plan.with_stories:
        _write(folder / "data" / "stories.yml", {"version": "3.1", "stories": _stories(list(examples))})
    for storage in (SQLITE, MEMORY):
        _write(folder / f"endpoints-{storage}.yml", _endpoints(storage))
    return len(examples)


def training_files(plan: Plan) -> list[Path]:
    """The training questions of both sides."""
    files = sorted((ROOT / "data" / "nlu").rglob("*.yml"))
    # Every n-th file, so that a subset has topics of several kinds.
    return files if plan.topics is None else files[:: max(1, len(files) // plan.topics)][: plan.topics]


def train(folder: Path, plan: Plan) -> Training:
    """Trains it as a user would, timing each epoch. CalledProcessError where Rasa refuses."""
    times = folder / EPOCH_TIMES
    command = [sys.executable, "-m", "benchmarks.epochs", str(times), "train", "--fixed-model-name", "stock"]
    started = time.perf_counter()
    run_training(command, folder, folder / "training.log", stock_environment())
    seconds = time.perf_counter() - started
    return Training(seconds, seconds + _missing(json.loads(times.read_text(encoding="utf-8")), plan.default_epochs))


def run_training(command: Sequence[str], folder: Path, log: Path, environment: dict[str, str]) -> None:
    """A training in an empty cache, its messages in a file. CalledProcessError where it fails."""
    cache = log.with_suffix(f".cache-{time.monotonic_ns()}")
    with log.open("ab") as out:
        subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **environment, "RASA_CACHE_DIRECTORY": str(cache)},
            check=True,
            timeout=_SECONDS,
            stdout=out,
            stderr=subprocess.STDOUT,
        )


def stock_environment() -> dict[str, str]:
    """Ours, with TensorFlow's own choice of kernels: our environment.pth turns oneDNN off, which nobody else has."""
    return {**os.environ, "TF_ENABLE_ONEDNN_OPTS": "1", "PYTHONPATH": str(ROOT)}


def _missing(fits: Sequence[dict[str, Any]], wanted: int) -> float:
    """Seconds of the epochs that were left out: each fit's mean epoch, once for each."""
    return sum(_mean_epoch(fit["epochs"]) * (wanted - len(fit["epochs"])) for fit in fits)


def _mean_epoch(seconds: Sequence[float]) -> float:
    """Rasa's batches grow evenly from the first epoch to the last, so the trapezoid rule gives the mean of them all."""
    if len(seconds) == 1:
        return seconds[0]
    return (sum(seconds) - (seconds[0] + seconds[-1]) / 2) / (len(seconds) - 1)


def _read_examples(path: Path) -> tuple[str, str]:
    """A file is a topic: the contract of data/nlu."""
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    topic = str(blocks[0]["metadata"]["topic"])
    return topic.replace("/", "_"), "".join(str(block["examples"]) for block in blocks)


def _config(epochs: int) -> dict[str, Any]:
    """rasa/engine/recipes/config_files/default_config.yml, but for the epochs and an id."""
    learned = {"epochs": epochs, "constrain_similarities": True}
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", **learned},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", **learned},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
            {"name": "TEDPolicy", "max_history": 5, **learned},
        ],
    }


def _domain(intents: Sequence[str]) -> dict[str, Any]:
    said = (*intents, _NOT_SURE)
    return {
        "version": "3.1",
        "intents": list(intents),
        "responses": {f"utter_{intent}": [{"text": f"This is what we say about {intent}."}] for intent in said},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def _rule(intent: str) -> dict[str, Any]:
    return {"rule": intent, "steps": [{"intent": intent}, {"action": f"utter_{intent}"}]}


def _stories(intents: Sequence[str]) -> list[dict[str, Any]]:
    """Three of two turns, the size of those that `rasa init` writes; each keeps to the rules."""
    first, second = intents[:3], intents[3:6]
    return [
        {"story": f"path {number}", "steps": [*_rule(one)["steps"], *_rule(other)["steps"]]}
        for number, (one, other) in enumerate(zip(first, second, strict=True))
    ]


def _endpoints(storage: str) -> dict[str, Any]:
    if storage == MEMORY:
        return {}
    return {"tracker_store": {"type": "SQL", "dialect": "sqlite", "db": "conversations.db"}}


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
