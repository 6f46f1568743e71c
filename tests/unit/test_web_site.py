"""The website's channel over HTTP: every refusal, every answer, whatever comes and whatever breaks."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests

from bot.channels.web.admission import Allowance, Sessions
from bot.wiring import now
from tests.unit.web_server import KEY, FakeReply, RequestOutcome, Site

POSTS = ("session", "message", "feedback", "contact", "forget")
ID = "message-1"
CODES = {400: "bad_request", 401: "no_session", 403: "foreign_origin", 404: "not_found", 405: "wrong_method"}
CODES |= {413: "too_large", 422: "invalid_contact", 429: "too_many", 503: "unavailable"}


@pytest.fixture
def new_site(tmp_path) -> Iterator[Callable[..., Site]]:
    made: list[Site] = []

    def make(**changes: Any) -> Site:
        made.append(Site(tmp_path, **changes))
        return made[-1]

    yield make
    for site in made:
        site.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("site"))
    yield made
    made.stop()


@pytest.fixture
def site(shared: Site) -> Site:
    """The shared one, as it was at first; only what visitors have written stays."""
    shared.tidy()
    return shared


def check_refusal(answer: requests.Response, status: int, code: str | None = None) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    error = answer.json()["error"]
    assert error["code"] == (code or CODES[status])
    assert error["message"].endswith(".")
    return error


class TestSessions:
    def test_a_session_brings_a_token_and_the_clinic(self, site: Site) -> None:
        answer = site.post("session")
        assert answer.status_code == 201
        body = answer.json()
        assert set(body) == {"token", "expires_at", "clinic"}
        assert body["expires_at"].endswith("Z")
        assert body["clinic"]["name"] == "Willow Clinic"
        assert body["clinic"]["greeting"] == "Hello, I am Effie."
        assert "deleted after 30 days" in body["clinic"]["privacy"]
        assert body["clinic"]["offers"] == [
            {"title": "Capabilities", "payload": "ask:chat/capabilities"},
            {"title": "Hours", "payload": "ask:clinic/hours"},
        ]
        assert set(body["clinic"]) == {
            "name",
            "assistant",
            "phone",
            "emergency_number",
            "greeting",
            "privacy",
            "consent",
            "offers",
        }

    def test_with_a_token_the_same_conversation_goes_on(self, site: Site) -> None:
        token = site.token()
        site.say(token, "hello")
        renewed = site.post("session", token=token).json()["token"]
        assert site.get("me", renewed).json()["messages"][0]["text"] == "hello"

    def test_without_one_it_is_a_new_conversation(self, site: Site) -> None:
        site.say(site.token(), "hello")
        assert site.get("me", site.token()).json()["messages"] == []

    def test_a_token_that_is_over_is_told_apart_from_one_that_never_was(self, site: Site) -> None:
        old = Sessions(KEY, lambda: now() - timedelta(days=8)).issue().token
        check_refusal(site.get("me", old), 401, "expired")
        check_refusal(site.post("session", token=old), 401, "expired")
        check_refusal(site.get("me", "forged"), 401)
        check_refusal(site.post("session", token="forged"), 401)

    @pytest.mark.parametrize("name", [name for name in POSTS if name != "session"])
    def test_without_a_token_nothing_is_done(self, site: Site, name: str) -> None:
        check_refusal(site.post(name), 401)
        assert site.rasa.heard == []

    def test_a_token_in_the_address_or_in_the_body_counts_for_nothing(self, site: Site) -> None:
        token = site.token()
        check_refusal(site.get(f"me?token={token}"), 401)
        check_refusal(site.post("message", {"id": ID, "text": "hi", "token": token}), 401)


class TestOrigins:
    @pytest.mark.parametrize("name", POSTS)
    def test_a_foreign_page_is_refused_everywhere(self, site: Site, name: str) -> None:
        answer = site.post(name, {"id": ID, "text": "hi"}, site.token(), Origin="https://evil.example")
        check_refusal(answer, 403)
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert site.rasa.heard == []

    def test_a_foreign_page_may_not_read_what_is_kept(self, site: Site) -> None:
        check_refusal(site.get("me", site.token(), Origin="null"), 403)

    @pytest.mark.parametrize(
        "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
    )
    def test_a_request_that_a_browser_sends_without_asking_is_refused(self, site: Site, media_type: str) -> None:
        headers = {"Content-Type": media_type, "Authorization": f"Bearer {site.token()}"}
        body = json.dumps({"id": ID, "text": "hi"})
        check_refusal(requests.post(site.url("message"), body, headers=headers, timeout=10), 400)
        foreign = {**headers, "Origin": "https://evil.example"}
        check_refusal(requests.post(site.url("message"), body, headers=foreign, timeout=10), 403)
        assert site.rasa.heard == []

    def test_a_listed_page_may_ask_and_read(self, site: Site) -> None:
        answer = site.post("session", Origin="https://www.example.org")
        assert answer.status_code == 201
        assert answer.headers["Access-Control-Allow-Origin"] == "https://www.example.org"
        assert answer.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers

    def test_a_listed_page_may_read_a_refusal(self, site: Site) -> None:
        answer = site.get("me", Origin="https://www.example.org")
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, "https://www.example.org")

    def test_our_own_page_may_ask(self, site: Site) -> None:
        assert site.post("session", Origin=f"http://127.0.0.1:{site.port}").status_code == 201

    def test_a_preflight_is_answered_for_a_listed_page_and_refused_for_others(self, site: Site) -> None:
        asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        allowed = requests.options(
            site.url("message"), headers={**asking, "Origin": "https://www.example.org"}, timeout=10
        )
        assert allowed.status_code == 204
        assert "authorization" in allowed.headers["Access-Control-Allow-Headers"]
        assert int(allowed.headers["Access-Control-Max-Age"]) >= 600
        refused = requests.options(
            site.url("message"), headers={**asking, "Origin": "https://evil.example"}, timeout=10
        )
        check_refusal(refused, 403)
        assert "Access-Control-Allow-Origin" not in refused.headers


class TestMessages:
    def test_a_message_gets_its_reply(self, site: Site) -> None:
        answer = site.say(site.token(), "hello")
        assert answer.status_code == 200
        assert answer.json()["reply"]["text"] == "You said hello."

    def test_a_second_client_neither_reads_nor_writes_in_it(self, site: Site) -> None:
        mine, theirs = site.token(), site.token()
        site.say(mine, "my secret")
        site.say(theirs, "hello")
        assert "my secret" not in site.get("me", theirs).text
        site.post("forget", {}, theirs)
        assert "my secret" in site.get("me", mine).text

    def test_no_client_names_a_conversation(self, site: Site) -> None:
        token = site.token()
        body = {"id": ID, "text": "hi", "sender": "telegram:7", "conversation": "rest:me", "sender_id": "slack:1"}
        site.post("message", body, token)
        for other in ("telegram:7", "rest:me", "slack:1"):
            assert set(site.databases.rows(other).values()) == {0}

    def test_the_same_id_again_gives_the_same_reply_and_no_second_turn(self, site: Site) -> None:
        token = site.token()
        first, second = site.say(token, "hello", ID), site.say(token, "hello", ID)
        assert first.json() == second.json()
        assert site.rasa.heard == ["hello"]

    def test_the_same_id_while_the_first_is_under_way_waits_for_it(self, site: Site) -> None:
        token = site.token()
        site.rasa.may_end.clear()
        with ThreadPoolExecutor(3) as pool:
            answers = [pool.submit(site.say, token, "hello", ID) for _ in range(3)]
            wait_for(lambda: site.rasa.heard)
            site.rasa.may_end.set()
            replies = [answer.result().json() for answer in answers]
        assert replies[0] == replies[1] == replies[2]
        assert site.rasa.heard == ["hello"]

    def test_the_same_id_after_a_restart_gives_the_reply_that_was_stored(self, new_site) -> None:
        before = new_site()
        token = before.token()
        first = before.say(token, "hello", ID).json()
        before.stop()
        after = new_site()
        assert after.say(token, "hello", ID).json() == first
        assert after.rasa.heard == []
        assert after.say(token, "hello again").json()["reply"]["text"] == "You said hello again."

    def test_who_hangs_up_gets_the_reply_with_the_same_id(self, site: Site) -> None:
        token = site.token()
        site.rasa.may_end.clear()
        body = json.dumps({"id": ID, "text": "hello"}).encode()
        head = f"POST /webhooks/web/message HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", site.port)) as client:
            client.sendall(head.encode() + body)
            wait_for(lambda: site.rasa.heard)
        site.rasa.may_end.set()
        assert site.say(token, "hello", ID).json()["reply"]["text"] == "You said hello."
        assert site.rasa.heard == ["hello"]

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"id": ID},
            {"text": "hi"},
            {"id": "short", "text": "hi"},
            {"id": "a" * 65, "text": "hi"},
            {"id": "with spaces", "text": "hi"},
            {"id": "message-1\n", "text": "hi"},
            {"id": 12345678, "text": "hi"},
            {"id": ID, "text": None},
            {"id": ID, "text": 7},
            {"id": ID, "text": ["hi"]},
            {"id": ID, "text": {"text": "hi"}},
        ],
    )
    def test_a_missing_or_wrong_key_is_refused(self, site: Site, body: dict[str, Any]) -> None:
        check_refusal(site.post("message", body, site.token()), 400)
        assert site.rasa.heard == []

    @pytest.mark.parametrize(
        "body", [b"", b"[]", b'"x"', b"null", b"{", b"\xff\xfe", b"[" * 9000, b'{"id":' * 9000, b"NaN"]
    )
    def test_what_is_no_json_object_is_refused(self, site: Site, body: bytes) -> None:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {site.token()}"}
        check_refusal(requests.post(site.url("message"), body, headers=headers, timeout=10), 400)

    def test_a_turn_that_broke_is_told_with_the_phone_and_may_be_tried_again(self, site: Site) -> None:
        token = site.token()
        site.rasa.is_broken = True
        assert check_refusal(site.say(token, "hello", ID), 503)["phone"] == "020 7946 0123"
        site.rasa.is_broken = False
        assert site.say(token, "hello", ID).json()["reply"]["text"] == "You said hello."

    def test_a_turn_that_hangs_is_told_with_the_phone_and_its_id_gets_the_reply_later(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.channels.door.PATIENCE", 0.05)
        monkeypatch.setattr("bot.channels.door.PATIENCE_WITH_A_SIGN", 0.02)
        token = site.token()
        site.rasa.may_end.clear()
        assert check_refusal(site.say(token, "hello", ID), 503)["phone"] == "020 7946 0123"
        monkeypatch.undo()
        site.rasa.may_end.set()
        assert site.say(token, "hello", ID).json()["reply"]["text"] == "You said hello."
        assert site.rasa.heard == ["hello"]

    def test_a_broken_database_is_told_with_the_phone(self, site: Site) -> None:
        token = site.context.sessions.issue().token  # of before a restart: whether it was deleted must be looked up
        site.services.visitors = None
        for answer in (site.get("me", token), site.post("forget", {}, token)):
            assert check_refusal(answer, 503)["phone"] == "020 7946 0123"
            assert "Traceback" not in answer.text

    def test_an_alarm_is_said_with_the_database_and_the_assistant_broken(self, site: Site) -> None:
        token = site.context.sessions.issue().token
        site.services.visitors, site.rasa.is_broken = None, True
        reply = site.say(token, "my groin is numb").json()["reply"]
        assert (reply["kind"], reply["card"]["phones"][0]["number"]) == ("emergency", "999")


class TestForgetting:
    def test_everything_goes_and_the_token_is_void(self, site: Site) -> None:
        token = site.token()
        site.say(token, "hello")
        site.post("feedback", {"answer_id": "a1", "helpful": True}, token)
        conversation = site.context.sessions.read(f"Bearer {token}")
        rows = sum(site.databases.rows(conversation).values())
        assert rows > 0
        answer = site.post("forget", {}, token)
        assert (answer.status_code, answer.json()) == (200, {"deleted": rows})
        assert sum(site.databases.rows(conversation).values()) == 0
        for refused in (site.get("me", token), site.say(token, "hi"), site.post("session", token=token)):
            check_refusal(refused, 401)
        check_refusal(site.post("feedback", {"answer_id": "a1", "helpful": True}, token), 401)
        check_refusal(site.post("contact", {"name": "Ann"}, token), 401)
        check_refusal(site.post("forget", {}, token), 401)

    def test_a_message_that_waited_behind_it_does_not_bring_the_conversation_back(self, site: Site) -> None:
        token = site.token()
        conversation = site.context.sessions.read(f"Bearer {token}")
        site.rasa.may_end.clear()
        with ThreadPoolExecutor(3) as pool:
            first = pool.submit(site.say, token, "first")
            wait_for(lambda: site.rasa.heard)
            forgetting = pool.submit(site.post, "forget", {}, token)
            time.sleep(0.2)  # so that it stands in line before the third
            third = pool.submit(site.say, token, "third")
            time.sleep(0.2)
            site.rasa.may_end.set()
            assert first.result().status_code == 200
            assert forgetting.result().status_code == 200
            check_refusal(third.result(), 401)
        assert site.rasa.heard == ["first"]
        assert sum(site.databases.rows(conversation).values()) == 0

    def test_forget_me_by_button_leaves_the_token_and_an_empty_conversation(self, site: Site) -> None:
        token = site.token()
        site.say(token, "hello", ID)
        assert "I have deleted this conversation" in site.say(token, "do:forget").json()["reply"]["text"]
        assert site.get("me", token).json()["messages"] == []
        heard = len(site.rasa.heard)
        assert site.say(token, "hello again", ID).status_code == 200
        assert len(site.rasa.heard) == heard + 1, "the reply of before was kept in memory"


class TestFeedback:
    def test_a_thumb_is_kept_with_its_words(self, site: Site) -> None:
        token = site.token()
        answer = site.post("feedback", {"answer_id": "a1", "helpful": False, "words": " too\x00 long \ud800"}, token)
        assert (answer.status_code, answer.content) == (204, b"")
        (feedback,) = site.get("me", token).json()["feedback"]
        assert (feedback["helpful"], feedback["words"]) == (False, "too long")

    def test_a_thumb_of_another_conversation_is_not_replaced(self, site: Site) -> None:
        mine = site.token()
        site.post("feedback", {"answer_id": "a2", "helpful": True}, mine)
        check_refusal(site.post("feedback", {"answer_id": "a2", "helpful": False}, site.token()), 400)
        assert site.get("me", mine).json()["feedback"][0]["helpful"] is True

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"answer_id": "a1"},
            {"helpful": True},
            {"answer_id": "", "helpful": True},
            {"answer_id": "a" * 33, "helpful": True},
            {"answer_id": ["a1"], "helpful": True},
            {"answer_id": "a1", "helpful": "yes"},
            {"answer_id": "a1", "helpful": 1},
            {"answer_id": "a1", "helpful": True, "words": "w" * 1001},
            {"answer_id": "a1", "helpful": True, "words": None},
        ],
    )
    def test_a_missing_or_wrong_key_is_refused(self, site: Site, body: dict[str, Any]) -> None:
        token = site.token()
        check_refusal(site.post("feedback", body, token), 400)
        assert site.get("me", token).json()["feedback"] == []


class TestContact:
    def test_a_request_is_handed_on_with_its_conversation_and_our_fields_only(self, new_site) -> None:
        taken = []

        def take(conversation: str, fields: Any) -> RequestOutcome:
            taken.append((conversation, dict(fields)))
            return RequestOutcome(FakeReply(), {})

        site = new_site(take_contact=take)
        token = site.token()
        fields = {"name": "Ann", "phone": "020 7946 0999", "consent": True}
        answer = site.post("contact", {**fields, "conversation": "telegram:7", "done_at": "now"}, token)
        assert (answer.status_code, answer.json()) == (201, {"reply": {"text": "Thank you."}})
        assert taken == [(site.context.sessions.read(f"Bearer {token}"), fields)]

    def test_what_is_wrong_is_told_field_by_field(self, new_site) -> None:
        site = new_site(take_contact=lambda *_: RequestOutcome(None, {"phone": "That is no number."}))
        error = check_refusal(site.post("contact", {"name": "Ann", "phone": "1"}, site.token()), 422)
        assert error["fields"] == {"phone": "That is no number."}

    def test_staff_is_not_flooded(self, new_site) -> None:
        site = new_site(take_contact=lambda *_: RequestOutcome(FakeReply(), {}), contacts=Allowance(2, 3600))
        statuses = [site.post("contact", {"name": "Ann"}, site.token()).status_code for _ in range(3)]
        assert statuses == [201, 201, 429]

    def test_where_the_clinic_takes_none_it_is_told_with_the_phone(self, site: Site) -> None:
        assert check_refusal(site.post("contact", {"name": "Ann"}, site.token()), 503)["phone"]


class TestLimits:
    def test_a_conversation_over_its_limit_is_told_how_long_to_wait(self, new_site) -> None:
        site = new_site(by_conversation=Allowance(2, 60))
        token = site.token()
        answers = [site.say(token, f"hello {number}") for number in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        error = check_refusal(answers[2], 429)
        assert int(answers[2].headers["Retry-After"]) == error["retry_after"] > 0
        assert site.say(site.token(), "hello").status_code == 200
        assert len(site.rasa.heard) == 3

    def test_a_repetition_costs_nothing_of_it(self, new_site) -> None:
        site = new_site(by_conversation=Allowance(1, 60))
        token = site.token()
        assert [site.say(token, "hello", ID).status_code for _ in range(3)] == [200, 200, 200]

    def test_a_flood_from_one_address_leaves_the_others_served(self, new_site) -> None:
        site = new_site(by_address=Allowance(5, 60), proxies=1)
        flood = [site.post("session", X_Forwarded_For="198.51.100.1").status_code for _ in range(20)]
        assert flood.count(429) == 15
        assert site.post("session", X_Forwarded_For="198.51.100.2").status_code == 201

    def test_a_flood_cannot_choose_its_addresses(self, new_site) -> None:
        site = new_site(by_address=Allowance(5, 60))
        flood = [site.post("session", X_Forwarded_For=f"198.51.100.{number}").status_code for number in range(20)]
        assert flood.count(429) == 15

    def test_turns_of_one_address_stand_in_line_and_others_pass(self, new_site) -> None:
        site = new_site(proxies=1)
        flooding, other = [site.token() for _ in range(10)], site.token()
        site.rasa.may_end.clear()

        def say(token: str, address: str) -> int:
            body = {"id": ID, "text": address}
            return site.post("message", body, token, X_Forwarded_For=address).status_code

        with ThreadPoolExecutor(11) as pool:
            answers = [pool.submit(say, token, "198.51.100.1") for token in flooding]
            wait_for(lambda: len(site.rasa.heard) == 4)
            answers.append(pool.submit(say, other, "198.51.100.2"))
            wait_for(lambda: "198.51.100.2" in site.rasa.heard)
            assert len(site.rasa.heard) == 5
            site.rasa.may_end.set()
            assert {answer.result() for answer in answers} == {200}


class TestWhatIsNoRequest:
    def test_an_unknown_address_is_refused_as_json(self, site: Site) -> None:
        for name in ("", "nothing", "session/", "session/x", "me%2f", "assets", "effie.js/"):
            check_refusal(site.get(name), 404)

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
    def test_a_wrong_method_is_refused_as_json(self, site: Site, method: str) -> None:
        check_refusal(requests.request(method, site.url("session"), timeout=10), 405)

    def test_a_large_body_is_refused_before_it_is_read(self, site: Site) -> None:
        head = b"POST /webhooks/web/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        with socket.create_connection(("127.0.0.1", site.port), timeout=5) as client:
            client.sendall(head + b"Content-Length: 65537\r\n\r\n")
            assert b" 413 " in client.recv(100)

    @pytest.mark.parametrize("size", [65_537, 300_000])
    def test_a_large_body_is_refused_in_chunks_and_at_once(self, site: Site, size: int) -> None:
        headers = {"Content-Type": "application/json"}
        body = b'{"a": "' + b"x" * size + b'"}'
        check_refusal(requests.post(site.url("session"), body, headers=headers, timeout=10), 413)
        check_refusal(requests.post(site.url("session"), iter([body]), headers=headers, timeout=10), 413)

    @pytest.mark.parametrize("length", [b"-4", b"abc", b"1e3", b"+2", b"", b"2, 2"])
    def test_a_length_that_is_none_is_refused_and_the_server_goes_on(self, site: Site, length: bytes) -> None:
        head = b"POST /webhooks/web/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
        assert b" 400 " in raw(site, head + length + b"\r\n\r\n{}")
        assert site.post("session").status_code == 201

    @pytest.mark.parametrize("chunks", [b"zzz\r\n{}\r\n0\r\n\r\n", b"-2\r\n{}\r\n0\r\n\r\n", b"x" * 100])
    def test_broken_chunks_are_refused_and_the_server_goes_on(self, site: Site, chunks: bytes) -> None:
        head = b"POST /webhooks/web/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        assert b" 400 " in raw(site, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
        assert site.post("session").status_code == 201


class TestScripts:
    @pytest.fixture
    def built(self, site: Site) -> Site:
        (site.folder / "dist/assets/0a1b2c3d").mkdir(parents=True)
        (site.folder / "dist/effie.js").write_text("launch();" * 100)
        (site.folder / "dist/assets/0a1b2c3d/panel.js").write_text("open();" * 100)
        (site.folder / "dist/secret.js").write_text("secret")
        return site

    def test_the_launcher_is_asked_for_anew_and_not_sent_twice(self, built: Site) -> None:
        first = built.get("effie.js")
        assert (first.status_code, first.text) == (200, "launch();" * 100)
        assert first.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert first.headers["Cache-Control"] == "no-cache"
        again = built.get("effie.js", If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")

    def test_a_part_is_cached_for_ever(self, built: Site) -> None:
        answer = built.get("assets/0a1b2c3d/panel.js")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("name", ["effie.js", "assets/0a1b2c3d/panel.js"])
    def test_a_page_of_any_origin_may_load_it(self, built: Site, name: str) -> None:
        headers = built.get(name, Origin="https://any.example").headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"

    def test_it_is_compressed_for_who_can_read_it(self, built: Site) -> None:
        answer = requests.get(built.url("effie.js"), headers={"Accept-Encoding": "gzip"}, stream=True, timeout=10)
        assert gzip.decompress(answer.raw.read()) == b"launch();" * 100
        plain = requests.get(built.url("effie.js"), headers={"Accept-Encoding": "identity"}, timeout=10)
        assert "Content-Encoding" not in plain.headers
        assert plain.text == "launch();" * 100

    def test_a_file_that_was_built_anew_is_sent_anew(self, built: Site) -> None:
        before = built.get("effie.js").headers["ETag"]
        (built.folder / "dist/effie.js").write_text("other();")
        after = built.get("effie.js", If_None_Match=before)
        assert (after.status_code, after.text) == (200, "other();")

    @pytest.mark.parametrize(
        "name",
        [
            "secret.js",
            "assets/secret.js",
            "assets/0a1b2c3d/none.js",
            "assets/../secret.js",
            "assets/0a1b2c3d/..%2f..%2fsecret.js",
        ],
    )
    def test_nothing_else_is_served(self, built: Site, name: str) -> None:
        text = raw(built, f"GET /webhooks/web/{name} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert b" 404 " in text
        assert b"secret" not in text.partition(b"\r\n\r\n")[2]

    def test_where_it_has_not_been_built_the_next_step_is_told(self, site: Site) -> None:
        assert "widget/README.md" in check_refusal(site.get("effie.js"), 404)["message"]

    def test_it_is_only_read(self, built: Site) -> None:
        check_refusal(built.post("effie.js"), 405)
        assert requests.head(built.url("effie.js"), timeout=10).status_code == 200


def wait_for(is_so: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        threading.Event().wait(0.005)


def raw(site: Site, data: bytes) -> bytes:
    """What comes back on a connection of its own."""
    answer, data = b"", data.replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n")
    with socket.create_connection(("127.0.0.1", site.port)) as client:
        client.sendall(data)
        client.settimeout(5)
        while part := client.recv(65536):
            answer += part
    return answer
