"""The command `amts sync`."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
import typer
import yaml
from moto import mock_aws
from typer.testing import CliRunner, Result

from amts_core.aws.cost import BudgetExceeded
from amts_core.aws.jobs import JobFailed
from amts_core.book.chapter import Chapter
from amts_core.cli.sync import sync
from amts_core.deliver.sidecar import read_provenance
from amts_core.errors import AmtsError
from local_aws.mocking import mock_translate
from local_aws.service import Service

BEFORE = "# Lamps\n\nThe lamp is bright. The river is wide and deep.\n"
AFTER = BEFORE + "\nA new paragraph stands here.\n"
FORMER = "# 灯\n\n灯很亮。\n河又宽又深。\n"


class Client:
    """Stands for Amazon Translate: marks each text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.most = 99

    def translate_text(self, *, Text: str, **_: object) -> dict[str, str]:  # noqa: N803 - the API's name
        if len(self.texts) == self.most:
            raise KeyboardInterrupt
        self.texts.append(Text)
        return {"TranslatedText": f"译{Text}"}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The client that the command gets."""
    fake = Client()
    monkeypatch.setattr("amts_core.cli.sync_run.translate_client", lambda region: fake)
    return fake


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, where a sync keeps its drafts and records."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A source now, and a translation that keeps origins: one chapter changed, one not, one new."""
    files = {
        "en/a/lamps.md": AFTER,
        "en/a/same.md": BEFORE,
        "en/new.md": "# New\n\nThis is new.\n",
        "zh/a/lamps.md": FORMER,
        "zh/a/lamps_origin.md": BEFORE,
        "zh/a/same.md": FORMER,
        "zh/a/same_origin.md": BEFORE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    app = typer.Typer()
    app.command()(sync)
    return CliRunner().invoke(app, [str(argument) for argument in (*arguments, "-p", "en-zh")])


def test_a_single_chapter_is_synced_and_its_translation_not_touched(client: Client, tmp_path: Path) -> None:
    for name, text in {"before": BEFORE, "after": AFTER, "lamps": FORMER}.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    files = [tmp_path / f"{name}.md" for name in ("before", "after", "lamps")]
    result = run(*files, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert client.texts == ["A new paragraph stands here."]
    assert (tmp_path / "out/lamps.md").read_text("utf-8") == FORMER + "\n译A new paragraph stands here.\n"
    assert (tmp_path / "lamps.md").read_text("utf-8") == FORMER


def test_chapters_beside_their_sources_are_told_by_their_suffix(client: Client, tmp_path: Path) -> None:
    for name, text in {"old/a.md": BEFORE, "new/a.md": AFTER, "old/gone.md": BEFORE, "new/b.md": BEFORE}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "new/a.zh.md").write_text(FORMER, "utf-8")
    (tmp_path / "new/gone.zh.md").write_text(FORMER, "utf-8")  # its source has gone
    result = run(tmp_path / "old", tmp_path / "new", tmp_path / "new", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "A new paragraph stands here." in client.texts
    assert (tmp_path / "out/a.zh.md").read_text("utf-8") == FORMER + "\n译A new paragraph stands here.\n"
    assert not {path.name for path in (tmp_path / "out").rglob("*.md")} & {"a.md", "b.md", "gone.md"}


def test_a_folder_is_synced_against_its_origins_and_the_second_run_finds_nothing(client: Client, books: Path) -> None:
    arguments = [books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin"]
    result = run(*arguments, "-o", books / "out")
    assert result.exit_code == 0, result.output
    assert "2 chapters to sync" in result.output
    written = {path.relative_to(books / "out").as_posix() for path in (books / "out").rglob("*") if path.is_file()}
    assert {"a/lamps.md", "a/lamps_origin.md", "new.md", "new_origin.md", ".amts/new.json", "TODO.md"} <= written
    assert "a/same.md" not in written
    provenance = read_provenance(books / "out/.amts/a/lamps.json")
    assert provenance is not None
    assert provenance.pair == "en-zh"
    sent = len(client.texts)
    for name in written:
        (books / "zh" / name).parent.mkdir(parents=True, exist_ok=True)
        (books / "zh" / name).write_bytes((books / "out" / name).read_bytes())
    again = run(books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin", "-o", books / "out2")
    assert "0 chapters to sync" in again.output
    assert len(client.texts) == sent


def test_a_dry_run_sends_and_writes_nothing(client: Client, books: Path) -> None:
    arguments = [books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin", "-o", books / "out"]
    result = run(*arguments, "--dry-run")
    assert "segments to translate" in result.output
    assert client.texts == []
    assert not (books / "out").exists()


def test_a_budget_is_checked_before_anything_is_sent(client: Client, books: Path) -> None:
    arguments = [books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin", "-o", books / "out"]
    result = run(*arguments, "--budget-usd", "0.0001")
    assert isinstance(result.exception, BudgetExceeded)
    assert client.texts == []
    assert not (books / "out").exists()


def test_an_interrupted_sync_pays_no_draft_twice(client: Client, books: Path) -> None:
    arguments = [books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin", "-o", books / "out"]
    client.most = 1
    assert isinstance(run(*arguments).exception, KeyboardInterrupt | SystemExit)
    assert not (books / "out").exists(), "nothing half-made is delivered"
    client.most = 99
    assert run(*arguments).exit_code == 0
    assert len(client.texts) == len(set(client.texts)) == 3


def test_faults_of_the_source_are_told_on_the_screen_and_to_programs_once(client: Client, books: Path) -> None:
    before, human = BEFORE + "\nAnn made it in 1987.\n", FORMER + "\nAnn在1978年制作了它。\n"
    for name, text in {"zh/a/lamps.md": human, "zh/a/lamps_origin.md": before}.items():
        (books / name).write_text(text, "utf-8")
    (books / "en/a/lamps.md").write_text(before + "\nA new paragraph stands here.\n", "utf-8")
    shown = run(*options(books, "--state", books / "one"))
    assert "a/lamps, line 5: 1987, where the translation has 1978: Ann made it in 1987." in shown.output
    told = json.loads(run(*options(books, "--state", books / "two", "--json")).stdout)
    assert told["synced"] == told["to_sync"] == ["a/lamps", "new"]
    assert told["held"] == told["failed"] == {}
    assert [len(faults) for faults in told["faults_of_the_source"].values()] == [1]
    take_over(books)
    (books / "en/a/lamps.md").write_text("# Title\n\n" + before + "\nAnother new one.\n", "utf-8")
    again = json.loads(run(*options(books, "--state", books / "two", "--json")).stdout)
    assert again["synced"] == ["a/lamps"]
    assert again["faults_of_the_source"] == {}


def test_a_dry_run_tells_programs_what_would_be_done(client: Client, books: Path) -> None:
    told = json.loads(run(*options(books, "--dry-run", "--json")).stdout)
    assert told["to_sync"] == ["a/lamps", "new"]
    assert told["segments"] == 3
    assert told["synced"] == []


def test_chapters_that_are_held_are_named_also_where_nothing_else_is_to_be_done(
    client: Client, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {"a/lamps": "it was sent in vain", "new": "it was sent in vain"}
    monkeypatch.setattr("amts_core.pipeline.plan.find_given_up", lambda run, chapters: held)
    result = run(*options(books))
    assert result.exit_code == 0
    assert "0 chapters to sync, 0 to remove, 1 unchanged, 2 left alone" in result.output
    assert "a/lamps is held: it was sent in vain" in result.output
    assert "nothing to do" not in result.output
    assert json.loads(run(*options(books, "--json")).stdout)["held"] == held


def test_a_chapter_that_is_named_is_synced_alone_and_also_if_it_was_held(
    client: Client, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amts_core.pipeline.plan.find_given_up", lambda run, chapters: {"new": "sent in vain"})
    result = run(*options(books, "--chapter", "new"))
    assert result.exit_code == 0, result.output
    assert client.texts == ["New", "This is new."]
    assert not (books / "out/a/lamps.md").exists()


def test_a_branch_without_a_clone_is_refused(books: Path) -> None:
    result = run(books / "zh", books / "en", books / "zh", "-o", books / "out", "--branch", "x")
    assert isinstance(result.exception, AmtsError)


def commit(folder: Path) -> None:
    identity = ["-c", "user.name=h", "-c", "user.email=h@x"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


def test_a_branch_that_cannot_be_made_is_told_before_anything_is_translated(client: Client, books: Path) -> None:
    commit(books / "zh")
    result = run(*options(books, "--branch", "a..b"))
    assert "is no name of a branch" in str(result.exception)
    assert not client.texts


def test_a_stale_source_is_found_in_the_history_of_the_source(client: Client, books: Path) -> None:
    stale = BEFORE.replace("The lamp", "An old lamp") + "\n$$x$$\n\n$$y$$\n\nThis is about `z`.\n"
    (books / "zh/a/lamps_origin.md").write_text(stale, "utf-8")
    english = books / "en"
    for text in (BEFORE, AFTER):
        (english / "a/lamps.md").write_text(text, "utf-8")
        commit(english)
    arguments = [books / "zh", english, books / "zh", "--origin-suffix", "_origin", "-o", books / "out"]
    result = run(*arguments, "--history", english)
    assert result.exit_code == 0, result.output
    assert (books / "out/a/lamps.md").read_text("utf-8") == FORMER + "\n译A new paragraph stands here.\n"


def options(books: Path, *more: object) -> list[object]:
    return [books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin", "-o", books / "out", *more]


def take_over(books: Path) -> None:
    """Put what was delivered into the translation."""
    for path in (books / "out").rglob("*"):
        if path.is_file():
            place = books / "zh" / path.relative_to(books / "out")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())


def write(books: Path, name: str, text: str) -> None:
    (books / name).parent.mkdir(parents=True, exist_ok=True)
    (books / name).write_text(text, "utf-8")


STRANGE = "# 别的\n\n" + "\n\n".join(f"这里第{number}次说的完全是别的事情，跟原文没有关系。" for number in range(9))
LONG = "# Rivers\n\n" + "\n\n".join(
    f"The river number {number} flows through the old town to the sea." for number in range(9)
)


@pytest.mark.parametrize("damage", ["stranger", "sidecar", "bytes"])
def test_a_chapter_that_fails_is_named_and_the_others_go_on(client: Client, books: Path, damage: str) -> None:
    write(books, "en/bad.md", LONG + "\n\nAnd more.\n")
    write(books, "zh/bad_origin.md", LONG + "\n")
    write(books, "zh/bad.md", STRANGE + "\n" if damage == "stranger" else LONG + "\n")
    if damage == "sidecar":
        write(books, "zh/.amts/bad.json", "{")
    if damage == "bytes":
        (books / "en/bad.md").write_bytes(b"# \xff\xfe\n")
    result = run(*options(books))
    assert result.exit_code == 1
    assert (books / "out/a/lamps.md").exists()
    assert not (books / "out/bad.md").exists()
    assert "2 of 2 chapters synced" in result.output
    assert "failed: bad" in result.output
    assert run(*options(books), "--dry-run").exit_code == 1


def test_no_chapter_is_removed_while_another_fails(client: Client, books: Path) -> None:
    (books / "en/a/same.md").unlink()
    write(books, "en/bad.md", LONG + "\n\nAnd more.\n")
    write(books, "zh/bad_origin.md", LONG + "\n")
    (books / "zh/bad.md").write_bytes(b"# \xff\n")
    assert "not removed: a/same: nothing is removed while bad cannot be read" in run(*options(books)).output
    write(books, "zh/bad.md", STRANGE + "\n")
    write(books, "en/bad.md", LONG + "\n")
    assert "Remove a/same.md" in (run(*options(books)), (books / "out/TODO.md").read_text("utf-8"))[1]


def test_a_chapter_without_its_former_source_is_named(client: Client, books: Path) -> None:
    (books / "zh/a/lamps_origin.md").unlink()
    result = run(*options(books))
    assert "a/lamps: left alone, since its source before is not known: give --history" in result.output
    assert "1 chapters to sync, 0 to remove, 1 unchanged, 1 left alone" in result.output
    assert result.exit_code == 0


def commit_two_versions(books: Path, repository: Path) -> None:
    """The English chapter before and after its change, in the history of a repository."""
    for text in (BEFORE, AFTER):
        write(books, "en/a/lamps.md", text)
        commit(repository)


@pytest.mark.parametrize("clone", ["en", "."], ids=["the source alone", "a repository that holds both"])
def test_without_any_former_source_the_history_is_searched(client: Client, books: Path, clone: str) -> None:
    commit_two_versions(books, books / clone)
    english, out = books / "en", books.parent / "out"
    result = run(english, english, books / "zh", "-o", out, "--history", books / clone)
    assert result.exit_code == 0, result.output
    assert "a/lamps: the source of" in result.output
    assert (out / "a/lamps.md").read_text("utf-8") == FORMER + "\n译A new paragraph stands here.\n"


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_the_history_of_one_file_is_searched_where_it_stands(client: Client, books: Path, dry: list[str]) -> None:
    commit_two_versions(books, books)
    files = [books / "en/a/lamps.md", books / "en/a/lamps.md", books / "zh/a/lamps.md"]
    result = run(*files, "-o", books.parent / "out", "--history", books, *dry)
    assert result.exit_code == 0, result.output
    assert "1 chapters to sync" in result.output
    assert "the source of" in result.output


def test_a_dry_run_names_a_file_whose_former_source_is_not_known(client: Client, books: Path) -> None:
    files = [books / "en/a/lamps.md", books / "en/a/lamps.md", books / "zh/a/lamps.md"]
    result = run(*files, "-o", books.parent / "out", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "lamps: left alone" in result.output


def test_a_chapter_whose_source_did_not_change_is_not_searched_for(
    client: Client, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(books / "en")
    searched = []

    def find(translation: Chapter, *_: object, **__: object) -> None:
        searched.append(translation.id)

    monkeypatch.setattr("amts_core.pipeline.origins.find_origin", find)
    run(*options(books), "--history", books / "en")
    assert searched == ["a/lamps"]


def test_a_delivery_that_was_reverted_is_made_again_and_one_that_was_edited_is_not(client: Client, books: Path) -> None:
    """For a book without origins, whose former source stays what the user gives."""
    write(books, "old/a/lamps.md", BEFORE)
    arguments = [books / "old", books / "en", books / "zh", "-o", books / "out"]
    assert run(*arguments).exit_code == 0
    take_over(books)
    delivered = (books / "zh/a/lamps.md").read_text("utf-8")
    assert "nothing to do" in run(*arguments).output
    write(books, "zh/a/lamps.md", delivered.replace("灯很亮", "灯非常亮"))
    assert "nothing to do" in run(*arguments).output
    for reverted in (FORMER, FORMER.replace("灯很亮", "灯非常亮")):
        write(books, "zh/a/lamps.md", reverted)
        assert "1 chapters to sync" in run(*arguments, "--dry-run").output


def test_a_paragraph_that_moves_to_another_chapter_is_not_sent(client: Client, books: Path) -> None:
    moved, translated = "We walk home in the evening.\n", "我们晚上走路回家。\n"
    for name in ("en/a/same.md", "zh/a/lamps_origin.md"):
        write(books, name, BEFORE + "\n" + moved)
    write(books, "zh/a/lamps.md", FORMER + "\n" + translated)
    write(books, "en/a/lamps.md", BEFORE)
    assert run(*options(books)).exit_code == 0
    assert (books / "out/a/lamps.md").read_text("utf-8") == FORMER
    assert (books / "out/a/same.md").read_text("utf-8") == FORMER + "\n" + translated
    assert [text for text in client.texts if "walk" in text] == []


def test_a_flag_is_told_again_by_the_next_sync(client: Client, books: Path) -> None:
    flagged = "\nIt costs $a$ coins.\n"
    write(books, "zh/a/lamps_origin.md", BEFORE + flagged)
    write(books, "zh/a/lamps.md", FORMER + "\n要花一些钱。\n")
    write(books, "en/a/lamps.md", BEFORE + flagged.replace("$a$", "$b$"))
    for added in ("", "\nA new paragraph stands here.\n"):
        write(books, "en/a/lamps.md", BEFORE + flagged.replace("$a$", "$b$") + added)
        assert run(*options(books)).exit_code == 0
        assert "spans or numbers changed" in (books / "out/TODO.md").read_text("utf-8")
        take_over(books)


@pytest.fixture
def service(books: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """S3 and Amazon Translate in this process, and a configuration for batch jobs there."""
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_TRANSLATE"):
        monkeypatch.delenv(name, raising=False)
    settings = {
        "books": {"en": {"location": "en", "language": "en"}, "zh": {"location": "zh", "language": "zh"}},
        "pairs": {"en-zh": {"source": "en", "target": "zh"}},
        "storage": {"bucket": "shelf", "role_arn": "arn:aws:iam::123456789012:role/translate", "poll_seconds": 1},
    }
    write(books, "amts.yaml", yaml.safe_dump(settings))
    with mock_aws(), mock_translate("memory") as service:
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="shelf")
        yield service


def test_drafts_follow_the_former_translation_of_what_changed(service: Service, books: Path) -> None:
    write(books, "en/a/lamps.md", BEFORE.replace("wide and deep", "wide and shallow"))
    result = run(*options(books), "--adapt", "--config", books / "amts.yaml")
    assert result.exit_code == 0, result.output
    assert "-en-zh-sentence: 3 pairs" in result.output
    assert "河又宽又深。" in (books / "out/a/lamps.md").read_text("utf-8")  # with what the engine marks
    provenance = read_provenance(books / "out/.amts/a/lamps.json")
    assert provenance is not None
    assert provenance.parallel_data.startswith("s3://shelf/amts/sync-")
    jobs = boto3.client("translate", region_name="us-east-1").list_text_translation_jobs()
    assert len(jobs["TextTranslationJobPropertiesList"]) == 1


def test_the_parallel_data_follows_the_book(service: Service, books: Path) -> None:
    client, adapt = boto3.client("translate", region_name="us-east-1"), ["--adapt", "--config", books / "amts.yaml"]
    files = []
    for text in (FORMER, FORMER.replace("灯很亮", "灯非常亮")):
        write(books, "zh/a/lamps.md", text)
        write(books, "zh/a/same.md", text)
        for _ in range(2):
            shutil.rmtree(books / "out", ignore_errors=True)
            assert run(*options(books), *adapt).exit_code == 0
            [resource] = client.list_parallel_data()["ParallelDataPropertiesList"]
            files.append((resource["ParallelDataConfig"]["S3Uri"], resource.get("LatestUpdateAttemptAt")))
    assert files[0] == files[1] != files[2] == files[3]
    assert "灯非常亮" in read_text(files[2][0])


def read_text(uri: str) -> str:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    content: bytes = boto3.client("s3", region_name="us-east-1").get_object(Bucket=bucket, Key=key)["Body"].read()
    return content.decode("utf-8")


def test_a_batch_job_that_fails_is_the_one_cause_and_the_next_run_starts_another(
    service: Service, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [*options(books), "--adapt", "--config", books / "amts.yaml"]

    def fail(*_: object, **__: object) -> None:
        raise JobFailed("the batch job 1 ended as FAILED: the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("amts_core.pipeline.translators.wait_for_job", fail)
        result = run(*arguments)
    assert isinstance(result.exception, JobFailed)
    assert not (books / "out").exists()
    assert run(*arguments).exit_code == 0
    assert (books / "out/new.md").exists()
    jobs = boto3.client("translate", region_name="us-east-1").list_text_translation_jobs()
    assert len(jobs["TextTranslationJobPropertiesList"]) == 2


def test_a_bucket_that_is_gone_is_the_one_cause(service: Service, books: Path) -> None:
    boto3.client("s3", region_name="us-east-1").delete_bucket(Bucket="shelf")
    result = run(*options(books), "--adapt", "--config", books / "amts.yaml")
    assert "NoSuchBucket" in str(result.exception)
    assert not (books / "out").exists()


def test_drafts_follow_parallel_data_as_it_is(service: Service, books: Path) -> None:
    assert run(*options(books), "--adapt", "--config", books / "amts.yaml").exit_code == 0
    client = boto3.client("translate", region_name="us-east-1")
    [resource] = client.list_parallel_data()["ParallelDataPropertiesList"]
    arguments = ["--parallel-data", resource["Name"], "--config", books / "amts.yaml"]
    assert run(*options(books), *arguments).exit_code == 0
    [after] = client.list_parallel_data()["ParallelDataPropertiesList"]
    assert after == resource, "it is not touched"
    missing = run(*options(books), "--parallel-data", "none-such", "--config", books / "amts.yaml")
    assert "ResourceNotFoundException" in str(missing.exception)


def test_a_batch_job_needs_a_configuration(books: Path) -> None:
    assert "--config" in str(run(*options(books), "--adapt").exception)


def test_an_output_that_would_overwrite_a_side_is_refused(client: Client, books: Path) -> None:
    sides = [books / "zh", books / "en", books / "zh"]
    for output in (books / "zh", books / "en", books / "zh" / "deep", books / "en" / ".." / "zh"):
        result = run(*sides, "--origin-suffix", "_origin", "-o", output)
        assert "never changes" in str(result.exception), output
    files = [books / "zh/a/lamps_origin.md", books / "en/a/lamps.md", books / "zh/a/lamps.md"]
    assert "never changes" in str(run(*files, "-o", books / "zh/a").exception)
    assert (books / "zh/a/lamps.md").read_text("utf-8") == FORMER
    assert client.texts == []


def test_a_pair_is_required(books: Path) -> None:
    app = typer.Typer()
    app.command()(sync)
    result = CliRunner().invoke(app, [str(part) for part in options(books)])
    assert result.exit_code == 2
    assert "--pair" in result.output


GERMAN = "# Lampen\n\n" + "Die Lampe steht seit vielen Jahren auf dem alten Tisch am Fenster.\n\n" * 6
ENGLISH = "# Lamps\n\n" + "The lamp has been standing on the old table at the window for years.\n\n" * 6


@pytest.mark.parametrize(
    ("source", "translation", "seen"),
    [
        (ENGLISH, GERMAN, "translation is Chinese, but its text looks like German"),
        (GERMAN, FORMER, "source is English"),
    ],
)
def test_a_book_in_another_language_than_the_pair_says_is_refused_before_anything_is_sent(
    client: Client, tmp_path: Path, source: str, translation: str, seen: str
) -> None:
    for name, text in {"before": source, "after": source + "More.\n", "lamps": translation}.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    result = run(*(tmp_path / f"{name}.md" for name in ("before", "after", "lamps")), "-o", tmp_path / "out")
    assert seen in str(result.exception)
    assert client.texts == []


def test_a_chapter_that_nobody_has_translated_yet_is_no_other_language(client: Client, books: Path) -> None:
    for name in ("en/long.md", "zh/long.md", "zh/long_origin.md"):
        write(books, name, ENGLISH)
    assert run(*options(books)).exit_code == 0


def test_a_side_that_is_missing_or_of_another_kind_is_named(books: Path) -> None:
    result = run(books / "zh", books / "nothing", books / "zh", "-o", books / "out")
    assert "there is no chapter or folder" in str(result.exception)
    result = run(books / "zh", books / "en", books / "zh/a/lamps.md", "-o", books / "out")
    assert "three chapters or three folders" in str(result.exception)


def test_a_patch_is_written_beside_what_else_is_delivered(client: Client, books: Path) -> None:
    assert run(*options(books), "--patch", books / "book.patch").exit_code == 0
    assert "+译A new paragraph stands here." in (books / "book.patch").read_text("utf-8")


def test_corrections_of_what_was_delivered_are_learnt_by_the_next_adapted_run(service: Service, books: Path) -> None:
    adapt = ["--adapt", "--config", books / "amts.yaml"]
    assert run(*options(books), *adapt).exit_code == 0
    take_over(books)
    chapter = books / "zh/a/lamps.md"
    *kept, _ = chapter.read_text("utf-8").rstrip("\n").split("\n")
    chapter.write_text("\n".join([*kept, "这里有一个全新的段落，是人改过的。"]) + "\n", "utf-8")
    write(books, "en/a/lamps.md", AFTER + "\nOne more.\n")
    assert run(*options(books), *adapt).exit_code == 0
    [resource] = boto3.client("translate", region_name="us-east-1").list_parallel_data()["ParallelDataPropertiesList"]
    assert "这里有一个全新的段落" in read_text(resource["ParallelDataConfig"]["S3Uri"])
