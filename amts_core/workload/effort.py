"""Post-editing effort: what humans changed in the drafts that were delivered, per chapter and over time."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein

from amts_core.evaluate.facts import Section
from amts_core.evaluate.metrics import edit_measure
from amts_core.evaluate.text import scored

COLUMNS = ["chapter", "date", "drafts", "untouched", "hter", "characters", "gone"]


def post_edit_effort(corrections: pd.DataFrame, *, target_language: str) -> pd.DataFrame:
    """A row per chapter and delivery (`COLUMNS`), from a table with chapter, date, draft and final text.

    `untouched` is the share of drafts that stand as they were; `hter` edits per word of the final text (sacrebleu's
    TER with the flags of the language; HTER of Snover et al. 2006, as the human started from the draft); `characters`
    the Levenshtein distance in characters per character of the longer text. `gone` drafts have no final text
    (nothing in the chapter can be taken for it): each word of such a draft counts as an edit (HTER 1).
    """
    if corrections.empty:
        return pd.DataFrame(columns=COLUMNS)
    drafts, finals = ([scored(text) for text in corrections[side]] for side in ("draft", "final"))
    measure = edit_measure(target_language)
    gone = (corrections["final"] == "").to_numpy()
    counts = measure.statistics(drafts, list(np.where(gone, drafts, finals)))
    pairs = list(zip(drafts, finals, strict=True))
    frame = corrections[["chapter", "date"]].assign(
        same=[draft == final for draft, final in pairs],
        gone=gone,
        edits=np.where(gone, counts[:, 1], counts[:, 0]),
        length=counts[:, 1],
        distance=[Levenshtein.distance(*pair) for pair in pairs],
        longest=[max(map(len, pair)) for pair in pairs],
    )
    sums = frame.groupby(["chapter", "date"], sort=False).agg(
        drafts=("same", "size"),
        untouched=("same", "mean"),
        gone=("gone", "sum"),
        edits=("edits", "sum"),
        length=("length", "sum"),
        distance=("distance", "sum"),
        longest=("longest", "sum"),
    )
    sums["hter"] = sums["edits"] / np.maximum(sums["length"], 1)
    sums["characters"] = sums["distance"] / np.maximum(sums["longest"], 1)
    return sums.reset_index()[COLUMNS]


def effort_section(effort: pd.DataFrame) -> Section:
    """The table as a section of the report, the oldest delivery first."""
    rows = tuple(
        (
            row.chapter,
            str(row.date)[:10],
            str(row.drafts),
            f"{row.untouched:.0%}",
            f"{row.hter:.2f}",
            f"{row.characters:.2f}",
            str(row.gone),
        )
        for row in effort.itertuples()
    )
    total, gone = (int(effort[column].sum()) if len(effort) else 0 for column in ("drafts", "gone"))
    return Section(
        key="corrections",
        title="What humans changed in our drafts",
        text=f"{total} drafts of deliveries that the book has taken over. HTER: edits from a draft to its own post-edit"
        f" per word of that. {gone} of them cannot be found again (removed, or rewritten beyond recognition) and count"
        " as HTER 1. Drafts in whose place the old text stands are left out.",
        columns=("chapter", "delivered", "drafts", "untouched", "HTER", "character edits", "gone"),
        rows=rows,
        chart=_chart(effort),
    )


def _chart(effort: pd.DataFrame) -> dict[str, Any] | None:
    """HTER and the share of untouched drafts over time, by day of delivery; None before there are two days."""
    days = effort.assign(day=effort["date"].astype(str).str[:10], weight=effort["drafts"])
    if days["day"].nunique() < 2:
        return None
    rows = [
        {"day": day, "share": float((table[column] * table["weight"]).sum() / table["weight"].sum()), "of": title}
        for day, table in days.groupby("day")
        for column, title in (("untouched", "drafts left untouched"), ("hter", "edits per word (HTER)"))
    ]
    colors = alt.Scale(range=["var(--variant-sentence)", "var(--ink-soft)"])
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("day:O", title="delivered", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("share:Q", title=None, axis=alt.Axis(format="%")),
        color=alt.Color("of:N", title=None, scale=colors),
    )
    chart = (base.mark_line() + base.mark_point(filled=True, size=60, opacity=1)).properties(width=480, height=180)
    specification: dict[str, Any] = chart.to_dict()
    return specification
