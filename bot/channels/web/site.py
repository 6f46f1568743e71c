"""Everything under /webhooks/web, and what is checked before a request is let in."""

from __future__ import annotations

import json
import logging
from typing import Any

from sanic.exceptions import MethodNotSupported, NotFound, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.door import Handler
from bot.channels.front import keep_headers
from bot.channels.web.answers import CHANNEL, Answer, Answers, Done, Outcome
from bot.channels.web.assets import ANYONE, is_script
from bot.channels.web.calls import Call, read_object
from bot.channels.web.desk import Desk
from bot.channels.web.limits import address_of
from bot.channels.web.refusals import (
    FOREIGN_ORIGIN,
    NO_SESSION,
    NOT_FOUND,
    NOT_JSON,
    TOO_LARGE,
    WRONG_METHOD,
    Refusal,
    too_many,
)

logger = logging.getLogger(__name__)

_PREFIX = f"/webhooks/{CHANNEL}/"
_ALWAYS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
# What Sanic refuses before our route is asked; anything else that is the client's doing is no request at all.
_ERRORS = {NotFound: NOT_FOUND, MethodNotSupported: WRONG_METHOD, PayloadTooLarge: TOO_LARGE}


class Site:
    """Answers every request with JSON or a script, whatever comes and whatever breaks."""

    def __init__(self, desk: Desk, handle: Handler) -> None:
        self._desk = desk
        self._has_warned = False
        self._addresses = Answers(desk, handle).addresses()

    async def serve(self, request: Request, path: str) -> HTTPResponse:
        """The answer to one request."""
        keep_headers(request)
        try:
            if is_script(path):
                script = self._desk.assets.answer(request, path)
                return _json(script.status, script.as_dict(), ANYONE) if isinstance(script, Refusal) else script
            outcome = await self._outcome(request, path)
        except Exception:
            logger.exception("a request of the website's channel could not be answered")
            outcome = self._desk.unavailable()
        return self._respond(request, outcome)

    def answer_preflight(self, request: Request) -> HTTPResponse | None:
        """Whether a page of another origin may ask; None where the request is none of ours."""
        if request.method != "OPTIONS" or not request.path.startswith(_PREFIX):
            return None
        if is_script(request.path.removeprefix(_PREFIX)):
            return HTTPResponse(status=204, headers=ANYONE)
        if not self._is_allowed(request):
            return self._respond(request, FOREIGN_ORIGIN)
        headers = self._desk.origins.headers(request.headers.getone("origin", None), preflight=True)
        return HTTPResponse(status=204, headers=headers)

    def answer_error(self, request: Request, error: Exception) -> HTTPResponse | None:
        """What Sanic refused, in our own words; None where the request is none of ours."""
        if not f"{request.path}/".startswith(_PREFIX):
            return None
        keep_headers(request)
        if isinstance(error, SanicException) and error.status_code < 500:
            return self._respond(request, _ERRORS.get(type(error), NOT_JSON))
        logger.error("a request of the website's channel could not be answered", exc_info=error)
        return self._respond(request, self._desk.unavailable())

    async def _outcome(self, request: Request, path: str) -> Outcome:
        method, answer = self._addresses.get(path, ("", None))
        if answer is None:
            return NOT_FOUND
        if not self._is_allowed(request):
            return FOREIGN_ORIGIN
        if request.method != method:
            return WRONG_METHOD
        address = self._address(request)
        if wait := self._desk.by_address.take(address):
            return too_many(wait)
        return await self._let_in(request, answer, address)

    def _address(self, request: Request) -> str:
        forwarded = request.headers.getone("x-forwarded-for", "")
        if forwarded and not self._desk.proxies and not self._has_warned:
            self._has_warned = True
            logger.warning(
                "a proxy names the visitors, but EFFIE_BEHIND_PROXY is not set: they all share one allowance"
            )
        return address_of(request.ip, forwarded, self._desk.proxies)

    async def _let_in(self, request: Request, answer: Answer, address: str) -> Outcome:
        body = await read_object(request) if request.method == "POST" else {}
        if isinstance(body, Refusal):
            return body
        # From here on nothing is awaited before the answer begins: a deletion cannot come in between.
        conversation = self._find_conversation(request)
        if isinstance(conversation, Refusal):
            return conversation
        return await answer(Call(address, conversation, body))

    def _find_conversation(self, request: Request) -> str | Refusal:
        """The conversation of the token; an empty one where a first session is asked for."""
        authorization = request.headers.getone("authorization", None)
        if authorization is None:
            return "" if request.path == f"{_PREFIX}session" else NO_SESSION
        conversation = self._desk.sessions.read(authorization)
        if isinstance(conversation, str) and self._desk.services.visitors.is_forgotten(conversation):
            return NO_SESSION
        return conversation

    def _respond(self, request: Request, outcome: Outcome) -> HTTPResponse:
        origin = request.headers.getone("origin", None)
        # A page that may not ask may not read either.
        headers = self._desk.origins.headers(origin if self._is_allowed(request) else None)
        if isinstance(outcome, Done):
            return _json(outcome.status, outcome.body, headers)
        if "retry_after" in outcome.more:
            headers["Retry-After"] = str(outcome.more["retry_after"])
        return _json(outcome.status, outcome.as_dict(), headers)

    def _is_allowed(self, request: Request) -> bool:
        headers = request.headers
        return self._desk.origins.is_allowed(headers.getone("origin", None), headers.getone("host", ""))


def _json(status: int, body: dict[str, Any] | None, headers: dict[str, str]) -> HTTPResponse:
    headers = {**_ALWAYS, **headers}
    if body is None:
        return HTTPResponse(status=status, headers=headers)
    return HTTPResponse(json.dumps(body), status, headers, "application/json")
