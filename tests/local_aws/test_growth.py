"""Hostile documents cost time in proportion to their size: each parser, on inputs of growing size."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from time import process_time
from timeit import timeit

import cbor2
import pytest

from local_aws.engines.base import Engine, Example
from local_aws.engines.echo import EchoEngine
from local_aws.engines.memory import MemoryEngine
from local_aws.engines.retrieval import ExampleIndex
from local_aws.translate.documents import READERS
from local_aws.translate.documents.html import read_text
from local_aws.translate.documents.parts import checked
from local_aws.translate.exceptions import SerializationException
from local_aws.translate.parallel_data import import_parallel_data
from local_aws.translate.tabular import UnreadableFileError
from local_aws.translate.terminology import read_terms
from local_aws.translate.wire import CBOR, JSON, operation_model, read_request

SMALL, FACTOR = 500, 8
SLACK = 3  # of a linear growth
FAST = 0.15  # seconds for the large one: what is faster has no growth to speak of

PIECES = {
    "opening and closing tags": ("<b>", "</i>"),
    "tags that are never closed": ("<b>", ""),
    "closing tags": ("</b>", ""),
    "open comments": ("<!--", ""),
    "open CDATA": ("<![CDATA[", ""),
    "open declarations": ("<!", ""),
    "open tags": ("<a ", ""),
    "open quotes": ("<a b='", ""),
    "open quotes of both kinds": ("<a b='<a b=\"", ""),
    "less than": ("<", ""),
    "slashes": ("</", ""),
    "attributes": ("<a" + " b" * 5 + ">", "</a>"),
    "blanks in tags": ("<a" + " " * 50, ">"),
    "scripts": ("<script>", ""),
    "ends of scripts": ("<script></scrip", ""),
    "scripts with a slash": ("<script/>", ""),
    "scripts with a slash, closed": ("<script/>", "</script>"),
    "scripts in comments of scripts": ("<script><!--<script>", ""),
    "ends of scripts in comments of scripts": ("<script><!--<script></script>", "</script>"),
    "protected elements with a slash": ("<i translate=no />", ""),
    "protected elements with a slash, closed": ("<i translate=no />", "</i>"),
    "odd quotes": ("<b a=it's>", "</b>"),
    "protected elements that are unknown": ("<foo translate=no>", "</foo>"),
    "rows in a protected row": ("<tr translate=no><td>", ""),
    "nested protected elements": ('<i translate="no">', ""),
    "nested protected elements, closed": ('<i translate="no">', "</i>"),
    "protected cells": ("<td translate=no>", ""),
    "mixed in a protected element": ('<p translate="no"><b>', "</i>"),
    "comments before a text": ("<!-- -->", "x"),
    "entities": ("&amp", ";"),
    "marks of the engine": ("⟦1", "⟧"),
    "blocks": ("<p>", "</div>"),
    "words": ("word ", ""),
    "pairs": ("<b>x</b> ", ""),
    "nested pairs": ("<b>", "</b>"),
    "lines": ("text <br>", ""),
    "spans": ("text <i translate=no>x</i> ", ""),
    "sentences": ("A text. ", ""),
    "one long word": ("word", ""),
}


def seconds(act: Callable[[], object]) -> float:
    """CPU time without the garbage collector's, which grows with what other tests have made (`timeit` stops it)."""
    return timeit(act, number=1, timer=process_time)


def is_linear(make: Callable[[int], object], use: Callable[[object], object]) -> bool:
    """Whether a large input takes no longer than its size says; a busy machine may have three tries."""
    small, large = make(SMALL), make(SMALL * FACTOR)
    for _ in range(3):
        slow = seconds(partial(use, large))
        if slow < FAST or slow < SLACK * FACTOR * max(seconds(partial(use, small)), 0.005):
            return True
    return False


def hostile(wrap: str, opening: str, closing: str, count: int) -> str:
    return wrap.format(opening * count + "text" + closing * count)


