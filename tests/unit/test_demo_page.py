"""The demo page: the clinic of the database, safe inside HTML, and nothing of a third party."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from string import Template

import pytest
import yaml

from bot.channels.demo import values
from bot.settings import ROOT, load_web_settings
from tests.unit.facts import CLINIC

DEMO = load_web_settings().demo
NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
TEAM = {**CLINIC, "therapists": [{"name": "Ann", "role": "lead therapist", "qualifications": "Level 4, insured"}]}


def page_of(clinic: dict) -> str:
    return Template((DEMO / "index.html").read_text(encoding="utf-8")).safe_substitute(values(clinic, NOON))


def test_every_placeholder_is_filled_from_the_clinics_profile() -> None:
    page = page_of(TEAM)
    assert re.findall(r"\$\w+", page) == []
    for text in (
        "Willow Clinic",
        "020 7946 0123",
        "We are open now",
        "09:00 to 19:00",
        "60 minutes, £58",
        "Lead therapist",
    ):
        assert text in page


def test_a_profile_cannot_bring_markup_into_the_page() -> None:
    evil = "<script>alert(1)</script>"
    spoiled = {
        key: evil if isinstance(value, str) and key not in ("time_zone", "currency") else value
        for key, value in TEAM.items()
    }
    spoiled["services"] = [{"name": evil, "minutes": 60, "price": 58, "type": None}]
    spoiled["therapists"] = [{"name": evil, "role": evil, "qualifications": evil}]
    page = page_of(spoiled)
    assert evil not in page
    assert page.count("<script") == 1


@pytest.mark.parametrize("path", sorted(DEMO.iterdir()), ids=lambda path: path.name)
def test_nothing_comes_from_a_third_party_and_nothing_is_inline(path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?:|//[a-z]|@import|url\(", text) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?! src=\"/)", text) == []


def credentials(name: str) -> dict:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_production_has_neither_the_demo_page_nor_rest_nor_the_ease_of_development() -> None:
    production = credentials("credentials.yml")
    assert "bot.channels.web.WebChannel" in production
    assert [name for name in production if "demo" in name or "rest" in name] == []
    assert not (production["bot.channels.web.WebChannel"] or {}).get("development")


def test_development_has_the_website_and_its_page() -> None:
    assert {"bot.channels.web.WebChannel", "bot.channels.demo.DemoPage"} <= set(credentials("credentials.dev.yml"))
