"""Many texts as vectors: with a bar that shows how far it is; kept between runs where they are the project's own."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
# The encoder takes 2 to 4 ms a text, and reads one at a time (bot/nlu/encoder.py).
_QUICK = 300


class SentenceVectors:
    """Reads texts with the encoder, and says so where it takes longer than a second."""

    def __init__(self, encode: Encode, folder: Path, console: Console) -> None:
        self._encode = encode
        self._folder = folder
        self._console = console

    def of(self, texts: Sequence[str], what: str) -> Vectors:
        """Unit vectors, one a text. Nothing is kept: what visitors ask is theirs."""
        is_quick = len(texts) < _QUICK
        if not is_quick:
            self._console.print(f"Reading {len(texts)} {what} (about {len(texts) // 300 + 1} s) ...")
        is_hidden = is_quick or not self._console.is_terminal
        shown = track(texts, "", console=self._console, transient=True, disable=is_hidden)
        return np.concatenate([self._encode([]), *(self._encode([text]) for text in shown)])

    def of_files(self, texts: Sequence[str], what: str) -> Vectors:
        """The same for texts of the project's files: only those that changed since the last run are read again."""
        path = self._folder / f"{what.replace(' ', '-')}.npz"
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
        known = _read(path)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            known.update(zip(new, self.of(list(new.values()), what), strict=True))
        vectors = np.stack([known[key] for key in keys]) if keys else self._encode([])
        if new:
            _write(path, keys, vectors)
        return vectors


def _read(path: Path) -> dict[str, Vectors]:
    try:
        with np.load(path, allow_pickle=False) as kept:
            return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):  # missing, or broken: then it is made anew
        return {}


def _write(path: Path, keys: Sequence[str], vectors: Vectors) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, keys=np.array(keys), vectors=vectors)
    part.replace(path)
