"""Texts with all that a renderer may take for a sign of its own."""

from __future__ import annotations

from itertools import product

PIECES = (
    "pain 7/10 [7/10]",
    "*very* sore",
    "**firm** pressure",
    "_light_ touch",
    "snake_case_name",
    "2 * 3 * 4",
    "a < b > c",
    "<b>not bold</b>",
    "&amp; &lt; &copy; &#39;",
    "[a link](https://example.org)",
    "![x](y)",
    "https://www.nhs.uk/conditions/back-pain/?a=1&b=2#c",
    "mail hello@example.org",
    "`code` and ```more```",
    "~~gone~~ ^up^ ~down~",
    "# not a heading",
    "> not a quotation",
    "1) first 2) second",
    "| a | b |",
    "\\* \\_ \\[ \\] \\\\",
    "{curly} {{double}} ${dollar}",
    "%s %d %% {0} {assistant}",
    "“quoted” ‘single’ – — …",
    "naïve café Zürich Łódź",
    "£62, 60 min, ±5 %, 37.5 °C",
    "עברית and العربية",
    "你好 日本語 한국어",
    "🙂 👩‍⚕️ 🧘🏽‍♀️ 🇬🇧",
    "two  spaces   three",
    "tab\there",
)
_SHAPES = (
    "{a}",
    "Before {a} after.",
    "{a}\n{b}",
    "{a}\n\n{b}",
    "- {a}\n- {b}",
    "A list:\n• {a}\n• {b}\nand the end.",
    "1. {a}\n2. {b}\n10. {a}",
    "- {a}",
)
TEXTS = [shape.format(a=a, b=b) for (a, b), shape in product(zip(PIECES, reversed(PIECES), strict=True), _SHAPES)]


def flat(text: str) -> str:
    """Without the line breaks, which become blocks."""
    return text.replace("\n", "")
