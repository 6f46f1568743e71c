"""The reliability diagram: what the assistant said of its own answers, against what was true."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_OURS, _PERFECT = "#1b7f79", "#888888"


def draw(bins: Sequence[tuple[int, float, float]], target: Path) -> None:
    """Writes an SVG: a point a bin of (questions, mean confidence, share right)."""
    import matplotlib  # type: ignore[import-untyped]

    matplotlib.use("Agg")
    # Ids and dates would make each run's file another one.
    matplotlib.rcParams["svg.hashsalt"] = "effie"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(4.2, 4.2))
    axes.plot([0, 1], [0, 1], linestyle="--", linewidth=1, color=_PERFECT)
    axes.plot([said for _, said, _ in bins], [true for _, _, true in bins], marker="o", color=_OURS)
    axes.set_xlabel("confidence")
    axes.set_ylabel("share of answers that were right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    figure.tight_layout()
    figure.savefig(target, metadata={"Date": None})
    pyplot.close(figure)
