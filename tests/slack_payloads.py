"""What Slack sends, as its documentation describes it. Every name, number and word in it is made up."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import requests

from tests.slack_platform import APP, BOT_ID, BOT_USER, SECONDS, SECRET, TEAM, Posted, instant, numbers


def sign(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers that prove a body to be Slack's."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def body_of(payload: dict[str, Any]) -> tuple[bytes, str]:
    """A payload as it goes over the wire, and its content type: events are JSON, the others forms."""
    if payload.get("type") in ("event_callback", "url_verification", "app_rate_limited"):
        return json.dumps(payload).encode(), "application/json"
    form = payload if "command" in payload else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def deliver(address: str, payload: dict[str, Any], repetition: int = 0, **headers: str) -> requests.Response:
    """One request of Slack's; a repetition says so, and why."""
    body, kind = body_of(payload)
    retry = {"X-Slack-Retry-Num": str(repetition), "X-Slack-Retry-Reason": "http_timeout"} if repetition else {}
    sent = {"Content-Type": kind, **sign(body), **retry, **headers}
    return requests.post(address, data=body, headers=sent, timeout=SECONDS)


def event_callback(event: dict[str, Any], event_id: str | None = None) -> dict[str, Any]:
    """The envelope of every event."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id or f"Ev{next(numbers):09d}",
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-opaque",
    }


def message(text: str, channel: str, user: str, **more: Any) -> dict[str, Any]:
    """A message event, as said by a person."""
    said_at = more.pop("ts", None) or instant()
    kind = {"C": "channel", "D": "im", "G": "group"}[channel[0]]
    return {
        "client_msg_id": "00000000-0000-4000-8000-000000000000",
        "type": "message",
        "text": text,
        "user": user,
        "ts": said_at,
        "blocks": [{"type": "rich_text", "block_id": "x1", "elements": []}],
        "team": TEAM,
        "channel": channel,
        "event_ts": said_at,
        "channel_type": kind,
        **more,
    }


def direct(text: str, user: str = "U0VISIT01", channel: str = "D0VISIT01", **more: Any) -> dict[str, Any]:
    """What a person writes to the assistant directly."""
    return event_callback(message(text, channel, user, **more))


def mention(text: str, user: str = "U0VISIT01", channel: str = "C0FRONT01", **more: Any) -> dict[str, Any]:
    """What a person writes in a channel with the assistant's name before it."""
    event = message(f"<@{BOT_USER}> {text}", channel, user, **more)
    del event["channel_type"]  # this one event comes without
    return event_callback({**event, "type": "app_mention"})


def press(posted: Posted, title: str, user: str = "U0VISIT01") -> dict[str, Any]:
    """A tap on a button of a message that was posted."""
    blocks = posted.body["blocks"]
    found = [(b, e) for b in blocks if b["type"] == "actions" for e in b["elements"] if e["text"]["text"] == title]
    (block, element), is_ephemeral = found[0], posted.only_for is not None
    container = {"type": "message", "message_ts": posted.ts, "channel_id": posted.channel, "is_ephemeral": is_ephemeral}
    if posted.thread:
        container["thread_ts"] = posted.thread
    shown = {"bot_id": BOT_ID, "type": "message", "text": posted.body["text"], "ts": posted.ts, "blocks": blocks}
    return {
        "type": "block_actions",
        "user": {"id": user, "username": "visitor", "name": "visitor", "team_id": TEAM},
        "api_app_id": APP,
        "token": "deprecated",
        "container": container,
        "trigger_id": f"{next(numbers)}.{next(numbers)}.0123456789abcdef0123456789abcdef",
        "team": {"id": TEAM, "domain": "clinic"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": posted.channel, "name": "directmessage"},
        **({} if is_ephemeral else {"message": shown}),
        "state": {"values": {}},
        "response_url": f"{posted.server}/response/{next(numbers)}",
        "actions": [{**element, "block_id": block["block_id"], "type": "button", "action_ts": instant()}],
    }


def command(text: str, server: str, user: str = "U0VISIT01", channel: str = "C0FRONT01") -> dict[str, Any]:
    """`/effie <text>`."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "team_domain": "clinic",
        "channel_id": channel,
        "channel_name": "front-desk",
        "user_id": user,
        "user_name": "visitor",
        "command": "/effie",
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": f"{server}/response/{next(numbers)}",
        "trigger_id": f"{next(numbers)}.{next(numbers)}.0123456789abcdef0123456789abcdef",
    }
