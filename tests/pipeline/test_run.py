"""A run from the beginning to the end, and what it does when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from amts_core.book.repository import open_book
from amts_core.config import Book as BookSettings
from amts_core.errors import AmtsError
from amts_core.evaluate.similarity import LeakedEvaluation
from amts_core.pipeline.documents import upload_documents
from amts_core.pipeline.forms import State
from amts_core.pipeline.jobs import job_requests
from amts_core.pipeline.parallel_data import read_pair_table, upload_parallel_data
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.record import record_delivery
from amts_core.pipeline.report import make_report
from amts_core.pipeline.run import book_location, open_run
from local_aws.faults import read_fault
from local_aws.service import Service
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive

CHANGED = ENGLISH["one"].replace("The water itself stays", "The water itself mostly stays")


def states(shelf: Shelf, name: str = "first") -> dict[str, State]:
    plan = find_changed(shelf.run(name), variants=("sentence",))
    return {chapter.id: chapter.state for chapter in plan.chapters}


def test_translation_in_step_with_its_source_has_nothing_to_do(shelf: Shelf, service: Service) -> None:
    done = drive(shelf.run())
    assert set(states(shelf).values()) == {State.UNCHANGED}
    assert (done.plan.deliver, done.plan.evaluate) == ((), ())
    assert done.fetched == []


def test_what_ends_like_another_book_in_the_same_folder_is_no_chapter(tmp_path: Path) -> None:
    """One chapter of six is translated so far, so nothing but the configuration tells that the ending is a language."""
    names = ("a", "b", "c", "d", "e", "f", "a_zh", "on_zh")
    for name in names:
        (tmp_path / f"{name}.md").write_text("x\n", encoding="utf-8")
    books = {
        "en": BookSettings(location=str(tmp_path), language="en"),
        "zh": BookSettings(location=str(tmp_path), language="zh", suffix="_zh"),
        "elsewhere": BookSettings(location=str(tmp_path / "other"), language="zh", suffix="b"),
    }
    chapters = {name: open_book(book_location(books, name), tmp_path).chapter_ids() for name in ("en", "zh")}
    assert chapters == {"en": ["a", "b", "c", "d", "e", "f"], "zh": ["a", "on"]}


def test_changed_sentence_alone_is_sent_and_the_rest_stays_human(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run())
    assert done.plan.deliver == ("one",)
    text = (done.run.output / "chapters" / "one.md").read_text(encoding="utf-8")
    assert text == CHINESE["one"].replace("水本身留在原处。", "The water itself mostly stays where it is.")
    assert (done.rebuilt[0].machine, done.failed) == (1, {})


def test_scores_can_be_asked_for_when_nothing_changed(shelf: Shelf) -> None:
    done = drive(shelf.run(), evaluate=True)
    assert (done.plan.deliver, done.plan.evaluate) == ((), ("scored",))
    assert set(make_report(done.run, done.plan).bleu) == {"sentence"}


def test_drafts_that_are_the_source_are_counted_in_the_report(shelf: Shelf) -> None:
    done = drive(shelf.run(), evaluate=True)  # the engine of the test repeats what it is given
    make_report(done.run, done.plan)
    report = json.loads((done.run.output / "report.json").read_text(encoding="utf-8"))
    assert report["about"]["integrity"][0]["untranslated"] == len(report["segments"]) > 0


def test_second_run_sends_nothing(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    again = drive(shelf.run("second"))
    assert again.plan.deliver == ()
    assert again.fetched == []


def test_draft_that_is_kept_is_not_sent_again(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    first = drive(shelf.run("first"))
    shelf.run().store.delete("state/en-zh")
    second = drive(shelf.run("second"))
    assert [sending.sent for sending in first.sendings] == [2]
    assert [sending.sent for sending in second.sendings] == [0]
    assert second.rebuilt[0].machine == 1


def test_forced_run_sends_again(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    again = drive(shelf.run("second"), force=True, chapters=["one"])
    assert again.plan.deliver == ("one",)
    assert again.sendings[0].sent == 2


def test_change_of_code_alone_is_no_change_to_translate(shelf: Shelf) -> None:
    shelf.write("en", "two", ENGLISH["two"].replace("speed = 3", "speed = 4"))
    assert states(shelf)["two"] is State.TOUCHED
    done = drive(shelf.run())
    assert done.fetched == []
    text = (done.run.output / "chapters" / "two.md").read_text(encoding="utf-8")
    assert text == CHINESE["two"].replace("speed = 3", "speed = 4")


def test_new_chapter_is_translated_whole(shelf: Shelf) -> None:
    shelf.write("en", "three", "# Currents\n\nA current is a river in the sea.\n")
    done = drive(shelf.run())
    assert states(shelf, "other")["three"] is State.UNCHANGED  # recorded by the run
    assert (done.run.output / "chapters" / "three.md").read_text(encoding="utf-8") == (
        "# Currents\n\nA current is a river in the sea.\n"
    )


def test_renamed_chapter_keeps_its_translation(shelf: Shelf) -> None:
    shelf.remove("en", "one")
    shelf.write("en", "waves", ENGLISH["one"])
    plan = find_changed(shelf.run(), variants=("sentence",))
    chapter = plan.chapter("waves")
    assert (chapter.state, chapter.former_id, chapter.is_move) == (State.TOUCHED, "one", True)


def test_deleted_chapter_is_recognised(shelf: Shelf) -> None:
    shelf.remove("en", "two")
    assert states(shelf)["two"] is State.DELETED


def test_missing_translation_makes_a_chapter_new(shelf: Shelf) -> None:
    shelf.remove("zh", "one")
    assert states(shelf)["one"] is State.NEW


def test_variants_are_scored_beside_each_other(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run(), variants=("none", "paragraph", "sentence"))
    made = make_report(done.run, done.plan)
    assert set(made.bleu) == {"none", "paragraph", "sentence"}
    report = json.loads((done.run.output / "report.json").read_text(encoding="utf-8"))
    assert [entry["variant"] for entry in report["about"]["parallelData"]] == ["paragraph", "sentence"]
    assert "no change" in made.table


def test_damaged_report_of_an_earlier_run_does_not_stop_the_next(shelf: Shelf) -> None:
    done = drive(shelf.run(), evaluate=True)
    done.run.store.write("reports/en-zh/older/report.json", '{"schemaVersion": "1.0"')
    assert set(make_report(done.run, done.plan).bleu) == {"sentence"}


def test_variant_that_lost_all_its_documents_is_left_out_and_the_others_are_scored(
    shelf: Shelf, service: Service
) -> None:
    service.faults.add(read_fault({"kind": "fail-document", "match": "evaluation.scored.html"}))  # the first job's
    done = drive(shelf.run(), variants=("none", "sentence"), evaluate=True)
    made = make_report(done.run, done.plan)
    assert set(made.bleu) == {"sentence"}
    report = json.loads((done.run.output / "report.json").read_text(encoding="utf-8"))
    assert [flag["text"] for flag in report["about"]["flags"]] == [
        "scored (none): the job returned no evaluation.scored.html"
    ]


def test_manifest_tells_where_each_segment_came_from(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run())
    manifest = json.loads((done.run.output / "chapters" / ".amts" / "one.json").read_text(encoding="utf-8"))
    origins = {segment["source"]: segment["state"] for segment in manifest["segments"]}
    assert origins["The water itself mostly stays where it is."] == "machine"
    assert origins["A wave carries energy from place to place."] == "human"


# what is wrong is named, and nothing half-made is published


def test_unknown_chapter_is_named(shelf: Shelf) -> None:
    with pytest.raises(AmtsError, match=r"no such chapter: four; en has 3 chapters, such as one"):
        find_changed(shelf.run(), variants=("sentence",), chapters=["four"])


def test_evaluation_article_that_no_book_has_is_named(shelf: Shelf) -> None:
    shelf.configure(evaluation=["tides"])
    with pytest.raises(AmtsError, match="that no book has: tides"):
        find_changed(shelf.run(), variants=("sentence",))


def test_chapter_that_is_not_utf8_is_named_and_left_alone(shelf: Shelf) -> None:
    (shelf.folder / "en" / "one.md").write_bytes(b"# Wave\xff\n")
    shelf.write("en", "two", ENGLISH["two"] + "\nA new paragraph.\n")
    done = drive(shelf.run())
    assert "one.md is not UTF-8" in done.failed["one"]
    assert (done.plan.deliver, done.plan.remove) == (("two",), ())
    assert done.outcome.chapters == ("two",)


def test_empty_chapter_has_nothing_to_translate(shelf: Shelf) -> None:
    shelf.write("en", "empty", "")
    done = drive(shelf.run())
    assert done.failed == {}
    assert (done.run.output / "chapters" / "empty.md").read_bytes() == b""


def test_evaluation_article_in_the_parallel_data_is_refused(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.write("en", "one", CHANGED)
    run, plan = read_plan(drive(shelf.run()).run)
    upload_parallel_data(run, plan)
    table = read_pair_table(run, "sentence")
    table.loc[0, "chapter"] = "scored"
    monkeypatch.setattr("amts_core.pipeline.parallel_data._book_table", lambda *_: table)
    with pytest.raises(LeakedEvaluation, match="scored"):
        upload_parallel_data(run, plan)


def test_lost_document_is_named_and_the_others_are_delivered(shelf: Shelf, service: Service) -> None:
    shelf.write("en", "one", CHANGED)
    shelf.write("en", "three", "# Currents\n\nA current is a river in the sea.\n")
    service.faults.add(read_fault({"kind": "fail-document", "match": "delivery.one.html"}))
    done = drive(shelf.run())
    assert done.fetched[0].lost.keys() == {"one"}
    assert "delivery.one.html" in done.failed["one"]
    assert [chapter.chapter for chapter in done.rebuilt] == ["three"]
    assert not (done.run.output / "chapters" / "one.md").exists()


def test_truncated_document_is_never_delivered_and_is_sent_again(shelf: Shelf, service: Service) -> None:
    shelf.write("en", "three", "# Currents\n\nA current is a river in the sea.\n\nIt may be warm or cold.\n")
    service.faults.add(read_fault({"kind": "truncate-output", "match": "delivery.three.html"}))
    done = drive(shelf.run("first"))
    assert "ends in the middle" in done.fetched[0].lost["three"]
    assert "ends in the middle" in done.failed["three"]
    assert done.rebuilt == []
    service.faults.clear()
    again = drive(shelf.run("second"))
    assert [chapter.chapter for chapter in again.rebuilt] == ["three"]


def test_lost_evaluation_article_is_left_out_by_name(shelf: Shelf, service: Service) -> None:
    shelf.write("en", "one", CHANGED)
    service.faults.add(read_fault({"kind": "fail-document", "match": "evaluation.scored.html"}))
    done = drive(shelf.run())
    with pytest.raises(
        AmtsError, match=r"nothing was scored: scored \(sentence\): the job returned no evaluation\.sco"
    ):
        make_report(done.run, done.plan)


def test_jobs_of_two_pairs_have_tokens_of_their_own_though_their_documents_are_equal(shelf: Shelf) -> None:
    settings = yaml.safe_load(shelf.config.read_text(encoding="utf-8"))
    settings["books"]["ja"] = settings["books"]["zh"] | {"language": "ja"}
    settings["pairs"]["en-ja"] = settings["pairs"]["en-zh"] | {"target": "ja"}
    shelf.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    tokens = []
    for pair in ("en-zh", "en-ja"):
        run = open_run(shelf.config, pair, "first", cache=shelf.folder / "cache")
        find_changed(run, variants=("none",), evaluate=True)
        tokens.append(upload_documents(*read_plan(run), "none").token)
    assert len(set(tokens)) == 2


def test_job_says_which_parallel_data_its_resource_must_hold(shelf: Shelf) -> None:
    done = drive(shelf.run(), variants=("none", "sentence"), evaluate=True)
    requests = {request["job_name"]: request for request in job_requests(done.run, done.plan, done.sendings)}
    assert requests["en-zh-none"]["parallel_data_uri"] is None
    assert requests["en-zh-sentence"]["parallel_data_names"] == ["amts-en-zh-sentence"]
    assert requests["en-zh-sentence"]["parallel_data_uri"].startswith("s3://shelf/amts/parallel-data/en-zh/sentence/")


def test_bucket_that_does_not_exist_is_named(shelf: Shelf) -> None:
    text = shelf.config.read_text(encoding="utf-8").replace("shelf", "no-such-bucket")
    shelf.config.write_text(text, encoding="utf-8")
    with pytest.raises(AmtsError, match=r"NoSuchBucket.*create the bucket"):
        find_changed(shelf.far_run(), variants=("sentence",))


def test_chapter_paired_with_another_is_refused_by_name_and_the_others_go_on(shelf: Shelf) -> None:
    story = "完全不同的内容，讲的是昨天晚上的足球比赛和明天的午饭。我们去买三个苹果吧。"
    wrong = "".join(f"# 第{n}\n\n{story}\n\n" for n in range(9))
    text = "".join(f"# Part {n}\n\nThe matrix has {n} rows. Its rank is the number of them.\n\n" for n in range(9))
    shelf.write("en", "three", text + "One more sentence on matrices.\n")
    shelf.write("zh", "three_origin", text)
    shelf.write("zh", "three", wrong)
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run())
    assert set(done.sendings[0].refused) == {"three"}
    assert "three" in done.failed["three"]
    assert [chapter.chapter for chapter in done.rebuilt] == ["one"]


def test_correction_of_a_draft_goes_before_what_the_book_says(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    shelf.write("zh", "one_origin", CHANGED)
    shelf.write("zh", "one", CHINESE["one"].replace("水本身留在原处。", "水本身大多留在原处。"))
    shelf.write("en", "two", ENGLISH["two"].replace("Strong wind", "A strong wind"))
    second = drive(shelf.run("second"))
    table = read_pair_table(second.run, "sentence")
    corrected = table[(table["origin"] == "corrections") & (table["verdict"] == "kept")]
    assert corrected["target"].tolist() == ["水本身大多留在原处。"]
    report = make_report(second.run, second.plan)
    page = json.loads((second.run.output / "report.json").read_text(encoding="utf-8"))
    sections = {section["key"]: section for section in page["sections"]}
    assert sections["corrections"]["rows"][0][:1] + sections["corrections"]["rows"][0][3:4] == ["one", "0%"], (
        report.table
    )
    assert "1 update in 1 commit" in sections["workload"]["text"]
    assert "edits to what the human made of the draft" in sections["workload"]["text"]
    assert sections["expected-work"]["chart"] is not None


def test_correction_of_a_scored_chapter_stays_out_of_the_parallel_data(shelf: Shelf) -> None:
    changed = ENGLISH["scored"].replace("Twice a day", "Two times a day")
    shelf.write("en", "scored", changed)
    drive(shelf.run("first"))
    shelf.write("zh", "scored_origin", changed)
    shelf.write("zh", "scored", CHINESE["scored"].replace("水每天涨落两次。", "水一天之内涨落两次。"))
    shelf.write("en", "one", CHANGED)
    second = drive(shelf.run("second"))
    assert "scored" not in set(read_pair_table(second.run, "sentence")["chapter"])


def test_same_content_is_the_same_job_in_every_run(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    first = drive(shelf.run("first"))
    shelf.run().store.delete("state/en-zh")
    shelf.run().store.delete("drafts/en-zh")
    second = drive(shelf.run("second"))
    forced = drive(shelf.run("third"), force=True, chapters=["one"])
    assert first.sendings[0].token == second.sendings[0].token != forced.sendings[0].token


def test_source_that_changes_while_a_run_goes_on_is_seen_by_the_next(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run("first"))
    shelf.write("en", "one", CHANGED.replace("depends on the wind", "depends on the wind and the depth"))
    record_delivery(done.run, done.outcome)
    assert states(shelf, "second")["one"] is State.CHANGED


def test_delivery_holds_what_the_repository_and_the_reviewer_need(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    done = drive(shelf.run())
    folder = done.run.output / "chapters"
    assert (folder / "one_origin.md").read_text(encoding="utf-8") == CHANGED
    assert "one.md" in (folder / "TODO.md").read_text(encoding="utf-8")
    assert (folder / "review" / "one.html").exists() or (folder / "review" / "one.md.html").exists()
