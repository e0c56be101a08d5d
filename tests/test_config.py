from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from amts_core.config import Config, load_config, load_usable
from amts_core.errors import AmtsError

REPOSITORY = Path(__file__).resolve().parent.parent


def settings(**changes: object) -> dict[str, object]:
    return {
        "books": {
            "en": {"location": "en", "language": "en"},
            "zh": {"location": "https://example.org/zh.git", "language": "zh"},
        },
        "pairs": {"en-zh": {"source": "en", "target": "zh"}},
        "storage": {"bucket": "my-bucket", "role_arn": "arn:aws:iam::123456789012:role/translate"},
    } | changes


def load(folder: Path, values: object) -> Config:
    path = folder / "amts.yaml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    return load_config(path)


@pytest.mark.parametrize("name", ["sample.yaml", "d2l.yaml"])
def test_shipped_configurations_are_valid(name: str) -> None:
    assert load_config(REPOSITORY / "config" / name).pairs


def test_d2l_configuration_has_the_pairs_of_the_book() -> None:
    pairs = load_config(REPOSITORY / "config" / "d2l.yaml").pairs
    assert set(pairs) == {"en-zh", "zh-en", "en-es", "en-ja", "en-ko", "en-pt", "en-tr", "en-vi"}


def test_folders_are_relative_to_the_file_and_urls_stay(tmp_path: Path) -> None:
    config = load(tmp_path, settings(output="out"))
    assert config.books["en"].location == str(tmp_path / "en")
    assert config.books["zh"].location == "https://example.org/zh.git"
    assert config.output == tmp_path / "out"


def test_unknown_key_is_named_with_the_known_ones(tmp_path: Path) -> None:
    values = settings(pairs={"en-zh": {"source": "en", "target": "zh", "granularty": "sentence"}})
    with pytest.raises(
        AmtsError, match=r"pairs\.en-zh\.granularty: unknown key; known keys here: .*granularity.*schedule"
    ):
        load(tmp_path, values)


def test_unknown_key_in_a_nested_section_is_named_with_the_known_ones(tmp_path: Path) -> None:
    values = settings(pairs={"en-zh": {"source": "en", "target": "zh", "style": {"lines": 1}}})
    with pytest.raises(AmtsError, match="known keys here: one_sentence_per_line"):
        load(tmp_path, values)


def test_unknown_language_lists_the_known_ones(tmp_path: Path) -> None:
    values = settings(books={"en": {"location": "en", "language": "english"}})
    with pytest.raises(AmtsError, match=r"unknown language 'english': did you mean en .*en.*zh"):
        load(tmp_path, values)


@pytest.mark.parametrize("bucket", ["My Bucket", "my..bucket", "192.168.0.1"])
def test_every_mistake_is_named_at_once(tmp_path: Path, bucket: str) -> None:
    values = settings(storage={"bucket": bucket, "role_arn": "translate"})
    with pytest.raises(AmtsError, match=r"storage\.bucket: a bucket name.*; storage\.role_arn: expected arn:aws"):
        load(tmp_path, values)


@pytest.mark.parametrize("prefix", ["../other", "a//b", "details", "a/details", "./a"])
def test_prefix_that_leaves_its_folder_or_holds_details_is_refused(tmp_path: Path, prefix: str) -> None:
    storage = settings()["storage"] | {"prefix": prefix}  # type: ignore[operator]
    with pytest.raises(AmtsError, match=r"storage\.prefix"):
        load(tmp_path, settings(storage=storage))


def test_pair_that_names_no_book_lists_the_books(tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match=r"no book 'fr'; known books: en, zh"):
        load(tmp_path, settings(pairs={"en-fr": {"source": "en", "target": "fr"}}))


def test_pair_whose_name_contradicts_its_books_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match="its books make it en-zh"):
        load(tmp_path, settings(pairs={"zh-en": {"source": "en", "target": "zh"}}))


def test_origin_suffix_without_language_is_refused(tmp_path: Path) -> None:
    books = {"en": {"location": "en", "language": "en", "origin_suffix": "_origin"}}
    with pytest.raises(AmtsError, match="origin_suffix and origin_language belong together"):
        load(tmp_path, settings(books=books))


