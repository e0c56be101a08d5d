from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.engines.adaptive.markup import span_key
from local_aws.engines.base import Translation
from local_aws.translate.documents import DocumentError
from local_aws.translate.documents.html import read_document, read_text
from local_aws.translate.documents.parts import checked
from local_aws.translate.documents.scan import scan

PAGE = """\ufeff<!DOCTYPE html>\r
<?xml-stylesheet href="x>y"?>
<!-- before: <p>text</p> --><p>outside</p>
<HTML lang=en data-x='a > b'><head><meta charset="utf-8"><title>One &amp; two</title>
<style>p > b { content: "text" }</style><script>if (a < b && c) { document.write("<p>text</p>") }</script></head>
<body class="a   b">
<p id="s1">Plain <b>bold <i>both</i></b> and <code translate="no" id="c1">x &lt; y</code>.<!-- kept --></p>
<p id=s2>Formula <math><mi>x</mi></math>, picture <svg><text>no</text></svg>, line<br>break &nbsp;é&#233;</p>
<div translate="no">not <p>this</p> or <div>that</div> one</div>
<ul><li>first<li translate=no>never<li>second</ul>
<pre>
line one
  line two
</pre>
<p>12 + 3</p><p translate="NO">fixed<p>free</p>
<table><tr><td>a cell<td>another</table>
<textarea>typed</textarea><img alt="not this"><a href="?a=1&copy=2">link &lt;text&gt;</a>
</body></HTML>
tail text <p>and more</p>
"""


def keep(number: int, text: str | None, key: str = "") -> str:
    key = key if text is None else span_key(text)
    return f'<keep id="{number}" key="{key}" translate="no"/>'


def fragments(page: str) -> list[str]:
    return [part.fragment for part in read_document(page.encode()).parts]


def translated(page: str, change: object = str.upper) -> str:
    document = read_document(page.encode())
    return document.with_translations([change(part.fragment) for part in document.parts], "es").decode()  # type: ignore[operator]


def test_the_text_inside_html_is_split_at_blocks() -> None:
    assert fragments(PAGE) == [
        "One &amp; two",
        f"Plain <b>bold <i>both</i></b> and {keep(1, 'x &lt; y')}.",
        f"Formula {keep(1, 'x')}, picture {keep(2, 'no')}, line<br>break &nbsp;é&#233;",
        "first",
        "second",
        "line one",
        "line two",
        "free",
        "a cell",
        "another",
        "typed",
        '<img alt="not this"><a href="?a=1&copy=2">link &lt;text&gt;</a>',
    ]


def test_a_part_knows_the_id_of_its_block() -> None:
    names = [part.name for part in read_document(PAGE.encode()).parts]
    assert names[1:4] == ["s1", "s2", ""]


def test_everything_else_stays_byte_for_byte() -> None:
    document = read_document(PAGE.encode())
    assert document.with_translations([part.fragment for part in document.parts], "es") == PAGE.encode()
    marked = document.with_translations([f"«{part.fragment}»" for part in document.parts], "es").decode()
    assert marked.replace("«", "").replace("»", "") == PAGE
    assert marked.count("«") == len(document.parts)


def test_without_an_html_element_nothing_is_translated() -> None:
    assert fragments("<p>Some text</p>") == []


