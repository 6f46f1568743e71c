"""Takes a contact request: checked, stored once, confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.clinic.replies import Reply
from bot.clinic.requests import ANY_TIME, ContactRequest, Details, Notice, Problem, RequestOutcome, request_id
from bot.services.contact_ports import Checks, Requests
from bot.services.fact_base import FactBase
from bot.services.form_replies import FormReplies

_NO_NAME = Problem("Please tell us your name.")
_NO_REACH = Problem("Please give a phone number or an e-mail address.")
_NO_CONSENT = Problem("We may only get in touch if you agree to it.")


class Requesting:
    """One way in for the website's form and for the form in chat. With `notifies` staff are told."""

    def __init__(  # noqa: PLR0913 - it joins what the two ways share
        self,
        facts: FactBase,
        requests: Requests,
        checks: Checks,
        replies: FormReplies,
        now: Callable[[], datetime],
        *,
        notifies: bool,
    ) -> None:
        self._facts = facts
        self._requests = requests
        self._checks = checks
        self._replies = replies
        self._now = now
        self._notice = Notice.WAITING if notifies else Notice.NONE

    def take(self, conversation: str, fields: Mapping[str, object]) -> RequestOutcome:
        """The website's form, with the fields name, phone, email, good_time and consent."""
        self._facts.refresh()
        checked = self._check(fields)
        problems = {key: value.sentence for key, value in checked.items() if isinstance(value, Problem)}
        if problems:
            return RequestOutcome(problems=problems)
        values = {key: value for key, value in checked.items() if isinstance(value, str)}
        return RequestOutcome(self.keep(conversation, Details(**values)))

    def keep(self, conversation: str, details: Details) -> Reply:
        """Stores what was agreed to, and confirms it. Where it cannot be stored it raises: nobody waits in vain."""
        request = ContactRequest(
            id=request_id(conversation, details, self._requests.count_done(conversation)),
            conversation=conversation,
            asked_at=self._now(),
            details=details,
            consent=self._replies.consent(),
            notice=self._notice,
        )
        self._requests.add(request)  # where it was stored before, its confirmation got lost on the way
        return self._replies.confirmed(details)

    def _check(self, fields: Mapping[str, object]) -> dict[str, str | Problem]:
        said = {key: value.strip() for key, value in fields.items() if isinstance(value, str)}
        name, phone, email = said.get("name"), said.get("phone"), said.get("email")
        checked: dict[str, str | Problem] = {
            "name": self._checks.name(name) if name else _NO_NAME,
            "good_time": self._checks.good_time(said.get("good_time") or ANY_TIME),
        }
        if phone:
            checked["phone"] = self._checks.phone(phone, str(self._facts.book.clinic["country"]))
        if email:
            checked["email"] = self._checks.email(email)
        if not (phone or email):
            checked["phone"] = _NO_REACH
        if fields.get("consent") is not True:
            checked["consent"] = _NO_CONSENT
        return checked
