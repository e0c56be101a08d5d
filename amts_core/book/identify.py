"""In which language a text is written.

The identifier is py3langid (Lui & Baldwin 2012, https://aclanthology.org/P12-3005): 2 MB, no network, 10,000 texts a
second. It knows every language of `amts_core.languages`, but no regions: Brazilian and European Portuguese are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from amts_core.languages import LANGUAGES, language

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

RELIABLE = 40  # characters from which the language of a paragraph is believed
SAMPLE = 200  # texts that are looked at
ENOUGH = 200  # characters from which a sample says something
SURE = 0.6  # share of a sample in another language that contradicts what was said
RARE = 0.1  # share in the language that was said, below which it does
NEIGHBOURS = ("gl", "nn")  # they would else be taken for a language that is known


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second: not at every start

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted({entry.base for entry in LANGUAGES.values()} | set(NEIGHBOURS)))
    return identifier


def language_of(text: str) -> str:
    """The language of a text as a two-letter code."""
    return str(_identifier().classify(text)[0])


def other_language(texts: Iterable[str], expected: str) -> str | None:
    """The language that a sample of prose is written in, if that is clearly not the expected one; else None.

    Too little text (`ENOUGH`) says nothing, and languages that are easily taken for each other pass for each other.
    """
    votes: Counter[str] = Counter()
    for text in islice((text for text in texts if len(text) >= RELIABLE or not text.isascii()), SAMPLE):
        votes[language_of(text)] += len(text)
    if votes.total() < ENOUGH:
        return None
    winner, weight = max(votes.items(), key=lambda vote: (vote[1], vote[0]))
    fits = sum(weight for code, weight in votes.items() if code in language(expected).alike)
    return winner if weight >= SURE * votes.total() and fits < RARE * votes.total() else None
