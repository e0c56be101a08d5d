from __future__ import annotations

from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.engines.adaptive.markup import span_key
from local_aws.translate.documents import DocumentError
from local_aws.translate.documents.xliff import read_document

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
FILE = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- é -->
<xliff version="1.2" xmlns="{NAMESPACE}"><file original="x" source-language="en" target-language="es" datatype="html">
<header><note>A note</note></header><body><group>
<trans-unit id="new"><source>Hé <g id="1" ctype="x > y">world</g> &amp; <x id="2"/></source></trans-unit>
<trans-unit id="codes"><source>Do <ph id="1">&lt;img alt="x"&gt;</ph><bpt id="2">&lt;b&gt;</bpt>now<ept id="2">x</ept>
<mrk mtype="protected">Enter</mrk><!-- note --></source></trans-unit>
<trans-unit id="code"><source><ph id="1">code</ph></source></trans-unit>
<trans-unit id="old"><source xml:lang="en">Two</source>
  <target state="final">Dos</target><alt-trans><source>no</source><target>nein</target></alt-trans></trans-unit>
<trans-unit id="fixed" translate="no"><source>Fixed</source></trans-unit>
<trans-unit id="empty"><source/></trans-unit><trans-unit id="number"><source>42 <x id="9"/></source></trans-unit>
<trans-unit id="data"><source><![CDATA[a < b & c]]></source><target/></trans-unit>
</group></body></file></xliff>
"""


CODE = '<img alt="x">'


def keep(number: int, text: str | None) -> str:
    key = "" if text is None else span_key(escape(text))
    return f'<keep id="{number}" key="{key}" translate="no"/>'


def targets(content: bytes) -> dict[str, str]:
    root = ElementTree.fromstring(content)
    units = root.iter(f"{{{NAMESPACE}}}trans-unit")
    return {
        unit.get("id", ""): "".join(found.itertext())
        for unit in units
        if (found := unit.find(f"{{{NAMESPACE}}}target")) is not None
    }


def test_each_source_with_letters_is_a_part() -> None:
    parts = read_document(FILE.encode()).parts
    assert [(part.name, part.fragment) for part in parts] == [
        ("new", 'Hé <g id="1" ctype="x > y">world</g> &amp; <x id="2"/>'),
        ("codes", f"Do {keep(1, CODE)}{keep(2, '<b>')}now{keep(3, 'x')}\n{keep(4, 'Enter')}{keep(5, None)}"),
        ("old", "Two"),
        ("data", "a &lt; b &amp; c"),
    ]


def test_translations_become_targets_and_everything_else_stays() -> None:
    content = read_document(FILE.encode()).with_translations(
        ['<x id="2"/> &nbsp;hola & <g id="1" ctype="x > y">é</g>', f"c{keep(2, '<b>')} < ]]>\0", "2", "d"], "fr"
    )
    assert targets(content) == {"new": " \xa0hola & é", "codes": "c<b> < ]]>", "old": "2", "data": "d"}
    text = content.decode()
    codes = 'c<bpt id="2">&lt;b&gt;</bpt> &lt; ]]&gt;'
    for target in ("2", "d", codes, '<x id="2"/> \xa0hola &amp; <g id="1" ctype="x > y">é</g>'):
        text = text.replace(f"<target>{target}</target>", "", 1)
    text = text.replace('target-language="fr"', 'target-language="es"')
    assert text == FILE.replace('<target state="final">Dos</target>', "").replace("<target/>", "", 1)


@pytest.mark.parametrize(
    "content",
    [
        b"no xml",
        b"<xliff><source>x</xliff>",
        b"",
        FILE.encode("utf-16"),
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>',
    ],
)
def test_what_is_no_xliff_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentError):
        read_document(content)


@pytest.mark.parametrize(
    "root",
    [
        '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0">',
        '<xliff version="1.1">',
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.1">',
    ],
)
def test_another_version_of_xliff_is_refused(root: str) -> None:
    unit = "<file><unit><segment><source>Text</source></segment></unit></file>"
    with pytest.raises(DocumentError, match=r"1\.2 alone"):
        read_document(f"{root}{unit}</xliff>".encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<file>", '<file target-language="fr">'),
        (
            "<file target-language='de' a='target-language=\"x\"'>",
            '<file target-language="fr" a=\'target-language="x"\'>',
        ),
        ("<file a='1' />", "<file a='1'  target-language=\"fr\"/>"),
    ],
)
def test_the_file_names_the_language_of_its_targets(before: str, after: str) -> None:
    end = "" if before.endswith("/>") else "</file>"
    document = read_document(f"<xliff version='1.2'>{before}{end}</xliff>".encode())
    assert document.with_translations([], "fr").decode() == f"<xliff version='1.2'>{after}{end}</xliff>"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_any_text_goes_through(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    unit = f"<trans-unit id='é字'><source>x{escaped}</source></trans-unit>"
    content = f'<xliff xmlns="{NAMESPACE}"><file><body>{unit * 2}</body></file></xliff>'.encode()
    document = read_document(content)
    assert [part.fragment for part in document.parts] == [f"x{escaped}"] * 2
    written = document.with_translations([part.fragment for part in document.parts], "es")
    assert targets(written) == {"é字": f"x{text}"}


def units(body: str, attributes: str = 'source-language="en"') -> bytes:
    return f'<xliff version="1.2"><file {attributes}><body>{body}</body></file></xliff>'.encode()


SECRET = "<source>secret</source>"


@pytest.mark.parametrize(
    "body",
    [
        f'<group translate="no"><trans-unit id="1">{SECRET}</trans-unit></group>',
        f'<group translate="no"><group><trans-unit id="1">{SECRET}</trans-unit></group></group>',
        f'<trans-unit id="1" xmlns:its="http://www.w3.org/2005/11/its" its:translate="no">{SECRET}</trans-unit>',
        '<trans-unit id="1"><source>a <mrk mtype="x-its-translate-no">secret</mrk></source></trans-unit>',
        '<trans-unit id="1"><source>a <g id="1" translate="no">secret</g></source></trans-unit>',
        '<trans-unit id="1"><source>a <ph id="1">secret<sub>secret</sub></ph></source></trans-unit>',
        '<trans-unit id="1"><source>a <it id="1" pos="open">secret</it><?secret?><!--secret--></source></trans-unit>',
    ],
)
def test_no_engine_sees_what_the_file_protects(body: str) -> None:
    both = (
        f'{body}<group translate="no"><trans-unit id="2" translate="yes"><source>public</source></trans-unit></group>'
    )
    fragments = [part.fragment for part in read_document(units(both)).parts]
    assert "secret" not in " ".join(fragments)
    assert fragments[-1] == "public"


def test_a_prefix_of_the_namespace_is_that_of_the_targets_too() -> None:
    unit = '<x:trans-unit id="1"><x:source>One <x:ph id="1">secret</x:ph></x:source></x:trans-unit>'
    content = f'<x:xliff xmlns:x="{NAMESPACE}" version="1.2"><x:file><x:body>{unit}</x:body></x:file></x:xliff>'
    document = read_document(content.encode())
    assert "secret" not in document.parts[0].fragment
    written = document.with_translations([f"Uno {keep(1, 'secret')}"], "es")
    assert targets(written) == {"1": "Uno secret"}


@pytest.mark.parametrize(
    ("unit", "target"), [('approved="yes"', "<target>Dos</target>"), ("", '<target state="final">Dos</target>')]
)
def test_a_target_that_a_person_has_approved_of_stays_in_its_language(unit: str, target: str) -> None:
    body = f'<trans-unit id="1" {unit}><source>Two</source>{target}</trans-unit>'
    document = read_document(units(body, 'source-language="en" target-language="es"'))
    assert document.with_translations(["Two"], "es").decode().count(target) == 1
    assert "<target>Deux</target>" in document.with_translations(["Deux"], "fr").decode()


def test_tags_that_look_like_our_own_come_back() -> None:
    source = 'a <g id="1" keep="3">b</g> <keep id="5" key="" translate="no"/> c'
    document = read_document(units(f'<trans-unit id="1"><source>{source}</source></trans-unit>'))
    same = document.with_translations([part.fragment for part in document.parts], "es").decode()
    assert f"<target>{source}</target>" in same


@pytest.mark.parametrize("segmented", ["<seg-source><mrk mtype='seg'>a.</mrk> b</seg-source>", "<seg-source/>"])
def test_a_target_stands_behind_the_segmented_source(segmented: str) -> None:
    unit = f"<trans-unit><source>a. b</source>{segmented}{{}}<note>c</note></trans-unit>"
    page = f"<xliff version='1.2'><file target-language='es'><body>{unit}</body></file></xliff>".replace("'", '"')
    document = read_document(page.format("").encode())
    assert document.with_translations(["x. y"], "es").decode() == page.format("<target>x. y</target>")


def test_a_file_that_names_another_encoding_is_refused() -> None:
    """Its translation would be written in UTF-8 below that name."""
    page = FILE.replace("é", "e")
    for encoding in ("ISO-8859-1", "us-ascii"):
        with pytest.raises(DocumentError, match="save it as UTF-8"):
            read_document(page.replace("UTF-8", encoding).encode())
    assert read_document(page.replace("UTF-8", "utf-8").encode()).parts
