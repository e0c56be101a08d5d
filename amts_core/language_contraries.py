# ruff: noqa: E501 (tables of words, a language a line)
"""Words that change what a sentence says: negations, contraries, numbers, units. A leaf: imports no room.

The tables never say that two texts mean the same. They only say where that must not be taken for granted: a word that
is listed too often costs a second look, one that is missing may cost the sense.

An entry is a whole word (`_` is a blank in it); `x*` is what a word begins with. Languages that write without blanks are searched for the
letters themselves, and so is Korean, whose words carry particles. Arabic words may have an article or a conjunction in front.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from amts_core.language_words import RELATIONS

_LETTERS_ALONE = frozenset({"zh", "ja", "ko", "th"})  # entries are found inside of longer words
_BEFORE = {"ar": r"(?:[وف]?(?:ال|لل|بال|كال|[بكل])?)"}

_NEGATIONS = """
ar: لا | ليس* | ليست | لم | لن | غير | بدون | دون | ما من | أبدا | أبدًا | عدم | بلا
de: nicht | nichts | nie | niemals | ohne | weder | kein* | nirgend* | niemand*
en: not | no | never | none | nor | neither | nothing | nobody | nowhere | without | cannot | unless | hardly | barely | seldom | rarely | *n't | lack | lacks | lacking
es: no | nunca | jamás | sin | ni | nada | nadie | tampoco | ningún | ningun*
fr: ne | n'* | n’* | pas | jamais | sans | ni | rien | aucun*
hi: नहीं | न | मत | बिना | कभी नहीं
it: non | mai | senza | né | niente | nulla | nessun*
ja: ない | なく | なか | ません | せず | ずに | 非 | 不 | 無
ko: 않 | 없 | 못 | 아니 | 안 되 | 안 된 | 안 돼 | 안 하 | 안 한 | 말 것 | 비- | 불가
nl: niet | niets | nooit | zonder | geen | noch | niemand | nergens
pl: nie | nigdy | bez | ani | nic | nikt | żad*
pt: não | nunca | jamais | sem | nem | nada | nenhum*
ru: не | ни | нет | без | никогда | ничего | нельзя | никак* | невозможно
th: ไม่ | มิ | ไร้ | ปราศจาก
tr: değil* | yok* | hiç* | asla | ne | olmadan | *mez | *maz | *mezler | *mazlar | *medi | *madı | *miyor | *mıyor | *muyor | *müyor | *meyen | *mayan | *memeli* | *mamalı* | *medik* | *madık* | *mamış* | *memiş* | *meyin* | *mayın* | *siz | *sız | *suz | *süz
uk: не | ні | немає | без | ніколи | нічого
vi: không | chưa | chẳng | đừng | chớ | vô | phi | chả
zh: 不 | 没 | 沒 | 无 | 無 | 非 | 未 | 别 | 勿 | 莫 | 否
"""

_NO_NEGATIONS = {  # what only looks like one
    "ja": "必ず|少ない|少なく",
    "zh": "非常|类别|識別|识别|分别|特别|级别|区别|辨别|差别|个别|别的|别人|未来|无论|不仅|不但|不断|不同|不过|不妨|不管|不得不",
}

_CONTRARIES = Path(__file__).with_suffix(".txt")
"""Contraries, with an empty line between them: a line for each language with the sides, English first."""

_NUMBERS = {  # the words for 0, 1, 2 ... 12, then hundred, thousand, million; several by "/"
    "ar": "صفر واحد/واحدة اثنان/اثنين/اثنتان/اثنتين ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية/ثماني/ثمان"
    " تسعة/تسع عشرة/عشر أحد_عشر اثنا_عشر مئة/مائة ألف مليون",
    "de": "null ein/eine/einen/einem/einer/eines/eins zwei/beide/beiden drei vier fünf sechs sieben acht neun zehn elf"
    " zwölf hundert tausend million/millionen",
    "en": "zero one two/both three four five six seven eight nine ten eleven twelve/dozen hundred thousand million",
    "es": "cero un/uno/una dos/ambos/ambas tres cuatro cinco seis siete ocho nueve diez once doce cien/ciento mil"
    " millón/millones",
    "fr": "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze cent/cents mille million/millions",
    "it": "zero un/uno/una due/entrambi/entrambe tre quattro cinque sei sette otto nove dieci undici dodici cento"
    " mille/mila milione/milioni",
    "ja": "零/ゼロ 一/ひと 二/両/ふた 三 四 五 六 七 八 九 十 十一 十二 百 千 百万",
    "ko": "제로 하나 둘/두_ 셋/세_ 넷/네_ 다섯 여섯 일곱 여덟 아홉 열_/십_ 열하나/십일 열둘/열두/십이 백_ 천_ 백만",
    "pt": "zero um/uma dois/duas/ambos/ambas três quatro cinco seis sete oito nove dez onze doze cem/cento mil"
    " milhão/milhões",
    "ru": "ноль/нуль один/одна/одно/одного/одной/одну два/две/двух/двумя/оба/обе три/трёх/трех/тремя"
    " четыре/четырёх/четырех пять/пяти шесть/шести семь/семи восемь/восьми девять/девяти десять/десяти одиннадцать"
    " двенадцать сто/сотня тысяча/тысячи/тысяч миллион/миллиона/миллионов",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz on on_bir on_iki yüz bin milyon",
    "vi": "không một hai/đôi ba bốn năm sáu bảy tám chín mười mười_một mười_hai trăm nghìn/ngàn triệu",
    "zh": "零 一 二/两/双 三 四 五 六 七 八 九 十 十一 十二 百 千 百万",
}
_VALUES = (*range(13), 100, 1000, 1_000_000)
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "non-", "anti", "anti-", "mis", "de", "under", "over", "a")


def negations(text: str, language: str, *, plain: bool = False) -> int | None:
    """How many negations a text has; None for a language without a table.

    `plain` ones are no part of a listed contrary, as that of "unsafe" or of 不稳定 is.
    """
    pattern = _negation_pattern(_base(language))
    if pattern is None:
        return None
    text = re.sub(_NO_NEGATIONS.get(_base(language), r"(?!)"), lambda found: " " * len(found[0]), text)
    inside = [(start, end) for _, _, start, end in _found(text, language)] if plain else []
    places = [found.span() for found in pattern.finditer(text)]
    return sum(not any(a <= start and end <= b and b - a > end - start for a, b in inside) for start, end in places)


def traits(text: str, language: str) -> frozenset[str]:
    """The listed words of a text, by what they say: "3:1" is the second side of the fourth contrary.

    Languages without a table give none.
    """
    return frozenset(f"{contrary}:{side}" for contrary, side, _, _ in _found(text, language))


def _found(text: str, language: str) -> list[tuple[int, int, int, int]]:
    """Contrary, side, start and end of the listed words of a text; of words inside each other the longest."""
    found = [
        (contrary, side, *match.span())
        for contrary, side, pattern in _sides(_base(language))
        for match in pattern.finditer(text)
    ]
    return [one for one in found if not any(_holds(other, one) for other in found)]


def _holds(other: tuple[int, int, int, int], one: tuple[int, int, int, int]) -> bool:
    """Whether a listed word is a part of another one of the same contrary."""
    is_around = other[2] <= one[2] and one[3] <= other[3]
    return other[0] == one[0] and is_around and other[3] - other[2] > one[3] - one[2]


def contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one text has a side of a contrary, and the other, which lacks it, has another side."""
    ours, theirs = _by_contrary(one), _by_contrary(other)
    return any(ours[name].isdisjoint(theirs[name]) for name in ours.keys() & theirs.keys())


