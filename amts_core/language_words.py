"""Closed lists of words by language: what shows the plural, what is an abbreviation; and of English, what is grammar.

A language that is not here has none; the rules that need them say less then. To add a list, add it to its entry.
Patterns are read without regard to case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of one language; patterns are regular expressions, "" where the language has none.

    `plurals` show more than one in languages that do not have to. `magnitudes` are number words that stand for digits
    (thousand, million). `abbreviations` end with a full stop that ends no sentence, without that stop, blanks between
    them: those that neither spaCy's tokenizer of the language knows nor English has.
    """

    plurals: str = ""
    magnitudes: str = ""
    abbreviations: str = ""


NO_WORDS = Words()

WORDS: dict[str, Words] = {
    "cs": Words(abbreviations="apod atd ing kap mgr mj např obr odst popř str tj tzn tzv"),
    "de": Words(
        magnitudes=r"\b(?:tausend|million(?:en)?|milliarden?)\b",
        abbreviations="abb nr s",
    ),
    "el": Words(abbreviations="αρ βλ δηλ δρ εικ καθ κεφ πίν πρβλ σελ"),
    "en": Words(
        magnitudes=r"\b(?:thousand|[mb]illion)\b",
        abbreviations="""al approx apr aug cf ch chap co corp dec dept dr ed eds eq eqn eqs equ est etc e.g feb fig figs
        gen i.e inc jan jr jul jun ltd mar mr mrs ms mt no nos nov oct op pp prof ref refs rev sec sep sept sr st tab
        univ v viz vol vols vs w.r.t i.i.d resp""",
    ),
    "es": Words(
        magnitudes=r"\b(?:mil|mill(?:ones|ón))\b",
        abbreviations="art cap dra ee.uu págs sra srta ud uds",
    ),
    "fr": Words(
        magnitudes=r"\b(?:mille|millions?|milliards?)\b",
        abbreviations="env ex m mm mme p.ex",
    ),
    "hi": Words(abbreviations="डॉ पृ प्रो सं श्री"),
    "it": Words(
        magnitudes=r"\b(?:mille|mila|milion[ei]|miliard[oi])\b",
    ),
    "ja": Words(
        plurals="たち|これら|それら|各|複数|いくつ|すべて|全て|様々|さまざま",
        magnitudes="[万億兆]",
    ),
    "ko": Words(
        plurals="(?<!만)들(?![어여])|여러|(?<!생)각|모든|몇",
        magnitudes="[만억]",
    ),
    "mr": Words(abbreviations="डॉ पृ प्रा प्रो श्री"),
    "pl": Words(abbreviations="inż itd itp m.in mgr np nr pkt por rozdz rys str tj tzn tzw ul zob"),
    "pt": Words(
        magnitudes=r"\b(?:mil|milh(?:ão|ões)|bilh(?:ão|ões))\b",
        abbreviations="aprox cap dra ex núm p.ex págs profa",
    ),
    "ru": Words(
        abbreviations="др рис табл гл напр г в вв",
    ),
    "th": Words(plurals="เหล่า|หลาย|พวก|แต่ละ|ทุก|บรรดา", abbreviations="ดร ผศ รศ ศ"),
    "tr": Words(abbreviations="age agm bkz doç fak gör hz örn s sf şek vd"),
    "vi": Words(
        plurals=r"\b(?:những|các|mấy|nhiều|mỗi|mọi|vài)\b",
        abbreviations="ths ts gs pgs tp tr vd v.v nxb",
    ),
    "zh": Words(
        plurals="(?<![我你咱])[们們]|[這这那一有某]些|[多几幾][个個種种]|各|每|所有|[许許]多",
        magnitudes="[万亿億兆萬]",
    ),
}


def _set(text: str) -> frozenset[str]:
    """The words of a text; `_` is a blank in one."""
    return frozenset(word.replace("_", " ") for word in text.split())


