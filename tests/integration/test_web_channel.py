"""The website's channel of the real assistant: nobody reads another's conversation, and no message is lost."""

from __future__ import annotations

import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import jsonschema
import jwt
import pytest
import requests
import sqlalchemy as sa
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.web.admission import Sessions
from bot.settings import ROOT, load_web_settings
from bot.store.database import connect
from bot.wiring import now
from tests.conftest import fuzz_examples
from tests.unit.conversations import NAMES_OF_CONVERSATIONS
from tests.web_client import WebClient, new_address

SCHEMA = json.loads((ROOT / "bot/channels/reply.schema.json").read_text(encoding="utf-8"))
PLAINLY = yaml.safe_load((ROOT / "tests/integration/plainly.yml").read_text(encoding="utf-8"))
OTHERS = ("telegram:7", "slack:T:C:U", "rest:me")
CONVERSATIONS, TURNS = 50, 4


@pytest.fixture(scope="module")
def base(assistant) -> str:
    return f"http://127.0.0.1:{assistant.settings.port}"


@pytest.fixture
def visitor(base: str) -> WebClient:
    return WebClient(base).open()


@pytest.fixture
def key(visitor: WebClient) -> str:
    """The real one: what it signs is refused for what it says."""
    return load_web_settings().session_key_file.read_text().strip()


def conversation_of(visitor: WebClient) -> str:
    return str(jwt.decode(visitor.token, options={"verify_signature": False})["sub"])


def rows_of(assistant, conversation: str) -> dict[str, int]:
    """Rows in every table of both databases that names a conversation."""
    found = {}
    for url in (assistant.settings.database_url, assistant.settings.conversations_url):
        engine = connect(url)
        metadata = sa.MetaData()
        metadata.reflect(engine)
        for table in metadata.sorted_tables:
            for name in NAMES_OF_CONVERSATIONS & set(table.c.keys()):
                with engine.connect() as connection:
                    query = sa.select(sa.func.count()).select_from(table).where(table.c[name] == conversation)
                    found[table.name] = connection.execute(query).scalar()
        engine.dispose()
    return found


class TestAVisit:
    def test_a_question_is_answered_with_its_sources(self, visitor: WebClient) -> None:
        reply = visitor.ask("does massage help with sleep?")
        jsonschema.validate(reply, SCHEMA)
        assert reply["topics"][0] == "benefit/sleep"
        assert reply["sources"]

    def test_the_conversation_carries_its_subject(self, visitor: WebClient) -> None:
        visitor.ask("does deep tissue massage hurt?")
        assert visitor.ask("and swedish?")["topics"] == ["practical/does_it_hurt", "type/swedish"]

    def test_every_offer_of_a_session_is_answered(self, base: str) -> None:
        visitor = WebClient(base)
        answer = visitor.post("session", {}).json()
        visitor.token = answer["token"]
        assert answer["clinic"]["offers"]
        for offer in answer["clinic"]["offers"]:
            assert visitor.ask(offer["payload"])["topics"][0] == offer["payload"].removeprefix("ask:")

    def test_a_warning_sign_is_answered_first(self, visitor: WebClient) -> None:
        assert visitor.ask("i cant feel my groin and i cant pee")["kind"] == "emergency"

    def test_the_same_id_is_one_turn(self, visitor: WebClient) -> None:
        first, second = (visitor.send("does massage help with sleep?", "one-and-the-same").json() for _ in range(2))
        assert first == second
        assert len(visitor.kept()["messages"]) == 2

    def test_what_was_asked_is_shown_and_rated(self, visitor: WebClient) -> None:
        reply = visitor.ask("does massage help with sleep?")
        given = {"answer_id": reply["answer_id"], "helpful": True, "words": "thank you"}
        assert visitor.post("feedback", given).status_code == 204
        kept = visitor.kept()
        assert [(m["by"], m["text"]) for m in kept["messages"]] == [
            ("visitor", "does massage help with sleep?"),
            ("assistant", reply["text"]),
        ]
        assert kept["feedback"][0]["answer_id"] == reply["answer_id"]

    @pytest.mark.parametrize(
        "typed", ["/restart", '/intent{"a":"b"}', "/session_start", '/chat{"frame": {"said": []}}', "/back"]
    )
    def test_a_typed_command_is_only_text(self, assistant, visitor: WebClient, typed: str) -> None:
        visitor.ask("does deep tissue massage hurt?")
        jsonschema.validate(visitor.ask(typed), SCHEMA)
        assert visitor.kept()["messages"][2]["text"] == typed.lstrip("/")
        engine = connect(assistant.settings.conversations_url)
        with engine.connect() as connection:
            query = sa.text("SELECT type_name FROM events WHERE sender_id = :me")
            kinds = [row.type_name for row in connection.execute(query, {"me": conversation_of(visitor)})]
        engine.dispose()
        assert kinds.count("session_started") == 1
        assert not {"restart", "rewind", "undo", "pause"} & set(kinds)


