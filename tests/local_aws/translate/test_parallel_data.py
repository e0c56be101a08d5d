from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.translate.parallel_data import Import, import_parallel_data
from local_aws.translate.tabular import UnreadableFileError
from local_aws.translate.terminology import applied_terms, read_terms


def read(text: str, file_format: str = "CSV") -> Import:
    return import_parallel_data(text.encode(), file_format)


def pairs(text: str, file_format: str = "CSV", language: str = "es") -> list[tuple[str, str]]:
    return list(read(text, file_format).pairs(language))


def tmx(*units: str, source: str = "en") -> str:
    return f'<tmx version="1.4"><header srclang="{source}"/><body>{"".join(units)}</body></tmx>'


def unit(changed: str = "", **texts: str) -> str:
    date = f' changedate="{changed}"' if changed else ""
    variants = (f'<tuv xml:lang="{language}"><seg>{text}</seg></tuv>' for language, text in texts.items())
    return f"<tu{date}>{''.join(variants)}</tu>"


class TestLines:
    def test_quotes_and_separators(self) -> None:
        text = 'en,es\r\n"a, b","dijo ""x"""\r\nc d,e f\r\n'
        assert pairs(text) == [("a, b", 'dijo "x"'), ("c d", "e f")]
        assert pairs('en\tes\na, b\t"x\ty"\n', "TSV") == [("a, b", "x\ty")]

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ('34"" monitor', '34" monitor'),
            ('"34"" monitor"', '34" monitor'),
            ('34" monitor', '34" monitor'),
            ('""quoted""', None),
            ('"a ""b"" c"', 'a "b" c'),
            ('a ""b""', 'a "b"'),
            ('"a, ""b"""', 'a, "b"'),
            ('""', None),
            ('"a" b', None),
            ('"never closed', None),
            (' "a"', '"a"'),
        ],
    )
    def test_doubled_quotes_are_one(self, field: str, text: str | None) -> None:
        found = read(f"en,es\n{field},x\nlast,y\n")
        assert [record.source for record in found.records] == [*([text] if text else []), "last"]

    def test_several_targets(self) -> None:
        found = read("en,es,fr\na,b,c\nd,,e\nf,g\n")
        assert found.target_languages == ("es", "fr")
        assert list(found.pairs("es")) == [("a", "b"), ("f", "g")]
        assert list(found.pairs("fr")) == [("a", "c"), ("d", "e")]
        assert (len(found.records), found.skipped, found.failed) == (3, 0, 0)

    @pytest.mark.parametrize("sign", "+-=@")
    def test_a_field_that_looks_like_a_formula_is_left_out(self, sign: str) -> None:
        found = read(f'en,es\na,b\n"{sign}x",y\nz,"{sign}w"\n')
        assert (len(found.records), found.failed, found.skipped) == (1, 1, 1)

    def test_blank_and_long_fields_are_left_out(self) -> None:
        long, longest = "x" * 1001, "y" * 1000
        found = read(f"en,es,fr\n ,b,c\n{long},b,c\nd,{long},c\ne,,\n{longest},f,{'字' * 334}\n")
        assert list(found.pairs("es")) == [(longest, "f")]
        assert list(found.pairs("fr")) == [("d", "c")]
        assert found.skipped == 3

    def test_the_last_of_equal_sources_counts(self) -> None:
        found = read("en,es\na,1\nb,2\na,3\n")
        assert list(found.pairs("es")) == [("b", "2"), ("a", "3")]
        assert (len(found.records), found.skipped) == (2, 1)

    def test_lines_that_cannot_be_read_fail(self) -> None:
        found = read('en,es\na,b\n"over\ntwo lines",c\nd,e,f\n')
        assert [message["content"] for message in found.messages] == ["line 3", "line 5"]
        assert found.failed == 2

    def test_reasons_are_written_down(self) -> None:
        auxiliary = json.loads(read("en,es\na,b\n=x,y\n,z\n").auxiliary_data())
        assert auxiliary == {
            "summary": {"record_error_count": 1, "record_skipped_count": 1},
            "messages": [
                {"content": "line 3", "message": "a field begins with one of + - = @"},
                {"content": "line 4, en", "message": "the source is blank"},
            ],
        }

    @pytest.mark.parametrize(
        "text",
        ["", "\n\n", "en\na\n", "EN,es\na,b\n", "en,es\n", '"en,es\na,b', "en,es,es\na,b,c\n", "\ufeffen,es\na,b\n"],
    )
    def test_a_file_without_languages_or_records_is_refused(self, text: str) -> None:
        with pytest.raises(UnreadableFileError):
            read(text)

    def test_a_byte_order_mark_is_named(self) -> None:
        with pytest.raises(UnreadableFileError, match="save it as UTF-8 without one"):
            read("\ufeffen,es\na,b\n")

    @given(st.text())
    def test_no_text_breaks_the_reader(self, text: str) -> None:
        found = read("en,es\nfirst,primero\n" + text.encode("utf-8", "ignore").decode())
        assert all(len(record.source.encode()) <= 1000 for record in found.records)


