"""Rasa's calls of the action server, on a real HTTP server."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from jsonschema import ValidationError
from rasa.core.actions import action as rasa_actions
from rasa.utils.endpoints import EndpointConfig

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
