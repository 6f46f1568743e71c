"""Staff as a test meets them: a real HTTP server on loopback that Apprise posts notices to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from types import TracebackType

TAKE, REFUSE, HANG_UP, SAY_NOTHING = "take", "refuse", "hang up", "say nothing"


class Staff:
    """Keeps what arrived. `answers` says what becomes of the first notice, the second ...; then each is taken."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self._changed = threading.Condition()
        self.heard: list[dict[str, str]] = []
        self.asked = 0
        self.thinks_for = 0.0  # seconds between a notice and its answer
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"json://localhost:{self._server.server_port}/?rto=2"

    def __enter__(self) -> Staff:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_until(self, is_so: Callable[[Staff], bool], seconds: float = 60) -> bool:
        """Whether it became so in time."""
        with self._changed:
            return self._changed.wait_for(lambda: is_so(self), seconds)

    def will(self, *answers: str) -> None:
        """What becomes of the next notices."""
        self._answers[:] = answers

    def titles(self) -> list[str]:
        return [notice["title"] for notice in self.heard]

    def _take(self, body: bytes) -> str:
        with self._changed:
            self.asked += 1
            answer = self._answers.pop(0) if self._answers else TAKE
            if answer != REFUSE:  # it arrived, whatever the sender hears of it
                self.heard.append(json.loads(body))
            self._changed.notify_all()
            return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        staff = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                answer = staff._take(self.rfile.read(int(self.headers["Content-Length"])))
                threading.Event().wait(staff.thinks_for)
                if answer == HANG_UP:
                    self.connection.close()
                elif answer == SAY_NOTHING:
                    threading.Event().wait(4)
                else:
                    self.send_response(200 if answer == TAKE else 500)
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        return Handler


class MailServer:
    """A mail server that speaks as much SMTP as a message needs. `answer` is what becomes of one."""

    def __init__(self, answer: str = TAKE) -> None:
        self._answer = answer
        self.heard: list[str] = []
        self._server = ThreadingTCPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        port = self._server.server_address[1]
        return f"mailto://localhost:{port}?from=effie@example.org&to=team@example.org"

    def __enter__(self) -> MailServer:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[StreamRequestHandler]:
        mail = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                self.say("220 here")
                while line := self.rfile.readline().decode():
                    verb = line[:4].upper().strip()
                    if verb == "RCPT" and mail._answer == REFUSE:
                        self.say("550 no such mailbox")
                    elif verb == "DATA":
                        self.say("354 go on")
                        mail.heard.append(self.read_message())
                        if mail._answer == HANG_UP:
                            return
                        self.say("250 taken")
                    else:
                        self.say("221 bye" if verb == "QUIT" else "250 ok")

            def read_message(self) -> str:
                lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                return "".join(lines)

            def say(self, words: str) -> None:
                self.wfile.write(f"{words}\r\n".encode())

        return Handler
