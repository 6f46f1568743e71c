"""Text on its way from Slack and to Slack."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.wording import escaped, plain, split


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("does it hurt?", "does it hurt?"),
        ("<@U0EFFIE01> does it hurt?", "does it hurt?"),
        ("can <@U0AB|maya> come <!here>?", "can  come ?"),
        ("ask in <#C0AB|front-desk> please", "ask in front-desk please"),
        ("<!subteam^S1|@desk> hello", "@desk hello"),
        ("see <https://example.org/a?b=1&amp;c=2|this page>", "see this page"),
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("write to <mailto:hello@example.org|hello@example.org>", "write to hello@example.org"),
        ("call <tel:02079460123|020 7946 0123>", "call 020 7946 0123"),
        ("tea &amp; towels, 3 &lt; 4 &gt; 2", "tea & towels, 3 < 4 > 2"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&lt;@U0EFFIE01&gt; is typed", "<@U0EFFIE01> is typed"),
        ("I *really* can't feel my _groin_ ~today~ `now`", "I really can't feel my groin today now"),
        ("line one\nline two", "line one\nline two"),
        ("&nbsp; &quot; stay", "&nbsp; &quot; stay"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_a_text_from_slack_is_read_as_it_was_meant(sent: str, meant: str) -> None:
    assert plain(sent) == meant


@given(st.text(alphabet=st.characters(exclude_characters="*_~`")))
def test_what_is_shown_is_read_again_as_the_same_words(text: str) -> None:
    assert plain(escaped(text)) == text.strip()


@pytest.mark.parametrize("sign", ["<", "*", "_", "&", "<|", "a_", "<@"])
def test_a_text_made_to_be_slow_is_read_at_once(sign: str) -> None:
    assert len(plain(sign * 20_000 + "b")) <= 40_001


def test_a_long_text_is_parted_between_sentences() -> None:
    text = "One sentence here. Another one follows? A third one ends.\nAnd a new line."
    assert split(text, 40) == ["One sentence here. Another one follows?", "A third one ends.\nAnd a new line."]


def test_a_long_sentence_is_parted_between_words() -> None:
    assert split("aaa bbb ccc ddd", 8) == ["aaa bbb", "ccc ddd"]


def test_an_entity_is_never_parted() -> None:
    assert split("x" * 7 + "&amp;" + "y" * 5, 10) == ["x" * 7, "&amp;yyyyy"]


@given(st.text(alphabet="ab &<>.?\n", max_size=300), st.integers(min_value=6, max_value=50))
def test_no_piece_is_too_long_and_no_word_is_lost(text: str, most: int) -> None:
    pieces = split(escaped(text), most)
    assert all(0 < len(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(escaped(text).split())
