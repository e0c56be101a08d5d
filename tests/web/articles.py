"""Real articles (MDX) as web pages whose addresses say nothing of which belongs to which."""

from __future__ import annotations

import hashlib
import html
import re
from pathlib import Path

from markdown_it import MarkdownIt

from amts_core.config import Limits, WebSource
from tests.web.site import Web, index

JSX = re.compile(r"^\s*(<[A-Z/][^\n]*|\{[#/:][^\n]*\}|import .*|/>|\w+=\{?.*\}?)\s*$", re.MULTILINE)
COMPONENT = re.compile(r"<([A-Z]\w*)\b[^>]*?(/>|>.*?</\1>|>)", re.DOTALL)


def page(text: str, code: str) -> str:
    """One article as HTML; components of the site generator are dropped, as a reader of the page would not see them."""
    text = re.sub(r"\[\[[\w-]+\]\]", "", COMPONENT.sub("", text))
    parts = re.split(r"(```.*?```)", text, flags=re.DOTALL)
    text = "".join(part if number % 2 else JSX.sub("", part) for number, part in enumerate(parts))
    body = MarkdownIt("commonmark").enable("table").render(re.sub(r"^> \[!\w+\]$", ">", text, flags=re.MULTILINE))
    title = re.search(r"^#+ (.*)$", text, re.MULTILINE)
    menu = "".join(f"<li><a href='/'>{word}</a></li>" for word in ("Hub", "Docs", "Forum"))
    return (
        f'<!DOCTYPE html><html lang="{code}"><head><title>{html.escape(title[1] if title else "")}</title></head>'
        f"<body><nav><ul>{menu}</ul></nav><main><article>{body}</article></main></body></html>"
    )


def fill(web: Web, folder: Path) -> WebSource:
    """Serve the English articles on host 1 and the Spanish ones on host 2; the truth is the pairs by path."""
    for number, code in ((1, "en"), (2, "es")):
        addresses = []
        for path in sorted((folder / code).rglob("*.mdx")):
            name = _name(folder, path)
            web.page(number, name, page(path.read_text(encoding="utf-8"), code))
            addresses.append((name, path.relative_to(folder / code)))
        web.page(number, "/", index([name for name, _ in sorted(addresses)]))
    for path in sorted((folder / "en").rglob("*.mdx")):
        twin = folder / "es" / path.relative_to(folder / "en")
        web.truth.pages.add(frozenset((web.url(1, _name(folder, path)), web.url(2, _name(folder, twin)))))
    return WebSource(
        seeds=(web.url(1, "/"), web.url(2, "/")), languages=("en", "es"), limits=Limits(rate=2000, page_seconds=5)
    )


def paths(web: Web, folder: Path) -> dict[str, Path]:
    """The file of each address."""
    return {
        web.url(number, _name(folder, path)): path.relative_to(folder)
        for number, code in ((1, "en"), (2, "es"))
        for path in sorted((folder / code).rglob("*.mdx"))
    }


def _name(folder: Path, path: Path) -> str:
    return "/" + hashlib.sha256(str(path.relative_to(folder)).encode()).hexdigest()[:12]
