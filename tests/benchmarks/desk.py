"""How fast the pages are with a large pair: 500 chapters, 100,000 segments, 300 runs. `python -m tests.benchmarks.desk`

S3 is moto's, in this process; Airflow's database and users are those of its tests.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
CHAPTERS, SEGMENTS, RUNS, TIMES = 500, 200, 300, 5
PLACES = {
    "board": "/amts/",
    "chapters": "/amts/pairs/en-zh/chapters",
    "chapters, last page": "/amts/pairs/en-zh/chapters?page=10",
    "pair": "/amts/pairs/en-zh",
    "delivery": "/amts/pairs/en-zh/runs/big/delivery",
    "review": "/amts/pairs/en-zh/runs/big/review/chapter_007?state=all",
    "review, search": "/amts/pairs/en-zh/runs/big/review/chapter_007?state=all&text=text+17",
    "scores": "/amts/pairs/en-zh/runs/run-299",
}


def main() -> None:
    """Make the data, ask for every page, print a table."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    from moto import mock_aws

    with mock_aws():
        from amts_core.aws.storage import open_store

        store = open_store("amts-sample", "amts", region="us-east-1")
        store.client.create_bucket(Bucket="amts-sample")
        fill(store)
        client, _ = open_desk(REPOSITORY / "config" / "sample.yaml")
        client.cookies.set("_token", signed_in(client))
        measure(client)


def open_desk(config_file: Path) -> tuple[Any, Any]:
    """A client of the pages, and the app that holds them as Airflow does, in an Airflow home of their own."""
    os.environ |= {
        "AIRFLOW_HOME": tempfile.mkdtemp(prefix="airflow-home-"),
        "AIRFLOW__CORE__UNIT_TEST_MODE": "True",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        "AIRFLOW__API_AUTH__JWT_SECRET": "a secret of this process alone, long enough for HS512 " * 2,
    }
    sys.path.insert(0, str(REPOSITORY / "plugins"))
    from airflow import settings
    from airflow.api_fastapi.app import create_auth_manager
    from airflow.models.base import Base
    from airflow.utils.db import import_all_models
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from amts_core.aws.storage import open_store
    from amts_core.config import load_config
    from amts_ui.app import make_app
    from amts_ui.library import Library, Setting, open_setting
    from tests.plugins.amts_ui.conftest import NoLooks

    settings.configure_orm()
    import_all_models()
    Base.metadata.create_all(settings.get_engine() if hasattr(settings, "get_engine") else settings.engine)
    config = load_config(config_file)
    store = open_store(config.storage.bucket, config.storage.prefix, region=config.storage.region)
    setting = Setting(config, Library(store), NoLooks())  # type: ignore[arg-type]
    outer, app = FastAPI(), make_app()
    outer.state.auth_manager = create_auth_manager()
    app.dependency_overrides[open_setting] = lambda: setting
    outer.mount("/amts", app)
    return TestClient(outer), outer


def signed_in(client: Any) -> str:
    """A token of a user who may edit DAGs."""
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    token: str = client.app.state.auth_manager.generate_jwt(SimpleAuthManagerUser(username="ann", role="user"))
    return token


def fill(store: Any) -> None:
    """The status of 500 chapters, a run with their stories, 300 reports."""
    from dataclasses import replace

    from amts_core.deliver.status import write_status
    from tests.plugins.amts_ui.conftest import drafted_report, made_status, put_run

    store.write("state/en-zh/status.json", write_status(made_status(chapters=CHAPTERS)))
    names = tuple(f"chapter_{number:03}" for number in range(CHAPTERS))
    put_run(store, "big", names, drafts=SEGMENTS // 2, kept=SEGMENTS // 2, branch="amts/en-zh")
    report = drafted_report()
    for number in range(RUNS):
        date = f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}T02:00:00+00:00"
        run = replace(report, about=replace(report.about, run=f"run-{number}", date=date))
        store.write(f"reports/en-zh/run-{number}/report.json", run.to_json())


def measure(client: Any) -> None:
    """Ask for every page, first cold, then some times more."""
    print("| page | first | then, median | then, longest |\n|---|--:|--:|--:|")
    for name, place in PLACES.items():
        times = []
        for _ in range(TIMES + 1):
            start = time.perf_counter()
            answer = client.get(place)
            times.append(time.perf_counter() - start)
            assert answer.status_code == 200, (name, answer.status_code)
        print(f"| {name} | {times[0]:.2f} s | {median(times[1:]):.2f} s | {max(times[1:]):.2f} s |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of the process, S3 and all data in it: {peak:.0f} MB; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
