"""What Slack is to know of the app: its names, what it may do and hear, and where it is called."""

from __future__ import annotations

from typing import Any

from bot.channels.slack.heard import CHANNEL

WEBHOOK = f"/webhooks/{CHANNEL}/webhook"
_COMMAND = "/effie"
_EVENTS = {  # what the app hears, and the scope that lets it
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
}
_THREADS = {  # so that a thread goes on without a mention at each line
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.mpim": "mpim:history",
}
_SAYS = ("chat:write", "commands")
NEEDED_SCOPES = frozenset((*_EVENTS.values(), *_SAYS))
THREAD_SCOPES = frozenset(_THREADS.values())
_MOST_IN_NAME, _MOST_IN_DESCRIPTION = 35, 140  # Slack's limits


def manifest(assistant: str, clinic: str, address: str | None, *, mentions_only: bool) -> dict[str, Any]:
    """The manifest of an app. Without an address it is one for Socket Mode."""
    heard = _EVENTS if mentions_only else {**_EVENTS, **_THREADS}
    url = {"request_url": f"{address.rstrip('/')}{WEBHOOK}"} if address else {}
    description = f"Answers questions about massage for {clinic}, from facts with sources."
    command = {
        "command": _COMMAND,
        "description": "Ask about massage; only you see the answer",
        "usage_hint": "[your question | help | known | forget]",
        "should_escape": False,
        **({"url": url["request_url"]} if url else {}),
    }
    return {
        "display_information": {"name": assistant[:_MOST_IN_NAME], "description": description[:_MOST_IN_DESCRIPTION]},
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": assistant[:_MOST_IN_NAME], "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": sorted({*heard.values(), *_SAYS})}},
        "settings": {
            "event_subscriptions": {**url, "bot_events": sorted(heard)},
            "interactivity": {"is_enabled": True, **url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": False,
        },
    }
