from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.translate.documents import DocumentError
from local_aws.translate.documents.xliff import read_document

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
FILE = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- é -->
<xliff version="1.2" xmlns="{NAMESPACE}"><file original="x" source-language="en" target-language="es" datatype="html">
<header><note>A note</note></header><body><group>
<trans-unit id="new"><source>Hé <g id="1" ctype="x > y">world</g> &amp; <x id="2"/></source></trans-unit>
<trans-unit id="old"><source xml:lang="en">Two</source>
  <target state="final">Dos</target><alt-trans><source>no</source><target>nein</target></alt-trans></trans-unit>
<trans-unit id="fixed" translate="no"><source>Fixed</source></trans-unit>
<trans-unit id="empty"><source/></trans-unit><trans-unit id="number"><source>42 <x id="9"/></source></trans-unit>
<trans-unit id="data"><source><![CDATA[a < b & c]]></source><target/></trans-unit>
</group></body></file></xliff>
"""


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
        ("old", "Two"),
        ("data", "a &lt; b &amp; c"),
    ]


def test_translations_become_targets_and_everything_else_stays() -> None:
    content = read_document(FILE.encode()).with_translations(
        ['<x id="2"/> &nbsp;hola & <g id="1" ctype="x > y">é</g>', "2", "d"]
    )
    assert targets(content) == {"new": " \xa0hola & é", "old": "2", "data": "d"}
    text = content.decode()
    for target in ("2", "d", '<x id="2"/> \xa0hola &amp; <g id="1" ctype="x > y">é</g>'):
        text = text.replace(f"<target>{target}</target>", "", 1)
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


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_any_text_goes_through(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    unit = f"<trans-unit id='é字'><source>x{escaped}</source></trans-unit>"
    content = f'<xliff xmlns="{NAMESPACE}"><file><body>{unit * 2}</body></file></xliff>'.encode()
    document = read_document(content)
    assert [part.fragment for part in document.parts] == [f"x{escaped}"] * 2
    written = document.with_translations([part.fragment for part in document.parts])
    assert targets(written) == {"é字": f"x{text}"}
