"""deploy/nginx.conf, as it is, in front of the real assistant: only the web channel passes."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from bot.settings import ROOT
from tests.conftest import free_port
from tests.web_client import WebClient

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
CONF = ROOT / "deploy/nginx.conf"
# Around it: what /etc/nginx/nginx.conf is on a server. Everything that it writes goes into the test's folder.
WHOLE = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/effie.conf;
}}
"""

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install nginx")


@dataclass
class Proxy:
    """nginx with that file, on ports of its own."""

    tls: str
    plain: str
    certificate: Path
    folder: Path

    def get(self, path: str, **more) -> requests.Response:
        return requests.get(self.tls + path, verify=str(self.certificate), timeout=20, **more)


class TlsClient(WebClient):
    """A visitor who comes through the proxy."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(proxy.tls)
        self.http.verify = str(proxy.certificate)
        self.http.trust_env = False  # a machine's own list of certificates would be taken in its place


@contextmanager
def nginx_before(port: int, folder: Path) -> Iterator[Proxy]:
    """Our file, with names, ports and certificate put in, before whatever listens on that port."""
    tls, plain = free_port(), free_port()
    make_certificate(folder)
    text = CONF.read_text(encoding="utf-8")
    for ours, here in (
        ("listen 443 ", f"listen 127.0.0.1:{tls} "),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("127.0.0.1:5005", f"127.0.0.1:{port}"),
        ("/etc/ssl/effie", str(folder)),
        ("chat.example.org", "localhost"),
    ):
        assert ours in text
        text = text.replace(ours, here)
    (folder / "effie.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(WHOLE.format(folder=folder), encoding="utf-8")
    command = [str(NGINX), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert "test is successful" in checked.stderr, checked.stderr
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        made = Proxy(f"https://localhost:{tls}", f"http://localhost:{plain}", folder / "fullchain.pem", folder)
        wait_until_it_answers(made)
        yield made
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def proxy(assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with nginx_before(assistant.settings.port, tmp_path_factory.mktemp("nginx")) as made:
        yield made


class Echo(BaseHTTPRequestHandler):
    """Tells what arrived."""

    def do_GET(self) -> None:
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def make_certificate(folder: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(
        [*command.split(), "-addext", "subjectAltName=DNS:localhost", *files], check=True, capture_output=True
    )


def wait_until_it_answers(proxy: Proxy) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            proxy.get("/")
            return
        except requests.ConnectionError:
            assert time.monotonic() < deadline, (proxy.folder / "error.log").read_text()
            time.sleep(0.05)


def test_a_visit_passes(proxy: Proxy) -> None:
    visitor = TlsClient(proxy).open()
    assert visitor.ask("does massage help with sleep?")["topics"][0] == "benefit/sleep"
    assert len(visitor.kept()["messages"]) == 2
    assert visitor.post("forget", {}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/webhooks/rest/webhook",
        "/webhooks/rest/",
        "/webhooks/demo/demo.css",
        "/webhooks/web/../rest/webhook",
        "/webhooks/web/%2e%2e/rest/webhook",
        "/webhooks/web/..%2frest/webhook",
        "/webhooks//rest/webhook",
        "/version",
        "/model/parse",
        "/conversations/x/tracker",
        "/webhooks/telegram/webhook",
    ],
)
def test_nothing_else_passes(proxy: Proxy, path: str) -> None:
    session = requests.Session()
    request = requests.Request("GET", proxy.tls + path).prepare()
    request.url = proxy.tls + path  # as a hostile client sends it, dots and all
    answer = session.send(request, verify=str(proxy.certificate), timeout=10)
    assert answer.status_code in (400, 404)
    assert "status" not in answer.text  # what `rest` says of its health


def test_plain_http_is_sent_on_to_tls(proxy: Proxy) -> None:
    answer = requests.get(f"{proxy.plain}/webhooks/web/effie.js", allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://localhost/webhooks/web/effie.js")


def test_a_large_body_is_refused_in_our_own_words(proxy: Proxy) -> None:
    answer = TlsClient(proxy).open().send("a" * 70_000)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_who_asks_too_often_is_told_how_long_to_wait(proxy: Proxy) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: TlsClient(proxy).post("session", {}), range(150)))
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert int(refused.headers["Retry-After"]) == refused.json()["error"]["retry_after"]
    assert {answer.status_code for answer in answers} == {201, 429}


def test_a_client_cannot_choose_the_address_that_is_counted(tmp_path: Path) -> None:
    echo = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=echo.serve_forever, daemon=True).start()
    try:
        with nginx_before(echo.server_port, tmp_path) as proxy:
            arrived = proxy.get("/webhooks/web/me", headers={"X-Forwarded-For": "198.51.100.1"}).json()
    finally:
        echo.shutdown()
    assert arrived["x-forwarded-for"] == "127.0.0.1"
    assert arrived["host"] == proxy.tls.removeprefix("https://")  # by which Effie knows its own page


def test_where_the_assistant_is_down_it_is_said_in_our_own_words(tmp_path: Path) -> None:
    with nginx_before(free_port(), tmp_path) as proxy:
        answer = proxy.get("/webhooks/web/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
