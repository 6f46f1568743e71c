"""Which pages may ask."""

from __future__ import annotations

import pytest

from bot.channels.web.admission import Origins

LISTED = Origins("https://www.example.org, https://Example.com:8443/ ,http://[2001:db8::1]")


@pytest.mark.parametrize(
    "origin",
    [
        None,  # no browser's page
        "https://www.example.org",
        "https://WWW.example.org",
        "https://example.com:8443",
        "http://[2001:db8::1]",
        "https://chat.example.org",  # our own host
        "http://chat.example.org",
    ],
)
def test_a_listed_page_and_our_own_may_ask(origin: str | None) -> None:
    assert LISTED.headers(origin, "chat.example.org") is not None


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "https://evil.example",
        "http://www.example.org",  # another scheme
        "https://example.com",  # another port
        "https://www.example.org.evil.example",
        "https://www.example.org@evil.example",
        "https://evil.example/https://www.example.org",
        "https://chat.example.org:444",
        "file://",
        "chrome-extension://abc",
        "http://localhost:3000",
        "javascript://www.example.org",
        "https://www.example.org https://evil.example",
        "https://",
        "https://.",
    ],
)
def test_any_other_page_may_not(origin: str) -> None:
    assert LISTED.headers(origin, "chat.example.org") is None


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080", "https://localhost"]
)
def test_in_development_every_port_of_this_machine_may_ask(origin: str) -> None:
    assert Origins("", development=True).headers(origin, "localhost:5005") is not None
    assert Origins("").headers(origin, "chat.example.org") is None


def test_in_development_a_name_that_only_begins_like_this_machine_may_not() -> None:
    assert Origins("", development=True).headers("http://localhost.evil.example", "localhost:5005") is None


@pytest.mark.parametrize("listed", ["www.example.org", "https://www.example.org/page", "*", "https://*.example.org"])
def test_a_setting_that_is_no_origin_is_refused_with_an_example(listed: str) -> None:
    with pytest.raises(ValueError, match=r"Write it as https://www\.example\.org"):
        Origins(listed)


def test_an_answer_never_allows_cookies() -> None:
    for preflight in (True, False):
        assert "Access-Control-Allow-Credentials" not in LISTED.headers(
            "https://www.example.org", "", preflight=preflight
        )


def test_a_permission_is_remembered_by_the_browser() -> None:
    assert int(LISTED.headers("https://www.example.org", "", preflight=True)["Access-Control-Max-Age"]) > 0