class TestTmx:
    def test_texts_of_both_languages(self) -> None:
        text = tmx(unit(en="a &lt;b&gt; &amp;", es="=b"), unit(es="d", en="c", fr="e"))
        assert pairs(text, "TMX") == [("a <b> &", "=b"), ("c", "d")]
        assert read(text, "TMX").target_languages == ("es", "fr")

    def test_codes_of_the_format_are_no_words(self) -> None:
        coded = 'Press <bpt i="1">&lt;b&gt;</bpt><hi>the</hi> <ph>{<sub>a</sub>}</ph>key<ept i="1">&lt;/b&gt;</ept>.'
        text = tmx(unit(en=coded, es="La <it>x</it>tecla."))
        assert pairs(text, "TMX") == [("Press the key.", "La tecla.")]

    def test_the_one_changed_last_counts(self) -> None:
        text = tmx(
            unit("20200101T000000Z", en="a", es="1"),
            unit("20210101T000000Z", en="a", es="2"),
            unit("20190101T000000Z", en="a", es="3"),
            unit(en="b", es="4"),
            unit(en="b", es="5"),
        )
        assert pairs(text, "TMX") == [("a", "2"), ("b", "5")]

    def test_units_without_the_source_or_with_one_text_fail(self) -> None:
        twice = '<tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="en"><seg>b</seg></tuv></tu>'
        found = read(tmx(unit(en="a", es="b"), unit(es="b", fr="c"), unit(en="d"), twice), "TMX")
        assert (len(found.records), found.failed, found.skipped) == (1, 3, 0)

    @pytest.mark.parametrize(
        "text",
        [
            "no xml",
            tmx(),
            tmx(unit(en="a", es="b"), source="xx"),
            tmx(unit(en="a", xx="b")),
            '<!DOCTYPE tmx [<!ENTITY a "b">]><tmx><header srclang="en"/><body>&a;</body></tmx>',
        ],
    )
    def test_a_file_that_cannot_be_used_is_refused(self, text: str) -> None:
        with pytest.raises(UnreadableFileError):
            read(text, "TMX")


class TestTerminology:
    @pytest.mark.parametrize("file_format", ["CSV", "TSV", "TMX"])
    def test_what_is_written_in_any_format_reads_as_the_same(self, file_format: str) -> None:
        terms = read_terms(b'en,es,fr\n"a, ""b""",<x> & y,\ncat,gato,chat\n', "CSV")
        assert read_terms(terms.written(file_format), file_format).entries == terms.entries

    CONTENT = b"en,es,fr\ncat,gato,chat\ndog,,chien\ncat,gatito,\nlog,registro,\n"

    def test_one_way_only_the_first_language_is_the_source(self) -> None:
        table = read_terms(self.CONTENT, "CSV")
        assert table.terms("en", "es", "UNI") == [("cat", "gatito"), ("log", "registro")]
        assert table.terms("es", "en", "UNI") == []

    def test_applied_are_those_on_both_sides_of_a_segment(self) -> None:
        terms = [("R&D", "I+D"), ("cat", "gato"), ("dog", "perro")]
        assert applied_terms(terms, ["R&amp;D", "cat", "dog"], ["I+D", "x", "gato"]) == [("R&D", "I+D")]

    def test_many_ways_each_language_is_one(self) -> None:
        table = read_terms(self.CONTENT, "CSV")
        assert table.terms("fr", "en", "MULTI") == [("chat", "cat"), ("chien", "dog")]
        assert table.terms("de", "en", "MULTI") == []