def test_the_demo_page_shows_the_clinic_and_lets_nothing_foreign_in(base: str, knowledge) -> None:
    page = requests.get(f"{base}/", timeout=10)
    assert page.status_code == 200
    assert f"<title>{knowledge.clinic['name']}</title>" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for path in ("/webhooks/demo/demo.css", "/webhooks/demo/icon.svg"):
        assert path in page.text
        assert requests.get(f"{base}{path}", timeout=10).status_code == 200


class TestRefusals:
    """Each is refused by the real server; the unit tests have more of each kind."""

    def refused(self, visitor: WebClient, code: str, status: int = 401, **headers: str) -> None:
        answers = [visitor.get("me", **headers)]
        answers += [visitor.post(name, body, **headers) for name, body in self.bodies()]
        for answer in answers:
            assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)

    def bodies(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            ("message", {"id": secrets.token_hex(8), "text": "hello"}),
            ("feedback", {"answer_id": "a1", "helpful": True}),
            ("contact", {"name": "Ann", "phone": "020 7946 0999", "consent": True}),
            ("forget", {}),
        ]

    def test_a_forged_token(self, visitor: WebClient) -> None:
        visitor.token = jwt.encode({"sub": conversation_of(visitor), "exp": now() + timedelta(days=1)}, "x" * 64)
        self.refused(visitor, "no_session")

    def test_an_expired_token(self, visitor: WebClient, key: str) -> None:
        long_ago = datetime(2020, 1, 1, tzinfo=timezone.utc)
        visitor.token = Sessions(key, lambda: long_ago).issue(conversation_of(visitor)).token
        self.refused(visitor, "expired")

    def test_an_altered_token(self, base: str, visitor: WebClient) -> None:
        head, _, signature = visitor.token.split(".")
        theirs = WebClient(base).open().token.split(".")[1]
        visitor.token = f"{head}.{theirs}.{signature}"
        self.refused(visitor, "no_session")

    def test_a_token_without_a_signature(self, visitor: WebClient) -> None:
        claims = {"sub": conversation_of(visitor), "exp": now() + timedelta(days=1)}
        visitor.token = jwt.encode(claims, None, algorithm="none")
        self.refused(visitor, "no_session")

    @pytest.mark.parametrize("other", OTHERS)
    def test_a_token_for_a_conversation_of_another_channel(self, visitor: WebClient, key: str, other: str) -> None:
        visitor.token = Sessions(key, now).issue(other).token
        self.refused(visitor, "no_session")

    def test_a_forgotten_token(self, visitor: WebClient) -> None:
        assert visitor.post("forget", {}).status_code == 200
        self.refused(visitor, "no_session")

    def test_a_foreign_page(self, visitor: WebClient) -> None:
        self.refused(visitor, "foreign_origin", 403, Origin="https://evil.example")

    def test_a_foreign_pages_simple_request(self, visitor: WebClient) -> None:
        body = json.dumps({"id": secrets.token_hex(8), "text": "hello"})
        headers = {
            "Content-Type": "text/plain",
            "Origin": "https://evil.example",
            "Authorization": f"Bearer {visitor.token}",
        }
        answer = requests.post(f"{visitor.base}/webhooks/web/message", body, headers=headers, timeout=10)
        assert answer.status_code == 403
        assert visitor.kept()["messages"] == []

    def test_a_foreign_pages_preflight(self, visitor: WebClient) -> None:
        headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        answer = requests.options(f"{visitor.base}/webhooks/web/message", headers=headers, timeout=10)
        assert answer.status_code == 403
        assert not [name for name in answer.headers if name.lower().startswith("access-control-allow")]

    def test_a_body_over_the_limit(self, visitor: WebClient) -> None:
        assert visitor.send("a" * 70_000).status_code == 413


