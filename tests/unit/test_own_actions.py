"""Our actions in Rasa's own process, and an action server's where endpoints.yml names one."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from aiohttp import web
from rasa.core.actions import action as rasa_actions
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet as SetSlot
from rasa_sdk.executor import CollectingDispatcher

from bot.channels.rasa_in_process import OwnAction, run_own_actions
from bot.settings import ROOT

DOMAIN = Domain.from_dict({"slots": {"frame": {"type": "any", "mappings": [{"type": "custom"}]}}})
HERE = EndpointConfig(actions_module=__name__)
seen: list[tuple[Tracker, str]] = []


class Saying(Action):
    """Says what it was asked, and keeps it."""

    def name(self) -> str:
        return "action_saying"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        seen.append((tracker, threading.current_thread().name))
        dispatcher.utter_message(text="heard", json_message={"topics": ["type/shiatsu"]})
        return [SetSlot("frame", {"subject": "type/shiatsu"})]


class Failing(Action):
    def name(self) -> str:
        return "action_failing"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        raise LookupError("no such fact")


def tracker() -> DialogueStateTracker:
    tracker = DialogueStateTracker("visitor", DOMAIN.slots)
    for event in (UserUttered("hello"), SlotSet("frame", {"subject": "type/swedish"}), UserUttered("and shiatsu?")):
        tracker.update(event)
    return tracker


def run(name: str, endpoint: EndpointConfig = HERE) -> list[Any]:
    action = OwnAction(name, endpoint)
    return asyncio.run(action.run(CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({}), tracker(), DOMAIN))


def test_what_an_action_says_and_sets_becomes_events() -> None:
    said, kept = run("action_saying")
    assert isinstance(said, BotUttered)
    assert (said.text, said.data["custom"]) == ("heard", {"topics": ["type/shiatsu"]})
    assert (kept.key, kept.value) == ("frame", {"subject": "type/shiatsu"})


def test_an_action_is_given_the_message_and_the_slots_and_no_past() -> None:
    run("action_saying")
    given, _ = seen[-1]
    assert (given.sender_id, given.latest_message["text"]) == ("visitor", "and shiatsu?")
    assert given.get_slot("frame") == {"subject": "type/swedish"}
    assert given.events == []


def test_actions_share_one_thread_that_is_not_rasas() -> None:
    run("action_saying")
    run("action_saying")
    (_, first), (_, second) = seen[-2:]
    assert first == second != threading.current_thread().name


def test_what_an_action_raises_is_raised() -> None:
    with pytest.raises(LookupError, match="no such fact"):
        run("action_failing")


def test_with_an_address_an_action_server_is_asked() -> None:
    asked: list[dict[str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(await request.json())
        return web.json_response({"events": [], "responses": [{"text": "from afar"}]})

    async def ask() -> list[Any]:
        app = web.Application()
        app.router.add_post("/webhook", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            port = site._server.sockets[0].getsockname()[1]
            action = OwnAction("action_saying", EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
            return await action.run(CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({}), tracker(), DOMAIN)
        finally:
            await runner.cleanup()

    [said] = asyncio.run(ask())
    assert (said.text, asked[0]["next_action"]) == ("from afar", "action_saying")


def test_rasa_makes_its_actions_of_our_class(monkeypatch) -> None:
    monkeypatch.setattr(rasa_actions, "RemoteAction", RemoteAction)  # and so it is again afterwards
    run_own_actions()
    made = rasa_actions.action_for_name_or_text("action_saying", Domain.from_dict({"actions": ["action_saying"]}), HERE)
    assert isinstance(made, OwnAction)


def test_endpoints_yml_names_the_module_of_our_actions() -> None:
    endpoint = read_endpoint_config(str(ROOT / "endpoints.yml"), "action_endpoint")
    assert endpoint.kwargs["actions_module"] == "actions"
