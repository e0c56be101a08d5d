"""Load on the local service: many documents, many jobs, many clients, kill -9; beside moto's own server for S3.

python -m tests.benchmarks.local_aws_load [--engine memory]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import psutil

from tests.local_aws.world import ENDED, World

SEGMENTS = 40
SENTENCES = ["The cat sleeps.", "Good morning.", "A dog barks at the moon, loudly & <i>long</i>."]
MEGABYTE = 1024**2


@dataclass
class Watched:
    """A server process, its address, and the most memory it was seen to use."""

    process: subprocess.Popen[str]
    url: str
    start_seconds: float
    peak: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def memory(self) -> int:
        try:
            return int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.NoSuchProcess:
            return 0

    def watch(self) -> None:
        while not self.stopped.wait(0.1):
            self.peak = max(self.peak, self.memory())

    def kill(self) -> None:
        self.stopped.set()
        self.process.kill()
        self.process.wait()


@contextmanager
def running(command: list[str], ready: str) -> Iterator[Watched]:
    """A server from its start to its end by kill -9; `ready` is the word of the line that holds its address."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    line = next(line for line in process.stdout if ready in line)
    url = next(word for word in line.split() if word.startswith("http"))
    threading.Thread(target=process.stdout.read, daemon=True).start()
    watched = Watched(process, url, time.monotonic() - began)
    threading.Thread(target=watched.watch, daemon=True).start()
    try:
        yield watched
    finally:
        watched.kill()


def local_aws(engine: str, folder: str, *more: str) -> Any:
    command = [sys.executable, "-m", "local_aws", "--port", "0", "--engine", engine, "--data", folder]
    return running([*command, "--log-level", "warning", *more], "ready")


def connect(url: str) -> World:
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1", "endpoint_url": url}
    return World(boto3.client("s3", **keys), boto3.client("translate", **keys), "load")


def page(number: int) -> str:
    rows = (f'<p id="s{i}">{number}. {SENTENCES[i % len(SENTENCES)]}</p>' for i in range(SEGMENTS))
    return f"<html><body>{''.join(rows)}</body></html>"


def put_documents(world: World, folder: str, count: int) -> dict[str, Any]:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: world.put(f"{folder}/{number}.html", page(number)), range(count)))
    return {"InputDataConfig": {"S3Uri": world.uri(f"{folder}/"), "ContentType": "text/html"}}


def check(world: World, job: Any, count: int) -> None:
    """Every document is there, whole, and in the details."""
    assert job["JobStatus"] == "COMPLETED", job
    assert job["JobDetails"]["TranslatedDocumentsCount"] == count
    results = world.results(job)
    assert len(results) == count + 1, len(results)
    for number in range(count):
        text = results[f"es.{number}.html"].decode()
        assert text.count("<p id=") == SEGMENTS
        assert text.endswith("</body></html>")
    assert len(world.details(job)["details"]) == count


def poll(world: World, ended: threading.Event) -> list[float]:
    seconds = []
    while not ended.is_set():
        began = time.monotonic()
        world.translate.list_text_translation_jobs()
        seconds.append(time.monotonic() - began)
        ended.wait(0.05)
    return seconds


