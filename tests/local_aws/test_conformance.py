"""The conformance checks: with this boto3 over HTTP; with an old one and the AWS CLI in throwaway environments."""

from __future__ import annotations

import json
import os
import subprocess
import uuid
import venv
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from local_aws.server import Server
from local_aws.settings import Settings
from tests.conftest import REPOSITORY
from tests.local_aws import conformance
from tests.local_aws.world import ROLE, World

OLD_BOTO3 = "boto3==1.20.0"  # November 2021, before Settings, tags and ListLanguages


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server(Settings(engine="memory"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def local(server: Server) -> World:
    return conformance.connect(server.url, "conformance", ROLE, "us-east-1")


@pytest.mark.parametrize("check", conformance.CHECKS, ids=lambda check: check.__name__)
def test_this_boto3(local: World, check: Callable[[World], None]) -> None:
    check(replace(local, prefix=f"{uuid.uuid4().hex[:8]}/"))


def test_a_run_stops_before_its_budget_is_spent(server: Server, local: World) -> None:
    translate = boto3.client(
        "translate", region_name="us-east-1", endpoint_url=server.url, aws_access_key_id="a", aws_secret_access_key="b"
    )
    world = replace(local, translate=translate, prefix="budget/")
    budget = conformance.Budget(0.02, world)
    request = {"SourceLanguageCode": "en", "TargetLanguageCode": "es"}
    translate.translate_text(Text="x" * 1000, **request)
    assert budget.left == pytest.approx(0.005)
    with pytest.raises(conformance.BudgetError, match="raise --budget"):
        translate.translate_text(Text="x" * 1000, **request)
    world.put("in/a.txt", "x" * 50)
    with pytest.raises(conformance.BudgetError, match=r"would cost \$0\.0060"):
        world.start(TargetLanguageCodes=["es", "fr"], ParallelDataNames=["none"])


def test_a_run_that_fails_leaves_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(world: World) -> None:
        world.make_data(conformance.name_of(world, "left"))
        world.put("in/a.txt", "x")
        world.run()
        raise KeyboardInterrupt

    monkeypatch.setattr(conformance, "CHECKS", (breaks,))
    monkeypatch.setattr("sys.argv", ["conformance", "--endpoint", server.url, "--bucket", "to-be-left-empty"])
    with pytest.raises(KeyboardInterrupt):
        conformance.main()
    world = conformance.connect(server.url, "looks-at-it", ROLE, "us-east-1")
    while any("left" in d["Name"] for d in world.translate.list_parallel_data()["ParallelDataPropertiesList"]):
        world.rest()
    assert world.keys("s3://to-be-left-empty/") == []
    assert "not removed" not in capsys.readouterr().out


def test_a_run_that_waits_too_long_ends(local: World) -> None:
    with pytest.raises(TimeoutError):
        replace(local, deadline=0.0).rest()


def test_a_run_against_aws_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["conformance"])
    with pytest.raises(SystemExit):
        conformance.main()


def environment(folder: Path, package: str) -> Path:
    venv.create(folder, with_pip=True)
    install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", package]
    if subprocess.run(install, check=False).returncode:
        pytest.skip(f"{package} cannot be installed here")
    return folder / "bin"


@pytest.mark.slow
def test_an_old_boto3(server: Server, tmp_path: Path) -> None:
    programs = environment(tmp_path / "old", OLD_BOTO3)
    command = [str(programs / "python"), "-m", "tests.local_aws.conformance", "--endpoint", server.url]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "boto3 1.20.0: 13 checks, 0 failed" in done.stdout


@pytest.mark.slow
def test_the_aws_cli(server: Server, tmp_path: Path) -> None:
    programs = environment(tmp_path / "cli", "awscli")
    variables = {
        "AWS_ENDPOINT_URL_S3": server.url,
        "AWS_ENDPOINT_URL_TRANSLATE": server.url,
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
    }

    def aws(*arguments: str) -> Any:
        command = [str(programs / "python"), str(programs / "aws"), *arguments, "--output", "json"]
        done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.startswith("{") else done.stdout

    files = tmp_path / "files"
    (files / "in" / "sub").mkdir(parents=True)
    (files / "in" / "a.txt").write_text("Good morning, dear reader.\n")
    (files / "in" / "sub" / "b.txt").write_text("The cat sleeps on the warm roof.\n")
    (files / "pairs.tmx").write_text(conformance.data_file("TMX"))
    aws("s3", "mb", "s3://cli")
    aws("s3", "cp", str(files), "s3://cli/", "--recursive")
    data = ("--name", "cli", "--parallel-data-config", "S3Uri=s3://cli/pairs.tmx,Format=TMX")
    assert aws("translate", "create-parallel-data", *data)["Status"] == "CREATING"
    while (found := aws("translate", "get-parallel-data", "--name", "cli"))["ParallelDataProperties"][
        "Status"
    ] != "ACTIVE":
        pass
    assert found["ParallelDataProperties"]["ImportedRecordCount"] == 2
    job = aws(
        "translate", "start-text-translation-job", "--data-access-role-arn", ROLE,
        "--input-data-config", "S3Uri=s3://cli/in/,ContentType=text/plain",
        "--output-data-config", "S3Uri=s3://cli/out/",
        "--source-language-code", "en", "--target-language-codes", "es", "--parallel-data-names", "cli",
    )["JobId"]  # fmt: skip
    while True:
        shown = aws("translate", "describe-text-translation-job", "--job-id", job)["TextTranslationJobProperties"]
        if shown["JobStatus"] == "COMPLETED":
            break
    aws("s3", "sync", shown["OutputDataConfig"]["S3Uri"], str(tmp_path / "out"))
    assert (tmp_path / "out" / "es.a.txt").read_text() == "Hola, lector.\n"
    assert (tmp_path / "out" / "es.sub" / "b.txt").read_text() == "El gato duerme.\n"
    text = ("--text", "Hello", "--source-language-code", "en", "--target-language-code", "en")
    assert aws("translate", "translate-text", *text)["TranslatedText"] == "Hello"
    terms = tmp_path / "terms.csv"
    terms.write_text("en,es\ncat,gato\n")
    reply = aws(
        "translate", "import-terminology", "--name", "cli", "--merge-strategy", "OVERWRITE",
        "--terminology-data", "Format=CSV", "--data-file", f"fileb://{terms}",
    )  # fmt: skip
    assert reply["TerminologyProperties"]["TermCount"] == 1
    assert aws("translate", "list-terminologies")["TerminologyPropertiesList"][0]["Name"] == "cli"
