"""The widget's built files, read once and served compressed."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web.refusals import WRONG_METHOD, Refusal

LAUNCHER = "effie.js"
_FOLDER = "assets/"
_PART = re.compile(r"assets/[0-9A-Za-z_-]{4,64}/[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.js")
_MOST_KEPT = 100
_FOR_EVER = "public, max-age=31536000, immutable"  # its version is in its address
_NOT_BUILT = Refusal(404, "not_found", "The widget has no such file. Build it anew as widget/README.md says.")
# A script is no secret, and a page of another origin loads it as a module.
ANYONE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Script:
    """One file, as it is and compressed."""

    body: bytes
    compressed: bytes
    etag: str
    cache: str


class Assets:
    """The files of one folder; a file that is built anew is read anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, tuple[tuple[int, int], Script]] = {}

    def find(self, name: str) -> Script | None:
        """The script of that name; None where it is none of the widget's, or has not been built."""
        if name != LAUNCHER and not _PART.fullmatch(name):
            return None
        path = self._folder / name
        try:
            stat = path.stat()
            age = (stat.st_mtime_ns, stat.st_size)
            if name not in self._kept or self._kept[name][0] != age:
                self._keep(name, age, path.read_bytes())
        except OSError:
            return None
        return self._kept[name][1]

    def answer(self, request: Request, name: str) -> HTTPResponse | Refusal:
        """The script as the browser can take it, or that it has it already."""
        if request.method not in ("GET", "HEAD"):
            return WRONG_METHOD
        script = self.find(name)
        if script is None:
            return _NOT_BUILT
        headers = {**ANYONE, "Cache-Control": script.cache, "ETag": script.etag, "Vary": "Accept-Encoding"}
        if script.etag in request.headers.getone("if-none-match", ""):
            return HTTPResponse(status=304, headers=headers)
        body = script.body
        if "gzip" in request.headers.getone("accept-encoding", ""):
            body, headers["Content-Encoding"] = script.compressed, "gzip"
        return HTTPResponse(body, headers=headers, content_type="text/javascript; charset=utf-8")

    def _keep(self, name: str, age: tuple[int, int], body: bytes) -> None:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        cache = "no-cache" if name == LAUNCHER else _FOR_EVER
        self._kept[name] = (age, Script(body, gzip.compress(body, 9, mtime=0), etag, cache))


def is_script(path: str) -> bool:
    """Whether an address is one of the widget's files, built or not."""
    return path == LAUNCHER or path.startswith(_FOLDER)
