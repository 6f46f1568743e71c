"""Prepares the assistant and runs its two servers, each in a process of its own."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.settings import ROOT, Settings

Say = Callable[[str], None]
_MODELS = ROOT / "models"
_TRAINED_FOR = _MODELS / "trained-for.txt"
TRAINING_SECONDS = _MODELS / "training-seconds.txt"
_START_SECONDS = 180
_STOP_SECONDS = 10
# A message is too small to share among cores: a second thread of the mathematics takes one from the other server.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


def prepare(say: Say) -> None:
    """Builds the encoder and trains the model, each only where something changed since."""
    from bot.nlu.encoder import build_encoder, encoder_path

    if not encoder_path().exists():
        say("Building the sentence encoder (about 10 s) ...")
        build_encoder()
    if is_trained():
        return
    say("Training (two to three minutes on two cores) ...")
    train()
    say(f"Trained in {TRAINING_SECONDS.read_text(encoding='utf-8').strip()} s.")


def train() -> None:
    """Trains with Rasa and remembers for which files. CalledProcessError where Rasa refuses."""
    wanted, started = training_hash(), time.monotonic()
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", "effie", "--skip-validation"]
    subprocess.run(command, cwd=ROOT, env=_environment(), check=True)
    _TRAINED_FOR.write_text(wanted, encoding="utf-8")
    TRAINING_SECONDS.write_text(f"{time.monotonic() - started:.0f}\n", encoding="utf-8")


def is_trained() -> bool:
    """Whether the model is the one for today's files: Rasa's own answer takes ten seconds of imports."""
    model = _MODELS / "effie.tar.gz"
    return model.exists() and _TRAINED_FOR.exists() and _TRAINED_FOR.read_text(encoding="utf-8") == training_hash()


def training_hash() -> str:
    """Of everything that a model depends on."""
    from bot.nlu.fingerprint import understanding_fingerprint

    digest = hashlib.sha256(understanding_fingerprint(ROOT).encode())
    for path in (ROOT / "config.yml", ROOT / "domain.yml", *sorted((ROOT / "data").rglob("*.yml"))):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def run_servers(settings: Settings, say: Say, *, production: bool = False) -> int:
    """Starts both servers, waits until they answer, and stops both when one stops. Returns an exit code."""
    for port in (settings.port, settings.actions_port):
        if _is_taken(port):
            say(f"Port {port} is in use. Stop what runs there, or set EFFIE_PORT and EFFIE_ACTIONS_PORT.")
            return 1
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager's stop must end both servers too
    say("Starting (about 10 s) ...")
    servers = [start(command, settings) for command in server_commands(settings, production=production)]
    try:
        if not wait_until_up(settings, servers):
            say("A server did not start; its messages stand above.")
            return 1
        say(_where_to_click(settings, production=production))
        while all(server.poll() is None for server in servers):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        stop(servers)


def _where_to_click(settings: Settings, *, production: bool) -> str:
    address = f"http://localhost:{settings.port}"
    if production:
        return f"\nThe website's channel answers at {address}/webhooks/web/ (docs/embedding.md)\nStop it: Ctrl-C"
    return (
        f"\nOpen {address}/ and ask Effie something.\n"
        f"In another terminal: make chat. Over HTTP: {address}/webhooks/rest/webhook\nStop it: Ctrl-C"
    )


def server_commands(settings: Settings, *, production: bool = False) -> list[list[str]]:
    """The action server and Rasa, both on loopback."""
    credentials = "credentials.yml" if production else "credentials.dev.yml"
    actions = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(settings.actions_port)]
    rasa = [sys.executable, "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(settings.port)]
    rasa += ["--credentials", credentials, "--endpoints", str(_endpoints(settings))]
    return [actions, [*rasa, "--model", "models/effie.tar.gz"]]


def _endpoints(settings: Settings) -> Path:
    """endpoints.yml with our action server's port: Rasa refuses a file whose variables are not set."""
    text = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    target = ROOT / "var" / f"endpoints-{settings.actions_port}.yml"
    target.parent.mkdir(exist_ok=True)
    target.write_text(text.replace(":5055/", f":{settings.actions_port}/"), encoding="utf-8")
    return target


def start(command: Sequence[str], settings: Settings) -> subprocess.Popen[bytes]:
    """A server as a child of ours."""
    return subprocess.Popen(command, cwd=ROOT, env=server_environment(settings))


def server_environment(settings: Settings) -> dict[str, str]:
    """What both servers read beside endpoints.yml and the credentials."""
    ours = {"DATABASE_URL": settings.database_url, "EFFIE_CONVERSATIONS_URL": settings.conversations}
    return {**_environment(), **_ONE_THREAD, **ours, "EFFIE_NOTIFY": settings.notify}


def stop(servers: Sequence[subprocess.Popen[bytes]]) -> None:
    """Asks them to end, then makes them."""
    for server in servers:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
    for server in servers:
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_until_up(settings: Settings, servers: Sequence[subprocess.Popen[bytes]]) -> bool:
    """Whether both answered before one of them ended or the time was up."""
    addresses = [f"http://127.0.0.1:{settings.actions_port}/health", f"http://127.0.0.1:{settings.port}/"]
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and all(server.poll() is None for server in servers):
        if all(map(_answers, addresses)):
            return True
        time.sleep(0.2)
    return False


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _environment() -> dict[str, str]:
    here = Path(sys.executable).parent
    return {**os.environ, "PATH": f"{here}{os.pathsep}{os.environ.get('PATH', '')}"}
