"""Telegram: updates in by webhook or polling, replies out as messages with buttons (docs/telegram.md)."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
