"""Style and script of the pages: both stand in the page, so that nothing else is fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from amts_core.evaluate import page

FOLDER = Path(__file__).parent / "templates"
_ROOT = re.compile(r":root \{(.*?)\}", re.DOTALL)


@cache
def style() -> str:
    """The style of the report page and ours. The UI has a switch between light and dark, which outdoes the system's."""
    shared = (page.FOLDER / "page.css").read_text(encoding="utf-8")
    light, dark = _ROOT.findall(shared)[:2]
    themes = f':root[data-theme="light"] {{{light} color-scheme: light; }}\n'
    themes += f':root[data-theme="dark"] {{{light} {dark} color-scheme: dark; }}\n'
    return shared + themes + (FOLDER / "ui.css").read_text(encoding="utf-8")


@cache
def script() -> str:
    """What a page in a frame of the UI needs."""
    return (FOLDER / "frame.js").read_text(encoding="utf-8")


@cache
def review_script() -> str:
    """What the page of a review needs for the keyboard."""
    return (FOLDER / "review.js").read_text(encoding="utf-8")


@cache
def content_security_policy() -> str:
    """Nothing is loaded, no script runs but ours, and it speaks to nobody else."""
    allowed = " ".join(f"'sha256-{_digest(text)}'" for text in (script(), review_script()))
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; img-src data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
