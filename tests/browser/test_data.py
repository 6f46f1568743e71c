"""What a visitor gives, sees and takes back: feedback, a contact request, what is known."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.site import Failure, Site


def test_a_thumb_and_words_reach_the_server_under_the_answers_id(site: Site, chat: Chat) -> None:
    chat.ask("does it help with sleep?")
    chat.button("Not helpful").click()
    words = chat.dialog.get_by_label("Would you like to add anything")
    words.fill("Say how often.")
    words.press("Enter")
    expect(chat.log.get_by_text("Thank you.", exact=True)).to_be_visible()
    kept = _kept(site)
    [(answer, given)] = kept.feedback.items()
    assert answer in [reply["answer_id"] for reply in kept.replies.values()]
    assert (given["helpful"], given["words"]) == (False, "Say how often.")


def test_the_other_thumb_takes_the_first_ones_place(site: Site, chat: Chat) -> None:
    chat.ask("does it help with sleep?")
    chat.button("Not helpful").click()
    chat.button("Helpful").first.click()
    expect(chat.button("Not helpful")).to_have_attribute("aria-pressed", "false")
    expect(chat.button("Helpful").first).to_have_attribute("aria-pressed", "true")
    chat.page.wait_for_timeout(200)
    assert [given["helpful"] for given in _kept(site).feedback.values()] == [True]


def test_a_thumb_that_could_not_be_sent_is_not_shown_as_given(site: Site, chat: Chat) -> None:
    chat.ask("does it help with sleep?")
    site.failures = [Failure("/feedback", 503, "unavailable", "Not now.")]
    chat.button("Not helpful").click()
    expect(chat.log.get_by_text("Not sent.")).to_be_visible()
    expect(chat.button("Not helpful")).to_have_attribute("aria-pressed", "false")


def test_emergencies_and_small_talk_ask_for_no_thumb(chat: Chat) -> None:
    chat.ask("my groin is numb")
    chat.ask("a person please")
    expect(chat.log.get_by_role("button", name="Helpful")).to_have_count(0)


def test_a_contact_request_is_filled_in_corrected_and_sent(site: Site, chat: Chat) -> None:
    chat.ask("a person please").get_by_role("button", name="Ask us to contact you").click()
    chat.view.get_by_role("button", name="Send").click()
    name, email = chat.dialog.get_by_label("Your name"), chat.dialog.get_by_label("Email address")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Please tell us your name.")
    expect(chat.dialog.get_by_role("checkbox")).to_have_accessible_description(
        "Please agree, so that we may contact you."
    )
    assert site.calls("/contact") == 0
    name.fill("Ada")
    email.fill("ada at home")
    chat.dialog.get_by_role("checkbox").check()
    chat.view.get_by_role("button", name="Send").click()
    expect(email).to_be_focused()
    expect(email).to_have_accessible_description("This does not look like an email address.")
    expect(name).to_have_accessible_description("")
    email.fill("ada@example.org")
    chat.view.get_by_role("button", name="Send").click()
    expect(chat.texts.last).to_contain_text("has your request")
    [request] = _kept(site).requests
    request.pop("asked_at")
    assert request == {"name": "Ada", "email": "ada@example.org", "consent": True}
    assert "ada@example.org" not in str(chat.stored())


def test_a_request_that_cannot_be_sent_keeps_what_was_written(site: Site, chat: Chat) -> None:
    chat.menu("Ask us to contact you")
    chat.dialog.get_by_label("Your name").fill("Ada")
    chat.dialog.get_by_label("Phone number").fill("020 7946 0999")
    chat.dialog.get_by_role("checkbox").check()
    site.failures = [Failure("/contact", 503, "unavailable", "Please call us on 020 7946 0123.")]
    chat.view.get_by_role("button", name="Send").click()
    expect(chat.dialog.get_by_text("Please call us on 020 7946 0123.")).to_be_visible()
    expect(chat.dialog.get_by_label("Your name")).to_have_value("Ada")
    chat.view.get_by_role("button", name="Send").click()
    expect(chat.texts.last).to_contain_text("has your request")


def test_the_form_uses_the_clinics_own_words_of_consent(site: Site, chat: Chat) -> None:
    site.clinic = {**site.clinic, "consent": "Yes, you may call me."}
    chat.page.reload()
    chat.open()
    chat.menu("Ask us to contact you")
    expect(chat.dialog.get_by_role("checkbox", name="Yes, you may call me.")).to_be_visible()


def test_what_is_known_is_shown_in_a_readable_way(site: Site, chat: Chat) -> None:
    chat.ask("does it help with sleep?")
    chat.button("Not helpful").click()
    chat.dialog.get_by_label("Would you like to add anything").wait_for()
    _kept(site).requests.append({"asked_at": "2026-11-21T10:00:00+00:00", "name": "Ada", "phone": None})
    chat.menu("What do you know about me?")
    view = chat.dialog.get_by_role("status").filter(has_text="30 days")
    expect(view).to_contain_text("does it help with sleep?")
    expect(view).to_contain_text("wind down")
    expect(view).to_contain_text("helpful: no")
    expect(view).to_contain_text("name: Ada")
    expect(view).to_contain_text("21 Nov 2026")
    expect(view).not_to_contain_text("null")
    chat.button("Back").click()
    expect(chat.button("More")).to_be_focused()


def test_what_is_known_includes_what_was_started_over(chat: Chat) -> None:
    chat.ask("does it help with sleep?")
    chat.menu("Start over")
    chat.button("Start over").click()
    chat.ask("when are you open?")
    chat.menu("What do you know about me?")
    expect(chat.view.get_by_text("does it help with sleep?")).to_be_visible()
    expect(chat.view.get_by_text("when are you open?")).to_be_visible()


def test_nothing_known_is_said_so(chat: Chat) -> None:
    chat.menu("What do you know about me?")
    expect(chat.dialog.get_by_text("Nothing is kept about you.")).to_be_visible()


def test_what_is_known_cannot_be_fetched_is_said_so(site: Site, chat: Chat) -> None:
    site.failures = [Failure("/me", 502)]
    chat.menu("What do you know about me?")
    expect(chat.dialog.get_by_text("The assistant cannot be reached just now.")).to_be_visible()


def test_a_level_of_care_is_said_in_words(chat: Chat) -> None:
    expect(chat.ask("back pain and fever")).to_contain_text("See a doctor today")
    expect(chat.ask("I have sciatica").get_by_text("Check with a professional first")).to_have_count(1)


def _kept(site: Site) -> Any:
    [kept] = site.conversations.values()
    return kept
