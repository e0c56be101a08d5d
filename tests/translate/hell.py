"""An engine from hell: a test double that does to a document what engines do, and what they must not do."""

# ruff: noqa: E501
from __future__ import annotations

import random
import re
from collections.abc import Callable

_SPAN = re.compile(r'<span translate="no" id="[^"]*">[^<]*</span>')
_PARAGRAPH = re.compile(r'<p id="[^"]*">.*?</p>\n', re.DOTALL)

Damage = Callable[[str, random.Random], str]


def _in_one(html: str, rng: random.Random, pattern: re.Pattern[str], change: Callable[[str], str]) -> str:
    """The page with one place of a pattern changed."""
    body = html.index("<body>")
    places = list(pattern.finditer(html, body))
    if not places:
        return html
    place = rng.choice(places)
    return html[: place.start()] + change(place.group()) + html[place.end() :]


def _on_text(html: str, change: Callable[[str], str]) -> str:
    head, body = html.split("<body>")
    tokens = re.split(r'(<span translate="no"[^>]*>[^<]*</span>|<[^>]*>|&\w+;)', body)
    return (
        head + "<body>" + "".join(change(t) if number % 2 == 0 and t.strip() else t for number, t in enumerate(tokens))
    )


def reorder_spans(html: str, rng: random.Random) -> str:
    """The protected spans of each paragraph in another order."""

    def shuffle(found: re.Match[str]) -> str:
        spans = _SPAN.findall(found.group())
        rng.shuffle(spans)
        rest = iter(spans)
        return _SPAN.sub(lambda _: next(rest), found.group())

    return _PARAGRAPH.sub(shuffle, html)


def gather_spans(html: str, rng: random.Random) -> str:
    """The protected spans of each paragraph one after another at its end, in another order."""

    def gather(found: re.Match[str]) -> str:
        spans = _SPAN.findall(found.group())
        rng.shuffle(spans)
        return _SPAN.sub("", found.group()).replace("</p>", "".join(spans) + "</p>")

    return _PARAGRAPH.sub(gather, html)


def reorder_paragraphs(html: str, rng: random.Random) -> str:
    """The paragraphs in another order."""
    found = _PARAGRAPH.findall(html)
    rng.shuffle(found)
    rest = iter(found)
    return _PARAGRAPH.sub(lambda _: next(rest), html)


HARMLESS: dict[str, Damage] = {
    "reorder spans": reorder_spans,
    "gather spans": gather_spans,
    "reorder paragraphs": reorder_paragraphs,
    "pad spans": lambda html, rng: _SPAN.sub(lambda found: f"  {found.group()} \n", html),
    "pad marks": lambda html, rng: re.sub(r"(<(?:em|strong|a|mark|s|b) [^>]*>)", r"\1  ", html),
    "glue spans": lambda html, rng: re.sub(r" *(<span translate[^>]*>[^<]*</span>) *", r"\1", html),
    "attributes in another order": lambda html, rng: re.sub(
        r'<span translate="no" id="([^"]*)">', r"<SPAN ID='\1' class=x TRANSLATE=NO >", html
    ),
    "numeric entities": lambda html, rng: html.replace("&amp;", "&#38;").replace("&lt;", "&#x3c;"),
    "shout": lambda html, rng: _on_text(html, str.upper),
    "full-width punctuation": lambda html, rng: _on_text(html, lambda t: t.replace(",", "，").replace(".", "。")),
    "wrap in font": lambda html, rng: _on_text(html, lambda t: f"<font style='x'>{t}</font>"),
    "no paragraph ends": lambda html, rng: html.replace("</p>", ""),
    "blanks into tags": lambda html, rng: html.replace("</span>", "</span >"),
    "other white space": lambda html, rng: _on_text(html, lambda t: t.replace(" ", "\r\n\t")),
}