def number_values(text: str, language: str) -> Counter[int]:
    """The small numbers that a text has, in figures or in words (for 1, only in figures: "one" is a pronoun too)."""
    found = Counter(int(figure) for figure in re.findall(r"(?<![\d.,])\d{1,7}(?![\d.,]*\d)", text))
    for value, pattern in _number_patterns(_base(language)):
        if value != 1:
            found[value] += len(pattern.findall(text))
    return +found


def changes_sense(old: Iterable[str], new: Iterable[str], language: str) -> bool:
    """Whether the exchange of some words for others may turn round what a sentence says.

    That is a negation, a side of a contrary, a number word, or a word of relation that comes, goes or is exchanged;
    or a word that gains or loses a prefix such as `un-`.
    """
    ours, theirs = [word.lower() for word in old], [word.lower() for word in new]
    both = (" ".join(ours), " ".join(theirs))
    if negations(both[0], language) != negations(both[1], language):
        return True
    if traits(both[0], language) != traits(both[1], language):
        return True
    if number_values(both[0], language) != number_values(both[1], language):
        return True
    if _base(language) == "en" and RELATIONS & (set(ours) ^ set(theirs)):
        return True
    return any(_is_prefixed(one, other) for one in ours for other in theirs)


def _is_prefixed(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 2 and any(long == prefix + short for prefix in _PREFIXES)


def _base(language: str) -> str:
    return language.partition("-")[0]


def _by_contrary(found: frozenset[str]) -> dict[str, set[str]]:
    sides: dict[str, set[str]] = {}
    for name in found:
        contrary, _, side = name.partition(":")
        sides.setdefault(contrary, set()).add(side)
    return sides


@cache
def _negation_pattern(language: str) -> re.Pattern[str] | None:
    for line in _NEGATIONS.strip().splitlines():
        code, _, words = line.partition(": ")
        if code == language:
            return _pattern([word.strip() for word in words.split("|")], language)
    return None


@cache
def _sides(language: str) -> tuple[tuple[int, int, re.Pattern[str]], ...]:
    return tuple((contrary, side, _pattern(words, language)) for contrary, side, words in _tables().get(language, ()))


@cache
def _number_patterns(language: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    words = _NUMBERS.get(language, "").split()
    return tuple(
        (value, _pattern([name.replace("_", " ") for name in names.split("/")], language))
        for value, names in zip(_VALUES, words, strict=False)
    )


@cache
def _tables() -> dict[str, list[tuple[int, int, list[str]]]]:
    """The sides of all contraries by language: their numbers and words."""
    tables: dict[str, list[tuple[int, int, list[str]]]] = {}
    for number, block in enumerate(_CONTRARIES.read_text("utf-8").strip().split("\n\n")):
        for line in block.splitlines():
            code, _, rest = line.partition(": ") if line[2:4] == ": " else ("en", "", line)
            for side, words in enumerate(rest.split(" | ")):
                entries = [word.replace("_", " ") for word in words.split()]
                tables.setdefault(code, []).append((number, side, entries))
    return tables


def _pattern(words: Iterable[str], language: str) -> re.Pattern[str]:
    if language in _LETTERS_ALONE:
        return re.compile("|".join(re.escape(word.strip("*-")) for word in sorted(words, key=len, reverse=True)))
    parts = []
    for word in words:
        bare = re.escape(word.strip("*"))
        start = r"\w*" if word.startswith("*") else rf"\b{_BEFORE.get(language, '')}"
        parts.append(start + bare + (r"\w*" if word.endswith("*") else r"\b") if bare[-1:].isalnum() else bare)
    return re.compile("|".join(parts), re.IGNORECASE)