def test_text_behind_the_html_element_is_left_alone() -> None:
    assert fragments("<html>in</html>out") == ["in"]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<p>a <b>b</p><p>c</b> d</p>", ["a", "b", "c", "d"]),  # a pair that crosses blocks is left out of both
        ("a</i>b", ["a", "b"]),
        ("<p>x <span translate=no>y", [f"x {keep(1, 'y')}"]),
        ("<span translate='no'>y</span>", []),
        ("<p><br translate=no>text", [f"{keep(1, None, 'br')}text"]),
        ("<p translate=no>a<ul><li>b</ul>", ["b"]),
        ("<div translate=no><p>a</div>b", ["b"]),
        ("<td translate=no>a<td>b", ["b"]),
        ("<p translate=yes>a", ["a"]),
        ("<p data-translate=no>a", ["a"]),
        ("<p title='translate=no'>a", ["a"]),
        ("a < b & c", ["a < b & c"]),
        ("a<!-- x > y -->b", [f"a{keep(1, None)}b"]),
        ("a<![CDATA[ x > <b> ]]>b", [f"a{keep(1, None)}b"]),
        ("a<script>if (a < b) { '</p>' }</script>b", ["a" + keep(1, "if (a < b) { '' }") + "b"]),
        ("a<style>p > b {}</STYLE >b", [f"a{keep(1, 'p > b {}')}b"]),
        ("a<!-->b", [f"a{keep(1, None)}b"]),
        ("a<!-- never closed <p>text", ["a"]),
        ("a <b title='never closed>text", ["a"]),
        ("a <b title=x/y>c</b>", ["a <b title=x/y>c</b>"]),
        ("<title>a <b> c</title>", ["a <b> c"]),
        ("<p translate = 'No'>never</p>a", ["a"]),
        ("<p translate=yes translate=no>a", ["a"]),
        ("<!-- x -->a<!-- y -->", ["a"]),
        ("&nbsp;&eacute;", ["&nbsp;&eacute;"]),
        ("&nbsp; 1 &lt; 2", []),
        ("<p>unclosed <b", ["unclosed"]),
        ("<script>text", []),
        ("<my-tag>own</my-tag> word", ["<my-tag>own</my-tag> word"]),
    ],
)
def test_odd_markup_is_read_as_a_browser_would(inner: str, expected: list[str]) -> None:
    assert fragments(f"<html><body>{inner}</body></html>") == expected


def test_a_document_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_document("é".encode("latin-1"))


MARKUP = st.lists(
    st.sampled_from(
        [
            "<html>",
            "</html>",
            "<body>",
            "</body>",
            "<p>",
            "</p>",
            "<p\ttranslate=no>",
            "<div>",
            "</div>",
            "<b>",
            "</b>",
            '<i\tid="x>y">',
            "</i>",
            "<br>",
            "<br/>\n",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "<!--c-->",
            "<!DOCTYPE\thtml>",
            "<pre>",
            "</pre>",
            "<script>",
            "</script>",
            '<span\ttranslate="no">',
            "</span>",
            "<math>",
            "</math>",
            "&amp;\n",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "&lt;",
            "&",
            "<",
            ">",
            "word",
            "字",
            "\n",
            "<li>",
            "</ul>",
            "<![CDATA[x]]>",
            "<?pi?>",
            "</",
            "<a\thref='&'>",
            "</a>",
            "<td>",
            "<title>",
            "</title>",
        ]
    ),
    max_size=25,
).map(lambda tokens: "".join(tokens).replace("\t", " "))


@given(MARKUP)
def test_no_markup_breaks_the_reader_and_tags_stay(markup: str) -> None:
    page = f"<html>{markup}</html>"
    tokens = list(scan(page))
    assert [token.start for token in tokens] == [0, *(token.end for token in tokens[:-1])]
    document = read_document(page.encode())
    assert document.with_translations([part.fragment for part in document.parts], "es").decode() == page
    for before, after in zip(document.parts, document.parts[1:], strict=False):
        assert before.end <= after.start
    for part in document.parts:
        assert part.written(part.fragment) == page[part.start : part.end]
        opened = re.findall(r"<(b|i|a)\b", part.fragment)
        assert len(opened) == len(re.findall(r"</(b|i|a)>", part.fragment))
        assert "translate=no" not in part.fragment


def test_pairs_of_equal_tags_may_change_places_in_a_translation() -> None:
    part = read_document(b'<html><body><p><em id="a">one</em> and <em id="b">two</em></p></body></html>').parts[0]
    part.check('<em id="b">zwei</em> und <em id="a">eins</em>')
    part.check('<em id="b">zwei <em id="a">eins</em></em>')
    for damaged in ('</em><em id="b">zwei</em> <em id="a">eins', '<em id="b">zwei</em> <em id="a">eins'):
        with pytest.raises(ValueError, match="lost markup"):
            part.check(damaged)


