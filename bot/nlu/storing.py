"""Writes what training leaves into a folder, and reads it back: arrays and lists, which cannot run code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.trained import Acts, Calibration, Neighbours, Regression, Standardizer, TfIdf, Trained

LISTS = "lists.json"
_ARRAYS = "arrays.npz"


def write_trained(trained: Trained, folder: Path) -> None:
    """Writes everything under the folder."""
    lists = {
        "topics": trained.topics,
        "names": trained.names,
        "vocabulary": trained.vocabulary,
        "letters": trained.letters.as_dict(),
        "acts": {"names": trained.acts.names, "examples": trained.acts.examples} if trained.acts else None,
    }
    (folder / LISTS).write_text(json.dumps(lists), encoding="utf-8")
    np.savez(
        folder / _ARRAYS,
        dense=trained.regression.dense,
        letters=trained.regression.letters,
        intercept=trained.regression.intercept,
        calibration=trained.calibration.weights,
        vectors=trained.neighbours.vectors,
        labels=trained.neighbours.labels,
        wording_mean=trained.wording.mean,
        wording_factor=trained.wording.factor,
        **(_arrays_of(trained.acts) if trained.acts else {}),
    )


def read_trained(folder: Path) -> Trained:
    """Reads what `write_trained` wrote."""
    lists = json.loads((folder / LISTS).read_text(encoding="utf-8"))
    with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
        return Trained(
            topics=tuple(lists["topics"]),
            names=tuple(lists["names"]),
            vocabulary=tuple(lists["vocabulary"]),
            letters=TfIdf(**lists["letters"]),
            regression=Regression.stored(arrays["dense"], arrays["letters"], arrays["intercept"]),
            calibration=Calibration(arrays["calibration"]),
            neighbours=Neighbours(arrays["vectors"], arrays["labels"]),
            wording=Standardizer(arrays["wording_mean"], arrays["wording_factor"]),
            acts=_acts_of(lists["acts"], arrays) if lists["acts"] else None,
        )


def _arrays_of(acts: Acts) -> dict[str, Any]:
    regression = acts.regression
    return {
        "acts_dense": regression.dense,
        "acts_letters": regression.letters,
        "acts_intercept": regression.intercept,
        "acts_neighbours": acts.neighbours.vectors,
        "acts_labels": acts.neighbours.labels,
        "acts_situations": acts.situations,
    }


def _acts_of(lists: Mapping[str, Any], arrays: Mapping[str, Any]) -> Acts:
    regression = Regression.stored(arrays["acts_dense"], arrays["acts_letters"], arrays["acts_intercept"])
    neighbours = Neighbours(arrays["acts_neighbours"], arrays["acts_labels"])
    return Acts(tuple(lists["names"]), regression, neighbours, arrays["acts_situations"], lists["examples"])
