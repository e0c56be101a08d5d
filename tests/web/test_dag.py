from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
import yaml
from moto.server import ThreadedMotoServer

from tests.conftest import REPOSITORY
from tests.web.content import Writer
from tests.web.site import Web, alternates, index, render

RUN = """
import json, sys
sys.path.insert(0, sys.argv[1])
from airflow.dag_processing.dagbag import DagBag
dag = DagBag(sys.argv[1], load_op_links=False).get_dag("amts_web_test")
run = dag.test()
states = {f"{ti.task_id}{'' if ti.map_index < 0 else ti.map_index}": str(ti.state) for ti in run.get_task_instances()}
print("RESULT" + json.dumps({"run": str(run.state), "tasks": states}))
"""


@pytest.mark.integration
def test_the_dag_crawls_builds_and_stores_the_pairs(web: Web, tmp_path: Path) -> None:
    writer, links = Writer(8), []
    for topic in ("data", "training", "vision"):
        article = writer.article(topic)
        versions = {code: web.url(1, f"/{code}/{article.name}") for code in ("en", "es")}
        for code in versions:
            web.page(1, f"/{code}/{article.name}", render(article, code, head=alternates(versions)))
        links.append(versions["en"])
    web.page(1, "/", index(links))
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        result, objects = run_dag(web, endpoint, tmp_path)
    finally:
        server.stop()
    assert result["run"] == "success", result
    assert result["tasks"] == dict.fromkeys(
        ("find_hosts", "crawl_host0", "build_pairs", "announce", "confirm"), "success"
    )
    assert f"amts/web/test/hosts/{web.host(1)}.sqlite" in objects
    rows = [json.loads(line) for line in objects["amts/web/test/pairs.jsonl"].decode().splitlines()]
    assert len({row["source_url"] for row in rows}) == 3


def run_dag(web: Web, endpoint: str, tmp_path: Path) -> tuple[dict[str, object], dict[str, bytes]]:
    """Run the DAG in a process with an Airflow of its own; its states, and what is in the bucket afterwards."""
    keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": "us-east-1"}
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local"
    )
    client.create_bucket(Bucket="books")
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump(settings(web)), encoding="utf-8")
    folder = tmp_path / "dags"
    folder.mkdir()
    for name in ("amts_base.py", "amts_web.py"):
        (folder / name).symlink_to(REPOSITORY / "dags" / name)
    environment = {
        **os.environ,
        **keys,
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AMTS_CONFIG": str(config),
        "PYTHONPATH": str(REPOSITORY),
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW_CONN_AWS_DEFAULT": "aws://",
    }
    for command in (["-m", "airflow", "db", "migrate"], ["-c", RUN, str(folder)]):
        ended = subprocess.run(
            [sys.executable, *command], env=environment, capture_output=True, text=True, timeout=500, check=False
        )
        assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    result = next(line for line in ended.stdout.splitlines() if line.startswith("RESULT"))
    listed = client.list_objects_v2(Bucket="books")["Contents"]
    objects = {one["Key"]: client.get_object(Bucket="books", Key=one["Key"])["Body"].read() for one in listed}
    return json.loads(result.removeprefix("RESULT")), objects


def settings(web: Web) -> dict[str, object]:
    book = {"location": ".", "language": "en"}
    return {
        "books": {"b-en": book, "b-es": {**book, "language": "es"}},
        "pairs": {"en-es": {"source": "b-en", "target": "b-es", "schedule": None}},
        "storage": {"bucket": "books", "role_arn": "arn:aws:iam::123456789012:role/translate"},
        "web": {
            "test": {"seeds": [web.url(1, "/")], "languages": ["en", "es"], "schedule": None, "limits": {"rate": 1000}}
        },
    }
