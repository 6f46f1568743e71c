"""Rasa's input channel for the website: the routes, and nothing else."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from bot.channels.door import Handler
from bot.channels.upkeep import start_upkeep
from bot.channels.web.answers import CHANNEL
from bot.channels.web.context import WebContext, build_context
from bot.channels.web.site import FrontBlueprint, Site


class WebChannel(InputChannel):
    """As docs/web-api.md has it. `development`: pages of every port of this machine may ask."""

    def __init__(self, context: WebContext | None = None, *, development: bool = False) -> None:
        self._context = context or build_context(development=development)

    @classmethod
    def name(cls) -> str:
        """The last part of the address."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        """With the options of the credentials file."""
        return cls(development=bool((credentials or {}).get("development")))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """One route: what stands behind it is decided by the site, so that nothing goes round its checks."""
        site = Site(self._context, on_new_message)
        blueprint = FrontBlueprint("effie_web", first=site.answer_preflight, on_error=site.answer_error)
        start_upkeep(blueprint)

        site.add_route(blueprint)
        return blueprint
