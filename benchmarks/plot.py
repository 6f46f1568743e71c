"""Draws the ratios to stock with their spread and their targets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import COMPARED, Compared, ratio_of

_BETTER, _WORSE, _TARGET = "#1b7f79", "#b4552d", "#222222"


def draw(repetitions: Sequence[Any], target: Path) -> None:
    """Writes the picture: one bar a figure, shorter is better, the whiskers from the least to the most."""
    import matplotlib  # type: ignore[import-untyped]

    matplotlib.use("Agg")
    from matplotlib import pyplot

    shown = [compared for compared in COMPARED if not compared.of_ours_alone]
    figure, axes = pyplot.subplots(figsize=(9, 0.36 * len(shown) + 1.4))
    for row, compared in enumerate(shown):
        middle, least, most = _cost(compared, repetitions)
        colour = _BETTER if middle <= 1 else _WORSE
        whiskers = [[middle - least], [most - middle]]
        axes.barh(row, middle, color=colour, xerr=whiskers, error_kw={"elinewidth": 1, "capsize": 3})
        if compared.target is not None:
            aim = 1 / compared.target if compared.is_rate else compared.target
            axes.plot([aim, aim], [row - 0.4, row + 0.4], color=_TARGET, linewidth=2)
    axes.axvline(1, color="#888888", linestyle="--", linewidth=1)
    axes.set_yticks(range(len(shown)))
    axes.set_yticklabels([_label(compared) for compared in shown], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel("ours, where Rasa's own default is 1; shorter is better; black marks are targets")
    figure.tight_layout()
    figure.savefig(target, dpi=110)
    pyplot.close(figure)


def _label(compared: Compared) -> str:
    return f"{compared.label} (time a turn)" if compared.is_rate else compared.label


def _cost(compared: Compared, repetitions: Sequence[Any]) -> tuple[float, float, float]:
    """The ratio, turned round for rates, so that shorter is better everywhere."""
    spread = ratio_of(compared, repetitions)
    if compared.is_rate:
        return 1 / spread.middle, 1 / spread.most, 1 / spread.least
    return spread.middle, spread.least, spread.most
