"""Sets two or three massage types side by side."""

from __future__ import annotations

from bot.clinic.facts import TopicPage
from bot.clinic.frames import Asked, Frame
from bot.clinic.questions import Question
from bot.services.computed import Computed
from bot.services.fact_base import FactBase

_MOST_TYPES = 3
_TOPIC = "type/compare"


class Comparing:
    """Profiles of types, a line each."""

    def __init__(self, facts: FactBase) -> None:
        self._facts = facts

    def compare(self, asked: Asked, frame: Frame, question: Question) -> Computed:
        """The comparison and its topics; no text where fewer than two types are known."""
        named = asked.types or question.named["type"]
        types = tuple(dict.fromkeys((*named, *(frame.types if len(named) < 2 else ()))))[:_MOST_TYPES]
        pages = self._facts.book.pages
        known = [pages[topic] for topic in types if topic in pages and pages[topic].profile]
        if len(known) < 2:
            return Computed((_TOPIC, *named))
        differs = len({page.profile.clothed for page in known if page.profile}) > 1
        lines = [_line(page, full=len(known) == 2, tells_clothes=differs) for page in known]
        return Computed((_TOPIC, *(page.topic for page in known)), before="\n".join(lines) + "\n")


def _line(page: TopicPage, *, full: bool, tells_clothes: bool) -> str:
    assert page.profile is not None
    pressure = " to ".join(dict.fromkeys((page.profile.pressures[0].value, page.profile.pressures[-1].value)))
    cells = [f"{pressure} pressure", f"suits {page.profile.suits}"]
    if full:
        cells.insert(0, page.profile.what)
    if tells_clothes:
        cells.append("clothes stay on" if page.profile.clothed else "usually undressed")
    return f"{page.title}: {'; '.join(cells)}."
