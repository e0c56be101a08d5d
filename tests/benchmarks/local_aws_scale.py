"""local_aws with 100,000 pairs, and with a job of 1,000 documents beside small ones; engine `memory`, over HTTP.

python -m tests.benchmarks.local_aws_scale [pairs] [documents]
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import psutil

from tests.benchmarks.local_aws_load import Watched, check, connect, local_aws, put_documents
from tests.local_aws.world import ENDED, World

PAIRS, WORDS = 100_000, 30_000
DOCUMENTS, SMALL_JOBS, SMALL_DOCUMENTS = 1_000, 4, 10


def texts(seed: int) -> Iterator[str]:
    """Made-up sentences of 15 words, which are as unequally frequent as those of a language (Zipf)."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(WORDS)]
    weights = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
    while True:
        yield " ".join(chance.choices(words, cum_weights=weights, k=15))


class Clock:
    """Seconds, and CPU seconds of the server, of what is done inside."""

    def __init__(self, server: Watched) -> None:
        self._process = psutil.Process(server.process.pid)

    def __call__(self, name: str, act: Any) -> Any:
        began, cpu = time.monotonic(), self._cpu()
        done = act()
        print(f"  {name}: {time.monotonic() - began:.1f} s, {self._cpu() - cpu:.1f} CPU s of the server", flush=True)
        return done

    def _cpu(self) -> float:
        used = self._process.cpu_times()
        return float(used.user + used.system)


def many_pairs() -> None:
    """Import, the first job, another one, and the first job after a restart."""
    sources, targets = texts(1), texts(2)
    rows = "".join(f"{next(sources)} {number},{next(targets)}\n" for number in range(PAIRS))
    page = "<html><body>" + "".join(f"<p>{next(sources)}</p>" for _ in range(100)) + "</body></html>"
    with tempfile.TemporaryDirectory() as folder:
        with local_aws("memory", folder) as server:
            world, clock = connect(server.url), Clock(server)
            world.s3.create_bucket(Bucket="load")
            world.put("in/a.html", page)
            data = clock(f"import of {PAIRS:,} pairs", lambda: world.make_data("pairs", f"en,es\n{rows}"))
            assert data["ImportedRecordCount"] == PAIRS, data
            clock("first job, one document of 100 segments", lambda: job(world))
            clock("the same job again", lambda: job(world))
            print(f"  memory: {server.memory() / 1024**2:.0f} MB")
        with local_aws("memory", folder) as server:
            world, clock = connect(server.url), Clock(server)
            clock(f"first job after a restart (ready after {server.start_seconds:.1f} s)", lambda: job(world))


def job(world: World) -> None:
    config = {"S3Uri": world.uri("in/"), "ContentType": "text/html"}
    done = world.run(InputDataConfig=config, ParallelDataNames=["pairs"])
    assert done["JobStatus"] == "COMPLETED", done


def many_documents() -> None:
    """A small job alone; then small jobs beside a large one: when each ends, and how far the large one is then."""
    with tempfile.TemporaryDirectory() as folder, local_aws("memory", folder) as server:
        world = connect(server.url)
        world.s3.create_bucket(Bucket="load")
        world.make_data("pairs", "en,es\nThe cat sleeps.,El gato duerme.\nGood morning.,Buenos días.\n")
        small = put_documents(world, "small", SMALL_DOCUMENTS)
        large = put_documents(world, "large", DOCUMENTS)
        began = time.monotonic()
        check(world, world.run(**small, ParallelDataNames=["pairs"]), SMALL_DOCUMENTS)
        print(f"  a job of {SMALL_DOCUMENTS} documents alone: {time.monotonic() - began:.1f} s")
        began = time.monotonic()
        long_one = world.start(**large, ParallelDataNames=["pairs"])
        time.sleep(1)
        others = [world.start(**small, ParallelDataNames=["pairs"]) for _ in range(SMALL_JOBS)]
        begun = time.monotonic()
        while others:
            for other in list(others):
                if world.describe(other)["JobStatus"] in ENDED:
                    check(world, world.describe(other), SMALL_DOCUMENTS)
                    far = world.describe(long_one)["JobDetails"]["TranslatedDocumentsCount"]
                    print(f"  beside the large one: after {time.monotonic() - begun:.1f} s, the large one has {far}")
                    others.remove(other)
            time.sleep(0.05)
        check(world, world.wait(long_one), DOCUMENTS)
        print(f"  the job of {DOCUMENTS:,} documents: {time.monotonic() - began:.1f} s, all whole")
        print(f"  peak memory: {server.peak / 1024**2:.0f} MB")


def main() -> None:
    """Both, or those that are named."""
    print(json.dumps({"load": os.getloadavg()[0], "cores": os.cpu_count()}))
    for name, measure in (("pairs", many_pairs), ("documents", many_documents)):
        if name in (sys.argv[1:] or (name,)):
            print(name)
            measure()


if __name__ == "__main__":
    main()
