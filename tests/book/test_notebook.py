"""Jupyter notebooks: every byte that is not a changed cell stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from amts_core.book.chapter import BlockKind, Chapter, decode_chapter, encode_chapter
from amts_core.errors import AmtsError

MARKDOWN = "# Title $x$\n\nSome *text* with \"quotes\", \\alpha and \u00e9.\n\n```python\nprint('no cell')\n"
CELLS: list[dict[str, Any]] = [
    {"cell_type": "markdown", "metadata": {"source": "not this"}, "source": MARKDOWN},
    {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "outputs": [{"name": "stdout", "output_type": "stream", "text": ["1\n"]}],
        "source": "# comment\nx = {'source': [1]}",
    },
    {"cell_type": "markdown", "metadata": {}, "source": ""},
    {"cell_type": "raw", "metadata": {}, "source": "raw\n"},
]


def notebook(as_lines: bool = True, cells: list[dict[str, Any]] = CELLS, **style: Any) -> bytes:
    written = [
        {**cell, "source": cell["source"].splitlines(keepends=True) if as_lines else cell["source"]} for cell in cells
    ]
    content = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5 if "id" in cells[0] else 4}
    return (json.dumps(content, **style) + "\n").encode()


def read(content: bytes) -> Chapter:
    return decode_chapter(content, id="a", format="ipynb")


STYLES = [
    {"indent": 1},
    {"indent": 1, "ensure_ascii": False},
    {"indent": None},
    {"separators": (",", ":")},
    {"indent": "\t", "sort_keys": True},
]


@pytest.mark.parametrize("as_lines", [True, False])
@pytest.mark.parametrize("style", STYLES)
def test_an_unchanged_notebook_has_the_same_bytes(style: dict[str, Any], as_lines: bool) -> None:
    content = notebook(as_lines, **style)
    assert encode_chapter(read(content)) == content


@pytest.mark.parametrize("as_lines", [True, False])
@pytest.mark.parametrize("style", STYLES)
def test_a_changed_cell_is_written_in_the_style_of_the_file(style: dict[str, Any], as_lines: bool) -> None:
    chapter = read(notebook(as_lines, **style))
    changed = chapter.with_text(chapter.text.replace("Some *text*", "Some \u7269 *text*\nand more"))
    cells = [{**CELLS[0], "source": MARKDOWN.replace("Some *text*", "Some \u7269 *text*\nand more")}, *CELLS[1:]]
    expected = notebook(as_lines, cells, **style)
    assert encode_chapter(changed) == expected


def test_a_fence_that_never_closes_ends_with_its_cell() -> None:
    chapter = read(notebook())
    kinds = [block.kind for block in chapter.blocks if block.kind in (BlockKind.CODE, BlockKind.HEADING)]
    assert kinds == [BlockKind.HEADING, BlockKind.CODE, BlockKind.CODE, BlockKind.CODE]
    assert any("never closes" in warning for warning in chapter.warnings)


def test_code_cells_are_not_translatable() -> None:
    texts = [block.text for block in read(notebook()).blocks if block.translatable]
    assert texts == ["Title $x$", 'Some *text* with "quotes", \\alpha and \u00e9.']


ONE, TWO, NEW = ({**CELLS[number], "id": identity} for number, identity in ((3, "one"), (1, "two"), (0, "new")))
EINS = {**ONE, "metadata": {"tags": ["ours"]}}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([ONE, TWO], [EINS, TWO]),
        ([ONE, NEW, TWO], [EINS, NEW, TWO]),
        ([NEW, TWO, ONE], [NEW, TWO, EINS]),
        ([TWO], [TWO]),
    ],
)
def test_cells_come_and_go_with_their_source_by_their_ids(
    style: dict[str, Any], shown: list[dict[str, Any]], expected: list[dict[str, Any]]
) -> None:
    source, translation = read(notebook(cells=shown, **style)), read(notebook(cells=[EINS, TWO], **style))
    written = encode_chapter(translation.in_step(source.text, source))
    assert json.loads(written)["cells"] == json.loads(notebook(cells=expected))["cells"]
    read(written)


def test_cells_without_ids_keep_their_places_or_are_refused() -> None:
    source, translation = read(notebook(cells=[CELLS[0], *CELLS])), read(notebook())
    with pytest.raises(AmtsError, match="no ids of their own to find them by"):
        translation.in_step(source.text, source)
    assert encode_chapter(translation.in_step(translation.text, source)) == notebook()
    twins = read(notebook(cells=[EINS, {**EINS, "metadata": {"tags": ["second"]}}]))
    assert encode_chapter(twins.in_step(twins.text, source)) == encode_chapter(twins)
    one = read(notebook(cells=[EINS]))
    with pytest.raises(AmtsError, match="no ids of their own"):
        one.in_step(one.text * 2, read(notebook(cells=[EINS, EINS])))  # another cell of the source has its id


def test_text_with_other_cells_is_refused() -> None:
    chapter = read(notebook())
    with pytest.raises(AmtsError, match="has 4 cells"):
        encode_chapter(chapter.with_text(chapter.text.partition("\x1ecode")[0]))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"# Markdown", b'{"cells": [{}], "nbformat": 4}', b'{"nbformat": 4, "cells"']
)
def test_what_is_no_notebook_is_named(content: bytes) -> None:
    with pytest.raises(AmtsError, match=r"book/a\.ipynb"):
        decode_chapter(content, id="a", format="ipynb", name="book/a.ipynb")


def test_a_notebook_of_version_3_is_read(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["Hello\n", "you"]},
        {"cell_type": "code", "collapsed": False, "input": ["x"], "language": "python", "metadata": {}, "outputs": []},
    ]
    content = json.dumps(
        {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells, "metadata": {}}]}
    ).encode()
    chapter = read(content)
    assert encode_chapter(chapter) == content
    assert b'"Hullo\\n", "you"' in encode_chapter(chapter.with_text(chapter.text.replace("Hello", "Hullo")))
