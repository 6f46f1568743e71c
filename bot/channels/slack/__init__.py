"""Slack: what is said there is read, answered behind the one door, and shown in Slack's own blocks (docs/slack.md)."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """`SlackChannel`, which credentials.yml names, on demand: `effie slack` needs none of Rasa's ten seconds."""
    if name == "SlackChannel":
        from bot.channels.slack.channel import SlackChannel

        return SlackChannel
    raise AttributeError(name)
