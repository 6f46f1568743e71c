"""A blueprint that is asked before Rasa's own routes, and instead of its error pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

First = Callable[[Request], HTTPResponse | None]
OnError = Callable[[Request, Exception], HTTPResponse | None]


class FrontBlueprint(Blueprint):
    """`first` sees every request; `on_error` what Sanic refuses. None: it is none of ours, and goes its way."""

    def __init__(self, name: str, first: First | None = None, on_error: OnError | None = None) -> None:
        super().__init__(name)
        self._first = first
        self._on_error = on_error

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Called by Sanic."""
        super().register(app, options)
        if self._on_error:
            app.exception(Exception)(self._on_error)
        if self._first:
            # Not before the server starts: only then does Rasa's CORS extension put itself first, and answers OPTIONS.
            app.listener("before_server_start")(self._go_first)

    async def _go_first(self, app: Sanic, _: Any) -> None:
        app.request_middleware.appendleft(self._first)
