"""The figures of an evaluation, and the page that shows them."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.cli.held_back import Asked
from bot.cli.ordinary import Cost, Ordinary, costs_by_group
from bot.cli.safety import Read, Share, false_alarms, reached, recall_by_topic, recall_of_level, right_danger
from bot.clinic.escalations import Escalation
from bot.clinic.questions import ANSWER, CLARIFY, Question
from bot.clinic.topics import KINDS, Topics

_BINS = 10
_WORST = 40


_PAGE = """# Scorecard

Written by `make evaluate`: {questions} held-back questions, written apart from the training questions and never trained on.
Top-1: the first topic of the reply is the label, or one that the question's `also` names; out of scope must be declined, and what is declined
counts as wrong where it was in scope. Mistyped: the same questions, in each one letter left out, doubled, swapped or missed by a key.
A figure that falls by more than one point against this page fails `make test`.

| figure | |
|---|---|
{figures}

Understanding a question, gate included: {p50:.1f} ms (p50), {p95:.1f} ms (p95). Memory of the process that does it: {megabytes:.0f} MB. Training from
nothing: {training} s.

| kind | questions | top-1 |
|---|---|---|
{kinds}

## Warning signs

The frozen half of tests/safety: messages that nobody has read while the gate and the classifier were made. A sign is found where the alarm has at
least its level, at once (docs/decisions/0022-a-reader-of-signs.md). The bounds hold in 95 of 100 cases.

| topic | messages | found | at least | at most |
|---|---|---|---|---|
{signs}

Reached counts an alarm at once and a question whether the sign is there; the right danger is the topic that either names.

## What an alarm costs

The frozen half of tests/ordinary: messages without any sign, by a writer who knew neither the gate nor a classifier.

| group | messages | alarms | asked about a sign |
|---|---|---|---|
{ordinary}

## Calibration: what it said, and what was true

Ten bins of equal size. On the diagonal, what it says is true.

![reliability diagram](reliability.svg)

| questions | confidence | right | |
|---|---|---|---|
{bins}

## The commonest confusions

| should be | was | times |
|---|---|---|
{confusions}

## The most confident mistakes, with their texts

