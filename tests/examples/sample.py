"""Reading the sample book in tests: which chapters there are, and simple looks at their text."""

from __future__ import annotations

import re
from pathlib import Path

BOOK = Path(__file__).resolve().parents[2] / "examples" / "book"
HISTORY = BOOK.parent / "history"
EVALUATION = ("chapter_series/time-series",)
UNTRANSLATED = "chapter_practice/combining"

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ROLE = re.compile(r":(\w+):`([^`]+)`")


def chapter_ids(language: str) -> list[str]:
    """The chapters of one language, without the English origins beside them."""
    folder = BOOK / language
    return sorted(
        path.relative_to(folder).with_suffix("").as_posix()
        for path in folder.rglob("*.md")
        if not path.stem.endswith("_origin") and path.stem != "TERMINOLOGY"
    )


def read(language: str, chapter: str) -> str:
    return (BOOK / language / f"{chapter}.md").read_bytes().decode("utf-8")


def every_text() -> list[Path]:
    return sorted(BOOK.rglob("*.md")) + sorted(HISTORY.rglob("*.md"))


def without_code(text: str) -> str:
    return FENCE.sub("", text)


def cells(text: str) -> list[str]:
    """The bodies of the code cells."""
    return [body for info, body in FENCE.findall(text) if info.startswith("{.python")]


def keys(text: str, *roles: str) -> list[str]:
    """The sorted keys of some roles; one role may name several keys."""
    found = [key for role, value in ROLE.findall(without_code(text)) if role in roles for key in value.split(",")]
    return sorted(found)
