"""Shows how one message becomes one reply: what each reader found, who answered and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console

from bot.cli.rehearsing import Rehearsal, Stage, Step
from bot.clinic.facts import FactBook
from bot.clinic.plain import dump

_MOST_FACTS = 8


def explain(root: Path, text: str, before: tuple[str, ...]) -> dict[str, Any]:
    """All that is known of the turn that the text leads to, after the messages before it, as JSON can carry it.

    LookupError where no model is trained.
    """
    stage = Stage(root)
    rehearsal = Rehearsal(stage)
    for said in before:
        rehearsal.say(said)
    step = rehearsal.say(text)
    question, outcome, situation = step.question, step.outcome, step.before.situation
    return {
        "text": step.text,
        "gate": {"findings": dump(step.reading.findings), "is_explained": step.reading.is_explained},
        "entities": dump(question.entities),
        "topics": dump(question.candidates[:5]),
        "decision": question.decision,
        "alarm": {
            "raised_by": "gate" if question.gate_topic else "classifier" if question.voted else None,
            "doubted": question.doubted,
        },
        "act": {
            "situation": situation.value,
            "act": question.acts.get(situation.value, "asks"),
            "in_each": dict(question.acts),
        },
        "frame_before": dump(step.before),
        "answered_by": outcome.by,
        "facts": _facts(step, stage.knowledge.book),
        "frame_after": dump(outcome.frame),
        "reply": outcome.reply.as_dict(),
    }


def _facts(step: Step, book: FactBook) -> list[dict[str, Any]]:
    """The facts on the reply's topics: those that were said, and those that were left."""
    reply, fit = step.outcome.reply, step.question.fit
    facts = [fact for topic in reply.topics for fact in book.facts.get(topic, ())]
    return [
        {
            "key": fact.key,
            "is_said": fact.key in reply.said,
            "fits": bool(fit and fit.key == fact.key),
            "text": fact.text,
        }
        for fact in sorted(facts, key=lambda fact: fact.key not in reply.said)[:_MOST_FACTS]
    ]


def show(explained: dict[str, Any], console: Console) -> None:
    """The same for a person, in the order in which it happens."""
    alarm, act = explained["alarm"], explained["act"]
    findings = [f"{one['topic']} ({one['sign']}: {', '.join(one['words'])})" for one in explained["gate"]["findings"]]
    console.print(f"[bold]{explained['text']}[/bold]")
    _line(console, "gate", "; ".join(findings) or ("explained" if explained["gate"]["is_explained"] else "silent"))
    _line(console, "named", ", ".join(f"{e['key']} ({e['words']})" for e in explained["entities"]) or "nothing")
    topics = ", ".join(f"{topic['topic']} {topic['confidence']:.2f}" for topic in explained["topics"])
    _line(console, "topics", f"{topics}: {explained['decision']}")
    _line(console, "alarm", f"raised by {alarm['raised_by'] or 'nobody'}, doubted: {alarm['doubted'] or 'nothing'}")
    _line(console, "act", f"{act['act']} (after {act['situation']})")
    frame = {key: value for key, value in explained["frame_before"].items() if value and value != "what"}
    _line(console, "before", str(frame or "a new conversation"))
    _line(console, "answered", f"by {explained['answered_by']}")
    for fact in explained["facts"]:
        mark = "said" if fact["is_said"] else "left"
        _line(console, mark, f"{fact['key']}{' (fits best)' if fact['fits'] else ''}: {fact['text']}")
    reply = explained["reply"]
    _line(console, "reply", f"{reply['kind']} {', '.join(reply['topics'])} ({reply['escalation']})\n{reply['text']}")


def _line(console: Console, name: str, text: str) -> None:
    console.print(f"{name:>9}  {text}", markup=False)
