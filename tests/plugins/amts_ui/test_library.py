"""Reports are read once; what changed is read again; one damaged report does not hide the others."""

from __future__ import annotations

from collections import Counter

import pytest
from botocore.exceptions import EndpointConnectionError

from amts_core.aws.errors import ServiceUnavailable
from amts_core.errors import AmtsError


@pytest.fixture
def reads(store):
    """Counts the objects that are fetched."""
    counted: Counter[str] = Counter()
    store.client.meta.events.register(
        "before-call.s3.GetObject", lambda params, **_: counted.update([params["url_path"].rsplit("/", 2)[1]])
    )
    return counted


def test_a_report_is_read_once_until_it_changes(setting, put, reads):
    library = setting.library
    for number in range(5):
        put(f"run{number}", days=number)
    first = library.read(library.shelf("en-zh"))
    again = library.read(library.shelf("en-zh"))
    assert first == again
    assert [summary.run for summary in first] == ["run4", "run3", "run2", "run1", "run0"]
    assert reads == {f"run{number}": 1 for number in range(5)}
    put("run2", days=9)
    assert library.read(library.shelf("en-zh"))[0].run == "run2"
    assert reads["run2"] == 2
    assert reads["run3"] == 1


def test_a_whole_report_is_read_once_until_it_changes(setting, put, reads):
    put("first")
    assert setting.library.report("en-zh", "first") is setting.library.report("en-zh", "first")
    assert reads["first"] == 1
    put("first", days=2)
    assert setting.library.report("en-zh", "first").about.date.startswith("2026-03-03")


def test_damage_is_an_entry_with_its_reason(setting, put, store):
    put("good")
    store.write("reports/en-zh/text/report.json", "not JSON")
    store.write("reports/en-zh/later/report.json", '{"schemaVersion": "9.0"}')
    store.client.put_object(Bucket="amts-test", Key="amts/reports/en-zh/bytes/report.json", Body=b"\xff\xfe")
    entries = {entry.run: entry for entry in setting.library.read(setting.library.shelf("en-zh"))}
    assert entries["good"].segments == 30
    assert "not a report of AMTS" in entries["text"].reason
    assert "schema version 9.0" in entries["later"].reason
    assert "not UTF-8" in entries["bytes"].reason


def test_what_is_no_report_is_not_on_the_shelf(setting, put, store):
    put("good")
    for name in ("good/report.html", "good/deep/report.json", "report.json"):
        store.write(f"reports/en-zh/{name}", "{}")
    assert [(entry.pair, entry.run) for entry in setting.library.shelf()] == [("en-zh", "good")]


def test_a_pair_whose_name_begins_like_another_is_kept_apart(setting, put):
    put("a", pair="en-zh")
    put("b", pair="en-zh-formal")
    assert [entry.run for entry in setting.library.shelf("en-zh")] == ["a"]


def test_s3_that_does_not_answer_is_an_error_and_is_not_remembered(setting, put, store, monkeypatch):
    put("first")
    shelf = setting.library.shelf("en-zh")

    def refuse(**_):
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    with monkeypatch.context() as broken:
        broken.setattr(store.client, "get_object", refuse)
        with pytest.raises(ServiceUnavailable, match="nothing answers at http://127"):
            setting.library.read(shelf)
    assert setting.library.read(shelf)[0].run == "first"


def test_the_configuration_is_read_again_when_it_changes(tmp_path, monkeypatch, sample_book):
    import os

    from amts_ui import library

    file = tmp_path / "amts.yaml"
    text = (sample_book.parents[1] / "config" / "sample.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("../examples", str(sample_book.parent)), encoding="utf-8")
    monkeypatch.setattr(library, "CONFIG_FILE", file)
    monkeypatch.setattr(library, "_store", lambda config: config.storage.bucket)
    first = library.open_setting()
    assert library.open_setting() is first
    file.write_text(file.read_text(encoding="utf-8").replace("amts-sample", "amts-other"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert library.open_setting().library.store == "amts-other"


def test_a_mistake_in_one_pair_is_named_and_the_others_are_shown(
    tmp_path, monkeypatch, sample_book, reader, store, setting
):
    from amts_ui import library

    file = tmp_path / "amts.yaml"
    text = (sample_book.parents[1] / "config" / "sample.yaml").read_text(encoding="utf-8")
    text = text.replace("../examples", str(sample_book.parent)).replace("target: book-es", "target: book-<b>")
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(library, "CONFIG_FILE", file)
    monkeypatch.setattr(library, "LAST", tmp_path)
    monkeypatch.setattr(library, "_store", lambda config: store)
    monkeypatch.setattr(library, "Looks", lambda file: setting.looks)
    app = reader.app.routes[-1].app
    monkeypatch.setattr(app, "dependency_overrides", {})
    page = reader.get("/amts/").text
    assert "board-en-zh" in page
    assert "board-en-es" not in page
    assert "en-es" in page
    assert "book-&lt;b&gt;" in page
    assert "It has mistakes" in reader.get("/amts/pairs/en-es").text


def test_a_missing_configuration_is_named(tmp_path, monkeypatch):
    from amts_ui import library

    monkeypatch.setattr(library, "CONFIG_FILE", tmp_path / "gone.yaml")
    with pytest.raises(AmtsError, match=r"no configuration file .*gone\.yaml"):
        library.open_setting()
