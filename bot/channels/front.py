"""A blueprint that is asked before Rasa's own routes, and instead of its error pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic import Blueprint, Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

First = Callable[[Request], HTTPResponse | None]
OnError = Callable[[Request, Exception], HTTPResponse | None]


class FrontBlueprint(Blueprint):
    """`first` sees every request; `on_error` what Sanic refuses. None: it is none of ours, and goes its way."""

    def __init__(self, name: str, first: First, on_error: OnError | None = None) -> None:
        super().__init__(name)
        self.ctx.first, self.ctx.on_error = first, on_error  # Sanic lets no blueprint have attributes of its own

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Called by Sanic."""
        super().register(app, options)
        if not hasattr(app.ctx, "lengths_checked"):
            app.ctx.lengths_checked = True
            app.signal("http.lifecycle.request")(_check_length)
        if self.ctx.on_error:
            app.exception(Exception)(self.ctx.on_error)
        # Not before the server starts: only then does Rasa's CORS extension put itself first, and answers OPTIONS.
        app.listener("before_server_start")(self._go_first)

    async def _go_first(self, app: Sanic, _: Any) -> None:
        app.request_middleware.appendleft(self.ctx.first)


def keep_headers(request: Request) -> None:
    """Rasa's CORS extension adds nothing to the answer: what a page may read is ours to say."""
    request.ctx._sanic_cors_e = "1"  # the extension's own mark for "done"


async def _check_length(request: Request, **_: Any) -> None:
    """Sanic 21.12 reads a body of a negative length for ever, and nobody else is served."""
    length = request.headers.getone("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise InvalidUsage("Content-Length is no number")