class TestOthersConversations:
    def test_a_second_client_neither_reads_nor_writes_in_mine(self, base: str, visitor: WebClient) -> None:
        visitor.ask("I have osteoporosis, is massage ok?")
        other = WebClient(base).open()
        other.ask("does massage help with sleep?")
        assert "osteoporosis" not in other.get("me").text
        other.post("forget", {})
        assert "osteoporosis" in visitor.get("me").text
        assert "sleep" not in visitor.get("me").text

    @pytest.mark.parametrize("name", ["sender", "sender_id", "conversation", "conversation_id", "recipient_id"])
    def test_no_key_of_a_body_names_a_conversation(self, assistant, visitor: WebClient, name: str) -> None:
        before = [rows_of(assistant, other) for other in OTHERS]
        for other in OTHERS:
            body = {"id": secrets.token_hex(8), "text": "does massage help with sleep?", name: other}
            assert visitor.post("message", body).status_code == 200
        assert [rows_of(assistant, other) for other in OTHERS] == before


def test_fifty_conversations_at_once_lose_no_message_and_mix_none_up(base: str) -> None:
    topics = [topic for topic in PLAINLY if not topic.startswith(("chat/more", "chat/sources"))]
    plans = [[topics[(number + turn * 13) % len(topics)] for turn in range(TURNS)] for number in range(CONVERSATIONS)]

    def talk(plan: list[str]) -> tuple[list[str], list[str], list[tuple[str, str]]]:
        visitor = WebClient(base).open()
        asked = [PLAINLY[topic][0] for topic in plan]
        replies = [visitor.ask(text) for text in asked]
        kept = [(m["by"], m["text"]) for m in visitor.kept()["messages"]]
        return asked, [reply["text"] for reply in replies], kept

    with ThreadPoolExecutor(CONVERSATIONS) as pool:
        talks = list(pool.map(talk, plans))
    for asked, answered, kept in talks:
        pairs = zip(asked, answered, strict=True)
        assert kept == [said for one, other in pairs for said in (("visitor", one), ("assistant", other))]
    alone = {topic: WebClient(base).open().ask(PLAINLY[topic][0])["text"] for topic in {plan[0] for plan in plans}}
    assert [answered[0] for _, answered, _ in talks] == [alone[plan[0]] for plan in plans]


def test_a_flood_from_one_address_leaves_the_others_served(base: str) -> None:
    flooding, floods = new_address(), 400
    tokens = [WebClient(base).open().token for _ in range(20)]

    def flood(number: int) -> int:
        client = WebClient(base, flooding)
        client.token = tokens[number % len(tokens)]
        return client.send("does massage help with sleep?").status_code

    def talk(_: int) -> list[int]:
        visitor = WebClient(base).open()
        return [visitor.send(text).status_code for text in ("does massage help with sleep?", "and swedish?")]

    with ThreadPoolExecutor(24) as pool:
        flooded = [pool.submit(flood, number) for number in range(floods)]
        with ThreadPoolExecutor(8) as others:
            served = list(others.map(talk, range(8)))
        is_flooding_still = not all(one.done() for one in flooded)
        statuses = [one.result() for one in flooded]
    assert is_flooding_still
    assert {status for talk in served for status in talk} == {200}
    assert set(statuses) == {200, 429}
    assert statuses.count(429) > floods // 4


def test_after_a_restart_the_same_token_goes_on_with_the_same_conversation(assistant, visitor: WebClient) -> None:
    visitor.ask("does deep tissue massage hurt?")
    first = visitor.send("does massage help with sleep?", "before-the-restart").json()
    assistant.stop()
    assistant.start()
    visitor.http.close()
    assert visitor.send("does massage help with sleep?", "before-the-restart").json() == first
    assert [m["text"] for m in visitor.kept()["messages"] if m["by"] == "visitor"] == [
        "does deep tissue massage hurt?",
        "does massage help with sleep?",
    ]
    assert visitor.open().ask("where did you get that from?")["topics"] == ["chat/sources"]