# English, in small letters: what the sync proves of a change by it

LITTLE = _set("""
    a an the of to in on at by for with from as is are was were be been being am do does did has have had it
    its this that these those there here and or but so than then such which who whom whose what where when
    how we you they he she i our your their his her us them me my if into onto over under about will would
    shall should can could may might must not no nor up down out off also just only very more most some any
    each every all both other another one same own too s t
""")
"""What means little alone."""
GRAMMAR = _set("a an the is are was were be been being am do does did has have had of")
"""What may come or go without a change of the sense."""
RELATIONS = _set("""
    from to into onto before after until since than between among against for by about over under with at in
    out of if when while because although though unless but and or nor either neither some any several each
    every all both most only just maximum minimum up down left right can could may might
    must shall should will would need ought who whom whose his her their its our your my he she they we you
    i it this that these those
""")
"""What turns a relation round, or its strength, when it is exchanged."""
OPENERS = _set("""
    first third then next finally now here again thus hence therefore moreover furthermore consequently instead
    similarly usually often sometimes today later for_example for_instance in_particular in_general in_addition in_fact
    in_practice in_short in_summary in_this_section in_the_following in_the_next_section at_first of_course as_usual
""")
"""What begins a sentence, with a comma or without."""
WANDERERS = OPENERS | _set("however also still already together")
"""What says the same at another place of the sentence."""
SUBJECTS = _set("we you they he she i it the a an there let our")
"""What begins a clause."""
NO_NOUNS = _set("is are was were has have had can may will must should in on of at to for from by with and or as")
"""What stands behind a name, not behind an article."""
NEVER_TWICE = _set("a an the of from with and or is are was be we as")
"""What never stands twice for two reasons, as "in" does in "log in in the shell"."""
LIMITS = _set("only just merely simply even but")
CAPITONYMS = _set("""
    turkey china japan polish chile guinea jersey jordan cuba mali lima cologne bath reading nice mobile march may
    august mercury earth mars job mark bill will grace hope art ray swift python java rust go ruby julia scala dart
    torch spark flask word excel access office windows apple amazon oracle shell target meta adam transformer us it
""")
"""What is a name with a capital, and something else without."""
PREFIXES = _set("non pre multi semi mini micro hyper meta quasi anti sub inter intra")
"""What may be written with a hyphen, apart, or as one word with what follows."""
REFERENCES = _set("figure fig table section chapter equation eq part appendix exercise step listing")
"""What may have a capital before a number."""
SMALL_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
SYNONYMS = (
    _set("among amongst"),
    _set("whilst while"),
    _set("toward towards"),
    _set("vs versus"),
    _set("almost nearly"),
    _set("for_example for_instance e_._g_."),
    _set("e_._g eg"),
)
CONSEQUENCES = _set("hence thus therefore consequently"), _set("furthermore moreover additionally in_addition")
CONTRASTS = _set("however nevertheless nonetheless")  # the first only before a comma: "however small"
BEFORE_DETAIL = _set("in more greater further")  # "in detail" and "in details"
_CONTRACTIONS = (  # those with a single reading; 's is left out ("is", "has", or a genitive)
    (re.compile(r"\b(can)(?:'t|not)\b", re.IGNORECASE), r"\1 not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"(?<=\w)n't\b", re.IGNORECASE), " not"),
    (re.compile(r"(?<=\w)'re\b", re.IGNORECASE), " are"),
    (re.compile(r"(?<=\w)'ve\b", re.IGNORECASE), " have"),
    (re.compile(r"(?<=\w)'ll\b", re.IGNORECASE), " will"),
    (re.compile(r"\b(i)'m\b", re.IGNORECASE), r"\1 am"),
)


def expanded(text: str) -> str:
    """An English text with its contractions written out."""
    text = text.replace("’", "'")
    for contraction, words in _CONTRACTIONS:
        text = contraction.sub(words, text)
    return text
