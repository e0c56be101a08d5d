"""The work of `amts workload`: find the updates, get their drafts, measure, show."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from amts_core.aws.cost import MILLION, estimate
from amts_core.aws.jobs import translate_html
from amts_core.aws.parallel_data import translate_client
from amts_core.book.repository import BookLocation
from amts_core.cli.console import err, out, print_json, print_table, remarks
from amts_core.config import Prices
from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.languages import LanguagePair
from amts_core.money import usd
from amts_core.sync.chapter import ChapterSync, finish_sync, plan_sync
from amts_core.translate.document import Draft, read_documents, write_documents
from amts_core.workload.headline import headline_lines
from amts_core.workload.meter import Workload, measure_workload, with_frames
from amts_core.workload.report import charges_section, update_table, workload_page, workload_section
from amts_core.workload.segment_table import segment_table
from amts_core.workload.updates import Update, find_updates, read_updates


@dataclass(frozen=True)
class Measured:
    """What was measured, and what a million characters of its drafts cost."""

    workload: Workload
    usd_per_million: float


def measure(
    updates: list[Update],
    languages: LanguagePair,
    *,
    drafts: Path | None,
    output: Path | None,
    budget_usd: float,
    region: str,
) -> Measured:
    """Measure updates with the drafts of a folder, else with drafts that are asked for (`output` keeps them).

    Raises AmtsError if that would cost more than the budget, or if nothing is left to measure.
    """
    plans = _plans(updates, languages)
    if drafts is None:
        characters = sum(len(segment.text) for _, plan in plans for segment in plan.to_translate)
        cost = estimate({"none": characters}, Prices())
        err.print(f"drafts by TranslateText: {characters:,} characters, {usd(cost.total)}")
        cost.check(budget_usd)
    tables: dict[str, list[pd.DataFrame]] = {}
    for update, plan in plans:
        try:
            for variant, texts in _drafts(plan, update, drafts, output, region).items():
                tables.setdefault(variant, []).append(_table(update, plan, texts, languages))
        except AmtsError as error:
            err.print(f"{update.name} is left out: {error}", markup=False, style="yellow")
    complete = max((len(parts) for parts in tables.values()), default=0)
    for variant in [variant for variant, parts in tables.items() if len(parts) < complete]:
        err.print(f"variant {variant} is left out: it has no drafts of some updates", markup=False, style="yellow")
        del tables[variant]
    workload = measure_workload(
        {name: pd.concat(parts) for name, parts in tables.items()}, target_language=languages.target
    )
    return Measured(workload, estimate({"none" if set(tables) == {"none"} else "sentence": MILLION}, Prices()).total)


def show(measured: Measured, output: Path | None, *, as_json: bool) -> None:
    """Print the tables, and write the page and the CSV files to a folder."""
    if output:
        output.mkdir(parents=True, exist_ok=True)
        measured.workload.segments.to_csv(output / "segments.csv", index=False)
        measured.workload.savings.to_csv(output / "savings.csv", index=False)
        page = workload_page(measured.workload, usd_per_million=measured.usd_per_million)
        (output / "workload.html").write_text(page, "utf-8")
    if as_json:
        frames = {"updates": measured.workload.updates, "savings": measured.workload.savings}
        print_json({name: json.loads(frame.to_json(orient="records")) for name, frame in frames.items()})
    else:
        _show(measured.workload, measured.usd_per_million)
    if output:
        remarks(as_json).print(f"written to {output}", markup=False)


def find(place: Path, source: str | None, origin_suffix: str | None, since: str | None, limit: int) -> list[Update]:
    """The updates of a folder, or of a git history."""
    if not place.is_dir():
        raise AmtsError(f"there is no folder {place}: give a folder of updates, or a clone of the translation")
    if not (place / ".git").exists() and next(place.rglob("source_before.*"), None):
        return read_updates(place)
    translation = BookLocation(str(place), origin_suffix=origin_suffix or None)
    cache = Path(tempfile.gettempdir()) / "amts" / "books"
    found: list[Update] = []
    for update in find_updates(translation, BookLocation(source) if source else None, cache, since=since):
        found.append(update)
        if len(found) == limit:
            break
    return found


def _plans(updates: Iterable[Update], languages: LanguagePair) -> list[tuple[Update, ChapterSync]]:
    """What the sync of each update sends; one that cannot be planned is left out, by name."""
    plans = []
    for update in updates:
        try:
            plan = plan_sync(
                update.source_after,
                before=update.source_before,
                translation=update.translation_before,
                languages=languages,
            )
            plans.append((update, plan))
        except AmtsError as error:
            err.print(f"{update.name} is left out: {error}", markup=False, style="yellow")
    return plans


def _drafts(
    plan: ChapterSync, update: Update, folder: Path | None, output: Path | None, region: str
) -> dict[str, Mapping[str, Draft]]:
    """Drafts by variant and segment id, from a folder of them, or translated, each once: `output` keeps them."""
    if folder is None:
        return {"none": _kept(plan, output / "drafts", update, region) if output else _translated(plan, region)}
    files = sorted(folder.glob(f"{update.name.replace('/', '-')}.*.json"))
    if not files:
        raise AmtsError(f"{folder} has no drafts of it ({update.name.replace('/', '-')}.<variant>.json)")
    return {
        path.name.rsplit(".", 2)[1]: {
            identity: Draft(identity, text) for identity, text in json.loads(path.read_text("utf-8")).items()
        }
        for path in files
    }


def _kept(plan: ChapterSync, folder: Path, update: Update, region: str) -> Mapping[str, Draft]:
    """The drafts of an update that were paid for already, else translated now and kept."""
    path = folder / f"{update.name.replace('/', '-')}.none.json"
    if path.exists():
        known = {name: Draft(name, text) for name, text in json.loads(path.read_text("utf-8")).items()}
        if {segment.id for segment in plan.to_translate} <= known.keys():
            return known
    drafts = _translated(plan, region)
    texts = {name: draft.text for name, draft in drafts.items()}
    write_whole(path, json.dumps(texts, ensure_ascii=False, indent=1).encode("utf-8"))
    return drafts


def _translated(plan: ChapterSync, region: str) -> Mapping[str, Draft]:
    if not plan.to_translate:
        return {}
    client = translate_client(region)
    documents = write_documents(plan.after.id, plan.to_translate, source_language=plan.languages.source)
    htmls = [translate_html(client, one.html, languages=plan.languages) for one in documents]
    return {
        draft.segment: draft
        for draft in read_documents(htmls, plan.to_translate, target_language=plan.languages.target)
    }


def _table(update: Update, plan: ChapterSync, drafts: Mapping[str, Draft], languages: LanguagePair) -> pd.DataFrame:
    synced = finish_sync(plan, drafts)
    table = segment_table(
        synced.provenance,
        before=update.source_before,
        after=update.source_after,
        human=update.translation_after,
        languages=languages,
        update=update.name,
        group=update.group,
    )
    sides = synced.chapter, update.translation_after
    return with_frames(table, synced.flags, {name for one in synced.provenance for name in one.segments}, sides)


def _show(measured: Workload, usd_per_million: float) -> None:
    """The headline of each variant first, then the tables."""
    variants = list(dict.fromkeys(measured.updates["variant"]))
    for variant in variants:
        out.print("\n".join(headline_lines(measured, variant)) + "\n", markup=False, highlight=False, soft_wrap=True)
    for variant in variants:
        ways = "B1 by hand, B2 with a memory, A with AMTS; TER of its drafts"
        _print(update_table(measured, variant), f"Words to handle by update, variant {variant} ({ways})")
    for section in (workload_section(measured, usd_per_million=usd_per_million), charges_section(measured)):
        out.print(f"\n{section.text}\n", markup=False)
        _print(pd.DataFrame(section.rows, columns=section.columns), section.title)


def _print(frame: pd.DataFrame, title: str) -> None:
    print_table([*map(str, frame.columns)], _cells(frame), title=title)


def _cells(frame: pd.DataFrame) -> Iterable[list[str]]:
    return ([("" if pd.isna(value) else str(value)) for value in row] for row in frame.itertuples(index=False))
