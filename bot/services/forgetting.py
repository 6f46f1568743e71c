"""Says what is kept about a visitor, and that it is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.clinic.payloads import FORGET
from bot.clinic.replies import Button, Reply
from bot.clinic.visitors import ASSISTANT, VISITOR, StoredData
from bot.services.composing import listed
from bot.services.fact_base import FactBase

FORGET_ME = Button("Forget me", FORGET)


class Forgetting:
    """The two replies about a visitor's own data."""

    def __init__(self, facts: FactBase, new_id: Callable[[], str]) -> None:
        self._facts = facts
        self._new_id = new_id

    def kept(self, kept: StoredData) -> Reply:
        """What is kept, in plain words, with the offer to delete it."""
        if not (kept.messages or kept.feedback or kept.contact_requests):
            return self._reply("I keep nothing about you: this conversation has no messages so far.")
        parts = [
            _several(kept.count(VISITOR), "message of yours", "messages of yours"),
            _several(kept.count(ASSISTANT), "reply of mine", "replies of mine"),
            _several(len(kept.feedback), "rating of an answer", "ratings of answers"),
            *(_request(request) for request in kept.contact_requests),
        ]
        what = f"Of this conversation I keep {listed([part for part in parts if part])}."
        clinic, days = self._facts.refresh().clinic["name"], _several(kept.kept_days, "day", "days")
        where = f"It is stored at {clinic} and is deleted after {days}."
        if kept.contact_requests:
            where += " A request to call you back is kept until it is done."
        return self._reply(f"{what} {where}", (FORGET_ME,))

    def forgotten(self, kept: StoredData, deleted: int) -> Reply:
        """That it is gone; `kept` is what there was."""
        if not deleted:
            return self._reply("There was nothing to delete: I keep nothing of this conversation.")
        text = "Done. I have deleted this conversation, with everything that belonged to it."
        if kept.contact_requests:
            phone = self._facts.refresh().clinic["phone"]
            text += (
                " Your request to be called back is gone too. If the team has read it already, they may still call;"
                f" you can reach them on {phone}."
            )
        return self._reply(text)

    def _reply(self, text: str, buttons: tuple[Button, ...] = ()) -> Reply:
        topic = self._facts.book.roles["own_data"]
        return Reply("chat", text, (topic,), 1.0, buttons=buttons, answer_id=self._new_id())


def _request(request: Any) -> str:
    ways = " and ".join(str(request[way]) for way in ("phone", "email") if request[way])
    return f"your request to be called back ({request['name']}, {ways})"


def _several(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
