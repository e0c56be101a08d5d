"""The languages of both books are looked at before anything is sent."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.pipeline.check_languages import refuse_other_languages

TEXTS = {
    "en": "The lamp has been standing on the old table at the window for years.",
    "de": "Die Lampe steht seit vielen Jahren auf dem alten Tisch am Fenster.",
    "zh": "这盏灯多年来一直放在窗边的旧桌子上，晚上它照亮了整个房间，我们在灯下看书。",
    "es": "La lámpara lleva muchos años sobre la mesa vieja que está junto a la ventana.",
}
CODE = "```python\nfor number in range(10):\n    print(number, 'is a number of the loop')\n```\n\n"


def chapter(code: str, times: int = 8) -> Chapter:
    return parse_chapter("# 1\n\n" + f"{TEXTS[code]}\n\n" * times + CODE * 5, id=code)


@pytest.mark.parametrize(("source", "target"), [("en", "zh"), ("zh", "en"), ("en", "de"), ("de", "es")])
def test_a_pair_that_fits_its_books_passes(source: str, target: str) -> None:
    refuse_other_languages(LanguagePair(source, target), [chapter(source)] * 3, [chapter(target)] * 3)


@pytest.mark.parametrize(
    ("pair", "source", "target", "message"),
    [
        ("en-zh", "en", "de", "the translation is Chinese, but its text looks like German"),
        ("de-en", "en", "de", "the source is German, but its text looks like English"),
        ("en-de", "es", "de", "the source is English, but its text looks like Spanish"),
    ],
)
def test_a_pair_that_does_not_fit_is_refused_with_what_was_seen(
    pair: str, source: str, target: str, message: str
) -> None:
    with pytest.raises(AmtsError, match=message):
        refuse_other_languages(LanguagePair.parse(pair), [chapter(source)], [chapter(target)])


def test_the_way_out_is_said() -> None:
    with pytest.raises(AmtsError, match=r"nothing was sent; turn the two round$"):
        refuse_other_languages(LanguagePair("de", "en"), [chapter("en")], [chapter("de")], way_out="turn the two round")


def test_a_book_that_is_hardly_translated_yet_passes() -> None:
    refuse_other_languages(LanguagePair("en", "zh"), [chapter("en")], [chapter("en")] * 9)


def test_a_book_that_quotes_another_language_passes() -> None:
    refuse_other_languages(LanguagePair("en", "zh"), [chapter("en"), chapter("de", 3)], [chapter("zh")])


def test_books_with_little_text_say_nothing() -> None:
    refuse_other_languages(LanguagePair("en", "zh"), [chapter("de", 1)], [])


def test_regions_pass_for_their_language() -> None:
    refuse_other_languages(LanguagePair("en", "es-MX"), [chapter("en")], [chapter("es")])
