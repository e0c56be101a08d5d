"""The languages of Amazon Translate: codes and English names (AWS: Supported languages and language codes)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

LANGUAGE_NAMES = {
    "af": "Afrikaans", "sq": "Albanian", "am": "Amharic", "ar": "Arabic", "hy": "Armenian", "az": "Azerbaijani",
    "bn": "Bengali", "bs": "Bosnian", "bg": "Bulgarian", "ca": "Catalan", "zh": "Chinese (Simplified)",
    "zh-TW": "Chinese (Traditional)", "hr": "Croatian", "cs": "Czech", "da": "Danish", "fa-AF": "Dari", "nl": "Dutch",
    "en": "English", "et": "Estonian", "fa": "Farsi (Persian)", "tl": "Filipino, Tagalog", "fi": "Finnish",
    "fr": "French", "fr-CA": "French (Canada)", "ka": "Georgian", "de": "German", "el": "Greek", "gu": "Gujarati",
    "ht": "Haitian Creole", "ha": "Hausa", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "is": "Icelandic",
    "id": "Indonesian", "ga": "Irish", "it": "Italian", "ja": "Japanese", "kn": "Kannada", "kk": "Kazakh",
    "ko": "Korean", "lv": "Latvian", "lt": "Lithuanian", "mk": "Macedonian", "ms": "Malay", "ml": "Malayalam",
    "mt": "Maltese", "mr": "Marathi", "mn": "Mongolian", "no": "Norwegian (Bokmål)", "ps": "Pashto", "pl": "Polish",
    "pt": "Portuguese (Brazil)", "pt-PT": "Portuguese (Portugal)", "pa": "Punjabi", "ro": "Romanian", "ru": "Russian",
    "sr": "Serbian", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "so": "Somali", "es": "Spanish",
    "es-MX": "Spanish (Mexico)", "sw": "Swahili", "sv": "Swedish", "ta": "Tamil", "te": "Telugu", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "cy": "Welsh",
}  # fmt: skip

# Scripts that only one of the languages above is (mostly) written in: enough to answer `auto` for them.
SCRIPTS = {
    "ja": "぀-ヿ", "ko": "가-힣", "zh": "㐀-䶿一-鿿豈-﫿", "th": "฀-๿", "el": "Ͱ-Ͽ", "he": "֐-׿", "hy": "԰-֏",
    "ka": "ა-ჿ", "bn": "ঀ-৿", "ta": "஀-௿", "te": "ఀ-౿", "kn": "ಀ-೿", "ml": "ഀ-ൿ", "gu": "઀-૿", "pa": "਀-੿",
    "si": "඀-෿", "am": "ሀ-፿",
}  # fmt: skip
LETTER = re.compile(r"[^\W\d_]")
SAMPLE = 10_000  # characters of a text that are looked at
ENOUGH = 20  # letters from which an alphabet of many languages says something
SURE = 0.8  # probability


@dataclass(frozen=True, slots=True)
class Detected:
    """The language that a text seems to be in, and whether that is sure enough to translate it."""

    code: str
    sure: bool


def detect_language(text: str) -> Detected:
    """The language of a text: by its script where that is enough, else by py3langid."""
    text = text[:SAMPLE]
    letters = len(LETTER.findall(text))
    for code, ranges in SCRIPTS.items():
        share = len(re.findall(f"[{ranges}]", text))
        if letters and share >= (0.1 if code == "ja" else 0.5) * letters:
            return Detected(code, sure=True)
    probabilities: Counter[str] = Counter()
    for code, probability in _identifier().rank(text):
        probabilities[OTHER_CODES.get(code, code)] += probability
    ((code, probability),) = probabilities.most_common(1)
    return Detected(code, letters >= ENOUGH and probability >= SURE)


OTHER_CODES = {"nb": "no", "nn": "no"}


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second: not at every start

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = {code for code in LANGUAGE_NAMES if "-" not in code} | set(OTHER_CODES)
    identifier.set_languages(sorted(known & set(identifier.labels)))
    return identifier
