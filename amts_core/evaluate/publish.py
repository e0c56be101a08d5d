"""A report in the forms that people and programs read: text, one page, CSV, JSON. The records are in `report`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from amts_core.evaluate.report import Report
from amts_core.evaluate.table import text_tables
from amts_core.files import write_whole


def as_text(report: Report) -> str:
    """The comparison as text for a log or a terminal: chapters as rows, the average last."""
    return text_tables(report)


def as_page(report: Report) -> str:
    """The report as one self-contained page: no network, dark and light."""
    from amts_core.evaluate.page import page  # its charts take a second to import

    return page(report)


def as_csv(report: Report) -> str:
    """A row per chapter (average and pooled last), variant and metric, with interval, and the difference to each
    earlier variant where there is one.
    """
    scores = pd.DataFrame(asdict(row) for row in report.scores)
    differences = pd.DataFrame([asdict(row) for row in report.differences]).rename(
        columns={"value": "difference", "low": "difference_low", "high": "difference_high"}
    )
    if differences.empty:
        return str(scores.to_csv(index=False))
    keys = ["level", "chapter", "variant", "metric"]
    return str(scores.merge(differences.drop(columns=["segments", "few"]), on=keys, how="left").to_csv(index=False))


def segments_as_csv(report: Report) -> str:
    """A row per scored segment and variant: texts, segment scores, similarity to the parallel data."""
    rows = [
        {"chapter": row.chapter, "segment": row.segment, "kind": row.kind, "source": row.source}
        | {"reference": row.reference}
        | asdict(draft)
        for row in report.segments
        for draft in row.drafts
    ]
    return str(pd.DataFrame(rows).to_csv(index=False))


def publish(report: Report, folder: Path) -> dict[str, Path]:
    """Write all forms into a folder, each in one step; returns name -> path."""
    texts = {
        "report.json": report.to_json(),
        "report.html": as_page(report),
        "chapters.csv": as_csv(report),
        "segments.csv": segments_as_csv(report),
        "table.txt": as_text(report),
    }
    for name, text in texts.items():
        write_whole(folder / name, text.encode("utf-8"))
    return {name: folder / name for name in texts}
