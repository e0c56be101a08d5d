"""The three-way merge of code, formulas and the like."""

from __future__ import annotations

import pytest

from amts_core.sync.merge import comments_of, merge

PYTHON = "```{{.python .input}}\n{}\n```\n"
CPP = "```cpp\n{}\n```\n"
MATLAB, SQL = (CPP.replace("cpp", name) for name in ("matlab", "SQL"))
PLAIN = "```\n{}\n```\n"
CONFLICT = None

LINES = [
    # language, base, ours, theirs, merged
    (PYTHON, "x = 1  # one", "x = 1  # 一", "x = 2  # one", "x = 2  # 一"),
    (PYTHON, "x = 1  # one", "x = 1  # 一", "x = 2  # two", "x = 2  # 一"),  # with a remark
    (PYTHON, "x = 1  # one", "x = 1  # 一", "x = 2", "x = 2"),
    (PYTHON, "x = 1", "x = 1  # 一", "x = 2", "x = 2  # 一"),
    (PYTHON, "p = k // 2", "p = k // 2  # 一半", "p = k // 3", "p = k // 3  # 一半"),
    (PYTHON, "p = k // 2", "p = k // 4", "p = k // 3", CONFLICT),
    (PYTHON, "lr = 0.1", "lr = 2.1", "lr = 0.5", CONFLICT),
    (PYTHON, "x = f(1)", "x = h(1)", "x = g(1)", CONFLICT),
    (PYTHON, "x = f(1)", "x = f(2)", "y = f(1)", CONFLICT),
    (PYTHON, "x = -1", "x = -2", "x = 1", CONFLICT),
    (PYTHON, "print('loss', x)", "print('损失', x)", "print('loss', y)", "print('损失', y)"),
    (PYTHON, "print('loss', x)", "print('损失', x)", "print('new loss', x)", CONFLICT),
    (PYTHON, "print('it\\'s # x', x)", "print('它 # x', x)", "print('it\\'s # x', y)", "print('它 # x', y)"),
    (PYTHON, "#@tab mxnet # a", "#@tab paddle # a", "#@tab mxnet # b", "#@tab paddle # b"),
    (CPP, "int x = 1; // one", "int x = 1; // 一", "int x = 2; // one", "int x = 2; // 一"),
    (MATLAB, "x = 1; % one", "x = 1; % 一", "x = 2; % one", "x = 2; % 一"),
    (SQL, "select 1 -- one", "select 1 -- 一", "select 2 -- one", "select 2 -- 一"),
    (CPP, "#include <a>", "#include <b>", "#include <c>", CONFLICT),
    (PLAIN, "x = 1  # one", "x = 1  # 一", "x = 2  # one", "x = 2  # 一"),
    (PLAIN, "a // b", "a // c", "d // b", CONFLICT),
]


@pytest.mark.parametrize(("language", "base", "ours", "theirs", "expected"), LINES)
def test_a_line_of_code_that_both_sides_changed(
    language: str, base: str, ours: str, theirs: str, expected: str | None
) -> None:
    merged = merge(*(language.format(line) for line in (base, theirs, ours)))
    assert merged.text == language.format(expected if expected is not None else ours)
    assert ("stays" in merged.told) is (expected is None)


def test_another_comment_of_the_source_is_remarked() -> None:
    merged = merge(*(PYTHON.format(line) for line in ("x = 1  # one", "x = 1  # two", "x = 1  # 一")))
    assert merged.text == PYTHON.format("x = 1  # 一")
    assert "# two" in merged.remark


def test_a_comment_of_the_translator_that_goes_with_that_of_the_source_is_told() -> None:
    merged = merge(*(PYTHON.format(line) for line in ("x = 1  # one", "x = 2", "x = 1  # 一")))
    assert merged.told == ": its comment went with that of the source:  # 一"
    untranslated = merge(
        *(PYTHON.format(line) for line in ("x = 1  # one\ny = 2", "x = 2\ny = 2", "x = 1  # one\ny = 3"))
    )
    assert untranslated.told == ""


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("$$x = 0.1 a$$", "$$x = 2.1 a$$", "$$x = 0.5 a$$", CONFLICT),
        ("$$x = -1$$", "$$x = -2$$", "$$x = 1$$", CONFLICT),
        ("$$\\alpha + b$$", "$$\\alpha + b。$$", "$$\\beta + b$$", "$$\\beta + b。$$"),
        (
            "![a](x.png) :width:`100px`",
            "![a](y.png) :width:`100px`",
            "![a](x.png) :width:`200px`",
            "![a](y.png) :width:`200px`",
        ),
    ],
)
def test_other_lines_are_merged_by_whole_words(base: str, ours: str, theirs: str, expected: str | None) -> None:
    merged = merge(base, theirs, ours)
    assert merged.text == (expected if expected is not None else ours)
    assert ("stays" in merged.told) is (expected is None)


