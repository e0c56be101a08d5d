from __future__ import annotations

import re
from html.parser import HTMLParser

from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.folders import LeftOut
from amts_core.parallel.review import review_page, write_review
from tests.parallel.test_filters import EN_ZH, GOOD, table


class Rows(HTMLParser):
    """The classes of the rows and the elements that load something."""

    def __init__(self):
        super().__init__()
        self.rows, self.loads = [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if "row" in (values.get("class") or "").split():
            self.rows.append(values)
        if values.get("src") or (tag == "link" and values.get("href")):
            self.loads.append(tag)


def page():
    pairs = table(GOOD, GOOD, ("Alone <script>alert(1)</script> here", ""), ("Use $x < y$.", "使用$x < y$。"))
    return review_page(filter_pairs(pairs, **EN_ZH), left_out=(LeftOut("other", "is no translation"),), **EN_ZH)


def test_a_row_for_every_pair_with_its_verdict():
    rows = Rows()
    rows.feed(page())
    assert [row["data-verdict"] for row in rows.rows] == ["kept", "duplicate", "alone", "kept"]
    assert ["dropped" in row["class"] for row in rows.rows] == [False, True, True, False]
    assert re.findall('<span class="why" title="[^"]+">(.*?)</span>', page()) == ["duplicate", "alone"]


def test_the_page_needs_nothing_else_and_runs_no_text():
    rows = Rows()
    html = page()
    rows.feed(html)
    assert rows.loads == []
    assert not re.search(r"https?://", html)
    assert "<script>alert" not in html
    assert "<code>$x &lt; y$</code>" in html


def test_chapters_that_are_left_out_are_named_with_the_reason(tmp_path):
    assert "<b>other</b> is no translation" in page()
    pairs = filter_pairs(table(GOOD), **EN_ZH)
    write_review(pairs, tmp_path / "deep" / "review.html", **EN_ZH)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["review.html"]
