"""`amts crawl`: refresh a web source and build its pairs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts_core.cli.console import err, print_table, remarks
from amts_core.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile
from amts_core.errors import AmtsError

if TYPE_CHECKING:
    from rich.progress import Progress

    from amts_core.config import WebSource
    from amts_core.web.build import Built
    from amts_core.web.crawl import HostProgress

DEFAULT_STATE = Path(".amts/web")


def crawl(
    name: Annotated[str, typer.Argument(help="Name of the web source in the configuration.")],
    config: ConfigFile = DEFAULT_CONFIG,
    state: Annotated[Path, typer.Option(help="Folder for what was fetched, and for the pairs.")] = DEFAULT_STATE,
    host: Annotated[list[str] | None, typer.Option(help="Only this host; may be repeated.")] = None,
    fetch: Annotated[bool, typer.Option(help="Ask the hosts for what is new and changed.")] = True,
    pair: Annotated[bool, typer.Option("--pair/--no-pair", help="Pair the pages and write the pairs.")] = True,
    as_json: AsJson = False,
) -> None:
    """Find bilingual pages on the web and turn them into pairs.

    Ctrl-C stops the crawl in good order; the same command goes on where it stood. What did not change since the last
    crawl is not fetched again.
    """
    from amts_core.config import load_config

    sources = load_config(config).web
    if name not in sources:
        known = ", ".join(sources) or "none"
        raise AmtsError(f"no web source {name!r} in {config}: it has {known} (section `web`)")
    source, folder = sources[name], state / name
    if fetch and not _fetch(source, folder, host):
        raise typer.Exit(130)
    if pair:
        built = _pair(source, folder, name)
        built.write(folder)
        _show(built, as_json)
        remarks(as_json).print(f"{folder}: {len(built.pairs):,} pairs", markup=False)


def _fetch(source: WebSource, folder: Path, hosts: list[str] | None) -> bool:
    """Crawl with a line of progress for each host; False if it was stopped."""
    from amts_core.web.crawl import crawl as run_crawl
    from amts_core.web.crawl import deliver_links

    with _progress("{task.fields[kept]} pages, {task.fields[mb]:.1f} MB") as progress:
        tasks: dict[str, int] = {}

        def show(now: Sequence[HostProgress]) -> None:
            for one in now:
                if one.host not in tasks:
                    tasks[one.host] = progress.add_task(one.host, kept=0, mb=0.0)
                progress.update(
                    progress.tasks[tasks[one.host]].id,
                    completed=one.done,
                    total=one.done + one.waiting,
                    kept=one.states.get("fetched", 0),
                    mb=one.bytes / 1e6,
                )

        try:
            run_crawl(source, folder, hosts=hosts, on_progress=show)
        except KeyboardInterrupt:
            err.print("stopped; the same command goes on from here")
            return False
    deliver_links(source, folder)
    return True


def _pair(source: WebSource, folder: Path, name: str) -> Built:
    from amts_core.web.build import build

    with _progress("candidates") as progress:
        tasks: dict[str, int] = {}

        def show(languages: str, done: int, total: int) -> None:
            if languages not in tasks:
                tasks[languages] = progress.add_task(languages)
            progress.update(progress.tasks[tasks[languages]].id, completed=done, total=total)

        return build(source, folder, name=name, on_progress=show)


def _progress(text: str) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(text)
    return Progress(*columns, TimeElapsedColumn(), console=err.console)


def _show(built: Built, as_json: bool) -> None:
    """How many pages and pairs of each kind there are."""
    rows = []
    compared = built.page_pairs.groupby(["source_language", "target_language"], sort=False)
    for (one, other), pages in compared:
        own = built.pairs[(built.pairs["source_language"] == one) & (built.pairs["target_language"] == other)]
        kinds = own["granularity"].value_counts()
        kept = int((pages["verdict"] == "kept").sum())
        counts = (kept, int(kinds.get("sentence", 0)), int(kinds.get("paragraph", 0)), len(pages))
        rows.append((f"{one}-{other}", *counts))
    print_table(("languages", "page pairs", "sentences", "paragraphs", "of pages compared"), rows, as_json=as_json)
    reasons = built.left_out["reason"].str.replace(r"duplicate of .*", "duplicate", regex=True).value_counts()
    for reason, count in reasons.items():
        remarks(as_json).print(f"{count:6,} pages left out: {reason}", markup=False)
