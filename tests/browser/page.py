"""A plausible page of a clinic, for the widget to stand on."""

from __future__ import annotations

from html import escape

STYLE = "/clinic.css"
_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Example Massage Clinic</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/clinic.css">
{tag}
</head>
<body>
<header><p class="brand">Example Massage Clinic</p>
<nav aria-label="Main"><a href="#treatments">Treatments</a> <a href="#prices">Prices</a> <a href="#visit">Visit us</a></nav></header>
<main>
<section class="hero"><h1>Unhurried hands,<br>and time for your back</h1>
<p>Massage in a quiet street, with people who ask before they press. Swedish, deep tissue, sports and pregnancy massage,
from thirty minutes.</p><p><a class="book" href="tel:02079460123">Call 020 7946 0123</a></p></section>
<section id="treatments"><h2>Treatments</h2><div class="cards">
<article><h3>Swedish massage</h3><p>Long, even strokes for a first visit and for winding down.</p><p class="price">60 minutes, £62</p></article>
<article><h3>Deep tissue</h3><p>Slow and firm, for the one place that will not let go.</p><p class="price">60 minutes, £68</p></article>
<article><h3>Back and shoulders</h3><p>Half an hour, clothes on or off, between two meetings.</p><p class="price">30 minutes, £38</p></article>
</div></section>
<section id="visit"><h2>Visit us</h2><p>12 Sample Street. Step-free entrance, the blue door after the bakery.</p></section>
</main>
<footer><p>This clinic is an example. It does not exist.</p></footer>
</body>
</html>
"""
CSS = """
:root { color-scheme: light dark; --paper: #fbf7f1; --ink: #2c2620; --soft: #6b5f53; --green: #2c6e62; --card: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #161412; --ink: #efe9e1; --soft: #b5a99b; --green: #7cc4b4; --card: #201d1a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.6 system-ui, sans-serif; }
header, main, footer { max-width: 1080px; margin: 0 auto; padding: 0 32px; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 8px 24px; padding-block: 24px; }
.brand { margin: 0; font-weight: 650; font-size: 18px; }
nav a { display: inline-block; padding: 10px 0; margin-inline-end: 20px; color: var(--soft); text-decoration: none; }
.hero { padding: 72px 0 64px; }
h1 { margin: 0 0 16px; font-size: clamp(34px, 6vw, 56px); line-height: 1.12; font-weight: 600; letter-spacing: -0.02em; }
.hero p { max-width: 34em; color: var(--soft); }
.book { display: inline-block; padding: 12px 24px; border: 1.5px solid currentColor; border-radius: 999px; color: var(--green);
  font-weight: 600; text-decoration: none; }
h2 { font-size: 26px; font-weight: 600; margin: 32px 0 16px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 20px; }
article { background: var(--card); border-radius: 18px; padding: 24px; }
h3 { margin: 0 0 8px; font-size: 18px; }
article p { margin: 0; color: var(--soft); }
article .price { margin-top: 14px; color: var(--green); font-weight: 600; }
footer { padding-block: 48px; color: var(--soft); font-size: 14px; }
"""


def page(**attributes: str) -> str:
    """The page with the widget's tag in its head; `server="..."` becomes `data-server="..."`."""
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in attributes.items())
    return page_with(f'<script src="/webhooks/web/effie.js" async{data}></script>')


def page_with(tag: str) -> str:
    """The page with this in its head; the blank one has nothing there."""
    return _PAGE.replace("{tag}", tag)
