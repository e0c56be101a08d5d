"""The names of the languages in the languages that ListLanguages can answer in."""

from __future__ import annotations

from functools import cache

from babel import Locale

from local_aws.translate.languages import LANGUAGE_NAMES

# Where the name of a code in the Unicode data is not the one that is meant here.
LOCALES = {"zh": "zh_Hans", "zh-TW": "zh_Hant", "pt": "pt_BR", "no": "nb", "tl": "fil"}


@cache
def language_names(display: str) -> dict[str, str]:
    """Code to name; English as Amazon writes it, other languages from the Unicode CLDR."""
    if display == "en":
        return dict(LANGUAGE_NAMES)
    locale = Locale.parse(LOCALES.get(display, display.replace("-", "_")))
    return {
        code: Locale.parse(LOCALES.get(code, code.replace("-", "_"))).get_display_name(locale) or english
        for code, english in LANGUAGE_NAMES.items()
    }
