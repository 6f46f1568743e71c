"""Runs `rasa` with every epoch timed: `python -m benchmarks.epochs <file> train ...`, a process of its own."""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any


def main(target: Path, arguments: list[str]) -> None:
    """Passes the arguments to Rasa and writes what each fit of a model took."""
    from rasa.__main__ import main as rasa
    from rasa.utils.tensorflow.models import RasaModel

    fits: list[dict[str, Any]] = []
    fit = RasaModel.fit

    def timed(model: Any, *args: Any, **kwargs: Any) -> Any:
        if "callbacks" not in kwargs:  # it is only built up, from one example, while being loaded
            return fit(model, *args, **kwargs)
        timing = make_timing()
        kwargs["callbacks"] = [*kwargs["callbacks"], timing]
        result = fit(model, *args, **kwargs)
        seconds = epoch_seconds(timing.first_batch, timing.batches, timing.ends)
        fits.append({"model": type(model).__name__, "epochs": seconds})
        return result

    RasaModel.fit = timed
    sys.argv = ["rasa", *arguments]
    try:
        rasa()
    finally:
        target.write_text(json.dumps(fits), encoding="utf-8")


def make_timing() -> Any:
    """A callback of Keras that notes when epochs and the first batch end; made here, as TensorFlow imports slowly."""
    import tensorflow as tf

    class Timing(tf.keras.callbacks.Callback):  # type: ignore[misc]  # TensorFlow has no types
        def __init__(self) -> None:
            super().__init__()
            self.ends: list[float] = []
            self.first_batch = 0.0
            self.batches = 0

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if not self.ends:
                self.batches += 1
                self.first_batch = self.first_batch or time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.ends.append(time.perf_counter())

    return Timing()


def epoch_seconds(first_batch: float, batches: int, ends: list[float]) -> list[float]:
    """Seconds of each epoch, without the first batch's compilation: it happens once, however many epochs follow."""
    later = [after - before for before, after in pairwise(ends)]
    if batches < 2:  # the first epoch was its compilation; the others stand for it
        return [later[0] if later else 0.0, *later]
    return [(ends[0] - first_batch) * batches / (batches - 1), *later]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