def test_variants_come_in_their_order_without_doubles(tmp_path: Path) -> None:
    pair = {"source": "en", "target": "zh", "variants": ["sentence", "none", "sentence"]}
    assert load(tmp_path, settings(pairs={"en-zh": pair})).pairs["en-zh"].default_variants == ("none", "sentence")


def test_budget_of_the_pair_goes_before_the_general_one(tmp_path: Path) -> None:
    pair = {"source": "en", "target": "zh", "budget_usd": 0}
    assert load(tmp_path, settings(pairs={"en-zh": pair}, budget_usd=9)).budget("en-zh") == 0


def test_unknown_pair_lists_the_pairs(tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match="no language pair 'en-ja' in the configuration: it has en-zh"):
        load(tmp_path, settings()).pair("en-ja")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"- a\n- b\n", "holds no settings"),
        (b"a: [1,\n", "is not valid YAML"),
        (b"a: " + b"[" * 3000, "is not valid YAML"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"", "holds no settings"),
    ],
)
def test_file_that_is_no_configuration_is_refused_by_name(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    with pytest.raises(AmtsError, match=rf"broken\.yaml {message}"):
        load_config(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match=r"no configuration file .*nowhere\.yaml"):
        load_config(tmp_path / "nowhere.yaml")


def test_pair_that_follows_the_web_without_a_web_source_is_refused(tmp_path: Path) -> None:
    pair = {"source": "en", "target": "zh", "follow_web": True}
    with pytest.raises(AmtsError, match=r"pairs\.en-zh\.follow_web: name a web source under parallel_data_sources"):
        load(tmp_path, settings(pairs={"en-zh": pair}))


def test_schedule_that_is_no_timetable_is_refused(tmp_path: Path) -> None:
    pair = {"source": "en", "target": "zh", "schedule": "99 * * * *"}
    with pytest.raises(AmtsError, match=r"pairs\.en-zh\.schedule: '99 \* \* \* \*' is no cron expression"):
        load(tmp_path, settings(pairs={"en-zh": pair}))


def test_the_state_of_the_environment_takes_the_output_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMTS_STATE", str(tmp_path / "elsewhere"))
    assert load(tmp_path, settings()).output == tmp_path / "elsewhere" / "output"
    assert load(tmp_path, settings(output="../.amts/output/mine")).output == tmp_path / "elsewhere" / "output" / "mine"
    for name in ("sample.yaml", "d2l.yaml"):
        assert load_config(REPOSITORY / "config" / name).output == tmp_path / "elsewhere" / "output"


def test_an_output_that_is_no_part_of_the_state_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMTS_STATE", str(tmp_path / "elsewhere"))
    assert load(tmp_path, settings(output="out")).output == tmp_path / "out"
    assert load(tmp_path, settings(output="/books/.amts/out")).output == Path("/books/.amts/out")
    monkeypatch.setenv("AMTS_STATE", "")
    assert load(tmp_path, settings()).output == tmp_path / ".amts" / "output"


def test_a_pair_with_a_mistake_is_as_it_was_read_last_and_the_others_are_as_they_are(tmp_path: Path) -> None:
    books = settings()["books"] | {"es": {"location": "es", "language": "es"}}  # type: ignore[operator]
    right = {"source": "en", "target": "zh"}
    file, last = tmp_path / "amts.yaml", tmp_path / "last.json"
    load(tmp_path, settings(books=books, pairs={"en-zh": right, "en-es": {"source": "en", "target": "es"}}))
    assert set(load_usable(file, last)[0].pairs) == {"en-zh", "en-es"}
    wrong = {"source": "en", "target": "es", "granularity": "word"}
    with pytest.raises(AmtsError):
        load(tmp_path, settings(books=books, pairs={"en-zh": right | {"budget_usd": 1}, "en-es": wrong}))
    config, mistakes = load_usable(file, last)
    assert config.pair("en-zh").budget_usd == 1
    assert config.books[config.pair("en-es").target].language == "es"
    assert "pairs.en-es.granularity" in mistakes[0]
    assert set(load_usable(file, tmp_path / "none.json")[0].pairs) == {"en-zh"}  # nothing was ever read
    with pytest.raises(AmtsError):
        load(tmp_path, settings(pairs={"en-zh": right | {"granularity": "word"}}))
    assert set(load_usable(file, last)[0].pairs) == {"en-zh", "en-es"}
