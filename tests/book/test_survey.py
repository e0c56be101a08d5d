"""What a check says of a book."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from timeit import timeit

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.dialects import find_format
from amts_core.book.repository import BookLocation, open_book
from amts_core.book.survey import hidden_texts, survey


def test_dialects_with_their_reasons_and_what_is_not_understood(tmp_path: Path) -> None:
    texts = {"docs/a.md": "!!! note\n\n    Text.\n", "docs/b.md": "@@@ x\n", "mkdocs.yml": "site_name: a\n"}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = survey(open_book(BookLocation(str(tmp_path), chapters=("docs/*.md",)), tmp_path))
    assert [(one.format, count) for one, count in found.readings.items()] == [("mkdocs", 2)]
    assert "mkdocs.yml" in next(iter(found.readings)).reason
    assert (found.unknown, list(found.remarks)) == (1, ["docs/b.md"])
    reading, strange = found.lines()
    assert reading == f"2 chapters are read as mkdocs: {tmp_path.name}/mkdocs.yml is there"
    assert strange.startswith(
        "1 lines are structure that is not known and stay as they are; the first: docs/b.md, line 1"
    )


def test_texts_inside_of_a_line_that_are_not_sent_are_told() -> None:
    text = 'See [it](a.md "The title") and <abbr title="Words">W</abbr>, <b class="x">b</b>.\n\n![e](f.png "g")\n'
    assert hidden_texts(parse_chapter(text)) == (
        'line 1: "The title" inside of a line is not translated',
        'line 1: "Words" inside of a line is not translated',
    )


def test_texts_among_parameters_and_in_front_matter_that_are_not_sent_are_told() -> None:
    text = (
        "---\nnav_title: A lamp\ninfo: |\n  It is a lamp of oil.\nkeywords: a, b, c, d, e, f\nlayout: words\n---\n"
        "{% tab Oil lamps %}\nText with {{< tip text='Some light' id='b' >}}.\n{% endtab %}\n{% tab title='Wax' %}\n"
        "{% task 'Light it.' %}\n{% if a == 'b c' %}\n"
    )
    assert hidden_texts(parse_chapter(text)) == (
        "line 2: A lamp in front matter is not translated",
        "line 4: It is a lamp of oil. in front matter is not translated",
        "line 8: Oil lamps among parameters is not translated",
        "line 9: 'Some light' inside of a line is not translated",
        "line 12: 'Light it.' among parameters is not translated",
    )


def test_a_set_format_and_one_for_a_pattern_win(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("% no text\n")
    (tmp_path / "b.md").write_text("% text\n")
    book = open_book(BookLocation(str(tmp_path), formats=(("a*", "myst"), ("**", "hugo"))), tmp_path)
    assert (book.read("a").format, book.read("b").format) == ("myst", "hugo")


@pytest.mark.parametrize(
    ("dialect", "text", "lookalike"),
    [
        ("slides", "Text.\n\n---\nlayout: cover\n---\n", "Text.\n\n---\nnote: remember the milk\n---\n"),
        ("slides", "class: center, middle\n\n# One\n", "School\n\nclass: history\n\nTeacher\n"),
        ("slides", "# One\n\n---\nname: x\nclass: inverse\n", "class: history of art\n\nText.\n"),
        ("nuxt", "::card\nText.\n::\n", "The global name\n\n::name\n\nin C++.\n"),
        ("docc", '@Image(source: "a", alt: "A lamp")\n', "@Comment or not, this is a line (of prose)\n"),
        ("docc", "@Row {\n}\n", "@Small and @Row are {people}\n"),
        ("docfx", ">[!TAB A tab]\n", "> [!A note] of mine\n"),
    ],
)
def test_what_only_looks_like_the_sign_of_a_dialect_is_none(dialect: str, text: str, lookalike: str) -> None:
    assert find_format(text, "md").format == f"md+{dialect}"
    assert find_format(lookalike, "md").format == "md"


@pytest.mark.parametrize("text", ["class: " + "a" * 50 + "!\n", "---\n" + "layout: a\n" * 9000, "::a\n" * 9000])
def test_signs_are_looked_for_in_time_linear_in_the_text(text: str) -> None:
    assert timeit(lambda: find_format(text, "md"), number=1, timer=process_time) < 2


def test_signs_in_the_text_say_it_where_no_generator_does(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("(top)=\n# A\n\n{{< note >}}\nText\n{{< /note >}}\n")
    found = survey(open_book(BookLocation(str(tmp_path)), tmp_path))
    reading = next(iter(found.readings))
    assert reading.format == "md+myst+hugo"
    assert "line 1 holds '(top)='" in reading.reason
