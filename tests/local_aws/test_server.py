"""The command itself, in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from local_aws.__main__ import main
from local_aws.engines.adaptive.modelfile import cache_folder, fetch_model
from local_aws.service import Service, ServiceError
from local_aws.settings import Settings
from tests.local_aws.world import World

READY = re.compile(r"local_aws ready at (http://127\.0\.0\.1:(\d+)) \(engine (\w+), data in (.+)\)\n")


def start(*arguments: str, **environment: str) -> tuple[subprocess.Popen[str], re.Match[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "local_aws", "--port", "0", "--log-level", "warning", *arguments],
        stdout=subprocess.PIPE, text=True, env={**os.environ, **environment},
    )  # fmt: skip
    assert process.stdout
    ready = READY.fullmatch(process.stdout.readline())
    assert ready
    return process, ready


def connect(url: str) -> World:
    def client(name: str) -> Any:
        return boto3.client(
            name, region_name="us-east-1", endpoint_url=url, aws_access_key_id="a", aws_secret_access_key="b"
        )

    return World(client("s3"), client("translate"), "books")


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def test_it_says_when_it_is_ready_works_and_ends_at_once(tmp_path: Path, processes: list[Any]) -> None:
    data = tmp_path / "data"
    nowhere = "http://127.0.0.1:1"  # its own work must not follow the settings of clients
    process, ready = start("--engine", "memory", "--data", str(data), AWS_ENDPOINT_URL=nowhere)
    processes.append(process)
    assert ready.group(3, 4) == ("memory", str(data))
    world = connect(ready[1])
    world.s3.create_bucket(Bucket="books")
    world.make_data()
    world.put("in/a.txt", "Good morning.\n" * 3)
    job = world.run(ParallelDataNames=["pairs"])
    assert world.results(job)["es.a.txt"].decode() == "Buenos días.\n" * 3
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert time.monotonic() - began < 2


def test_killed_in_the_middle_of_a_job_it_goes_on_after_a_start(tmp_path: Path, processes: list[Any]) -> None:
    arguments = ("--engine", "memory", "--data", str(tmp_path))
    process, ready = start(*arguments, "--segments-per-second", "200")
    processes.append(process)
    world = connect(ready[1])
    world.s3.create_bucket(Bucket="books")
    world.make_data()
    for number in range(6):
        world.put(f"in/{number}.txt", "Good morning.\n" * 20)
    job = world.start(ParallelDataNames=["pairs"])
    while not 1 <= world.describe(job)["JobDetails"]["TranslatedDocumentsCount"] < 6:
        pass
    process.kill()
    process.wait()
    process, ready = start(*arguments)
    processes.append(process)
    world = connect(ready[1])
    ended = world.wait(job)
    assert ended["JobStatus"] == "COMPLETED"
    assert ended["JobDetails"]["TranslatedDocumentsCount"] == 6
    results = world.results(ended)
    assert len(results) == 7
    assert {text.decode() for path, text in results.items() if path.startswith("es.")} == {"Buenos días.\n" * 20}


PAGE = """<!doctype html><html><body><p id="b0">The cat <b>sleeps</b> near the sea.</p>
<p id="b1">The function <span translate="no" id="s1">f(x)</span> is called {number} times. Nobody knows why.</p>
</body></html>"""


@pytest.mark.slow
def test_the_language_model_writes_the_same_pages_when_it_is_killed_on_the_way(
    tmp_path: Path, processes: list[Any]
) -> None:
    pages: list[dict[str, bytes]] = []
    fetch_model(cache_folder())
    for name in ("whole", "killed"):
        arguments = ("--engine", "gemma", "--set", "cache=false", "--data", str(tmp_path / name))
        process, ready = start(*arguments)
        processes.append(process)
        world = connect(ready[1])
        world.s3.create_bucket(Bucket="books")
        world.make_data()
        for number in range(4):
            world.put(f"in/{number}.html", PAGE.format(number=number + 2))
        where = {"S3Uri": world.uri("in/"), "ContentType": "text/html"}
        job = world.start(ParallelDataNames=["pairs"], InputDataConfig=where)
        if name == "killed":
            while not 1 <= world.describe(job)["JobDetails"]["TranslatedDocumentsCount"] < 4:
                world.rest()
            process.kill()
            process.wait()
            process, ready = start(*arguments)
            processes.append(process)
            world = connect(ready[1])
        ended = world.wait(job)
        assert ended["JobStatus"] == "COMPLETED"
        pages.append({path: text for path, text in world.results(ended).items() if path.startswith("es.")})
    assert pages[0] == pages[1]
    assert len(pages[0]) == 4
    assert all(b'<span translate="no" id="s1">f(x)</span>' in text for text in pages[0].values())


def test_a_port_in_use_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["--port", str(port), "--engine", "echo", "--in-memory"]) == 1
    assert capsys.readouterr().err == (
        f"local_aws: port {port} of 127.0.0.1 is in use: choose another one with --port, or 0 for any\n"
    )


def test_a_port_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "80800", "--engine", "echo", "--in-memory"]) == 1
    assert "80800 is no port" in capsys.readouterr().err


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["--port", "0", "--engine", "echo", "--data", str(tmp_path / "file" / "x")]) == 1
    assert f"cannot keep the state in {tmp_path}/file/x" in capsys.readouterr().err


def test_an_unknown_engine_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "0", "--engine", "none", "--in-memory"]) == 1
    assert "unknown engine 'none'" in capsys.readouterr().err


def test_two_services_cannot_share_a_folder(tmp_path: Path) -> None:
    settings = Settings(engine="echo", data=tmp_path)
    first = Service(settings)
    with pytest.raises(ServiceError, match=str(tmp_path)):
        Service(settings)
    first.stop()
    Service(settings).stop()
