from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.translate.documents import DocumentError
from local_aws.translate.documents.plain import read_document


def test_each_line_with_letters_is_a_part_and_its_surroundings_stay() -> None:
    document = read_document(b"  One <b> & two \r\n\n42\tx1\r12\nlast")
    assert [part.fragment for part in document.parts] == ["One &lt;b&gt; &amp; two", "42\tx1", "last"]
    assert (
        document.with_translations(["1 &lt; 2", "&eacute;&amp;lt;", "z"], "es") == "  1 < 2 \r\n\né&lt;\r12\nz".encode()
    )


def test_only_text_counts_as_characters() -> None:
    assert read_document(b"  a & b  ").characters == 5


@given(st.text())
def test_the_same_text_comes_back(text: str) -> None:
    content = text.encode("utf-8", "ignore")
    document = read_document(content)
    assert document.with_translations([part.fragment for part in document.parts], "es") == content


def test_a_document_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_document(b"\xff")
