"""The graph of components, run in an order that is worked out once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core import processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.channels.rasa_in_process import InOrderRunner, run_graphs_in_order

ran: list[str] = []


class Joining(GraphComponent):
    """Writes down its name and joins what it is given."""

    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> Joining:
        return cls(config["name"])

    def join(self, left: str = "", right: str = "") -> str:
        ran.append(self.name)
        return f"({left}{self.name}{right})"


def node(name: str, **needs: str) -> SchemaNode:
    return SchemaNode(
        needs=needs, uses=Joining, fn="join", constructor_name="create", config={"name": name}, eager=True
    )


# `late` stands before what it needs, `shared` is needed twice, and nobody asks for `idle`.
SCHEMA = GraphSchema(
    {
        "late": node("c", left="shared", right="middle"),
        "middle": node("b", left="shared"),
        "shared": node("a", left="text"),
        "idle": node("z", left="text"),
    }
)


@pytest.fixture(params=[InOrderRunner, DaskGraphRunner])
def runner(request, tmp_path: Path):
    ran.clear()
    context = ExecutionContext(SCHEMA)
    return request.param.create(SCHEMA, LocalModelStorage.create(tmp_path), context)


def test_it_gives_what_rasas_own_runner_gives(runner) -> None:
    assert runner.run(inputs={"text": "hi "}, targets=["late"]) == {"late": "((hi a)c((hi a)b))"}


def test_each_component_that_is_needed_runs_once(runner) -> None:
    for _ in range(2):
        ran.clear()
        runner.run(inputs={"text": "hi "}, targets=["late", "middle"])
        assert ran == ["a", "b", "c"]


def test_another_target_has_a_plan_of_its_own(runner) -> None:
    runner.run(inputs={"text": "hi "}, targets=["late"])
    assert runner.run(inputs={"text": "hi "}, targets=["idle"]) == {"idle": "(hi z)"}


def test_a_missing_input_is_reported(runner) -> None:
    with pytest.raises(GraphRunError, match="text"):
        runner.run(inputs={}, targets=["middle"])


def test_rasa_answers_with_this_runner(monkeypatch) -> None:
    monkeypatch.setattr(processor, "DaskGraphRunner", DaskGraphRunner)  # and so it is again afterwards
    run_graphs_in_order()
    assert processor.DaskGraphRunner is InOrderRunner