def many_jobs(url: str, watched: Watched) -> None:
    world = connect(url)
    world.s3.create_bucket(Bucket="load")
    world.make_data("pairs", "en,es\nThe cat sleeps.,El gato duerme.\nGood morning.,Buenos días.\n")
    large = put_documents(world, "large", 200)
    small = [put_documents(world, f"small-{number}", 20) for number in range(10)]
    print(f"  memory with 400 documents uploaded: {watched.memory() / MEGABYTE:.0f} MB")
    ended = threading.Event()
    with ThreadPoolExecutor(8) as pool:
        polls = [pool.submit(poll, connect(url), ended) for _ in range(8)]
        began = time.monotonic()
        check(world, world.run(**large, ParallelDataNames=["pairs"]), 200)
        one = time.monotonic() - began
        began = time.monotonic()
        jobs = [world.start(**request, ParallelDataNames=["pairs"]) for request in small]
        half = None
        while any(world.describe(job)["JobStatus"] not in ENDED for job in jobs):
            done = [world.describe(job)["JobDetails"].get("TranslatedDocumentsCount", 0) for job in jobs]
            if half is None and sum(done) >= 100:
                half = done
            time.sleep(0.02)
        ten = time.monotonic() - began
        ended.set()
        seconds = sorted(value for found in polls for value in found.result())
    for job in jobs:
        check(world, world.describe(job), 20)
    print(f"  one job, 200 documents, {200 * SEGMENTS} segments: {one:.1f} s ({200 * SEGMENTS / one:.0f} segments/s)")
    print(f"  ten jobs at once, 20 documents each: {ten:.1f} s; documents done at half time: {half}")
    print(
        f"  8 clients polling: {len(seconds)} answers, median {statistics.median(seconds) * 1000:.0f} ms,"
        f" 95 % {seconds[int(len(seconds) * 0.95)] * 1000:.0f} ms, longest {seconds[-1] * 1000:.0f} ms"
    )
    print(f"  peak memory: {watched.peak / MEGABYTE:.0f} MB")


def killed(engine: str) -> None:
    """kill -9 three times in one job, at different moments, then let it end."""
    with tempfile.TemporaryDirectory() as folder:
        job, kills = "", 0
        for wanted in (10, 25, 45):
            with local_aws(engine, folder, "--segments-per-second", "2000") as server:
                world = connect(server.url)
                if not job:
                    world.s3.create_bucket(Bucket="load")
                    job = world.start(**put_documents(world, "in", 60))
                while world.describe(job)["JobDetails"]["TranslatedDocumentsCount"] < wanted:
                    time.sleep(0.005)
                kills += world.describe(job)["JobStatus"] == "IN_PROGRESS"
        with local_aws(engine, folder) as server:
            world = connect(server.url)
            check(world, world.wait(job), 60)
            print(f"  killed {kills} times in one job: COMPLETED, 60 of 60 documents whole")


def storage(name: str, server: Watched, count: int = 300) -> None:
    """S3 alone: objects of 1 MB up and down again, and the memory that they cost."""
    world = connect(server.url)
    world.s3.create_bucket(Bucket="load")
    before = server.memory()
    began = time.monotonic()
    for number in range(count):
        world.put(f"large/{number}", os.urandom(MEGABYTE))
    up = count / (time.monotonic() - began)
    began = time.monotonic()
    for number in range(count):
        assert len(world.get(world.uri(f"large/{number}"))) == MEGABYTE
    down = count / (time.monotonic() - began)
    grown = (server.memory() - before) / MEGABYTE
    print(
        f"  {name}: start {server.start_seconds:.1f} s; {up:.0f} MB/s up, {down:.0f} MB/s down, memory +{grown:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="memory")
    engine = parser.parse_args().engine
    print(json.dumps({"engine": engine, "load": os.getloadavg(), "cores": os.cpu_count()}))
    with tempfile.TemporaryDirectory() as folder, local_aws(engine, folder) as server:
        print(f"jobs (start {server.start_seconds:.1f} s, memory at rest {server.memory() / MEGABYTE:.0f} MB)")
        many_jobs(server.url, server)
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        print(f"  on disk: {len(files)} files, {sum(path.stat().st_size for path in files) / MEGABYTE:.1f} MB")
    print("kill -9")
    killed(engine)
    print("S3 alone, 300 objects of 1 MB")
    with tempfile.TemporaryDirectory() as folder, local_aws(engine, folder) as server:
        storage("local_aws --data", server)
    with running([sys.executable, "-u", "-m", "moto.server", "-p", "5998"], "Running on") as server:
        storage("moto server", server)


if __name__ == "__main__":
    main()
