"""Tokens: only ours, only in time, only for conversations of the web."""

from __future__ import annotations

import base64
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.shared.secret_file import load_secret
from bot.channels.web.admission import LIFE, Sessions
from bot.channels.web.refusals import EXPIRED, NO_SESSION

KEY = "k" * 32
NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
MINE = "web:" + "0123456789abcdef" * 2


def sessions(moment: datetime = NOON, key: str = KEY) -> Sessions:
    return Sessions(key, lambda: moment)


def bearer(token: str) -> str:
    return f"Bearer {token}"


def signed(claims: dict, key: str | None = KEY, algorithm: str = "HS256") -> str:
    return bearer(jwt.encode({"sub": MINE, "exp": NOON + timedelta(days=1), **claims}, key, algorithm=algorithm))


def part(value: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_opens_its_conversation_until_it_expires() -> None:
    session = sessions().issue()
    assert sessions().read(bearer(session.token)) == session.conversation
    assert session.expires_at == NOON + LIFE
    assert sessions(NOON + LIFE - timedelta(seconds=1)).read(bearer(session.token)) == session.conversation


def test_no_two_conversations_have_the_same_id() -> None:
    ids = {sessions().issue().conversation for _ in range(1000)}
    assert len(ids) == 1000
    assert all(id.startswith("web:") and len(id) == len("web:") + 32 for id in ids)


def test_a_token_is_renewed_for_the_same_conversation() -> None:
    later = NOON + timedelta(days=6)
    renewed = sessions(later).issue(MINE)
    assert sessions(NOON + timedelta(days=12)).read(bearer(renewed.token)) == MINE


def test_a_token_that_is_over_is_expired() -> None:
    session = sessions().issue()
    assert sessions(NOON + LIFE).read(bearer(session.token)) == EXPIRED


def test_a_token_of_another_key_is_refused() -> None:
    assert sessions().read(bearer(sessions(key="x" * 32).issue(MINE).token)) == NO_SESSION


def test_a_token_of_another_key_is_refused_as_such_even_when_it_is_over() -> None:
    old = sessions(NOON - timedelta(days=30), key="x" * 32).issue(MINE)
    assert sessions().read(bearer(old.token)) == NO_SESSION


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", ""])
def test_a_token_without_a_signature_is_refused(alg: str) -> None:
    claims = {"sub": MINE, "exp": int((NOON + LIFE).timestamp())}
    assert sessions().read(bearer(f"{part({'alg': alg, 'typ': 'JWT'})}.{part(claims)}.")) == NO_SESSION


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_a_token_of_another_algorithm_is_refused_though_the_key_is_ours(algorithm: str) -> None:
    key = "k" * 64
    assert sessions(key=key).read(signed({}, key, algorithm)) == NO_SESSION


def test_the_right_key_and_algorithm_are_taken() -> None:
    assert sessions().read(signed({})) == MINE


@pytest.mark.parametrize(
    "name",
    [
        "telegram:7",
        "slack:T:C:U",
        "rest:me",
        "web:",
        "web:abc",
        MINE.upper(),
        MINE + "0",
        "web:" + "g" * 32,
        "",
        MINE + "\n",
    ],
)
def test_a_conversation_that_is_not_one_of_the_web_is_refused_even_with_our_signature(name: str) -> None:
    assert sessions().read(signed({"sub": name})) == NO_SESSION


@pytest.mark.parametrize("claims", [{"sub": None}, {"sub": 7}, {"sub": [MINE]}, {"exp": None}])
def test_claims_of_the_wrong_kind_are_refused(claims: dict) -> None:
    assert sessions().read(signed(claims)) == NO_SESSION


@pytest.mark.parametrize("left_out", ["sub", "exp"])
def test_a_token_with_a_claim_left_out_is_refused(left_out: str) -> None:
    claims = {"sub": MINE, "exp": int((NOON + LIFE).timestamp())}
    del claims[left_out]
    assert sessions().read(bearer(jwt.encode(claims, KEY, algorithm="HS256"))) == NO_SESSION


def test_every_altered_character_of_the_claims_voids_the_token() -> None:
    head, claims, signature = sessions().issue().token.split(".")
    for place in range(len(claims)):
        other = "A" if claims[place] != "A" else "B"
        altered = f"{head}.{claims[:place]}{other}{claims[place + 1 :]}.{signature}"
        assert sessions().read(bearer(altered)) == NO_SESSION


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic abc", "abc", "Bearer a.b", "Bearer a.b.c", "Bearer " + "a" * 9000]
)
def test_what_is_no_token_is_refused(header: str) -> None:
    assert sessions().read(header) == NO_SESSION


@given(st.text())
def test_no_header_makes_it_raise(header: str) -> None:
    assert sessions().read(f"Bearer {header}") == NO_SESSION


class TestTheKey:
    def test_it_is_made_at_first_run_and_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "var" / "session.key"
        key = load_secret(path)
        assert len(key) == 64
        assert load_secret(path) == key

    def test_only_its_owner_can_read_it(self, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            load_secret(tmp_path / "session.key")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "session.key").stat().st_mode) == 0o600

    def test_processes_that_start_together_get_the_same(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda _: load_secret(tmp_path / "session.key"), range(32)))
        assert len(keys) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["session.key"]

    @pytest.mark.parametrize("content", ["", "short"])
    def test_a_file_without_a_key_is_named_with_the_next_step(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "session.key"
        path.write_text(content)
        with pytest.raises(ValueError, match="Delete it"):
            load_secret(path)
