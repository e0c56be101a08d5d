"""Every fact about a language that the rooms need, and the language pair as a value. A leaf: imports no room.

The languages are those of Amazon Translate
(https://docs.aws.amazon.com/translate/latest/dg/what-is-languages.html). What is a list of words stands in
`language_words` (abbreviations, plurals) and `language_contraries` (negations and what else turns a sentence round). To
add a language, add a line to the table below.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Literal

import regex  # type: ignore[import-untyped]
from pydantic import AfterValidator

from amts_core.errors import AmtsError
from amts_core.language_words import NO_WORDS, WORDS, Words

if TYPE_CHECKING:
    from babel import Locale

Tokenizer = Literal["13a", "char", "ja-mecab", "ko-mecab", "zh"]

IDEOGRAPHS = "\u2e80-\u2fdf\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese and Japanese characters, for a class of a pattern: each counts as a word, and no blank stands beside one."""
WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
"""The same with the punctuation and full-width forms that are written among them."""
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
THAI = "\u0e00-\u0e7f"
WIDE_ENDS = "。！？｡．"
"""What ends a sentence in Chinese and Japanese, with or without a blank after it."""
FULL_STOPS = f"{WIDE_ENDS}।॥۔።։"
"""What ends a sentence whatever follows: no abbreviation is written with it, and no blank needs to follow."""
ENDS = f".!?…{FULL_STOPS}؟፧"
"""What ends a sentence in some language, and is nothing else in any other; see `Language.more_ends`."""

