"""Keep the state of a source in S3, a file for each host, so that workers can share the hosts among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from amts_core.config import WebSource, web_pairs_key
from amts_core.web.build import LEFT_OUT, PAGE_PAIRS, PAIRS
from amts_core.web.crawl import HostProgress, crawl, deliver_links, known_hosts


class ObjectStore(Protocol):
    """What is needed of `amts_core.aws.storage.Store`."""

    def upload(self, key: str, file: Path) -> str:
        """Store a file and give its address."""

    def download(self, key: str, file: Path) -> None:
        """Write what is under a key into a file."""

    def find(self, key: str) -> str | None:
        """The text under a key, None if there is none."""

    def keys(self, folder: str) -> Iterator[str]:
        """The keys under a folder."""


def stored_hosts(store: ObjectStore, name: str, source: WebSource) -> list[str]:
    """The hosts to crawl: those of the seeds, and allowed ones that earlier rounds found links to."""
    found = {key.rpartition("/")[2].removesuffix(".sqlite") for key in store.keys(f"web/{name}/hosts")}
    return sorted(set(source.hosts) | {host for host in found if source.allows(f"https://{host}/")})


def crawl_stored(store: ObjectStore, name: str, source: WebSource, host: str, folder: Path) -> HostProgress:
    """One run of the crawl of a host whose file is in S3; `folder` is for the time of the run.

    The file is stored again even if the run fails, with what was fetched until then.
    """
    _fetch(store, name, [host], folder)
    try:
        (end,) = crawl(source, folder, hosts=[host])
    finally:
        _put(store, name, [host], folder)
    return end


def fetch_hosts(store: ObjectStore, name: str, source: WebSource, folder: Path) -> None:
    """Bring the files of all hosts here and hand on the links that they found to each other."""
    _fetch(store, name, stored_hosts(store, name, source), folder)
    if deliver_links(source, folder):
        _put(store, name, known_hosts(source, folder), folder)


def put_tables(store: ObjectStore, name: str, folder: Path) -> bool:
    """Store the tables that a build wrote into the folder; says whether the pairs are others than before."""
    is_changed = store.find(web_pairs_key(name)) != (folder / PAIRS).read_bytes().decode("utf-8")
    for table in (LEFT_OUT, PAGE_PAIRS, PAIRS):
        store.upload(f"web/{name}/{table}", folder / table)
    return is_changed


def _fetch(store: ObjectStore, name: str, hosts: list[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stored = set(store.keys(f"web/{name}/hosts"))
    for host in hosts:
        key = f"web/{name}/hosts/{host}.sqlite"
        if key in stored:
            store.download(key, folder / f"{host}.sqlite")


def _put(store: ObjectStore, name: str, hosts: list[str], folder: Path) -> None:
    for host in hosts:
        file = folder / f"{host}.sqlite"
        if file.exists():
            store.upload(f"web/{name}/hosts/{host}.sqlite", file)
