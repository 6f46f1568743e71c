"""Prepares the assistant and runs it."""

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
from collections.abc import Callable
from pathlib import Path

from bot.settings import ROOT, Settings

Say = Callable[[str], None]
_MODELS = ROOT / "models"
_TRAINED_FOR = _MODELS / "trained-for.txt"
TRAINING_SECONDS = _MODELS / "training-seconds.txt"
_START_SECONDS = 180
_STOP_SECONDS = 10
# A message is too small to share among cores: a second thread of the mathematics takes one from another message.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


def prepare(say: Say) -> None:
    """Builds the encoder, reads the facts and trains the model, each only where something changed since."""
    from bot.nlu.encoder import Encoder, build_encoder, encoder_path
    from bot.nlu.fitting_facts import build_fitting_facts, fitting_facts_path
    from bot.nlu.sign_reader import build_sign_reader

    if not encoder_path().exists():
        say("Building the sentence encoder (about 10 s) ...")
        build_encoder()
    build_sign_reader()
    if not fitting_facts_path(ROOT).exists():
        say("Reading the facts (about 10 s) ...")
        build_fitting_facts(ROOT, Encoder())
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


def run_server(settings: Settings, say: Say, *, production: bool = False) -> int:
    """Starts the assistant, says where it is once it answers, and waits until it stops. Returns an exit code."""
    if _is_taken(settings.port):
        say(f"Port {settings.port} is in use. Stop what runs there, or set EFFIE_PORT.")
        return 1
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager's stop must end the server too
    say("Starting (about 10 s) ...")
    server = start(settings, production=production)
    try:
        if not wait_until_up(settings, server):
            say("The assistant did not start; its messages stand above.")
            return 1
        say(_where_to_click(settings, production=production))
        server.wait()
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        stop(server)


def _where_to_click(settings: Settings, *, production: bool) -> str:
    address = f"http://localhost:{settings.port}"
    if production:
        return f"\nThe website's channel answers at {address}/webhooks/web/ (docs/embedding.md)\nStop it: Ctrl-C"
    return (
        f"\nOpen {address}/ and ask Effie something.\n"
        f"In another terminal: make chat. Over HTTP: {address}/webhooks/rest/webhook\nStop it: Ctrl-C"
    )


def server_command(settings: Settings, *, production: bool = False) -> list[str]:
    """Rasa with our channels and actions, on loopback."""
    credentials = "credentials.yml" if production else "credentials.dev.yml"
    command = [sys.executable, "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(settings.port)]
    return [*command, "--credentials", credentials, "--endpoints", "endpoints.yml", "--model", "models/effie.tar.gz"]


def start(settings: Settings, *, production: bool = False) -> subprocess.Popen[bytes]:
    """The server as a child of ours."""
    command = server_command(settings, production=production)
    return subprocess.Popen(command, cwd=ROOT, env=server_environment(settings))


def server_environment(settings: Settings) -> dict[str, str]:
    """What the server reads beside endpoints.yml and the credentials."""
    ours = {"DATABASE_URL": settings.database_url, "EFFIE_CONVERSATIONS_URL": settings.conversations}
    return {**_environment(), **_ONE_THREAD, **ours, "EFFIE_NOTIFY": settings.notify}


def stop(server: subprocess.Popen[bytes]) -> None:
    """Asks it to end, then makes it."""
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()


def wait_until_up(settings: Settings, server: subprocess.Popen[bytes]) -> bool:
    """Whether it answered before it ended or the time was up."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if _answers(f"http://127.0.0.1:{settings.port}/"):
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