_WORD = regex.compile(rf"(?=\w)[{IDEOGRAPHS}]|[{THAI}]\p{{M}}*|(?:(?![{IDEOGRAPHS}{THAI}_])\w)+")
_OTHER_DIGIT = regex.compile(r"(?V1)[\p{Nd}--[0-9]]")
_ARABIC_SEPARATORS = str.maketrans("٬٫", ",.")
_THOUSANDS = regex.compile(r"(?<=\d)[,.\s](?=\d{3}(?:\D|$))")
_SCRIPTS = {  # how Unicode's names of its letters begin
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Gujr": ("GUJARATI",),
    "Guru": ("GURMUKHI",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Hebr": ("HEBREW",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Knda": ("KANNADA",),
    "Kore": ("HANGUL", "CJK"),
    "Latn": ("LATIN",),
    "Mlym": ("MALAYALAM",),
    "Sinh": ("SINHALA",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Thai": ("THAI",),
}
_TWINS = (frozenset({"bs", "hr", "sr"}), frozenset({"id", "ms"}), frozenset({"da", "no"}))
_TOKENIZERS: dict[str, Tokenizer] = {
    "Hans": "zh",
    "Hant": "zh",
    "Jpan": "ja-mecab",
    "Kore": "ko-mecab",
    "Thai": "char",
}


@dataclass(frozen=True)
class Language:
    """Facts about a written language.

    `code` is Amazon Translate's; `native` the language's own name; `script` the ISO 15924 code of its main script,
    `other_scripts` those that texts in it may be in as well. `agrees` says whether words change with a number before
    them; `encoded` whether the sentence encoder was trained on it; `more_ends` what else ends a sentence in it, beside
    `ENDS`; `last_letters` are words of one letter that end sentences and abbreviate nothing; `nouns_are_capital` says
    whether a capital letter may follow an ordinal number; `blank_before_marks` whether a blank is written before a
    colon or a question mark; `particles` whether particles follow a word without a blank; `years` what its writers'
    own calendars are ahead of the common era. `regions` are what web addresses write after its code, such as `at` in
    `de-at`; `aliases` other codes and names.
    """

    code: str
    name: str
    native: str
    script: str = "Latn"
    other_scripts: tuple[str, ...] = ()
    agrees: bool = True
    encoded: bool = False
    more_ends: str = ""
    last_letters: str = ""
    nouns_are_capital: bool = False
    blank_before_marks: bool = False
    particles: bool = False
    years: tuple[int, ...] = ()
    spacy: str = ""
    regions: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """The code without its region: `pt` of `pt-PT`."""
        return self.code.partition("-")[0]

    @property
    def cjk(self) -> bool:
        """Whether no blank stands between its own characters (Korean writes blanks between words)."""
        return self.script in ("Hans", "Hant", "Jpan")

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return "" if self.cjk else " "

    @property
    def has_blanks(self) -> bool:
        """Whether blanks stand between words; where not, characters are counted, not words."""
        return not (self.cjk or self.script == "Thai")

    @property
    def has_capitals(self) -> bool:
        """Whether a sentence begins with a capital letter (Unicode calls all letters of Georgian small)."""
        return self.script in ("Armn", "Cyrl", "Grek", "Latn")

    @property
    def is_english(self) -> bool:
        """Whether its small words, contractions and spellings are those that rules know."""
        return self.base == "en"

    @property
    def is_chinese(self) -> bool:
        """Whether punctuation is full width and formulas stand among characters without blanks."""
        return self.base == "zh"

    @property
    def is_east_asian(self) -> bool:
        """Whether writers may leave out the blank after a full stop."""
        return self.cjk or self.script == "Kore"

    @property
    def alike(self) -> frozenset[str]:
        """Codes of languages that a short text in it is easily taken for, and its own, without regions."""
        return next((twins for twins in _TWINS if self.base in twins), frozenset({self.base}))

    @property
    def letters(self) -> tuple[str, ...]:
        """How the Unicode names of the letters of its scripts begin, such as `CYRILLIC`."""
        return tuple(name for script in (self.script, *self.other_scripts) for name in _SCRIPTS[script])

    @property
    def tokenizer(self) -> Tokenizer:
        """sacrebleu's tokenizer; `13a` (mteval) would read a Chinese sentence as one word."""
        return _TOKENIZERS.get(self.script, "13a")

    @property
    def spacy_code(self) -> str:
        """The code of spaCy's language data; `xx` (any language) where it has none."""
        return self.spacy or self.base

    @property
    def words(self) -> Words:
        """Its lists of words; those of a region are those of its language."""
        return WORDS.get(self.base, NO_WORDS)

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale  # the data of a locale: not at every start

        return Locale.parse(self.code, sep="-")

    def inflects(self, old: str, new: str) -> bool:
        """Whether the words beside a number may change with it: Russian has 10 эпох, 2 эпохи and 21 эпоха.

        By the plural categories of Unicode CLDR (https://cldr.unicode.org/index/cldr-spec/plural-rules); what is no
        number is answered with yes where words agree at all.
        """
        if not self.agrees:
            return False
        try:
            one, other = (Decimal(_THOUSANDS.sub("", text).replace(",", ".")) for text in (old, new))
        except InvalidOperation:
            return True
        return bool(self._locale.plural_form(abs(one)) != self._locale.plural_form(abs(other)))


_TABLE = (
    Language("af", "Afrikaans", "Afrikaans"),
    Language("am", "Amharic", "አማርኛ", "Ethi", years=(-7, -8)),
    Language("ar", "Arabic", "العربية", "Arab", encoded=True),
    Language("az", "Azerbaijani", "azərbaycan", other_scripts=("Cyrl",), agrees=False),
    Language("bg", "Bulgarian", "български", "Cyrl"),
    Language("bn", "Bengali", "বাংলা", "Beng", agrees=False),
    Language("bs", "Bosnian", "bosanski", other_scripts=("Cyrl",), spacy="xx"),
    Language("ca", "Catalan", "català"),
    Language("cs", "Czech", "čeština", aliases=("cz",)),
    Language("cy", "Welsh", "Cymraeg", last_letters="io", spacy="xx"),
    Language("da", "Danish", "dansk", aliases=("dk",)),
    Language("de", "German", "Deutsch", encoded=True, nouns_are_capital=True, regions=("at", "ch")),
    Language("el", "Greek", "Ελληνικά", "Grek", more_ends=";", aliases=("gr",)),
    Language("en", "English", "English", encoded=True, regions=("us", "gb", "uk", "au", "ca"), aliases=("us", "gb")),
    Language("es", "Spanish", "español", encoded=True, regions=("ar", "co", "la"), aliases=("espanol", "castellano")),
    Language("es-MX", "Mexican Spanish", "español (México)", encoded=True),
    Language("et", "Estonian", "eesti", aliases=("ee",)),
    Language("fa", "Persian", "فارسی", "Arab", agrees=False, years=(-621, -622), aliases=("farsi", "ir")),
    Language("fa-AF", "Dari", "دری", "Arab", agrees=False, years=(-621, -622), aliases=("prs",)),
    Language("fi", "Finnish", "suomi"),
    Language(
        "fr", "French", "français", encoded=True, blank_before_marks=True, regions=("be", "ch"), aliases=("francais",)
    ),
    Language("fr-CA", "Canadian French", "français (Canada)", encoded=True, blank_before_marks=True),
    Language("ga", "Irish", "Gaeilge", aliases=("ie", "gaelic")),
    Language("gu", "Gujarati", "ગુજરાતી", "Gujr"),
    Language("ha", "Hausa", "Hausa", spacy="xx"),
    Language("he", "Hebrew", "עברית", "Hebr", aliases=("iw", "il")),
    Language("hi", "Hindi", "हिन्दी", "Deva"),
    Language("hr", "Croatian", "hrvatski"),
    Language("ht", "Haitian Creole", "kreyòl ayisyen", agrees=False, last_letters="a"),
    Language("hu", "Hungarian", "magyar", agrees=False),
    Language("hy", "Armenian", "հայերեն", "Armn", agrees=False),
    Language("id", "Indonesian", "bahasa Indonesia", agrees=False, aliases=("in",)),
    Language("is", "Icelandic", "íslenska"),
    Language("it", "Italian", "italiano", encoded=True, regions=("ch",)),
    Language(
        "ja", "Japanese", "日本語", "Jpan", agrees=False, encoded=True, years=(-1925, -1988, -2018), regions=("jp",),
        aliases=("jp",),
    ),
    Language("ka", "Georgian", "ქართული", "Geor", agrees=False, spacy="xx", aliases=("ge",)),
    Language("kk", "Kazakh", "қазақ тілі", "Cyrl", ("Latn",), agrees=False, spacy="xx", aliases=("kz",)),
    Language("kn", "Kannada", "ಕನ್ನಡ", "Knda"),
    Language(
        "ko", "Korean", "한국어", "Kore", agrees=False, encoded=True, particles=True, regions=("kr",), aliases=("kr",)
    ),
    Language("lt", "Lithuanian", "lietuvių"),
    Language("lv", "Latvian", "latviešu"),
    Language("mk", "Macedonian", "македонски", "Cyrl"),
    Language("ml", "Malayalam", "മലയാളം", "Mlym", agrees=False),
    Language("mn", "Mongolian", "монгол", "Cyrl", agrees=False, spacy="xx"),
    Language("mr", "Marathi", "मराठी", "Deva"),
    Language("ms", "Malay", "bahasa Melayu", agrees=False, aliases=("my",)),
    Language("mt", "Maltese", "Malti", spacy="xx"),
    Language("nl", "Dutch", "Nederlands", encoded=True, regions=("be",)),
    Language("no", "Norwegian", "norsk", spacy="nb", aliases=("nb", "nn", "bokmål", "bokmal")),
    Language("pa", "Punjabi", "ਪੰਜਾਬੀ", "Guru", spacy="xx"),
    Language("pl", "Polish", "polski", encoded=True),
    Language("ps", "Pashto", "پښتو", "Arab", spacy="xx"),
    Language("pt", "Portuguese", "português", encoded=True, regions=("br",), aliases=("br", "portugues")),
    Language("pt-PT", "European Portuguese", "português (Portugal)", encoded=True),
    Language("ro", "Romanian", "română", aliases=("md",)),
    Language("ru", "Russian", "русский", "Cyrl", encoded=True),
    Language("si", "Sinhala", "සිංහල", "Sinh", aliases=("lk", "sinhalese")),
    Language("sk", "Slovak", "slovenčina"),
    Language("sl", "Slovenian", "slovenščina", aliases=("slovene",)),
    Language("so", "Somali", "Soomaali", spacy="xx"),
    Language("sq", "Albanian", "shqip", aliases=("al",)),
    Language("sr", "Serbian", "српски", "Cyrl", ("Latn",), aliases=("rs",)),
    Language("sv", "Swedish", "svenska", aliases=("se",)),
    Language("sw", "Swahili", "Kiswahili", spacy="xx"),
    Language("ta", "Tamil", "தமிழ்", "Taml"),
    Language("te", "Telugu", "తెలుగు", "Telu"),
    Language("th", "Thai", "ไทย", "Thai", agrees=False, encoded=True, years=(543,)),
    Language("tl", "Filipino", "Filipino", agrees=False, aliases=("fil", "tagalog", "ph")),
    Language("tr", "Turkish", "Türkçe", agrees=False, encoded=True, aliases=("turkce",)),
    Language("uk", "Ukrainian", "українська", "Cyrl", aliases=("ua",)),
    Language("ur", "Urdu", "اردو", "Arab", aliases=("pk",)),
    Language("uz", "Uzbek", "o‘zbek", other_scripts=("Cyrl",), agrees=False, spacy="xx"),
    Language("vi", "Vietnamese", "tiếng Việt", agrees=False, last_letters="àáạ", aliases=("vn",)),
    Language(
        "zh", "Chinese", "中文", "Hans", agrees=False, encoded=True, regions=("cn", "hans", "sg"),
        aliases=("cn", "简体中文", "mandarin"),
    ),
    Language(
        "zh-TW", "Traditional Chinese", "繁體中文", "Hant", agrees=False, encoded=True, years=(-1911,),
        regions=("hant", "hk", "mo"), aliases=("tw", "hk", "正體中文"),
    ),
)  # fmt: skip

LANGUAGES: dict[str, Language] = {entry.code: entry for entry in _TABLE}


def language(code: str) -> Language:
    """The language with this Amazon Translate code; raises AmtsError that names the ones that may have been meant."""
    try:
        return LANGUAGES[code]
    except KeyError:
        meant = [f"{near} ({LANGUAGES[near].name})" for near in near_codes(code)]
        hint = f"did you mean {' or '.join(meant)}? " if meant else ""
        raise AmtsError(
            f"unknown language {code!r}: {hint}Codes are Amazon Translate's: {', '.join(sorted(LANGUAGES))}"
        ) from None


def near_codes(name: str) -> list[str]:
    """Up to three codes that may have been meant by a code or a name of a language, the likeliest first."""
    folded = name.strip().casefold().replace("_", "-")
    names = _names()
    found = [names[part] for part in (folded, folded.partition("-")[0]) if part in names]
    if not found:
        found = [names[one] for one in difflib.get_close_matches(folded, [one for one in names if len(one) > 3])]
    if not found:
        found = [code for code in LANGUAGES if folded and code.startswith(folded[0]) and len(folded) <= 3]
    return list(dict.fromkeys(found))[:3]


def words_of(text: str) -> list[str]:
    """The words of a text in any language: each Chinese, Japanese and Thai character is one, marks are none."""
    return list(_WORD.findall(text))


def with_western_digits(text: str) -> str:
    """The text with its decimal digits of any script as those of ASCII, and Arabic separators as comma and point."""
    if text.isascii():
        return text
    western: str = _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)
    return western.translate(_ARABIC_SEPARATORS)


@cache
def _names() -> dict[str, str]:
    """Codes by what people write for them: names in English and in the language, codes of countries, other codes."""
    names = {f"{entry.base}-{region}": entry.code for entry in _TABLE for region in entry.regions}
    names |= {name.casefold(): one.code for one in _TABLE for name in (*one.aliases, one.name, one.native)}
    return names | {entry.code.casefold(): entry.code for entry in _TABLE}


def _known(code: str) -> str:
    try:
        return language(code).code
    except AmtsError as error:
        raise ValueError(str(error)) from None


LanguageCode = Annotated[str, AfterValidator(_known)]
"""The type of a language code in settings: an unknown one is a validation error."""


@dataclass(frozen=True, slots=True)
class LanguagePair:
    """Source and target language, as codes of Amazon Translate; raises AmtsError if one of them is unknown."""

    source: str
    target: str

    def __post_init__(self) -> None:
        language(self.source)
        language(self.target)

    @classmethod
    def parse(cls, name: str) -> LanguagePair:
        """The pair that is written `en-zh`, `pt-PT-en` or `en-zh-TW`; raises AmtsError that says what is wrong.

        Small letters and underscores are read too, where they can mean one thing only.
        """
        parts = name.strip().replace("_", "-").split("-")
        sides = [("-".join(parts[:i]), "-".join(parts[i:])) for i in range(1, len(parts))]
        exact = [pair for pair in sides if pair[0] in LANGUAGES and pair[1] in LANGUAGES]
        codes = {code.casefold(): code for code in LANGUAGES}
        if name not in LANGUAGES:
            loose = [(codes.get(a.casefold()), codes.get(b.casefold())) for a, b in sides]
            exact = exact or [(a, b) for a, b in loose if a and b]
        if len(exact) == 1 and exact[0][0] != exact[0][1]:
            return cls(*exact[0])
        if len(parts) == 2 and all(part.isalpha() for part in parts) and name.casefold() not in codes:
            for part in parts:
                language(codes.get(part.casefold(), part))
        raise AmtsError(f"{name!r} is no language pair: write it as source-target, such as en-zh or pt-PT-en")

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"

    def __iter__(self) -> Iterator[str]:
        """The source, then the target: `source, target = languages`."""
        return iter((self.source, self.target))

    @property
    def turned(self) -> LanguagePair:
        """The pair the other way."""
        return LanguagePair(self.target, self.source)

    @property
    def title(self) -> str:
        """Such as `English → Chinese`."""
        return f"{language(self.source).name} → {language(self.target).name}"

    @property
    def source_facts(self) -> Language:
        """What is known of the source language."""
        return language(self.source)

    @property
    def target_facts(self) -> Language:
        """What is known of the target language."""
        return language(self.target)

    @property
    def encoded(self) -> bool:
        """Whether the sentence encoder knows both languages."""
        return self.source_facts.encoded and self.target_facts.encoded