HARMFUL: dict[str, Damage] = {
    "drop a span": lambda html, rng: _in_one(html, rng, _SPAN, lambda span: ""),
    "drop all spans": lambda html, rng: _SPAN.sub("", html),
    "duplicate a span": lambda html, rng: _in_one(html, rng, _SPAN, lambda span: span + " " + span),
    "translate a span": lambda html, rng: re.sub(r'(<span translate="no"[^>]*>)[^<]*', r"\1überall", html),
    "text into a span": lambda html, rng: re.sub(r"(</span>)", r" und mehr\1", html),
    "translate the markers": lambda html, rng: html.replace('translate="no"', 'übersetzen="nein"').replace(" id=", " kennung="),
    "other ids": lambda html, rng: re.sub(r'id="(b\w+)\.(\d+)"', r'id="\1.\g<2>7"', html),
    "spans of other segments": lambda html, rng: _shift_spans(html),
    "nest spans": lambda html, rng: re.sub(r"(</span>)([^<]*)(<span [^>]*>)", r"\2\3", html),
    "cross marks": lambda html, rng: re.sub(r"(<em [^>]*>)([^<]*)</em>([^<]*)(<span)", r"\1\2\3\4", html),
    "never close marks": lambda html, rng: re.sub(r"</(?:em|strong|a|mark|s|b)>", "", html),
    "drop marks": lambda html, rng: re.sub(r"</?(?:em|strong|a|mark|s|b)\b[^>]*>", "", html),
    "empty marks": lambda html, rng: re.sub(r"(<(?:em|strong|a|mark) [^>]*>)([^<]*)(</)", r"\2\1\3", html),
    "split marks": lambda html, rng: re.sub(r"(<(em|a) [^>]*>)(\w+) ([^<]*</\2>)", r"\1\3</\2> und \1\4", html),
    "truncate": lambda html, rng: html[: rng.randint(html.index("<body>"), len(html))],
    "truncate a paragraph": lambda html, rng: _in_one(html, rng, _PARAGRAPH, lambda p: p[: rng.randint(20, len(p))] + "</p>\n"),
    "drop a paragraph": lambda html, rng: _in_one(html, rng, _PARAGRAPH, lambda p: ""),
    "duplicate a paragraph": lambda html, rng: _in_one(html, rng, _PARAGRAPH, lambda p: p + p),
    "empty a paragraph": lambda html, rng: _in_one(html, rng, _PARAGRAPH, lambda p: re.sub(r">.*</p>", "></p>", p, flags=re.S)),
    "text outside": lambda html, rng: html.replace("<body>", "<body>Here is the translation:"),
    "leak a marker": lambda html, rng: _on_text(html, lambda t: t + " ⟦3⟧"),
    "leak an id": lambda html, rng: _on_text(html, lambda t: t + " DNT_XYZ"),
    "leak markup": lambda html, rng: _on_text(html, lambda t: t + " &lt;span translate=&quot;no&quot;&gt;"),
    "Markdown in text": lambda html, rng: _on_text(html, lambda t: t + rng.choice([" *x*", " $5 $", " `x`", " [a](b)", " **", " <b>", "&lt;b&gt;"])),
    "Markdown at the start": lambda html, rng: re.sub(r"(<p [^>]*>)", lambda f: f[1] + rng.choice(["# ", "1. ", "- ", "> ", "```", "| ", ": ", "$$"]), html),
    "blank lines": lambda html, rng: _on_text(html, lambda t: t + "\n\n"),
    "control characters": lambda html, rng: _on_text(html, lambda t: t + "\x00\x0c\u2028"),
    "nothing at all": lambda html, rng: "",
    "another file": lambda html, rng: "<html><body><p id='x'>Error 500</p></body></html>",
    "an error message": lambda html, rng: '{"error": "rate limit"}',
}  # fmt: skip


def _shift_spans(html: str) -> str:
    """Each span where the one before it stood, across paragraphs."""
    spans = _SPAN.findall(html)
    rest = iter(spans[-1:] + spans[:-1])
    return _SPAN.sub(lambda _: next(rest), html)
