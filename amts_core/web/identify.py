"""In which language a page is written, and which of its paragraphs are in another one.

The identifier is py3langid (Lui & Baldwin 2012, https://aclanthology.org/P12-3005): 2 MB, no network, 10,000 texts a
second. Declarations of a page are not believed: they are often copied from a template.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

from amts_core.languages import LANGUAGES
from amts_core.web.page import Page, Paragraph

RELIABLE = 40  # characters from which the language of a paragraph is believed
MAJORITY = 0.5  # share of the text that must be in the page's language
RELATED = ("ca", "gl", "da", "sv", "uk", "cs")  # neighbours that would else be taken for a language we know


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted({code.split("-")[0] for code in LANGUAGES} | set(RELATED)))
    return identifier


def language_of(text: str) -> str:
    """The language of a text as a two-letter code."""
    return str(_identifier().classify(text)[0])


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
    chosen = next((code for code in languages if code.split("-")[0] == winner), None)
    if chosen is None or weight < MAJORITY * votes.total():
        return None, (), 0
    kept = tuple(
        paragraph for paragraph, code in zip(page.paragraphs, spoken, strict=True) if code is None or code == winner
    )
    return chosen, kept, len(spoken) - len(kept)


def _spoken(paragraph: Paragraph) -> str | None:
    """The language of a paragraph, None where it is too short to say."""
    text = paragraph.plain
    return language_of(text) if len(text) >= RELIABLE or (len(text) >= RELIABLE // 3 and not text.isascii()) else None
