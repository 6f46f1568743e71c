"""Whether a name, a phone number or an e-mail address can be right."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from bot.clinic.requests import Problem

_MOST_IN_NAME, _MOST_WORDS_IN_NAME, _MOST_IN_TIME = 80, 6, 200
_MOST_IN_REACH = 400  # the longest address has 254 characters; what is far longer is something else, and slow to search
_INTRODUCES = re.compile(
    r"^(?:(?:hi|hello)\W+)?(?:my name(?:['’]s| is)|i am|i['’]m|im|it['’]s|this is|call me)\s+", re.IGNORECASE
)
_NO_NAME = re.compile(
    r"(?:yes|yeah|no|nope|ok|okay|sure|hello|hi|hey|thanks|thank you|please|what|why|who|later|skip|none|nothing)\W*",
    re.IGNORECASE,
)
_IN_NAME = " -'’.,·"
# No longer than an address may be: a run of letters without an end must not be read again from each of them.
_ADDRESS = re.compile(r"[^\s<>(),;:]{1,64}@[^\s<>(),;]{1,255}")

NO_NAME = Problem("I did not catch a name in that. What should we call you?")
LONG_NAME = Problem("That is longer than I can keep as a name. What should we call you, in a few words?")
NO_PHONE = Problem("That does not look like a whole phone number. Please give it with its area code.")
EXTENSION = Problem("I cannot pass on an extension. Is there a direct number, or an e-mail address?")
NO_EMAIL = Problem("That does not look like a whole e-mail address. It should look like name@example.org.")
NO_REACH = Problem("I see no phone number or e-mail address in that. Where can we reach you?")
LONG_TIME = Problem("That is longer than I can pass on. When suits you, in a few words?")


class ContactChecks:
    """The checks that the chat and the website share. Nothing is looked up on the network."""

    def name(self, text: str) -> str | Problem:
        """The name in what was said, or why there is none."""
        name = _INTRODUCES.sub("", _one_line(text)).strip(" .,")
        if len(name) > _MOST_IN_NAME or len(name.split()) > _MOST_WORDS_IN_NAME:
            return LONG_NAME
        if _NO_NAME.fullmatch(name) or not any(c.isalpha() for c in name) or not all(map(_is_in_names, name)):
            return NO_NAME
        return name

    def phone(self, text: str, country: str) -> str | Problem:
        """The number in E.164, read as the country's own where it names no country; or what is wrong."""
        number = _find_number(text, country)
        if number is None:
            return NO_PHONE
        if number.extension:
            return EXTENSION
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)

    def email(self, text: str) -> str | Problem:
        """The address in its ordinary spelling, or what is wrong."""
        try:
            return validate_email(text.strip(), check_deliverability=False).normalized
        except EmailNotValidError:
            return NO_EMAIL

    def reach(self, text: str, country: str) -> tuple[str | None, str | None] | Problem:
        """Phone and e-mail in what was said, at least one of them; or what is wrong."""
        if len(text) > _MOST_IN_REACH:
            return NO_REACH
        if "@" not in text:
            phone = self.phone(text, country)
            has_digit = any(c.isdigit() for c in text)
            return (phone, None) if isinstance(phone, str) else phone if has_digit else NO_REACH
        address = _ADDRESS.search(text)
        email = self.email(address[0].rstrip(".!?'\"")) if address else NO_EMAIL
        if isinstance(email, Problem):
            return email
        phone = self.phone(_ADDRESS.sub(" ", text), country)
        return (phone if isinstance(phone, str) else None), email

    def good_time(self, text: str) -> str | Problem:
        """When it suits, on one line; or what is wrong."""
        words = _one_line(text)
        return words if len(words) <= _MOST_IN_TIME else LONG_TIME

    def readable(self, phone: str) -> str:
        """A number in E.164 with the spaces that people read."""
        return phonenumbers.format_number(phonenumbers.parse(phone), PhoneNumberFormat.INTERNATIONAL)


def _find_number(text: str, country: str) -> PhoneNumber | None:
    found = [match.number for match in phonenumbers.PhoneNumberMatcher(text, country, phonenumbers.Leniency.POSSIBLE)]
    return next((number for number in found if _can_be_right(number)), None)


def _can_be_right(number: PhoneNumber) -> bool:
    """Valid, or like a mobile number of its country: new ranges are handed out before the library knows them."""
    if phonenumbers.is_valid_number(number):
        return True
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    if example is None:
        return False
    like, digits = str(example.national_number), str(number.national_number)
    return len(digits) == len(like) and digits[0] == like[0]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_in_names(character: str) -> bool:
    return character.isalpha() or character in _IN_NAME or unicodedata.category(character).startswith("M")
