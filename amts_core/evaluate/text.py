"""The form in which text is scored, the same for draft and reference.

- Protected spans (code, math, roles, link targets) and markup marks are left out: they are copied, not translated, and
  would raise every score.
- White space is one blank, and none beside a Chinese or Japanese character, where editions differ by taste.
- Full-width forms become their ASCII counterparts and typographic quotes straight ones.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from amts_core.book.segments import plain_text, scan_segment
from amts_core.languages import IDEOGRAPHS

Form = Literal["plain", "markdown"]
"""What is scored: without protected spans and marks (the default), or the Markdown itself; named in signatures."""

_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_NARROW |= {ord(wide): narrow for wide, narrow in zip("“”„‘’\u3000\u00a0", '"""\'\'  ', strict=True)}
_CJK = f"[{IDEOGRAPHS}]"
_BESIDE_CJK = re.compile(rf"\s+(?={_CJK})|(?<={_CJK})\s+")
_WORDS = re.compile(rf"{_CJK}|(?:(?!{_CJK})[^\W_])+|[^\w\s]|_")


def normalised(text: str) -> str:
    """White space and full-width punctuation evened out; idempotent."""
    return _BESIDE_CJK.sub("", " ".join(text.translate(_NARROW).split()))


@lru_cache(maxsize=65536)
def scored(markdown: str, form: Form = "plain") -> str:
    """Markdown on one line as it is scored."""
    return normalised(plain_text(scan_segment(markdown)) if form == "plain" else markdown)


def words(text: str) -> list[str]:
    """Words of a text for differences and similarity: a Chinese or Japanese character is a word, punctuation too."""
    return _WORDS.findall(text)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each of `words`."""
    return [match.span() for match in _WORDS.finditer(text)]
