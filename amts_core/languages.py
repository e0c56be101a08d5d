"""What the rooms need to know of a language: its script and its spacing habits. A leaf: imports no room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from amts_core.errors import AmtsError


@dataclass(frozen=True, slots=True)
class Language:
    """Facts about a written language.

    `script` is the ISO 15924 code of its main script. `cjk` languages put no blank between their own characters
    (Korean writes blanks between words, so it is not one of them here).
    """

    code: str
    name: str
    script: str
    cjk: bool = False


LANGUAGES: dict[str, Language] = {
    entry.code: entry
    for entry in (
        Language("ar", "Arabic", "Arab"),
        Language("de", "German", "Latn"),
        Language("en", "English", "Latn"),
        Language("es", "Spanish", "Latn"),
        Language("es-MX", "Mexican Spanish", "Latn"),
        Language("fr", "French", "Latn"),
        Language("hi", "Hindi", "Deva"),
        Language("it", "Italian", "Latn"),
        Language("ja", "Japanese", "Jpan", cjk=True),
        Language("ko", "Korean", "Kore"),
        Language("nl", "Dutch", "Latn"),
        Language("pl", "Polish", "Latn"),
        Language("pt", "Portuguese", "Latn"),
        Language("pt-PT", "European Portuguese", "Latn"),
        Language("ru", "Russian", "Cyrl"),
        Language("th", "Thai", "Thai"),
        Language("tr", "Turkish", "Latn"),
        Language("vi", "Vietnamese", "Latn"),
        Language("zh", "Chinese", "Hans", cjk=True),
        Language("zh-TW", "Traditional Chinese", "Hant", cjk=True),
    )
}


def language(code: str) -> Language:
    """The language with this Amazon Translate code; raises AmtsError that lists the known codes."""
    try:
        return LANGUAGES[code]
    except KeyError:
        known = ", ".join(sorted(LANGUAGES))
        raise AmtsError(f"unknown language {code!r}: use one of {known}, or add it to amts_core/languages.py") from None


def _known(code: str) -> str:
    try:
        return language(code).code
    except AmtsError as error:
        raise ValueError(str(error)) from None


LanguageCode = Annotated[str, AfterValidator(_known)]
"""The type of a language code in settings: an unknown one is a validation error."""
