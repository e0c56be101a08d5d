"""Sentence borders."""

from __future__ import annotations

import pytest

from amts_core.book.inline import scan_inline
from amts_core.book.sentences import split_sentences


def split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "One.|Two!|Three?|$x$ four."),
        ("en", "See Fig. 3, e.g. by Dr. Smith et al. 2020.|Then 3.5 more."),
        ("en", "It is J. Smith.|He left."),
        ("en", "Wait... what is it?|Yes...|No."),
        ("en", 'He said "Stop."|She did.'),
        ("en", "It ends (see the code. It is long).|Next."),
        ("en", "Use `a. B` and $x. Y$ here.|Next."),
        ("en", "*One is marked.*|**Two.**|Three."),
        ("en", "1. First thing."),
        ("en", "See the U.S. market and i.i.d. data."),
        ("en", "cited :cite:`A. B`.|:citet:`C` agree."),
        ("zh", "第一句。|第二句！|第三句？|第四"),
        ("zh", "他说：“好。”|然后走了。"),
        ("zh", "“好吗？”他问。|然后走了。"),
        ("zh", "分号；不断句，小数3.14也不。|完"),
        ("zh", "（括号里。不断句）。|完"),
        ("zh", "*第一句。*|第二句。"),
        ("ja", "これはペンです。|あれは「本です。」|はい。"),
        ("ko", "이것은 책입니다.|저것은 3.5입니다.|네."),
        ("ko", "책입니다.저것은 펜입니다.".replace(".저", ".|저")),
        ("es", "¿Qué es?|¡Mucho!|El Sr. García, p. ej. aquí.|Fin."),
        ("pt", "O Dr. Silva disse.|A pág. 3 também."),
        ("tr", "Bu 3. bölümdür.|Dr. Ali geldi.|Son."),
        ("vi", "Đây là một câu.|Ông TS. Nam nói.|Hết."),
        ("de", "Es sind bspw. Fenster und ca. Türen gemeint.|Ende."),
        ("it", "Lo dice il prof. Rossi.|Fine."),
        ("nl", "Zie dhr. Jansen en o.a. Amsterdam.|Einde."),
        ("sv", "T.ex. Stockholm, s.k. Hansan.|Slut."),
        ("da", "Se f.eks. København.|Slut."),
        ("el", "Βλ. Κεφάλαιο τρία.|Τέλος."),
        ("hu", "Lásd pl. Budapest.|Vége."),
        ("pl", "Zob. np. Warszawa, tzw. Stolica.|Koniec."),
        ("cs", "To je např. Praha, tzv. Hrad.|Konec."),
        ("el", "Η Δρ. Σίλβα ήρθε.|Βλ. Κεφ. Τρία."),
        ("hi", "डॉ. सिल्वा आईं।|प्रो. राव नहीं आए।"),
        ("mr", "हा एक विचार.|डॉ. राव आले.|शेवट."),
        ("th", "ดร. ซิลวามาเยี่ยมสวน"),
        ("en", "You will miss.|The mass.|Then Mr. Smith."),  # Miss. and Mass. are abbreviations, and words
        ("cy", "Mae o.|Ac io.|Da."),
    ],
)
def test_borders_are_where_a_reader_sees_them(language: str, marked: str) -> None:
    expected = marked.split("|")
    joiner = "" if language in ("zh", "ja") or marked.startswith("책") else " "
    assert split(joiner.join(expected), language) == expected


@pytest.mark.parametrize("language", ["en", "zh", "es", "ja", "ko", "pt", "tr", "vi"])
def test_no_border_falls_into_a_span(language: str) -> None:
    text = "A $x. Y! 好。$ b `c. D。` e [f. G](h. I) j <k l='m. N'> o :cite:`P. Q`。 R https://s.org/t.U!V 完。了"
    spans = [(piece.start, piece.end) for piece in scan_inline(text) if piece.protected]
    for start, end in split_sentences(text, language):
        assert not any(left < place < right for left, right in spans for place in (start, end))


def test_sentences_cover_all_but_white_space() -> None:
    text = "  One.   Two. `Three.` Four"
    assert "".join(split(text, "en")).replace(" ", "") == text.replace(" ", "")
