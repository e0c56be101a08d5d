"""Pieces of inline Markdown."""

# ruff: noqa: RUF005
from __future__ import annotations

import pytest

from amts_core.book.chapter import PieceKind
from amts_core.book.inline import scan_inline


def shown(text: str, **settings: object) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in scan_inline(text, **settings)]  # type: ignore[arg-type]


def spans(text: str, **settings: object) -> list[str]:
    """Everything but text, marked by its kind."""
    return [f"{kind} {part}" for kind, part in shown(text, **settings) if kind != "text"]


@pytest.mark.parametrize("mark", ["==", "^^"])
def test_marks_of_mkdocs_come_in_pairs(mark: str) -> None:
    assert spans(f"a {mark}b{mark} c", format="mkdocs") == [f"strike {mark}"] * 2
    assert spans(f"a {mark}b{mark} c") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b*` c", ["code `b*`"]),
        ("``a ` b``", ["code ``a ` b``"]),
        ("a ` b", []),
        ("see :numref:`sec_x` now", ["role :numref:`sec_x`"]),
        (":numref:``sec_x``", ["role :numref:``sec_x``"]),
        ("{ref}`x` and {numref:x}`y`", ["role {ref}`x`", "role {numref:x}`y`"]),
        ("a: `b`", ["code `b`"]),
        ("$x_1$ and $y*z$", ["math $x_1$", "math $y*z$"]),
        ("共$40$MB", ["math $40$"]),
        ("costs \\$5 and $x$", ["escape \\$", "math $x$"]),
        ("it costs $5 and $10 today", []),
        ("$a\\$b$", ["math $a\\$b$"]),
        ("a $$x$$ b", ["math $$x$$"]),
        ("a $$ b", ["stray $$"]),
        ("\\\\(x\\\\) holds", ["math \\\\(x\\\\)"]),
        ("so \\begin{a}x\\end{a} y", ["math \\begin{a}x\\end{a}"]),
        ("a <b>c</b> <br/>", ["tag <b>", "tag </b>", "tag <br/>"]),
        ("a < b and c > d", []),
        ("the <cls> token", ["tag <cls>"]),
        ("<https://a.org/b_c>", ["url <https://a.org/b_c>"]),
        ("(https://a.org/b_(c)).", ["url https://a.org/b_(c)"]),
        ("见https://a.org/b，然后", ["url https://a.org/b"]),
        ("&lt;cls&gt; AT&T", ["entity &lt;", "entity &gt;"]),
        ("a <!-- b --> c", ["comment <!-- b -->"]),
        ("note[^1].", ["role [^1]"]),
        ("2 * 3 * 4", []),
        ("都 * 不 * 需要", []),
        ("snake_case_name", []),
        ("*a* **b** _c_ ~~d~~", ["emphasis *", "emphasis *", "strong **", "strong **", "emphasis _", "emphasis _"]
         + ["strike ~~", "strike ~~"]),
        ("***a***", ["strong **", "emphasis *", "emphasis *", "strong **"]),
        ("*术语*（terminology）", ["emphasis *", "emphasis *"]),
        ("[**a**]", ["slide mark [**", "slide mark **]"]),
        ("(~~a~~)", ["slide mark (~~", "slide mark ~~)"]),
        ("[**a *b***]", ["slide mark [**", "emphasis *", "emphasis *", "slide mark **]"]),
        ("[**a**](we only b)", ["slide mark [**", "slide mark **]"]),
        ("[**a**](https://b.org)", ["link [", "strong **", "strong **", "target ](https://b.org)"]),
        ("(see **a**)", ["strong **", "strong **"]),
        ("(**$$a$$**)", ["slide mark (**", "math $$a$$", "slide mark **)"]),
        ("opened before**]", ["slide mark **]"]),
        ("[a](b_(c).md \"t\")", ["link [", "target ](b_(c).md \"t\")"]),
        ("[a]( https://b.org)", ["link [", "target ]( https://b.org)"]),
        ("[https://a.org](https://a.org)", ["link [", "url https://a.org", "target ](https://a.org)"]),
        ("[a][b] and [c]", ["link [", "target ][b]"]),
        ("![a](b.svg){width=3}", ["link ![", "target ](b.svg){width=3}"]),
        ("[![a](b.svg)](c)", ["link [", "link ![", "target ](b.svg)", "target ](c)"]),
        ("array[i](j k)", []),
        ("a {{ site.url }} b", ["shortcode {{ site.url }}"]),
        ("a\x00b", ["stray \x00"]),
    ],
)  # fmt: skip
def test_constructs_are_found(text: str, expected: list[str]) -> None:
    assert spans(text) == expected


def test_line_ends_are_soft_or_hard() -> None:
    assert spans("a \n> b  \nc\\\r\nd") == ["soft break  \n> ", "hard break   \n", "hard break \\\r\n"]


def test_a_heading_may_end_with_its_anchor() -> None:
    assert spans("Batch *x*[[batch-x]]", heading=True)[-1] == "anchor [[batch-x]]"
    assert spans("Done![[done]]", heading=True) == ["anchor [[done]]"]
    assert not any(part.startswith("anchor") for part in spans("Batch[[x]]"))


def test_mdx_has_expressions_and_components() -> None:
    text = 'a {fw === "pt" && {x}} <Tip a={[{b: ">"}]}> b'
    assert spans(text, format="mdx") == ['expression {fw === "pt" && {x}}', 'tag <Tip a={[{b: ">"}]}>']


def test_marks_know_their_side() -> None:
    sides = [(p.text, p.side.value) for p in scan_inline("*a* <i>b</i> [c](d)") if p.kind is not PieceKind.TEXT]
    assert sides == [
        ("*", "open"),
        ("*", "close"),
        ("<i>", "open"),
        ("</i>", "close"),
        ("[", "open"),
        ("](d)", "close"),
    ]
