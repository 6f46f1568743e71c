"""Tries Slack's keys, and says what each is good for and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.calls import SlackResult, ask, connect
from bot.channels.slack.manifest import NEEDED_SCOPES, THREAD_SCOPES, WEBHOOK
from bot.wiring import SlackSettings

_MANUAL = "docs/slack.md has every step."
_START = "Next step: start the assistant (make run) and write to it in Slack."


@dataclass(frozen=True)
class Checked:
    """What was found, a sentence a line; the last one is the next step."""

    lines: tuple[str, ...]
    is_good: bool


async def check(settings: SlackSettings) -> Checked:
    """Asks Slack about the keys of the environment. Nothing is posted."""
    if settings.problem:
        return _bad(f"Slack is off: {settings.problem}", _MANUAL)
    if not settings.is_on:
        return _bad(
            "Slack is not set up: EFFIE_SLACK_BOT_TOKEN is not set.", f"Next step: effie slack manifest. {_MANUAL}"
        )
    client = connect(settings.bot_token.get_secret_value(), settings.api)
    said = await ask(client.auth_test())
    if said.error:
        return _bad(*_refused(said, "EFFIE_SLACK_BOT_TOKEN", "the Bot User OAuth Token, under OAuth & Permissions"))
    found: tuple[str, ...] = (f"The bot token is right: @{said.data.get('user')} in {said.data.get('team')}.",)
    granted = {scope.strip() for scope in said.headers.get("x-oauth-scopes", "").split(",")}
    if missing := NEEDED_SCOPES - granted:
        return _bad(
            *found,
            f"It lacks the scopes {', '.join(sorted(missing))}.",
            "Next step: put the manifest into the app's settings anew (effie slack manifest), and reinstall the app.",
        )
    if THREAD_SCOPES - granted:
        found += ("It hears mentions and direct messages only; in a thread it has to be mentioned each time.",)
    return await _check_delivery(client, settings, found)


async def _check_delivery(client: AsyncWebClient, settings: SlackSettings, found: tuple[str, ...]) -> Checked:
    app_token = settings.app_token.get_secret_value()
    if not app_token:
        told = f"The signing secret is set; only a message can prove it. Slack must reach this machine at {WEBHOOK}."
        return Checked((*found, told, _START), is_good=True)
    said = await ask(client.apps_connections_open(app_token=app_token))
    if said.error:
        where = "an App-Level Token with the scope connections:write, under Basic Information; Socket Mode must be on"
        return _bad(*found, *_refused(said, "EFFIE_SLACK_APP_TOKEN", where))
    return Checked((*found, "The app token is right: Socket Mode works.", _START), is_good=True)


def _refused(said: SlackResult, name: str, where: str) -> tuple[str, str]:
    if said.is_to_be_repeated:
        return (
            f"Slack did not answer ({said.error}).",
            "Next step: try again; check this machine's way to the internet.",
        )
    return f"Slack refuses {name} ({said.error}).", f"Next step: it is {where}. Set it, and check again."


def _bad(*lines: str) -> Checked:
    return Checked(lines, is_good=False)
