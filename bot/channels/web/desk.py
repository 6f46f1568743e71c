"""What the web channel works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.channels.building import build_door
from bot.channels.door import Door
from bot.channels.web.assets import Assets
from bot.channels.web.limits import Allowance, Queues
from bot.channels.web.origins import Origins
from bot.channels.web.refusals import Refusal, unavailable
from bot.channels.web.sessions import Sessions, load_key
from bot.channels.web.turns import Turns
from bot.clinic.requests import Taken
from bot.services.refusing import Refusing
from bot.wiring import Services, load_web_settings, new_id, now, wire

_MINUTE = 60
Take = Callable[[str, Mapping[str, object]], Taken]


@dataclass(frozen=True)
class Desk:
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
    queues: Queues = field(default_factory=Queues)
    turns: Turns = field(default_factory=Turns)

    def unavailable(self) -> Refusal:
        """Something of ours does not work: a sentence with the clinic's phone."""
        reply = self.refusing.broken()
        return unavailable(reply.text, reply.card.phones[0].number if reply.card else None)


def build_desk(*, development: bool) -> Desk:
    """The desk, on this process's services and settings."""
    settings, services = load_web_settings(), wire()
    return Desk(
        door=build_door(),
        services=services,
        refusing=Refusing(lambda: services.knowledge.refresh().clinic, new_id),
        sessions=Sessions(settings.session_key or load_key(settings.session_key_file), now),
        origins=Origins(settings.origins, development=development),
        assets=Assets(settings.scripts),
        by_conversation=Allowance(settings.messages_per_minute, _MINUTE),
        by_address=Allowance(settings.requests_per_minute, _MINUTE),
        contacts=Allowance(settings.contacts_per_hour, 60 * _MINUTE),
        proxies=settings.behind_proxy,
        take_contact=services.requesting.take,
    )
