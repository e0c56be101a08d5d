"""No human sentence is lost without a record."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amts_core.book.chapter import parse_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import ChaptersDoNotMatch
from amts_core.sync.accountant import UnaccountedText, missing_text, open_tags, require_balance, require_closed
from amts_core.sync.chapter import finish_sync, plan_sync
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import DamagedChapter
from tests.sync.edits import sync_texts

PAIRS = (
    ("The lamp of the house is bright.", "Die Lampe des Hauses ist hell."),
    ("We walk along the river in the evening.", "Wir gehen am Abend am Fluss entlang."),
    ("The model learns from many examples.", "Das Modell lernt aus vielen Beispielen."),
    ("A weight is a number that changes.", "Ein Gewicht ist eine Zahl, die sich ändert."),
    ("The captain reads the map twice.", "Der Kapitän liest die Karte zweimal."),
    ("Rain falls on the roof of the barn.", "Regen fällt auf das Dach der Scheune."),
    ("Every city has a market of its own.", "Jede Stadt hat ihren eigenen Markt."),
    ("The baker opens the shop before dawn.", "Der Bäcker öffnet den Laden vor Sonnenaufgang."),
    ("Water boils at a lower temperature on mountains.", "Auf Bergen kocht Wasser bei niedrigerer Temperatur."),
    ("Her brother plays the violin very well.", "Ihr Bruder spielt sehr gut Geige."),
)
OWN = ("Anmerkung des Übersetzers: das ist neu.", "Siehe auch das Vorwort dieser Ausgabe.")
WRAPPERS = (
    ("> ", ""),
    ("- ", ""),
    ("```{note}\n", "\n```"),
    ("::: tip\n", "\n:::"),
    ("<details>\n\n", "\n\n</details>"),
)


def test_what_stands_and_what_is_on_record_is_not_missing() -> None:
    before, after = (parse_chapter(text, id="x") for text in ("Eins. Zwei.\n\nDrei.\n", "Eins. Neu.\n\nDrei.\n"))
    assert missing_text(before, after, ["Zwei."], language="de") == []


def test_a_sentence_without_a_record_is_missing_and_the_chapter_is_refused() -> None:
    before, after = (parse_chapter(text, id="x") for text in ("Eins. Zwei.\n", "Eins.\n"))
    assert missing_text(before, after, [], language="de") == ["Zwei."]
    with pytest.raises(UnaccountedText, match=r"'x' would lose 1 human sentences without a record, such as 'Zwei\.'"):
        require_balance(before, after, [], language="de")


def test_a_sentence_that_stood_twice_and_stands_once_needs_a_record() -> None:
    before, after = (parse_chapter(text, id="x") for text in ("Eins.\n\nEins.\n", "Eins.\n"))
    assert missing_text(before, after, [], language="de") == ["Eins."]
    assert missing_text(before, after, ["Eins."], language="de") == []


def test_tags_that_break_lines_are_no_words() -> None:
    before, after = (parse_chapter(f"| a | b |\n|---|---|\n| c | {text} |\n") for text in ("Rot.<br/>Blau.", "Rot."))
    assert missing_text(before, after, ["Blau."], language="de") == []


def test_line_ends_quotes_and_table_bars_are_no_words() -> None:
    before, after = (parse_chapter(text, id="x") for text in ("Eins und\nzwei.\n", "> Eins und zwei.\n"))
    assert missing_text(before, after, [], language="de") == []


@dataclass
class Book:
    """A random source as paragraphs of sentence numbers, and a translation that goes its own ways."""

    source: list[list[int]]
    target: list[str]


def random_book(rng: random.Random) -> Book:
    numbers = rng.sample(range(len(PAIRS)), rng.randint(4, len(PAIRS)))
    source: list[list[int]] = []
    while numbers:
        size = rng.randint(1, 3)
        source.append(numbers[:size])
        numbers = numbers[size:]
    target = []
    for paragraph in source:
        kept = [n for n in paragraph if rng.random() > 0.08]  # omits
        if rng.random() < 0.15:
            rng.shuffle(kept)
        text = [PAIRS[n][1] for n in kept]
        if rng.random() < 0.1:
            text.append(rng.choice(OWN))  # adds
        if text:
            target.append(" ".join(text))
    if len(target) > 1 and rng.random() < 0.3:  # merges
        place = rng.randrange(len(target) - 1)
        target[place : place + 2] = [" ".join(target[place : place + 2])]
    if len(target) > 1 and rng.random() < 0.2:  # reorders
        place = rng.randrange(len(target) - 1)
        target[place], target[place + 1] = target[place + 1], target[place]
    return Book(source, target or [OWN[0]])


def as_text(paragraphs: list[list[int]]) -> list[str]:
    return [" ".join(PAIRS[n][0] for n in paragraph) for paragraph in paragraphs]


def change_word(texts: list[str], rng: random.Random) -> None:
    n = rng.randrange(len(texts))
    words = texts[n].split()
    words[rng.randrange(len(words))] = rng.choice(("green", "never", "slowly", "castle", "12"))
    texts[n] = " ".join(words)


def wrap(texts: list[str], rng: random.Random) -> None:
    n = rng.randrange(len(texts))
    opened, closed = rng.choice(WRAPPERS)
    texts[n] = opened + texts[n] + closed


def split(texts: list[str], rng: random.Random) -> None:
    n = rng.randrange(len(texts))
    head, stop, tail = texts[n].partition(". ")
    texts[n : n + 1] = [head + stop.strip(), tail] if tail else [texts[n]]


def join(texts: list[str], rng: random.Random) -> None:
    if len(texts) > 1:
        n = rng.randrange(len(texts) - 1)
        texts[n : n + 2] = [" ".join(texts[n : n + 2])]


def move(texts: list[str], rng: random.Random) -> None:
    texts.insert(rng.randrange(len(texts)), texts.pop(rng.randrange(len(texts))))


def delete(texts: list[str], rng: random.Random) -> None:
    if len(texts) > 1:
        del texts[rng.randrange(len(texts))]


def insert(texts: list[str], rng: random.Random) -> None:
    texts.insert(rng.randrange(len(texts) + 1), f"Something new number {rng.randrange(100)} is told here.")


def repeat(texts: list[str], rng: random.Random) -> None:
    texts.append(rng.choice(texts))


EDITS: tuple[Callable[[list[str], random.Random], None], ...] = (
    change_word,
    wrap,
    split,
    join,
    move,
    delete,
    insert,
    repeat,
)


def check_script(seed: int) -> bool:
    """Sync a random translation after a random script; False if the chapter was refused for its structure."""
    rng = random.Random(seed)
    book = random_book(rng)
    before = as_text(book.source)
    wrapped_before = rng.random() < 0.3
    after = list(before)
    if wrapped_before:  # so that wrappers can go, too
        n = rng.randrange(len(before))
        opened, closed = rng.choice(WRAPPERS)
        before[n] = opened + before[n] + closed
        after = list(before)
        after[n] = before[n].removeprefix(opened).removesuffix(closed)
        if n < len(book.target):
            book.target[n] = opened + book.target[n] + closed
    for _ in range(rng.randint(1, 4)):
        rng.choice(EDITS)(after, rng)
    chapters = [parse_chapter("\n\n".join(texts) + "\n", id=f"seed{seed}") for texts in (after, before, book.target)]
    try:
        plan = plan_sync(chapters[0], before=chapters[1], translation=chapters[2], languages=LanguagePair("en", "de"))
        synced = finish_sync(plan, {one.id: Draft(one.id, f"[{one.text}]") for one in plan.to_translate})
    except (DamagedChapter, ChaptersDoNotMatch):
        return False
    records = [one.former_target for one in (*synced.provenance, *synced.removed)]
    assert missing_text(chapters[2], synced.chapter, records, language="de") == []
    return True


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6))
def test_no_script_of_edits_loses_a_human_sentence(seed: int) -> None:
    check_script(seed)


@pytest.mark.slow
def test_no_script_of_two_thousand_loses_a_human_sentence() -> None:
    refused = sum(not check_script(seed) for seed in range(2000))
    assert refused <= 60


def test_paragraphs_in_another_order_keep_what_did_not_change() -> None:
    before = "The cat sleeps on the sofa.\n\nThe dog barks at the mailman.\n"
    translation = "Der Hund bellt den Briefträger an.\n\nDie Katze schläft auf dem Sofa.\n"
    synced = sync_texts(before, before.replace("sofa", "chair"), translation, pair="en-de")
    assert synced.text == translation
    assert [one.change for one in synced.provenance] == ["outdated", "kept"]
    synced = sync_texts(before, before.replace("The cat sleeps on the sofa", "Birds sing"), translation, pair="en-de")
    assert "Der Hund bellt den Briefträger an." in synced.text
    former = [one.former_target for one in (*synced.provenance, *synced.removed)]
    assert any("Die Katze schläft auf dem Sofa." in text for text in former)


def test_a_sentence_that_code_said_too_is_not_missed_when_the_code_goes() -> None:
    cell = '\n```python\n"""Die Pumpe."""\n```\n'
    translation, result = (parse_chapter(f"# Die Pumpe.\n{code}", id="a") for code in (cell, ""))
    assert missing_text(translation, result, [], language="de") == []


# tags


TAGS = [
    ("{{< tab >}}", "{{< /tab >}}"),
    ("{{% tab %}}", "{{% /tab %}}"),
    ("{% raw %}", "{% endraw %}"),
    ("<details>", "</details>"),
    ('<Tabs id="x">', "</Tabs>"),
]
ALONE = ["{{< figure src=x >}}", "{{< ref />}}", "<Tabs />", "<br>", "{% include x %}"]


@pytest.mark.parametrize(("opening", "closing"), TAGS)
def test_what_is_open_is_counted_and_what_is_closed_is_not(opening: str, closing: str) -> None:
    assert open_tags(f"{opening}a{closing}") == {}
    assert sorted(open_tags(f"{opening}{opening}a{closing}").values()) == [1]
    assert sorted(open_tags(f"{opening}a{closing}{closing}").values()) == [-1]


@pytest.mark.parametrize("tag", ALONE)
def test_tags_that_never_close_are_left_out(tag: str) -> None:
    assert open_tags(f"{tag}\n{tag}\n") == {}


@pytest.mark.parametrize(("opening", "closing"), TAGS)
def test_a_result_must_close_what_both_sides_close(opening: str, closing: str) -> None:
    whole = f"{opening}a{closing}"
    require_closed(whole, source=whole, translation=whole, chapter="one")
    for half, told in ((f"{opening}a", "not closed"), (f"a{closing}", "not opened")):
        with pytest.raises(DamagedChapter, match=f"'one' would have a .* that is {told}"):
            require_closed(half, source=whole, translation=whole, chapter="one")


def test_as_many_as_a_side_leaves_open_may_stay_open() -> None:
    source, translation = "<details></details>", "<details><details></details>"
    require_closed("<details>a", source=source, translation=translation, chapter="one")
    with pytest.raises(DamagedChapter):
        require_closed("<details><details>a", source=source, translation=translation, chapter="one")