EXAMPLES = ExampleIndex([Example("text and <b>word</b> here", "<b>palabra</b>"), Example("word", "palabra")])
ENGINES: dict[str, Engine] = {"echo": EchoEngine(), "memory": MemoryEngine()}


def translate(kind: str, engine: str, text: object) -> None:
    document = read_text(str(text)) if kind == "TranslateText" else READERS[kind](str(text).encode())
    fragments = [part.fragment for part in document.parts]
    made = ENGINES[engine].translate(fragments, source_language="en", target_language="es", examples=EXAMPLES)
    texts = [translation.text for translation in checked(document.parts, made)]
    document.with_translations(texts, "es")


XLIFF = "<xliff version='1.2'><file><body>{}</body></file></xliff>"
UNIT = "<trans-unit><source>{}</source></trans-unit>"
XLIFFS: dict[str, Callable[[int], str]] = {
    "units": lambda n: UNIT.format("text") * n,
    "prefixes": lambda n: UNIT.replace("<trans-unit>", "<trans-unit xmlns:a='b'>").format("text") * n,
    "nested groups that protect": lambda n: "<group translate='no'>" * n + UNIT.format("text") + "</group>" * n,
    "nested groups": lambda n: "<group>" * n + UNIT.format("text") + "</group>" * n,
    "nested inline elements": lambda n: UNIT.format("<g>" * n + "text" + "</g>" * n),
    "codes": lambda n: UNIT.format("<ph>x</ph>" * n + "text"),
    "protected": lambda n: UNIT.format("<mrk mtype='protected'>x</mrk>" * n + "text"),
    "comments": lambda n: UNIT.format("<!-- x -->" * n + "text"),
    "CDATA": lambda n: UNIT.format("<![CDATA[ < ]]>" * n + "text"),
    "targets": lambda n: (UNIT.format("é").replace("</source>", "</source><target/>")) * n,
    "attributes": lambda n: (
        "<trans-unit " + " ".join(f"a{i}='>'" for i in range(n)) + "><source>text</source></trans-unit>"
    ),
    "files": lambda n: UNIT.format("text") + "</body></file>" + "<file><body></body></file>" * n + "<file><body>",
}


def import_quietly(use: Callable[[bytes, str], object], file_format: str, content: object) -> None:
    with contextlib.suppress(UnreadableFileError):
        use(str(content).encode(), file_format)


TMX = '<tmx version="1.4"><header srclang="en"/><body>{}</body></tmx>'
TU = '<tu><tuv xml:lang="en"><seg>a{}</seg></tuv><tuv xml:lang="es"><seg>{}</seg></tuv></tu>'
TABLES: dict[str, tuple[str, Callable[[int], str]]] = {
    "CSV lines": ("CSV", lambda n: "en,es\n" + "".join(f"a{i},b\n" for i in range(n))),
    "CSV equal sources": ("CSV", lambda n: "en,es\n" + "a,b\n" * n),
    "CSV columns": ("CSV", lambda n: "en" + ",es" * n + "\na,b"),
    "CSV fields": ("CSV", lambda n: "en,es\n" + "," * n),
    "CSV quotes": ("CSV", lambda n: "en,es\n" + '"' * n),
    "CSV doubled quotes": ("CSV", lambda n: "en,es\na," + '""' * n),
    "CSV open quotes": ("CSV", lambda n: "en,es\n" + '"a\n' * n),
    "TSV lines": ("TSV", lambda n: "en\tes\n" + "".join(f"a{i}\tb\n" for i in range(n))),
    "TMX units": ("TMX", lambda n: TMX.format("".join(TU.format(i, "b") for i in range(n)))),
    "TMX equal sources": ("TMX", lambda n: TMX.format(TU.format("", "b") * n)),
    "TMX nested": ("TMX", lambda n: TMX.format(TU.format("", "<hi>" * n + "b" + "</hi>" * n))),
    "TMX languages": ("TMX", lambda n: TMX.format("<tu>" + '<tuv xml:lang="en"><seg>a</seg></tuv>' * n + "</tu>")),
    "TMX text": ("TMX", lambda n: TMX.format(TU.format("b " * n, "&amp;" * n))),
}


