"""Whose conversation it is: a signed token that the server issues, with the conversation's id inside it."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import jwt

from bot.channels.web.refusals import EXPIRED, NO_SESSION, Refusal

LIFE = timedelta(days=7)  # of disuse: a client that comes back before gets a new token for the same conversation
_ALGORITHM = "HS256"
_CONVERSATION = re.compile(r"web:[0-9a-f]{32}")
_LEAST_KEY = 32  # bytes, as long as the signature
_LONGEST_TOKEN = 1000


@dataclass(frozen=True)
class Session:
    """A conversation, and the token that opens it until then."""

    conversation: str
    token: str
    expires_at: datetime


class Sessions:
    """Issues and reads tokens."""

    def __init__(self, key: str, now: Callable[[], datetime]) -> None:
        self._key = key
        self._now = now

    def issue(self, conversation: str | None = None) -> Session:
        """A token for that conversation, or for a new one whose id nobody can guess."""
        conversation = conversation or f"web:{secrets.token_hex(16)}"
        expires_at = (self._now() + LIFE).replace(microsecond=0)
        claims = {"sub": conversation, "exp": int(expires_at.timestamp())}
        return Session(conversation, jwt.encode(claims, self._key, algorithm=_ALGORITHM), expires_at)

    def read(self, authorization: str) -> str | Refusal:
        """The conversation of an `Authorization` header, or why it opens none."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or len(token) > _LONGEST_TOKEN:
            return NO_SESSION
        try:
            # The algorithm is ours alone to choose: a token's own header is not asked. The clock below is ours too.
            claims = jwt.decode(
                token.strip(),
                self._key,
                algorithms=[_ALGORITHM],
                options={"require": ["exp", "sub"], "verify_exp": False},
            )
            expires_at = int(claims["exp"])
        except (jwt.InvalidTokenError, ValueError, TypeError):
            return NO_SESSION
        if not _CONVERSATION.fullmatch(claims["sub"]):
            return NO_SESSION
        return EXPIRED if self._now().timestamp() >= expires_at else str(claims["sub"])


def load_key(path: Path) -> str:
    """The signing key in that file, made at first run and readable by its owner alone. ValueError where it is none."""
    if not path.exists():
        _make_key(path)
    key = path.read_text(encoding="ascii").strip()
    if len(key) < _LEAST_KEY:
        raise ValueError(
            f"{path} holds no key of {_LEAST_KEY} characters. Delete it, and start again to get a new one."
        )
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        # Whole or not at all, and never over a key that another process has just made.
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()
