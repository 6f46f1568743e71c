"""The website's channel (docs/web-api.md, docs/decisions/0014-the-web-channel.md)."""

from bot.channels.web.channel import WebChannel

__all__ = ["WebChannel"]
