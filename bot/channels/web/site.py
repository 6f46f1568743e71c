"""Everything under /webhooks/web: what a request gets, whatever comes and whatever breaks."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from sanic import Blueprint, Sanic
from sanic.exceptions import InvalidUsage, MethodNotSupported, NotFound, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.door import Handler
from bot.channels.web.admission import NO_PAGE
from bot.channels.web.answers import CHANNEL, Answers, Done, Outcome
from bot.channels.web.assets import ANYONE, is_script
from bot.channels.web.context import WebContext
from bot.channels.web.refusals import FOREIGN_ORIGIN, NOT_FOUND, NOT_JSON, TOO_LARGE, WRONG_METHOD, Refusal

logger = logging.getLogger(__name__)

_PREFIX, _SESSION = f"/webhooks/{CHANNEL}/", "session"
_EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ALWAYS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
# What Sanic refuses before our route is asked; anything else that is the client's doing is no request at all.
_ERRORS = {NotFound: NOT_FOUND, MethodNotSupported: WRONG_METHOD, PayloadTooLarge: TOO_LARGE}
First = Callable[[Request], HTTPResponse | None]
OnError = Callable[[Request, Exception], HTTPResponse | None]


class FrontBlueprint(Blueprint):
    """Sees every request before Rasa's own routes (`first`), and errors in place of Sanic's pages (`on_error`).

    Returning None passes the request on to Rasa.
    """

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


class Site:
    """Answers every request with JSON or a script, whatever comes and whatever breaks."""

    def __init__(self, context: WebContext, handle: Handler) -> None:
        self._context = context
        self._admission = context.admission()
        self._addresses = Answers(context, handle).addresses()

    def add_route(self, blueprint: Blueprint) -> None:
        """One route: what stands behind it is decided here, so that nothing goes round the checks."""

        # Streaming: the body is read by us, and its size looked at before.
        @blueprint.route("/<path:path>", methods=_EVERY_METHOD, stream=True)
        async def serve(request: Request, path: str) -> HTTPResponse:
            return await self.serve(request, path)

    async def serve(self, request: Request, path: str) -> HTTPResponse:
        """The answer to one request."""
        keep_headers(request)
        try:
            method, answer = self._addresses.get(path, ("", None))
            if answer is None:
                return self._script(request, path)
            call, headers = await self._admission.admit(request, method, needs_session=path != _SESSION)
            return _respond(call if isinstance(call, Refusal) else await answer(call), headers)
        except Exception:
            logger.exception("a request of the website's channel could not be answered")
            return self._refuse(request, self._context.unavailable())

    def answer_preflight(self, request: Request) -> HTTPResponse | None:
        """Whether a page of another origin may ask; None where the request is none of ours."""
        if request.method != "OPTIONS" or not request.path.startswith(_PREFIX):
            return None
        if is_script(request.path.removeprefix(_PREFIX)):
            return HTTPResponse(status=204, headers=ANYONE)
        headers = self._admission.headers(request, preflight=True)
        if headers is None:
            return self._refuse(request, FOREIGN_ORIGIN)
        return HTTPResponse(status=204, headers=headers)

    def answer_error(self, request: Request, error: Exception) -> HTTPResponse | None:
        """What Sanic refused, in our own words; None where the request is none of ours."""
        if not f"{request.path}/".startswith(_PREFIX):
            return None
        keep_headers(request)
        if isinstance(error, SanicException) and error.status_code < 500:
            return self._refuse(request, _ERRORS.get(type(error), NOT_JSON))
        logger.error("a request of the website's channel could not be answered", exc_info=error)
        return self._refuse(request, self._context.unavailable())

    def _script(self, request: Request, path: str) -> HTTPResponse:
        if not is_script(path):
            return self._refuse(request, NOT_FOUND)
        script = self._context.assets.answer(request, path)
        return _json(script.status, script.as_dict(), ANYONE) if isinstance(script, Refusal) else script

    def _refuse(self, request: Request, refusal: Refusal) -> HTTPResponse:
        return _respond(refusal, self._admission.headers(request) or NO_PAGE)


def keep_headers(request: Request) -> None:
    """Rasa's CORS extension adds nothing to the answer: what a page may read is ours to say."""
    request.ctx._sanic_cors_e = "1"  # the extension's own mark for "done"


async def _check_length(request: Request, **_: Any) -> None:
    """Sanic 21.12 reads a body of a negative length for ever, and nobody else is served."""
    length = request.headers.getone("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise InvalidUsage("Content-Length is no number")


def _respond(outcome: Outcome, headers: dict[str, str]) -> HTTPResponse:
    if isinstance(outcome, Done):
        return _json(outcome.status, outcome.body, headers)
    if "retry_after" in outcome.more:
        headers = {**headers, "Retry-After": str(outcome.more["retry_after"])}
    return _json(outcome.status, outcome.as_dict(), headers)


def _json(status: int, body: dict[str, Any] | None, headers: dict[str, str]) -> HTTPResponse:
    if body is None:
        return HTTPResponse(status=status, headers={**_ALWAYS, **headers})
    return HTTPResponse(json.dumps(body), status, {**_ALWAYS, **headers}, "application/json")
