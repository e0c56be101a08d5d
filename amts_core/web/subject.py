"""Whether a text is on the subject: keywords counted as whole words, in the text's own language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from amts_core.languages import language


class Subject:
    """The keywords of a source. Without keywords everything is on the subject."""

    def __init__(self, keywords: Mapping[str, Sequence[str]], *, hits: int) -> None:
        self._patterns = {code: _pattern(tuple(words), code) for code, words in keywords.items()}
        self._hits = hits

    def covers(self, text: str, language: str | None = None) -> bool:
        """Whether keywords occur often enough; without a language, those of any one language count."""
        if not self._patterns:
            return True
        patterns = [self._patterns[language]] if language in self._patterns else list(self._patterns.values())
        return any(sum(1 for _ in pattern.finditer(text)) >= self._hits for pattern in patterns)


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...], code: str) -> re.Pattern[str]:
    """The words with any white space between their parts; as whole words where the language writes blanks."""
    ordered = sorted(words, key=len, reverse=True)
    alternatives = "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in ordered)
    return re.compile(
        rf"(?<!\w)(?:{alternatives})(?!\w)" if language(code).has_blanks else f"(?:{alternatives})", re.IGNORECASE
    )
