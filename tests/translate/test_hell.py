"""Whatever an engine does: a damaged chapter is never a success."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from amts_core.book.chapter import Chapter, parse_chapter, read_chapter
from amts_core.book.segments import Segment, segments
from amts_core.errors import AmtsError
from amts_core.translate.document import read_documents, write_documents
from amts_core.translate.rebuild import compare_skeletons, rebuild_chapter
from tests.translate.hell import HARMFUL, HARMLESS, Damage

CHAPTER = """# Linear *regression* with $x$
:label:`sec_linear`

We call `fit` on $\\mathbf{x}$ and **never on $y$**, see :numref:`fig_a`
and [the *documentation*](https://example.org/a_b) for more, said :citet:`Author.2020`.
It costs \\$5 &lt;only&gt; today. [**Mark this sentence with `code`.**] And (**that
one**) too.

* An item with [a link](x.md)
* Another <kbd>Ctrl</kbd> key :cite:`B.2019`.

![A caption with $z$](../img/a.svg)
:width:`200px`

| Name | `code` |
|---|---|
| cell $a|b$ | other *cell* |

$$a = b$$

$f$ is a function, `g` another, and $h$ the last of *all three*.
"""


def outcome(chapter: Chapter, damage: Damage, rng: random.Random, source: str = "en", target: str = "en") -> str:
    """What became of a chapter: "clean", "repaired" or "refused"; fails the test if damage got through."""
    wanted = segments(chapter, language=source, granularity="paragraph")
    htmls = [damage(page.html, rng) for page in write_documents("a", wanted, source_language=source)]
    try:
        drafts = read_documents(htmls, wanted, target_language=target)
        rebuilt = rebuild_chapter(
            chapter, {draft.segment: draft for draft in drafts}, source_language=source, target_language=target
        )
    except AmtsError:
        return "refused"
    assert compare_skeletons(chapter, rebuilt.chapter) == []
    assert compare_skeletons(chapter, parse_chapter(rebuilt.text, format=chapter.format)) == []
    assert not any(mark in rebuilt.text for mark in ("⟦", "DNT_", "translate="))
    assert _texts_remain(wanted, segments(rebuilt.chapter, language=target, granularity="paragraph"))
    return "repaired" if rebuilt.flags else "clean"


def _texts_remain(before: list[Segment], after: list[Segment]) -> bool:
    return len(before) == len(after)


@pytest.mark.parametrize("name", HARMLESS)
@pytest.mark.parametrize("target", ["en", "zh", "ja", "ko", "tr"])
def test_what_engines_do_is_repaired(name: str, target: str) -> None:
    assert outcome(parse_chapter(CHAPTER), HARMLESS[name], random.Random(1), target=target) in ("clean", "repaired")


@pytest.mark.parametrize("name", HARMFUL)
def test_what_engines_must_not_do_is_repaired_or_refused(name: str) -> None:
    chapter = parse_chapter(CHAPTER)
    for seed in range(20):
        outcome(chapter, HARMFUL[name], random.Random(seed))


@pytest.mark.parametrize(
    "name",
    [
        "drop a span",
        "drop all spans",
        "translate the markers",
        "other ids",
        "spans of other segments",
        "drop a paragraph",
        "duplicate a paragraph",
        "empty a paragraph",
        "text outside",
        "leak a marker",
        "leak an id",
        "leak markup",
        "nothing at all",
        "another file",
        "an error message",
        "truncate",
    ],
)
def test_what_cannot_be_repaired_is_refused(name: str) -> None:
    assert outcome(parse_chapter(CHAPTER), HARMFUL[name], random.Random(3)) == "refused"


@pytest.mark.parametrize(
    "name", ["duplicate a span", "translate a span", "text into a span", "cross marks", "split marks"]
)
def test_what_is_repaired_is_flagged(name: str) -> None:
    assert outcome(parse_chapter(CHAPTER), HARMFUL[name], random.Random(3)) == "repaired"


@pytest.mark.parametrize("name", ["Markdown in text", "Markdown at the start", "blank lines"])
def test_markdown_of_the_engine_becomes_text(name: str) -> None:
    for seed in range(40):
        assert outcome(parse_chapter(CHAPTER), HARMFUL[name], random.Random(seed), target="zh") != "refused"


@pytest.mark.slow
def test_hell_over_a_real_book(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = count_outcomes(sorted((shared_data / "d2l-zh").rglob("*_origin.md")), random.Random(7))
    with capsys.disabled():
        print("\n" + "\n".join(f"{name:30} {dict(count)}" for name, count in counts))


def count_outcomes(files: list[Path], rng: random.Random) -> Iterator[tuple[str, Counter[str]]]:
    """Each kind of damage and how often it was clean, repaired, refused over real chapters."""
    chapters = [read_chapter(path) for path in files]
    for name, damage in {**HARMLESS, **HARMFUL}.items():
        yield name, Counter(outcome(chapter, damage, rng, target="zh") for chapter in chapters)
