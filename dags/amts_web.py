"""One DAG for each web source of the configuration: `amts_web_<name>`.

It crawls the hosts of the source, each in a task of its own, then pairs the pages and stores the pairs. They are an
asset, which changes when the pairs do; the DAG of a language pair can follow it. What a host answered is in S3, a file
a host: a run that was stopped or failed is taken up by the next one.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import Asset, dag, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from amts_base import DEFAULTS, RUN_TYPES, read_config, s3_client, step, timetable
from amts_core.config import Config, WebSource

log = logging.getLogger(__name__)


def make_dag(name: str, source: WebSource, config: Config) -> Any:
    """The DAG of one web source."""
    storage = config.storage
    pairs = Asset(config.web_pairs_uri(name))

    def open_store() -> Any:
        """The store of the configuration."""
        from amts_core.aws.storage import S3Store

        return S3Store(s3_client(storage), storage.bucket, storage.prefix)

    @step()
    def find_hosts() -> list[str]:
        """The hosts to ask."""
        from amts_core.web.sync import stored_hosts

        return stored_hosts(open_store(), name, source)

    @step(map_index_template="{{ host }}", execution_timeout=timedelta(hours=24))
    def crawl_host(host: str) -> dict[str, Any]:
        """Ask a host for what is new and changed."""
        from dataclasses import asdict
        from tempfile import TemporaryDirectory

        from amts_core.web.sync import crawl_stored

        get_current_context()["host"] = host
        with TemporaryDirectory() as folder:
            end = crawl_stored(open_store(), name, source, host, Path(folder))
        log.info("%s: %s answers, %s bytes; %s", host, end.done, end.bytes, end.states)
        return asdict(end)

    @step(trigger_rule="all_done", execution_timeout=timedelta(hours=12))
    def build_pairs() -> dict[str, Any]:
        """Pair the pages of all hosts, also of those that could not be asked this time, and store the pairs."""
        from tempfile import TemporaryDirectory

        from amts_core.web.build import build
        from amts_core.web.sync import fetch_hosts, put_tables

        store = open_store()
        with TemporaryDirectory() as made:
            folder = Path(made)
            fetch_hosts(store, name, source, folder)
            built = build(source, folder, name=name)
            built.write(folder)
            is_changed = put_tables(store, name, folder)
        counts = {str(kind): int(count) for kind, count in built.pairs["granularity"].value_counts().items()}
        counts["page pairs"] = int((built.page_pairs["verdict"] == "kept").sum())
        log.info("%s: %s", pairs.uri, counts)
        return {"is_changed": is_changed, "counts": counts}

    @step(outlets=[pairs])
    def announce(built: dict[str, Any]) -> None:
        """Let the asset change if the pairs are others than before, so that who follows it has a reason to run."""
        if not built["is_changed"]:
            raise AirflowSkipException("the pairs are as they were")
        get_current_context()["outlet_events"][pairs].extra = built["counts"]

    @step(trigger_rule="none_failed")
    def confirm() -> None:
        """Fail the run if a host could not be asked, although the pairs of the others were stored."""

    @dag(
        dag_id=f"amts_web_{name.replace('-', '_')}",
        description=f"Finds bilingual pages for {name}: {', '.join(source.languages)}",
        schedule=timetable(source.schedule),
        catchup=False,
        max_active_runs=1,
        allowed_run_types=RUN_TYPES,
        default_args=DEFAULTS,
        tags=["amts", "web", *source.languages],
        doc_md=__doc__,
    )
    def refresh() -> None:
        asked = crawl_host.expand(host=find_hosts())
        built = build_pairs()
        asked >> built
        [asked, announce(built)] >> confirm()

    return refresh()


CONFIG = read_config()
DAGS = {dag.dag_id: dag for dag in (make_dag(name, source, CONFIG) for name, source in CONFIG.web.items())}