def read(protocol: object, body: object) -> None:
    with contextlib.suppress(SerializationException):
        read_request(operation_model("TranslateText"), body, protocol)  # type: ignore[arg-type]


JSONS: dict[str, Callable[[int], bytes]] = {
    "nested lists": lambda n: b'{"Text": ' + b"[" * n + b"]" * n + b"}",
    "nested objects": lambda n: b'{"Text":' * n + b"1" + b"}" * n,
    "members": lambda n: json.dumps({f"a{i}": i for i in range(n)}).encode(),
    "text": lambda n: json.dumps({"Text": "é\\" * n}).encode(),
    "number": lambda n: b'{"Text": ' + b"1" * n * 10 + b"}",
    "exponent": lambda n: b'{"Text": 1e' + b"9" * n + b"}",
    "list": lambda n: json.dumps({"TerminologyNames": ["a"] * n}).encode(),
}
CBORS: dict[str, Callable[[int], bytes]] = {
    "nested lists": lambda n: b"\xa1\x64Text" + b"\x81" * n + b"\x01",
    "open lists": lambda n: b"\xa1\x64Text" + b"\x9f" * n,
    "nested tags": lambda n: b"\xa1\x64Text" + b"\xc1" * n + b"\x01",
    "members": lambda n: cbor2.dumps({f"a{i}": i for i in range(n)}),
    "text": lambda n: cbor2.dumps({"Text": "é" * n}),
    "pieces of a text": lambda n: b"\xa1\x64Text\x7f" + b"\x61a" * n + b"\xff",
    "large number": lambda n: b"\xa1\x64Text\xc2" + cbor2.dumps(b"\xff" * n * 10),
    "claimed length": lambda n: b"\xa1\x64Text\x5b\x00\x00\x00\xff\xff\xff\xff\xff" + b"x" * n,
    "large fraction": lambda n: b"\xa1\x64Text\xc4\x82\x1a" + b"\x3b\x9a\xca\x00" + b"\x01" + b" " * n,
    "large float": lambda n: b"\xa1\x64Text\xc5\x82\x1a" + b"\x3b\x9a\xca\x00" + b"\x01" + b" " * n,
    "shared": lambda n: cbor2.dumps({"Text": [["x"] * 10] * n}, value_sharing=True),
}


Make, Use = Callable[[int], object], Callable[[object], object]


def cases() -> Iterator[tuple[str, Make, Use]]:
    """Each parser with each kind of hostile input: a name, what makes one of a size, and what reads it."""
    for kind, engine, wrap in (
        ("text/html", "memory", "<html>{}</html>"),
        ("TranslateText", "echo", "{}"),
        ("text/plain", "memory", "{}"),
    ):
        for name, (opening, closing) in PIECES.items():
            yield f"{kind}: {name}", partial(hostile, wrap, opening, closing), partial(translate, kind, engine)
    for name, make in XLIFFS.items():
        use = partial(translate, "application/x-xliff+xml", "echo")
        yield f"XLIFF: {name}", partial(lambda make, n: XLIFF.format(make(n)), make), use
    for reader, what in ((import_parallel_data, "parallel data"), (read_terms, "terminology")):
        for name, (file_format, table) in TABLES.items():
            yield f"{what}: {name}", table, partial(import_quietly, reader, file_format)
    for protocol, bodies, what in ((JSON, JSONS, "JSON"), (CBOR, CBORS, "CBOR")):
        for name, body in bodies.items():
            yield f"{what}: {name}", body, partial(read, protocol)


CASES = {name: (make, use) for name, make, use in cases()}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_input_costs_time_in_proportion_to_its_size(name: str) -> None:
    assert is_linear(*CASES[name])


def test_a_growth_that_is_not_linear_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.seconds", lambda act: act())
    assert not is_linear(lambda n: n, lambda n: int(str(n)) ** 2 / 1e5)
    assert is_linear(lambda n: n, lambda n: int(str(n)) / 1e2)
