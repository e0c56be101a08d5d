"""A pair that the encoder does not know learns the words of its book, once, and later runs align with them."""

from __future__ import annotations

import random

import pytest
import yaml

from amts_core.errors import AmtsError
from amts_core.parallel.cache import PartCache
from amts_core.pipeline.align import align_batch
from amts_core.pipeline.parallel_data import upload_parallel_data
from amts_core.pipeline.plan import find_changed
from amts_core.pipeline.run import Run
from amts_core.pipeline.words import current_lexicon, read_lexicon
from tests.parallel.test_lexicon import pairs
from tests.pipeline.conftest import Shelf


@pytest.fixture
def vietnamese(shelf: Shelf) -> Shelf:
    """The shelf with a book that is translated into Vietnamese."""
    settings = yaml.safe_load(shelf.config.read_text(encoding="utf-8"))
    settings["books"]["vi"] = settings["books"].pop("zh") | {"location": "vi", "language": "vi"}
    settings["pairs"] = {"en-vi": {"source": "en", "target": "vi", "schedule": None}}
    shelf.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    sentences = list(dict.fromkeys(pairs(400)))
    random.Random(0).shuffle(sentences)
    for number in range(0, len(sentences), 30):
        write(shelf, f"c{number}", sentences[number : number + 30])
    return shelf


def write(shelf: Shelf, chapter: str, sentences: list[tuple[str, str]]) -> None:
    source, target = ("\n\n".join(pair[side].capitalize() for pair in sentences) + "\n" for side in (0, 1))
    for book, name, text in (("en", chapter, source), ("vi", chapter, target), ("vi", f"{chapter}_origin", source)):
        shelf.write(book, name, text)


def pair_run(shelf: Shelf, name: str) -> Run:
    from amts_core.pipeline.run import open_run

    return open_run(shelf.config, "en-vi", name, cache=shelf.folder / "cache")


def aligned(run: Run) -> int:
    """Align what is to be aligned; the number of chapters."""
    plan = find_changed(run, variants=("sentence",))
    return len(align_batch(run, plan, [chapter.id for chapter in plan.chapters]))


def kept(run: Run) -> int:
    return upload_parallel_data(run, find_changed(run, variants=("sentence",)))[0].pairs


def test_words_are_learned_in_the_first_run_and_used_in_the_next(vietnamese: Shelf) -> None:
    first = pair_run(vietnamese, "first")
    assert current_lexicon(first) == ""
    number = aligned(first)
    assert kept(first) > 150  # of about 200: not one shares a word with its translation
    key = current_lexicon(first)
    assert key
    second = pair_run(vietnamese, "second")
    assert find_changed(second, variants=("sentence",)).lexicon == key
    assert aligned(second) == number  # once more, with the words
    assert kept(second) > 150
    assert current_lexicon(second) == key
    assert aligned(pair_run(vietnamese, "third")) == 0


def test_a_book_that_has_grown_is_learned_again(vietnamese: Shelf) -> None:
    first = pair_run(vietnamese, "first")
    for chapter in ("c120", "c150", "c180", "c210"):
        for book, name in (("en", chapter), ("vi", chapter), ("vi", f"{chapter}_origin")):
            (vietnamese.folder / book / f"{name}.md").unlink(missing_ok=True)
    aligned(first)
    kept(first)
    key = current_lexicon(first)
    for number in range(8):
        write(vietnamese, f"more{number}", pairs(30, seed=number + 5))
    second = pair_run(vietnamese, "second")
    aligned(second)
    kept(second)
    assert current_lexicon(second) not in ("", key)


def test_a_damaged_lexicon_is_learned_again(vietnamese: Shelf) -> None:
    run = pair_run(vietnamese, "first")
    aligned(run)
    kept(run)
    key = current_lexicon(run)
    run.store.write_bytes(key, b"damaged")
    assert current_lexicon(run) == ""
    with pytest.raises(AmtsError, match="is gone: start a new run"):
        read_lexicon(run, key)
    kept(run)
    assert current_lexicon(run) == key


def test_where_an_encoder_knows_both_the_words_judge_pairs_but_nothing_is_aligned_anew(shelf: Shelf) -> None:
    run = shelf.run()
    assert aligned(run)
    upload_parallel_data(run, find_changed(run, variants=("sentence",), force=True))
    assert len(list(run.store.keys(run.shared_key("words", "")))) == 2  # the lexicon, and which is in use
    assert current_lexicon(run) == ""
    assert aligned(shelf.run("next")) == 0


def test_what_the_encoder_computes_is_shared_by_the_workers_of_a_machine(shelf: Shelf) -> None:
    run = shelf.far_run()
    aligned(run)
    texts = ["The water itself stays where it is."]
    assert PartCache(run.cache / "encoder.sqlite").get(texts).keys() == set(texts)


def test_a_cache_that_cannot_be_used_stops_no_run(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    (shelf.folder / "cache").write_text("a file where a folder should be", encoding="utf-8")
    shelf.far_run()
    assert "is not kept for other workers" in caplog.text