@pytest.mark.parametrize(
    "body",
    [
        '<p>one <span translate="&#110;o">secret</span> two</p>',
        '<p>one <span translate="no"/>secret</span> two</p>',
        "<p>one <span translate = ' NO '>secret <span>secret</span> secret</span> two</p>",
        '<p>one <span translate="no" translate="yes">secret</span> two</p>',
        "<p>one</p><style/>p { color: secret }</style><p>two</p>",
        "<p>one</p><script/>secret()</script ><p>two</p>",
        '<p>one</p><template translate="no"><p>secret</p></template><p>two</p>',
        '<p>one</p><table><tr translate="no"><td>secret<td>secret<tr><td>two</table>',
        '<p>one</p><table><tr><td translate="no">secret<table><tr><td>secret</table>secret<td>two</table>',
        '<p>one</p><select><option translate="no">secret<option>two</select>',
        '<p>one <textarea translate="no">secret</textarea></p><p>two</p>',
        '<p>one</p><dl><dt translate="no">secret<dd>two</dl>',
        '<p>one <a href=">" translate="no">secret</a> two</p>',
        "<p>one <svg><foreignObject><p>secret</p></foreignObject></svg> two</p>",
        "<p>one</p><script><!--<script>secret</script>secret--></script><p>two</p>",
        "<p>one</p><script><!-- secret --><script>secret</script><p>two</p>",
        "<p>one</p><script><!--><script>secret</script><p>two</p>",
    ],
)
def test_what_is_not_to_be_translated_is_seen_by_no_engine_however_it_is_written(body: str) -> None:
    page = f"<html><body>{body}</body></html>"
    seen = " ".join(fragments(page))
    assert "secret" not in seen
    assert "one" in seen
    assert "two" in seen
    assert translated(page, str) == page


@pytest.mark.parametrize(
    "body",
    [
        "<p>Hi <b title=it's>text</b> more</p>",
        '<p>Hi <a href=x"y>text</a> more "quoted" and done</p>',
        '<p>Hi <a href=x">">text</a> <i z=\'>more</i q="> end</p>',
        '<p>Hi <b keep="1">text</b> <b keep="9">more</b> <keep id="7" key="" translate="no"/> end</p>',
        '<p>Hi <b"x>text</b"x> <b<c>more</b<c> end</p>',
    ],
)
def test_tags_with_odd_quotes_and_names_come_back_as_they_were(body: str) -> None:
    page = f"<html><body>{body}</body></html>"
    document = read_document(page.encode())
    same = [made.text for made in checked(document.parts, (Translation(part.fragment) for part in document.parts))]
    assert document.with_translations(same, "es").decode() == page


def test_what_follows_an_unknown_element_that_is_protected_is_translated() -> None:
    parts = read_text('a <foo translate="no">secret <foo>secret</foo></foo> b <bar>c</bar>').parts
    assert [part.fragment for part in parts] == [f"a {keep(1, 'secret secret')} b &lt;bar&gt;c&lt;/bar&gt;"]


TAGS = st.sampled_from(["b", "p", "span", "td", "tr", "table", "script", "style", "svg", "li", "br", "foo"])
MARKUP = st.one_of(
    st.builds(
        "<{}{}{}>".format,
        TAGS,
        st.sampled_from(["", " translate=no", ' x="', " y='", " z=it's"]),
        st.sampled_from(["", "/"]),
    ),
    st.builds("</{}>".format, TAGS),
    st.sampled_from(["text", "<!--", "-->", "<![CDATA[", "]]>", "<?", ">", '"', "'", "&amp;", "⟦1⟧", "<"]),
)


@given(st.lists(MARKUP, max_size=25).map(" ".join))
def test_any_page_comes_back_from_an_engine_that_changes_nothing(body: str) -> None:
    page = f"<html>{body}"
    document = read_document(page.encode())
    same = [made.text for made in checked(document.parts, (Translation(part.fragment) for part in document.parts))]
    assert document.with_translations(same, "es").decode() == page
    literal = read_text(body)
    same = [made.text for made in checked(literal.parts, (Translation(part.fragment) for part in literal.parts))]
    assert literal.with_translations(same, "es").decode() == body
