"""In which language a page is written, and which of its paragraphs are in another one.

Declarations of a page are not believed: they are often copied from a template.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from amts_core.book.identify import RELIABLE, language_of
from amts_core.languages import language
from amts_core.web.page import Page, Paragraph

MAJORITY = 0.5  # share of the text that must be in the page's language


def divide(page: Page, languages: Sequence[str]) -> tuple[str | None, tuple[Paragraph, ...], int]:
    """The page's language among `languages`, its paragraphs in that language, and how many are in another one.

    None if most of the text is in none of them. Short paragraphs and code count as written in the page's language.
    """
    spoken = [_spoken(paragraph) for paragraph in page.paragraphs]
    votes: Counter[str] = Counter()
    for paragraph, code in zip(page.paragraphs, spoken, strict=True):
        if code is not None:
            votes[code] += len(paragraph.plain)
    if not votes:
        votes[language_of(page.plain)] = 1
    winner, weight = max(votes.items(), key=lambda vote: (vote[1], vote[0]))
    chosen = next((code for code in languages if winner in language(code).alike), None)
    if chosen is None or weight < MAJORITY * votes.total():
        return None, (), 0
    alike = language(chosen).alike
    kept = tuple(
        paragraph for paragraph, code in zip(page.paragraphs, spoken, strict=True) if code is None or code in alike
    )
    return chosen, kept, len(spoken) - len(kept)


def _spoken(paragraph: Paragraph) -> str | None:
    """The language of a paragraph, None where it is too short to say."""
    text = paragraph.plain
    return language_of(text) if len(text) >= RELIABLE or (len(text) >= RELIABLE // 3 and not text.isascii()) else None
