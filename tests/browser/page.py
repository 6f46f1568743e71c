"""A plausible page of a clinic, for the widget to stand on."""

from __future__ import annotations

from html import escape
from pathlib import Path

_FOLDER = Path(__file__).parent
STYLE = "/clinic.css"
CSS = (_FOLDER / "clinic.css").read_text(encoding="utf-8")
_PAGE = (_FOLDER / "clinic.html").read_text(encoding="utf-8")


def page(**attributes: str) -> str:
    """The page with the widget's tag in its head; `server="..."` becomes `data-server="..."`."""
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in attributes.items())
    return page_with(f'<script src="/webhooks/web/effie.js" async{data}></script>')


def page_with(tag: str) -> str:
    """The page with this in its head; the blank one has nothing there."""
    return _PAGE.replace("{tag}", tag)