def test_forget_me_deletes_from_every_table_and_from_the_files(assistant, visitor: WebClient, base: str) -> None:
    word = f"zq{secrets.token_hex(6)}"
    other = WebClient(base).open()
    other.ask("does massage help with sleep?")
    me, them = conversation_of(visitor), conversation_of(other)
    visitor.ask(f"{word} qwop flurb")  # understood by nobody: a gap
    reply = visitor.ask("does massage help with sleep?")
    visitor.post("feedback", {"answer_id": reply["answer_id"], "helpful": False, "words": word})
    before, theirs = rows_of(assistant, me), rows_of(assistant, them)
    assert {name for name, rows in before.items() if rows} >= {"events", "gaps", "feedback"}
    assert on_disk(assistant, word)
    assert visitor.post("forget", {}).json() == {"deleted": sum(before.values())}
    assert set(rows_of(assistant, me).values()) == {0}
    assert rows_of(assistant, them) == theirs
    assert not on_disk(assistant, word)
    time.sleep(0.5)  # what an action still had to write would come now
    assert set(rows_of(assistant, me).values()) == {0}


def on_disk(assistant, word: str) -> bool:
    folder = (ROOT / assistant.engine.url.database).parent
    return any(word.encode() in path.read_bytes() for path in folder.iterdir() if path.is_file())


NAMES = ("session", "message", "feedback", "contact", "forget", "me", "effie.js", "assets/x/y.js", "", "nothing")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["id", "text", "answer_id", "helpful", "words", "name", "phone", "email", "good_time", "consent"]
)
OBJECTS = st.dictionaries(KEYS | st.text(max_size=8), VALUES, max_size=6).map(json.dumps).map(str.encode)
MESSAGES = st.builds(
    lambda id, text: json.dumps({"id": id, "text": text}).encode(),
    st.from_regex(r"[A-Za-z0-9_-]{8,64}", fullmatch=True) | st.text(max_size=70),
    st.text(max_size=200) | VALUES,
)
BODIES = OBJECTS | MESSAGES | st.binary(max_size=300)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Content-Type": st.sampled_from(["application/json", "application/json; charset=x", "text/plain", "", "/"]),
        "Authorization": st.from_regex(r"[\x21-\x7e ]{0,80}", fullmatch=True).map(str.strip),
        "Origin": st.sampled_from(["null", "http://localhost:3000", "https://evil.example", "x"]),
        "X-Forwarded-For": st.sampled_from(["", "x", "1.1.1.1, x", "::", ",,,"]),
        "Accept-Encoding": st.sampled_from(["", "gzip", "br", "gzip;q=0"]),
        "If-None-Match": st.sampled_from(["", "*", '"x"']),
    },
)


REQUESTS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "method": st.sampled_from(["POST", "POST", "POST", "GET", "PUT", "OPTIONS", "HEAD", "DELETE"]),
        "headers": HEADERS,
        "body": BODIES,
        "is_ours": st.booleans(),
    }
)


@given(request=REQUESTS)
@settings(max_examples=fuzz_examples(300))
def test_whatever_comes_is_never_a_500(base: str, request: dict[str, Any]) -> None:
    name, method, headers = request["name"], request["method"], request["headers"]
    client = WebClient(base)
    if request["is_ours"]:
        headers = {**headers, "Authorization": f"Bearer {client.open().token}", "Content-Type": "application/json"}
    sent = {"X-Forwarded-For": client.address, **headers}
    answer = requests.request(method, f"{base}/webhooks/web/{name}", data=request["body"], headers=sent, timeout=60)
    assert answer.status_code in (200, 201, 204, 304, 400, 401, 403, 404, 405, 413, 422, 429)
    assert answer.status_code != 500
    assert "Traceback" not in answer.text
    if answer.status_code >= 400 and method != "HEAD":
        assert set(answer.json()["error"]) >= {"code", "message"}
