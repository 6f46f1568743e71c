"""Rasa's calls of the action server, on a real HTTP server."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from jsonschema import ValidationError
from rasa.core.actions import action as rasa_actions
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Tracker

from bot.channels.action_calls import KeptEndpoint, KeptRemoteAction, keep_connections


async def ask_twice(endpoint_of) -> int:
    """Posts twice to a server of ours; returns over how many connections."""
    connections = set()

    async def answer(request: web.Request) -> web.Response:
        connections.add(request.transport.get_extra_info("peername"))
        return web.json_response({"events": [], "responses": []})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    endpoint = endpoint_of(EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
    try:
        for _ in range(2):
            assert await endpoint.request(json={}) == {"events": [], "responses": []}
    finally:
        await runner.cleanup()
    return len(connections)


def test_a_connection_is_kept_between_calls() -> None:
    assert asyncio.run(ask_twice(KeptEndpoint)) == 1


def test_rasas_own_endpoint_opens_one_a_call() -> None:
    assert asyncio.run(ask_twice(lambda endpoint: endpoint)) == 2


def test_rasa_makes_its_actions_of_our_class() -> None:
    keep_connections()
    assert rasa_actions.RemoteAction is KeptRemoteAction


def test_an_answer_of_another_shape_is_still_refused() -> None:
    action = KeptRemoteAction("action_answer", EndpointConfig("http://127.0.0.1/webhook"))
    assert action._validate_action_result({"events": [], "responses": [{"text": "yes"}]})
    with pytest.raises(ValidationError):
        action._validate_action_result({"events": [], "responses": "yes"})


def test_an_action_is_sent_the_message_and_the_slots_and_no_past() -> None:
    domain = Domain.from_dict({"slots": {"frame": {"type": "any", "mappings": [{"type": "custom"}]}}})
    tracker = DialogueStateTracker("visitor", domain.slots)
    for event in (UserUttered("hello"), SlotSet("frame", {"subject": "type/swedish"}), UserUttered("and shiatsu?")):
        tracker.update(event)
    call = KeptRemoteAction("action_answer", None)._action_call_format(tracker, domain)
    received = Tracker.from_dict(call["tracker"])
    assert (call["next_action"], received.sender_id) == ("action_answer", "visitor")
    assert received.latest_message["text"] == "and shiatsu?"
    assert received.get_slot("frame") == {"subject": "type/swedish"}
    assert (received.events, "domain" in call) == ([], False)
