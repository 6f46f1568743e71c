"""Connects a bot once: is the token right, where shall Telegram send, what stands in the menu."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram import Bot, BotCommand
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.commands import MENU
from bot.channels.telegram.options import Options
from bot.channels.telegram.sending import make_bot
from bot.channels.telegram.updates import ANSWERED

_PATH = "/webhooks/telegram/webhook"
_OFFICIAL = "https://api.telegram.org"
_PORTS = (None, 443, 80, 88, 8443)  # Telegram calls no others


@dataclass(frozen=True)
class Connected:
    """The bot's name, and where Telegram sends; "" where the updates are fetched, or nothing was chosen yet."""

    username: str
    webhook: str = ""


@dataclass(frozen=True)
class NotConnected:
    """Why not, and what to do, as a sentence."""

    reason: str


async def connect(options: Options, url: str) -> Connected | NotConnected:
    """Checks the token and sets everything that Telegram keeps for a bot. Calling it again changes nothing."""
    if url and (problem := _problem_of(url, options)):
        return NotConnected(problem)
    bot = make_bot(options.token, options.api)
    try:
        await bot.initialize()
        return await _set_up(bot, options, url)
    except InvalidToken:
        return NotConnected(
            "Telegram does not know this token. Copy it once more from @BotFather (/mybots, API Token) into "
            "EFFIE_TELEGRAM_TOKEN."
        )
    except BadRequest as error:
        return NotConnected(f"Telegram refused: {error.message}. Is {url or options.api} the right address?")
    except TelegramError as error:
        return NotConnected(
            f"{options.api} cannot be reached ({type(error).__name__}). Is this machine online? Then try again."
        )
    finally:
        await bot.shutdown()


async def _set_up(bot: Bot, options: Options, url: str) -> Connected:
    await bot.set_my_commands([BotCommand(command.name, command.description) for command in MENU])
    if url:
        webhook = f"{url.removesuffix(_PATH).rstrip('/')}{_PATH}"
        await bot.set_webhook(webhook, secret_token=options.secret, allowed_updates=list(ANSWERED))
        return Connected(bot.username, webhook)
    if options.is_polling:
        await bot.delete_webhook()
    return Connected(bot.username)


def _problem_of(url: str, options: Options) -> str:
    """What Telegram would not take about an address; a server of one's own takes any."""
    if options.is_polling:
        return "EFFIE_TELEGRAM_POLLING is set, which fetches and needs no --url. Leave out one of the two."
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        return f"{url} is no address. It begins with https:// and is how this machine is reached from outside."
    if options.api.rstrip("/") != _OFFICIAL:
        return ""
    if parts.scheme != "https":
        return f"{url} must begin with https://: Telegram sends over nothing else."
    if parts.port not in _PORTS:
        return f"Telegram does not send to port {parts.port}. It takes 443, 80, 88 and 8443."
    return ""
