"""The examples of the CommonMark specification as chapters: what the reference rendering shows is sent."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import plain_text, scan_segment, segments

_WORD = re.compile(r"[A-Za-z]{2,}")
_EXAMPLE = re.compile(r"^`{32} example *\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)

BY_DESIGN = {
    "text inside of HTML elements is sent": (
        *(148, 149, 150, 151, 155, 156, 157, 158, 159, 160, 162, 163, 164, 165, 166, 174, 177, 178, 185, 186, 189, 190),
    ),
    "addresses are protected, also such as are their own text": (
        *(20, 346, 480, 481, 526, 538, 594, 595, 596, 597, 599, 600, 601, 602, 603, 604, 605, 608, 609, 610, 611, 612),
    ),
    "titles of definitions and images are sent": (
        *(192, 193, 194, 195, 196, 217, 527, 539, 542, 543, 553, 554, 555, 556, 557, 558, 559, 561, 563, 572, 573),
        *(576, 577, 584, 585, 586, 587, 588, 589, 591, 592, 593),
    ),
    "emphasis inside of a word does not cut it": (355, 370, 381, 396, 411, 412, 415, 416, 417, 429),
    "whether a reference is defined is not looked up: two pairs of brackets are a link": (533, 545, 569, 571),
    "what looks like an entity is protected": (28, 29, 30),
    "an alternative text in an alternative text is sent": (574,),
    "a mark of YAML at the start of a file is front matter": (96,),
    "an underline inside of a tag of several lines ends no heading": (91,),
}


def test_each_example_keeps_its_bytes_and_sends_the_words_of_its_rendering(shared_data: Path) -> None:
    spec = (shared_data / "commonmark" / "spec.txt").read_text(encoding="utf-8")
    examples = [found.group(1).replace("→", "\t") for found in _EXAMPLE.finditer(spec)]
    assert len(examples) == 652
    assert [text for text in examples if "".join(block.text for block in parse_chapter(text).blocks) != text] == []
    different = {number for number, text in enumerate(examples, 1) if _sent(text) != _shown(text)}
    assert different == {number for numbers in BY_DESIGN.values() for number in numbers}


def _sent(text: str) -> Counter[str]:
    found = segments(parse_chapter(text), language="en", granularity="paragraph")
    plain = " ".join(plain_text(scan_segment(segment.text)) for segment in found)
    return Counter(_WORD.findall(html.unescape(plain)))


def _shown(text: str) -> Counter[str]:
    return Counter(_WORD.findall(" ".join(_texts(MarkdownIt("commonmark").parse(text)))))


def _texts(tokens: list[Token]) -> Iterator[str]:
    for child in (child for token in tokens if token.type == "inline" for child in token.children or ()):
        if child.type == "text":
            yield child.content
        elif child.type == "image":
            yield "".join(inner.content for inner in child.children or () if inner.type == "text")
