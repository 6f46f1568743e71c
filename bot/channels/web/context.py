"""What the web channel works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.channels.building import build_door
from bot.channels.door import Door
from bot.channels.shared.secret_file import load_secret
from bot.channels.web.admission import Admission, Allowance, Origins, Sessions
from bot.channels.web.assets import Assets
from bot.channels.web.refusals import Refusal, unavailable
from bot.clinic.requests import RequestOutcome
from bot.services.refusing import Refusing
from bot.wiring import Services, load_web_settings, new_id, now, wire

_MINUTE = 60
Take = Callable[[str, Mapping[str, object]], RequestOutcome]


@dataclass(frozen=True)
class WebContext:
    """Everything that a request may need."""

    door: Door
    services: Services
    refusing: Refusing
    sessions: Sessions
    origins: Origins
    assets: Assets
    by_conversation: Allowance
    by_address: Allowance
    contacts: Allowance
    proxies: int = 0
    take_contact: Take | None = None

    def admission(self) -> Admission:
        """What decides whether a request may come in."""
        return Admission(self.origins, self.by_address, self.sessions, self.door, self.proxies)

    def unavailable(self) -> Refusal:
        """Something of ours does not work: a sentence with the clinic's phone."""
        reply = self.refusing.broken()
        return unavailable(reply.text, reply.card.phones[0].number if reply.card else None)


def build_context(*, development: bool) -> WebContext:
    """The context, on this process's services and settings."""
    settings, services = load_web_settings(), wire()
    return WebContext(
        door=build_door(),
        services=services,
        refusing=Refusing(lambda: services.knowledge.refresh().clinic, new_id),
        sessions=Sessions(settings.session_key or load_secret(settings.session_key_file), now),
        origins=Origins(settings.origins, development=development),
        assets=Assets(settings.scripts),
        by_conversation=Allowance(settings.messages_per_minute, _MINUTE),
        by_address=Allowance(settings.requests_per_minute, _MINUTE),
        contacts=Allowance(settings.contacts_per_hour, 60 * _MINUTE),
        proxies=settings.behind_proxy,
        take_contact=services.requesting.take,
    )
