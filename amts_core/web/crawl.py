"""Crawl a source's hosts: a folder of stores in, the same folder brought up to date out.

The work is done by `amts_core.web.spider` in a process of its own, so this can be called from any program, a task of
Airflow included.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from amts_core.config import WebSource
from amts_core.errors import AmtsError
from amts_core.web.addresses import host_of
from amts_core.web.store import HostStore

STOP_SECONDS = 60  # for pages that are under way when a crawl is stopped


@dataclass(frozen=True, slots=True)
class HostProgress:
    """Where the crawl of a host stands: answers and bytes of this run, addresses by state over all."""

    host: str
    done: int
    bytes: int
    round: int
    states: dict[str, int]

    @property
    def waiting(self) -> int:
        """Addresses that this round still has to ask for."""
        return self.states.get("waiting", 0)

    @property
    def finished(self) -> bool:
        """Whether the round is over; if not, the next run goes on with it."""
        return self.waiting == 0


class CrawlerKilled(AmtsError, ChildProcessError):
    """The crawler was ended from outside, as when memory is short: the next try goes on where it was."""


def crawl(
    source: WebSource,
    state: Path,
    *,
    hosts: Sequence[str] | None = None,
    on_progress: Callable[[Sequence[HostProgress]], None] | None = None,
) -> list[HostProgress]:
    """Run one round of the crawl, or go on with the one that was stopped; returns where each host stands at the end.

    `hosts` are all hosts of the source unless given. An exception from `on_progress` (KeyboardInterrupt too) stops the
    crawl in good order and is raised again. Raises AmtsError if a host is not allowed or the crawler itself fails,
    CrawlerKilled if it was ended from outside.
    """
    chosen = list(hosts if hosts is not None else known_hosts(source, state))
    for host in chosen:
        if not source.allows(f"https://{host}/"):
            raise AmtsError(f"{host} is no host of this source: it has {', '.join(source.hosts)}; add it under domains")
    state.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "amts_core.web.spider", str(state), *chosen]
    latest: list[HostProgress] = []
    log = state / "crawl.log"
    with (
        log.open("a", encoding="utf-8") as messages,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=messages,
            text=True,
            start_new_session=True,  # Ctrl-C is for us; the crawler hears of it through its standard input
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(source.model_dump_json() + "\n")
            process.stdin.flush()
            for line in process.stdout:
                latest = [HostProgress(host=host, **counts) for host, counts in json.loads(line).items()]
                if on_progress is not None:
                    on_progress(latest)
        except BaseException:
            _stop(process)
            raise
    if process.returncode != 0 or not latest:
        last = log.read_text(encoding="utf-8").strip().splitlines()[-1:] or ["no message"]
        kind = CrawlerKilled if process.returncode < 0 else AmtsError
        raise kind(f"the crawler of {', '.join(chosen)} failed ({last[0]}): see {log}")
    return latest


def _stop(process: subprocess.Popen[str]) -> None:
    """End the crawler's standard input, which it takes as the wish to stop; kill it if it does not."""
    try:
        process.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def known_hosts(source: WebSource, state: Path) -> list[str]:
    """Hosts of the seeds, and allowed hosts that links of earlier rounds led to."""
    found = {path.name.removesuffix(".sqlite") for path in state.glob("*.sqlite")}
    return sorted(set(source.hosts) | {host for host in found if source.allows(f"https://{host}/")})


def deliver_links(source: WebSource, state: Path) -> int:
    """Hand the links that hosts found to one another to their hosts, for the next round; returns how many were new."""
    passed_on: dict[str, list[tuple[str, int]]] = {}
    for host in known_hosts(source, state):
        with HostStore(state / f"{host}.sqlite") as store:
            for url, depth in store.take_passed_on():
                passed_on.setdefault(host_of(url), []).append((url, depth))
    new = 0
    for host, links in passed_on.items():
        with HostStore(state / f"{host}.sqlite", limit=source.limits.pages) as store:
            new += sum(store.admit(url, depth=depth) is not None for url, depth in links if source.allows(url))
    return new
