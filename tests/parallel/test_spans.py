"""Which differences between protected spans are a translator's, and which are another sentence's."""

from __future__ import annotations

import pytest

from amts_core.parallel.spans import spans_differ


def differ(source: str, target: str, source_plain: str = "", target_plain: str = "") -> bool:
    """Of spans that are written with blanks between them; both directions have to say the same."""
    one, other = source.split(), target.split()
    found = spans_differ(one, other, source_plain, target_plain)
    assert spans_differ(other, one, target_plain, source_plain) == found
    return found


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("", ""),
        ("`a` $b$", "$b$ `a`"),
        ("$3$", ""),
        ("$1,000$ $2$", "$2$"),
        ("$n=60,000$", "$n=60.000$"),
        ("$n=1.5$", "$n=1,5$"),
        ("$n=1,234,567$", "$n=1234567$"),
        (r"$y=\text{cat}$", r"$y=\text{猫}$"),
        (r"$a\,b$", "$ab$"),
        (r"$i^\mathrm{th}$", "$i$"),
        (r"${k+1}^{\text{st}}$", "$k+1$"),
        (r"$9^{\mathrm{th}}$", ""),
        ("](https://one.org)", "](https://one.org/es)"),
        ("](a.md) ](b.md)", "](b.md) ](c.md)"),
    ],
)
def test_what_a_translator_may_write_otherwise_is_the_same(source: str, target: str) -> None:
    assert not differ(source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("`a`", ""),
        ("`a`", "`a` `a`"),
        ("`fit`", "`predict`"),
        ("$x_1$", "$x_2$"),
        ("$n=60$", "$n=600$"),
        ("$1.5x$", "$15x$"),
        ("$x_{1,2}$", "$x_{12}$"),
        ("$f(0.5,1)$", "$f(0,51)$"),
        ("$<$", "$>$"),
        ("`+`", "`-`"),
        ("#12", "#13"),
        (r"$X^\mathrm{T}$", "$X$"),
        (r"$x^\mathrm{th}$", "$y$"),
        ("](https://one.org)", ""),
        ("][key]", "][other]"),
        (":numref:`a`", ":numref:`b`"),
    ],
)
def test_other_spans_or_more_of_them_are_others(source: str, target: str) -> None:
    assert differ(source, target)


@pytest.mark.parametrize(
    ("span", "plain", "expected"),
    [
        ("`allreduce`", "The allreduce function adds up.", False),
        ("`.ipynb`", "The native .ipynb format.", False),
        ("`softmax`", "执行softmax运算。", False),
        ("`allreduce`", "Allreduces add up.", True),
        ("`reduce`", "The allreduce function.", True),
        ("`for`", "It is for all.", True),  # it may be there by chance
        ("$loss$", "The loss grows.", True),  # a word is no formula
    ],
)
def test_code_may_be_written_without_its_marks(span: str, plain: str, expected: bool) -> None:
    assert differ(span, "", "", plain) is expected
    assert differ(span, "", plain, "") is True  # its own side has it besides