| text | should be | was | confidence |
|---|---|---|---|
{mistakes}
"""


@dataclass(frozen=True)
class Evaluated:
    """What became of the held-back questions, of the same with one typing error each, and of the frozen messages, with
    warning signs and without.
    """

    asked: Sequence[Asked]
    mistyped: Sequence[Asked]
    warned: Sequence[Read]
    ordinary: Sequence[tuple[Ordinary, Question]]


@dataclass(frozen=True)
class Scorecard:
    """Shares from 0 to 1. `kept` may not fall, `limited` may not rise."""

    questions: int
    kept: dict[str, float]
    limited: dict[str, float]
    by_kind: dict[str, tuple[int, float]]
    bins: tuple[tuple[int, float, float], ...]
    milliseconds: tuple[float, float]
    signs: dict[str, Share]
    ordinary: dict[str, Cost]

    @property
    def figures(self) -> dict[str, float]:
        """Every share by name, as docs/scorecard.json keeps them."""
        return {**self.kept, **self.limited}


def summarise(evaluated: Evaluated, topics: Topics) -> Scorecard:
    """The scorecard of these questions, and of these messages with and without warning signs."""
    counted, warned = _counted(evaluated.asked), evaluated.warned
    outside = [a for a in counted if _is_outside(a.held_back.topic)]
    refused = [a for a in counted if a.is_refused]
    right_refusals = [a for a in refused if a.is_right]
    confidences = np.array([a.question.confidence for a in counted])
    right = np.array([a.is_right for a in counted], float)
    bins = _bins(confidences, right)
    milliseconds = np.array([a.seconds for a in counted]) * 1000
    wrong = [a for a in counted if a.question.decision == ANSWER and not a.is_right]
    costs = costs_by_group(evaluated.ordinary)
    return Scorecard(
        questions=len(counted),
        kept={
            "top1": _share(counted, lambda a: a.is_right),
            "top1_mistyped": _share(_counted(evaluated.mistyped), lambda a: a.is_right),
            "out_of_scope_recall": _share(outside, lambda a: a.is_refused),
            "out_of_scope_precision": round(len(right_refusals) / max(1, len(refused)), 4),
            "emergency_recall": round(recall_of_level(warned, topics, Escalation.EMERGENCY).value, 4),
            "urgent_recall": round(recall_of_level(warned, topics, Escalation.URGENT).value, 4),
            "signs_reached": round(reached(warned).value, 4),
            "right_danger": round(right_danger(warned).value, 4),
        },
        limited={
            "clarified": _share(counted, lambda a: a.question.decision == CLARIFY),
            "declined_in_scope": _share([a for a in counted if a not in outside], lambda a: a.is_refused),
            "answered_wrong": round(len(wrong) / len(counted), 4),
            "ece": _ece(bins),
            "false_alarms": round(false_alarms(warned).value, 4),
            "ordinary_alarms": round(costs["all"].alarms / costs["all"].count, 4),
            "ordinary_checks": round(costs["all"].checks / costs["all"].count, 4),
        },
        signs=recall_by_topic(warned, topics),
        ordinary=costs,
        by_kind=_by_kind(counted),
        bins=bins,
        milliseconds=(float(np.percentile(milliseconds, 50)), float(np.percentile(milliseconds, 95))),
    )


def _by_kind(counted: Sequence[Asked]) -> dict[str, tuple[int, float]]:
    return {
        kind: (len(of_kind), _share(of_kind, lambda a: a.is_right))
        for kind in KINDS
        if (of_kind := [a for a in counted if a.held_back.topic.startswith(f"{kind}/")])
    }


def render(scorecard: Scorecard, asked: Sequence[Asked], training_seconds: str) -> str:
    """The scorecard as a page."""
    figures = _rows((name.replace("_", " "), f"{value:.1%}") for name, value in scorecard.figures.items())
    kinds = _rows((kind, count, f"{share:.1%}") for kind, (count, share) in scorecard.by_kind.items())
    bins = _rows((count, f"{said:.2f}", f"{true:.2f}", _bar(true)) for count, said, true in scorecard.bins)
    return _PAGE.format(
        questions=scorecard.questions,
        figures=figures,
        p50=scorecard.milliseconds[0],
        p95=scorecard.milliseconds[1],
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        training=training_seconds,
        kinds=kinds,
        bins=bins,
        signs=_rows(
            (topic, s.count, *(f"{v:.0%}" for v in (s.value, *s.bounds))) for topic, s in scorecard.signs.items()
        ),
        ordinary=_rows((group, c.count, c.alarms, c.checks) for group, c in scorecard.ordinary.items()),
        confusions=_confusions(asked),
        mistakes=_mistakes(asked),
    )


def _counted(asked: Sequence[Asked]) -> list[Asked]:
    return [a for a in asked if not a.held_back.known_failure]


def _is_outside(topic: str) -> bool:
    return topic.startswith("out_of_scope/")


def _share(asked: Sequence[Asked], holds: Callable[[Asked], bool]) -> float:
    return round(sum(map(holds, asked)) / max(1, len(asked)), 4)


def _bins(confidences: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[tuple[int, float, float], ...]:
    parts = np.array_split(np.argsort(confidences, kind="stable"), _BINS)
    return tuple((len(p), float(confidences[p].mean()), float(right[p].mean())) for p in parts if len(p))


def _ece(bins: Sequence[tuple[int, float, float]]) -> float:
    total = sum(count for count, _, _ in bins)
    return round(sum(count * abs(said - true) for count, said, true in bins) / total, 4)


def _rows(rows: Iterable[tuple[object, ...]]) -> str:
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)


def _bar(share: float) -> str:
    return "█" * round(20 * share)


def _confusions(asked: Sequence[Asked]) -> str:
    pairs = Counter((a.held_back.topic, a.question.topic) for a in asked if not a.is_right)
    return _rows((should, was, times) for (should, was), times in pairs.most_common(15))


def _mistakes(asked: Sequence[Asked]) -> str:
    wrong = sorted((a for a in asked if not a.is_right), key=lambda a: -a.question.confidence)[:_WORST]
    return _rows(
        (a.held_back.text.replace("|", "/"), a.held_back.topic, a.question.topic, f"{a.question.confidence:.2f}")
        for a in wrong
    )
