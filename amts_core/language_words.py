"""Closed lists of words by language: what shows the plural, what is an abbreviation.

A language that is not here has none; the rules that need them say less then. To add a list, add it to its entry.
Patterns are read without regard to case.
"""

from __future__ import annotations

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
