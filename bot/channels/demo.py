"""A plausible clinic page with the widget on it, at `/`. For development: `make run` shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.door import Handler
from bot.channels.web.site import FrontBlueprint, keep_headers
from bot.clinic.profile import WEEKDAYS, Profile
from bot.wiring import load_web_settings, now, wire

_HEADERS = {
    # As strict as a clinic could wish: what works here works on any page.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_PLAIN = ("name", "phone", "email", "address", "directions", "parking", "payment", "cancellation", "emergency_number")


class DemoPage(InputChannel):
    """No channel: a page. Only credentials.dev.yml names it."""

    def __init__(self, folder: Path | None = None, clinic: Callable[[], Mapping[str, Any]] | None = None) -> None:
        self._folder = folder or load_web_settings().demo
        self._clinic = clinic or (lambda: wire().knowledge.refresh().clinic)

    @classmethod
    def name(cls) -> str:
        """The last part of the address of what the page needs."""
        return "demo"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The page, its style and its icon."""
        blueprint = FrontBlueprint("effie_demo", first=self._page)

        @blueprint.route("/demo.css", methods=["GET"])
        async def style(request: Request) -> HTTPResponse:
            return self._file("demo.css", "text/css; charset=utf-8")

        @blueprint.route("/icon.svg", methods=["GET"])
        async def icon(request: Request) -> HTTPResponse:
            return self._file("icon.svg", "image/svg+xml")

        return blueprint

    def _page(self, request: Request) -> HTTPResponse | None:
        if request.path != "/" or request.method not in ("GET", "HEAD"):
            return None
        keep_headers(request)
        template = Template((self._folder / "index.html").read_text(encoding="utf-8"))
        page = template.safe_substitute(values(self._clinic(), now()))
        return HTTPResponse(page, headers=_HEADERS, content_type="text/html; charset=utf-8")

    def _file(self, name: str, content_type: str) -> HTTPResponse:
        return HTTPResponse((self._folder / name).read_bytes(), headers=_HEADERS, content_type=content_type)


def values(clinic: Mapping[str, Any], moment: datetime) -> dict[str, str]:
    """What the page's placeholders stand for, safe inside HTML."""
    profile = Profile(clinic)
    plain = {key: escape(str(clinic[key])) for key in _PLAIN}
    return {
        **plain,
        "phone_link": "".join(c for c in str(clinic["phone"]) if c in "+0123456789"),
        "open_now": escape(profile.hours_now(moment)),
        "services": "\n".join(_service(name, profile) for name in _names(clinic)),
        "therapists": "\n".join(_therapist(therapist) for therapist in clinic["therapists"]),
        "hours": "\n".join(_day(day, clinic["hours"][day]) for day in WEEKDAYS),
    }


def _names(clinic: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(service["name"] for service in clinic["services"]))


def _service(name: str, profile: Profile) -> str:
    prices = (f"{s['minutes']} minutes, {profile.price(s)}" for s in profile["services"] if s["name"] == name)
    return f"      <li><h3>{escape(name)}</h3><p>{'<br>'.join(map(escape, prices))}</p></li>"


def _therapist(therapist: Mapping[str, Any]) -> str:
    name, role = escape(therapist["name"]), escape(therapist["role"].capitalize())
    return f"      <li><h3>{name}</h3><p>{role}. {escape(therapist['qualifications'])}.</p></li>"


def _day(day: str, spans: list[str]) -> str:
    hours = "<br>".join(escape(span.replace("-", " to ")) for span in spans) or "closed"
    return f'          <tr><th scope="row">{day.capitalize()}</th><td>{hours}</td></tr>'
