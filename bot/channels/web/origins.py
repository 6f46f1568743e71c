"""Which pages may talk to the assistant."""

from __future__ import annotations

import re

_ORIGIN = re.compile(r"https?://(?P<name>[a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Chromium remembers a permission for two hours at most.
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "7200",
}


class Origins:
    """The allow-list, our own host and, in development, every port of this machine."""

    def __init__(self, listed: str, *, development: bool = False) -> None:
        self._listed = frozenset(_read(origin) for origin in listed.split(",") if origin.strip())
        self._development = development

    def is_allowed(self, origin: str | None, host: str) -> bool:
        """Whether a page of that origin may ask; no origin means no browser's page, and is served."""
        if origin is None:
            return True
        origin = origin.lower()
        parts = _ORIGIN.fullmatch(origin)
        if not parts:
            return False
        # The scheme is left out: behind a proxy only the visitor knows it.
        is_own = origin.partition("://")[2] == host.lower()
        return is_own or origin in self._listed or (self._development and parts["name"] in _LOOPBACK)

    @staticmethod
    def headers(origin: str | None, *, preflight: bool = False) -> dict[str, str]:
        """What lets an allowed page read the answer. No cookies: the token is all that counts."""
        if origin is None:
            return {"Vary": "Origin"}
        allowed = {"Vary": "Origin", "Access-Control-Allow-Origin": origin}
        return {**allowed, **_PREFLIGHT} if preflight else {**allowed, "Access-Control-Expose-Headers": "Retry-After"}


def _read(origin: str) -> str:
    text = origin.strip().lower().removesuffix("/")
    if not _ORIGIN.fullmatch(text):
        raise ValueError(f"EFFIE_ORIGINS: {origin.strip()!r} is no origin. Write it as https://www.example.org")
    return text