@pytest.mark.parametrize(("before", "after"), [(" | ", "   | "), (" |\n| ", "|\n|"), ("|  |", "| |")])
def test_bars_of_a_table_stand_as_the_translation_has_them(before: str, after: str) -> None:
    assert (merge(before, after, " |   ").text, merge(before, after, " |   ").told) == (" |   ", "")
    assert merge("| a |", "|  a  |", "| a |").text == "|  a  |"


def test_cells_of_a_notebook_are_code_without_a_fence() -> None:
    assert merge("x = 1  # one\n", "x = 2  # one\n", "x = 1  # 一\n", is_code=True).text == "x = 2  # 一\n"
    assert merge("lr = 0.1\n", "lr = 0.5\n", "lr = 2.1\n", is_code=True).told
    assert merge("x = 1  # one", "x = 2  # one\ny", "x = 1  # 一", is_code=True).text == "x = 2  # 一\ny"
    assert merge("x = 1  # one\r", "x = 2  # one\ry\r", "x = 1  # 一\r", is_code=True).text == "x = 2  # 一\ry\r"
    assert merge("x = 1  # one\ny", "x = 2  # one\ny", "", is_code=True).text == ""


def test_a_new_comment_is_told_in_code_that_the_translation_has_as_it_is_too() -> None:
    before, after = "```python\nx = 1\n```\n", "```python\nx = 1  # the rate\n```\n"
    merged = merge(before, after, before, is_code=True)
    assert merged.text == after
    assert merged.comments == ("# the rate",)


def test_lines_that_the_translation_has_added_elsewhere_do_not_come_twice() -> None:
    base = "```toc\nvision/index\nlanguage/index\ngenerative_networks/index\nappendix/index\n```\n"
    head = "```toc\nvision/index\nlanguage-pretraining/index\nlanguage-applications/index\n"
    ours = f"{head}appendix-tools/index\n\n\n```\n"
    theirs = (
        f"{head}recommender/index\ngenerative-networks/index\nappendix-mathematics/index\nappendix-tools/index\n\n```\n"
    )
    assert merge(base, theirs, ours, is_code=True).text.count("language-applications/index") == 1
    assert merge("```\na\n```\n", "```\na\ndef g():\n    return x\n```\n", "```\n    return x\na\n```\n").text == (
        "```\n    return x\na\ndef g():\n    return x\n```\n"
    )


def test_what_both_sides_put_in_one_place_clashes() -> None:
    merged = merge("```\na\nb\n```\n", "```\na\ntheirs\nb\n```\n", "```\na\nours\nb\n```\n")
    assert merged.text == "```\na\nours\nb\n```\n"
    assert "'theirs'" in merged.remark


def test_similar_lines_of_a_stretch_that_both_sides_rewrote_are_versions_of_each_other() -> None:
    base, ours = "a = 1  # one\nb = 2  # two", "a = 1  # eins\nb = 2  # zwei"
    merged = merge(*(PYTHON.format(lines) for lines in (base, "a = 3  # one\nnew = 5  # draw it\nb = 4  # two", ours)))
    assert merged.text == PYTHON.format("a = 3  # eins\nnew = 5  # draw it\nb = 4  # zwei")
    assert (merged.comments, merged.told) == (("# draw it",), "")


def test_blanks_at_the_ends_of_lines_are_no_version_of_the_translations_own() -> None:
    merged = merge(*(PYTHON.format(line) for line in ("x = f(1)", "x = g(1)", "x = f(1)  ")))
    assert (merged.text, merged.told) == (PYTHON.format("x = g(1)"), "")
    formula = merge("$$a = b$$\n", "$$c = d$$\n", "$$a = b$$  \n")
    assert (formula.text, formula.told) == ("$$c = d$$\n", "")


@pytest.mark.parametrize(
    ("before", "after", "human", "merged"),
    [
        ("=====", "-----", "===", "---"),
        ("=====", "======", "===", "==="),
        ("=====", "-----", "---", "---"),
    ],
)
def test_a_line_under_a_heading_is_as_long_as_the_translation_has_it(
    before: str, after: str, human: str, merged: str
) -> None:
    assert merge(before, after, human).text == merged


def test_comments_say_something_in_words_and_are_told_once() -> None:
    assert comments_of("```python\nx = 1  # draw the lamp\n# 1 2 3\n# abc\n# abcd\ny = 2  # draw the lamp\n```") == (
        "# draw the lamp",
        "# abcd",
    )
    assert comments_of("int x; // a number") == ()
    assert comments_of("```c\nint x; // a number\n```") == ("// a number",)
    assert comments_of("x = 1  # a number") == ("# a number",)
