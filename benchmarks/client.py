"""The one client of both sides: Rasa's REST shape over a kept connection."""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bot.services.refusing import Refusing

HOST = "127.0.0.1"
_PATH = "/webhooks/rest/webhook"
_HEADERS = {"Content-Type": "application/json"}
_SECONDS = 120
_TURNS_A_CONVERSATION = 5  # under load: a visitor asks a few entities, then the next one comes
# What our door says where something of ours is broken: kind to a visitor, an error to a benchmark.
_BROKEN = Refusing(dict, str).broken().text.split(".", maxsplit=1)[0]


@dataclass(frozen=True)
class Turn:
    """One message and what became of it."""

    seconds: float
    is_answered: bool


@dataclass(frozen=True)
class Load:
    """What several clients at once got."""

    turns_a_second: float
    errors: int


class Client:
    """One visitor's connection. A turn that fails is an error, never an exception."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=_SECONDS)

    def ask(self, text: str, conversation: str) -> Turn:
        """One turn, timed from before the request is sent until the answer is read."""
        body = json.dumps({"sender": conversation, "message": text})
        started = time.perf_counter()
        try:
            answer = self._post(body)
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return Turn(time.perf_counter() - started, is_answered=False)
        return Turn(time.perf_counter() - started, is_answered=is_answer(*answer))

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def _post(self, body: str) -> tuple[int, bytes]:
        self._connection.request("POST", _PATH, body, _HEADERS)
        response = self._connection.getresponse()
        return response.status, response.read()


def is_answer(status: int, body: bytes) -> bool:
    """Whether a visitor would have read something, and not that something is broken."""
    if status != http.client.OK:
        return False
    messages = json.loads(body)
    return bool(messages) and not str(messages[0].get("text", "")).startswith(_BROKEN)


def new_conversation() -> str:
    """A name that no conversation had before."""
    return f"bench-{secrets.token_hex(6)}"


def ask_each(port: int, turns: Iterable[tuple[str, str]]) -> list[Turn]:
    """One client asks one (text, conversation) after the other."""
    client = Client(port)
    try:
        return [client.ask(text, conversation) for text, conversation in turns]
    finally:
        client.close()


def ask_at_once(port: int, clients: int, turns: Iterable[tuple[str, str]]) -> tuple[list[Turn], float]:
    """Several clients share the turns, and how long it took."""
    shared = Shared(iter(turns))
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(lambda _: ask_each(port, shared), range(clients)))
    return [turn for turns_of_one in done for turn in turns_of_one], time.perf_counter() - started


def load(port: int, clients: int, texts: list[str]) -> Load:
    """Turns a second at that many clients, in conversations of a few turns."""
    each = len(texts) // clients
    starts = range(0, each * clients, each)
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(lambda start: ask_each(port, in_short(texts[start : start + each])), starts))
    seconds = time.perf_counter() - started
    turns = [turn for turns_of_one in done for turn in turns_of_one]
    return Load(len(turns) / seconds, sum(not turn.is_answered for turn in turns))


def in_short(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The texts, each with its conversation; every few turns another one."""
    conversation = new_conversation()
    for number, text in enumerate(texts):
        if number and number % _TURNS_A_CONVERSATION == 0:
            conversation = new_conversation()
        yield text, conversation


class Shared(Iterator[tuple[str, str]]):
    """An iterator that several threads may draw from."""

    def __init__(self, turns: Iterator[tuple[str, str]]) -> None:
        self._turns = turns
        self._lock = threading.Lock()

    def __next__(self) -> tuple[str, str]:
        with self._lock:
            return next(self._turns)
