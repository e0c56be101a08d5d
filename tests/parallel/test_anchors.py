"""Which blocks of two editions are the same by their keys, and how many of their names both have."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import Block
from amts_core.parallel.anchors import match_anchors, share_of_names
from tests.sync.builders import chapter

PARTS = {
    "label": ":label:`a`",
    "image": "![c](p.svg)",
    "code": "```\nvalue = 1\n```",
    "formula": "$$x + y = z$$",
    "heading": "# A",
    "tab": ":begin_tab:`mxnet`",
    "table": "| a |\n|---|",
    "directive": ":bibliography:`x.bib`",
    "link": "[Discussions](https://a.org/t/1)",
    "short code": "```\n```",
}


def blocks(*texts: str) -> tuple[Block, ...]:
    return chapter("\n\n".join(texts) + "\n").blocks


def keys(source: tuple[Block, ...], target: tuple[Block, ...], **options: object) -> list[tuple[str, str]]:
    found = match_anchors(source, target, **options)  # type: ignore[arg-type]
    kinds = {block.index: block.key.partition(" ")[0] for block in target}
    return [(source[i].key.partition(" ")[0], kinds[j]) for i, j in found]


@pytest.mark.parametrize(
    ("heavier", "lighter"),
    [
        *[("label", name) for name in ("image", "code", "formula")],
        *[("image", name) for name in ("code", "formula")],
        *[(name, "heading") for name in ("code", "formula")],
        *[("heading", name) for name in ("table", "tab", "short code")],
        *[(name, other) for name in ("table", "tab", "short code") for other in ("directive", "link")],
    ],
)
def test_of_two_anchors_that_cross_the_one_that_hardly_another_chapter_has_is_matched(
    heavier: str, lighter: str
) -> None:
    one, other, kind = PARTS[heavier], PARTS[lighter], heavier.split()[-1]
    for texts in ((one, other), (other, one)):
        assert keys(blocks(*texts), blocks(*texts[::-1])) == [(kind, kind)]


def test_anchors_match_in_order() -> None:
    both = blocks(PARTS["heading"], "Text.", PARTS["code"], PARTS["image"])
    assert match_anchors(both, both) == [(block.index, block.index) for block in both if block.key]
    assert keys(both, blocks(PARTS["image"], PARTS["heading"], "Text.", PARTS["code"])) == [
        ("heading", "heading"),
        ("code", "code"),
    ]
    assert match_anchors(blocks("Text."), both) == []


def test_of_headings_of_one_level_those_of_the_same_meaning_belong_together() -> None:
    one, other = blocks("# A"), blocks("# B", "# C")
    first, second = (block.index for block in other if block.key)
    (own,) = (block.index for block in one if block.key)
    for likely, unlikely in ((first, second), (second, first)):
        for high, low in ((1.0, 0.9), (0.3, -5.0), (0.2, 0.1)):
            likeness = {(own, likely): high, (own, unlikely): low}
            assert match_anchors(one, other, likeness) == [(own, likely)]
    crossed = blocks("# B", PARTS["tab"]), blocks(PARTS["tab"], "# B")
    ((i, j),) = match_anchors(*crossed)
    assert keys(*crossed, likeness={(i, j): 0.4}) == [("heading", "heading")]  # 1.5 * 0.7 is more than 1
    assert keys(*crossed, likeness={(i, j): 0.3}) == [("tab", "tab")]


LINES = [f"value_{number} = compute(parameter_{number})" for number in range(6)]


def cell(lines: list[str]) -> str:
    return "\n".join(["```", *lines, "```"])


@pytest.mark.parametrize(
    ("one", "other", "are_matched"),
    [
        (LINES, [*LINES, "extra = 1"], True),
        (LINES, [*LINES[:3], "for one in all_of_them: print(one, end=' ')", "pass"], False),
        (["a"], ["b"], True),
        ([], ["a"], False),
        (LINES[:1], ["$$"], False),
    ],
)
def test_code_that_differs_a_little_is_still_an_anchor(one: list[str], other: list[str], are_matched: bool) -> None:
    assert bool(match_anchors(blocks(cell(one)), blocks(cell(other)))) is are_matched


@pytest.mark.parametrize(("name", "is_lighter"), [("heading", False), ("table", False), ("directive", True)])
def test_code_that_differs_is_worth_half(name: str, is_lighter: bool) -> None:
    sides = blocks(cell(LINES), PARTS[name]), blocks(PARTS[name], cell([*LINES, "extra = 1"]))
    assert keys(*sides) == [("code", "code") if is_lighter else (name, name)]


def test_code_that_differs_is_worth_more_than_a_heading_of_another_meaning() -> None:
    sides = blocks(cell(LINES), "# A"), blocks("# B", cell([*LINES, "extra = 1"]))
    ((i, j),) = match_anchors(*sides)
    assert keys(*sides, likeness={(i, j): 0.0}) == [("code", "code")]


LONG = "```\n" + "a_long_name_of_this_chapter = compute(parameter, another_one)\n" + "```"
FORMULA = f"$${LONG[4:-4]}$$"
SIXTY, SHORTER = f"$${'x' * 48}$$", f"$${'x' * 47}$$"  # characters of its key


@pytest.mark.parametrize(
    ("source", "target", "share"),
    [
        (["![](a.png)", "![](b.png)", "![](c.png)"], ["![](a.png)", "![](b.png)", "![](d.png)", "![](e.png)"], 2 / 3),
        (["![](a.png)", "![](b.png)"], ["![](a.png)", "![](b.png)", "![](d.png)"], None),
        (["![](a.png)", LONG, FORMULA], [FORMULA, LONG, "![](b.png)"], 2 / 3),
        (["![](a.png)", "![](b.png)", "```\nx = 1\n```"], ["![](a.png)", "![](b.png)", "```\nx = 1\n```"], None),
        (["![](a.png)", "![](b.png)", SIXTY], ["![](a.png)", "![](b.png)", SIXTY], 1.0),
        (["![](a.png)", "![](b.png)", SHORTER], ["![](a.png)", "![](b.png)", SHORTER], None),
        ([":label:`a`", "![](a.png)"], ["# A", ":label:`a`"], 1.0),
        ([":label:`a`", "![](a.png)", "![](b.png)"], [":label:`b`", "![](a.png)", "![](c.png)"], 1 / 3),
        (["# A", "| a |\n|---|", "Text."], ["# A", "| a |\n|---|", "Text."], None),
    ],
)
def test_names_are_what_hardly_another_chapter_has(source: list[str], target: list[str], share: float | None) -> None:
    assert share_of_names(blocks(*source), blocks(*target)) == (share and pytest.approx(share))
