"""Texts that want to be more than text. `HIT` runs where one of them succeeds."""

from __future__ import annotations

from typing import Any

from tests.browser import answers

HIT = "top.hit=1"

_MARKUP = [
    f"<script>{HIT}</script>",
    f"<ScRiPt>{HIT}</sCrIpT>",
    f"<script src='data:text/javascript,{HIT}'></script>",
    f"<img src=x onerror={HIT}>",
    f"<img src=x onerror='{HIT}' ",
    f"<img/src/onerror={HIT}>",
    f"<image href=x onerror={HIT}>",
    f"<svg onload={HIT}>",
    f"<svg><script>{HIT}</script></svg>",
    f"<svg><animate onbegin={HIT} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{HIT}'><text>x</text></a></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x onload={HIT} xmlns=http://www.w3.org/2000/svg/>#x'></svg>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={HIT}>",
    f"<math href='javascript:{HIT}'>x</math>",
    f"<iframe src='javascript:{HIT}'></iframe>",
    f"<iframe srcdoc='<script>{HIT}</script>'></iframe>",
    f"<object data='data:text/html,<script>{HIT}</script>'></object>",
    f"<embed src='javascript:{HIT}'>",
    f"<a href='javascript:{HIT}'>click</a>",
    f"<a href=' &#106;avascript:{HIT}'>click</a>",
    f"<form action='javascript:{HIT}'><button>go</button></form>",
    f"<button formaction='javascript:{HIT}' form=x>go</button>",
    f"<body onload={HIT}>",
    f"<details open ontoggle={HIT}>",
    f"<input autofocus onfocus={HIT}>",
    f"<video><source onerror={HIT}></video>",
    f"<audio src=x onerror={HIT}>",
    f"<marquee onstart={HIT}>x</marquee>",
    f"<style>@import 'javascript:{HIT}';</style>",
    f"<style onload={HIT}></style>",
    f"<link rel=stylesheet href='data:text/css,*{{display:none}}' onload={HIT}>",
    f"<base href='https://evil.example/'><script src=x.js>{HIT}</script>",
    f"<meta http-equiv=refresh content='0;url=javascript:{HIT}'>",
    f"<template><script>{HIT}</script></template>",
    f"<slot onslotchange={HIT}></slot>",
    f"<x-y onclick={HIT} tabindex=1>x</x-y>",
    f"</div></template></script>--><script>{HIT}</script>",
    f"]]><script>{HIT}</script>",
    f"<![CDATA[<script>{HIT}</script>]]>",
    f"<!--><script>{HIT}</script>-->",
    f"<noscript><p title='</noscript><img src=x onerror={HIT}>'>",
    f"<select><noembed></select><script>x='a@b'a</noembed><script>{HIT}</script>",
    f"<listing>&lt;img onerror={HIT} src=x&gt;</listing>",
    f"<xmp><p title='</xmp><img src=x onerror={HIT}>'>",
    f"&lt;script&gt;{HIT}&lt;/script&gt;",
    f"&amp;lt;img src=x onerror={HIT}&amp;gt;",
    f"\x3cimg src=x onerror={HIT}\x3e",
    f"{{{{constructor.constructor('{HIT}')()}}}}",
    f"${{{HIT}}}",
    f"<%= {HIT} %>",
]
_LINKS = [
    f"javascript:{HIT}",
    f"JaVaScRiPt:{HIT}",
    f"  javascript:{HIT}",
    f"java\nscript:{HIT}",
    f"java\tscript:{HIT}",
    f"\x01javascript:{HIT}",
    f"javascript://example.org/%0A{HIT}",
    f"vbscript:{HIT}",
    f"data:text/html,<script>{HIT}</script>",
    "data:text/html;base64,PHNjcmlwdD50b3AuaGl0PTE8L3NjcmlwdD4=",
    f"blob:javascript:{HIT}",
    "file:///etc/passwd",
    "filesystem:http://example.org/x",
    "//evil.example/x",
    "/webhooks/web/forget",
    "https:evil.example\\@example.org",
    "https://www.nhs.uk@evil.example/",
    "https://user:password@evil.example/",
    "intent://evil#Intent;scheme=http;end",
    "about:blank",
    f"[click](javascript:{HIT})",
    f"![x](x onerror={HIT})",
    f"<javascript:{HIT}>",
    f"[x]: javascript:{HIT}",
    f"tel:javascript:{HIT}",
]
_CHARACTERS = [
    "\u202ehtml.gpj//:sptth \u202c then plain again",
    "\u2066\u2067\u2068 isolates that are never closed",
    "\u200f\u200eright\u200fto\u200eleft",
    "z\u0300\u0301\u0302\u0303\u0304" * 200,
    "\ufeff\u200b\u200c\u200d\u2060 nothing to see",
    "\u2028line\u2029paragraph",
    "a" * 20_000,
    "<b>" * 6_000,
    "\U0001f9d1\u200d\U0001f91d\u200d\U0001f9d1" * 500,
    "\n" * 5_000 + "end",
    "- \n" * 3_000,
    "__proto__",
    "constructor",
]

PAYLOADS = _MARKUP + _LINKS + _CHARACTERS

# All that the panel is made of, and all that an answer's row may hold.
_ELEMENTS = {"div", "p", "span", "bdi", "strong", "i", "ul", "li", "a", "button", "svg", "path"}
_ATTRIBUTES = {"class", "role", "dir", "part", "tabindex", "hidden", "viewBox", "d", "href", "target", "rel", "id"}

READ = """(row) => {
  const all = [...row.querySelectorAll("*")];
  return {
    elements: [...new Set(all.map((one) => one.localName))],
    attributes: [...new Set(all.flatMap((one) => one.getAttributeNames()))],
    links: [...row.querySelectorAll("a")].map((one) => one.href),
    text: row.querySelector(".text").textContent,
    hit: window.hit ?? null,
    wide: row.scrollWidth > row.parentElement.clientWidth + 1,
  };
}"""


def harm_in(read: dict[str, Any]) -> list[str]:
    """What in a row, as READ found it, is more than text."""
    attributes = {name for name in read["attributes"] if not name.startswith("aria-")}
    links = [link for link in read["links"] if not link.startswith("https://www.example.org/")]
    run = ["it was run"] if read["hit"] is not None else []
    return [*run, *links, *(set(read["elements"]) - _ELEMENTS), *(attributes - _ATTRIBUTES)]


def everywhere(payload: str) -> dict[str, Any]:
    """A reply with the payload in each of its places, beside a link that is right."""
    right = answers.source("A page", "Someone", "2020", "https://www.example.org/a")
    return answers.reply(
        payload,
        kind=payload,
        topics=[payload],
        escalation=payload,
        evidence=payload,
        sources=[right, answers.source(payload, payload, payload, payload)],
        buttons=[{"title": payload, "payload": payload}],
        card={"kind": "contact", "title": payload, "phones": [{"label": payload, "number": payload}]},
    )
