"""The workload meter in words, numbers and a picture: a section of the report, and text for the log."""

from __future__ import annotations

from enum import StrEnum
from html import escape
from typing import Any

import altair as alt
import pandas as pd

from amts_core.evaluate.charts import svg
from amts_core.evaluate.facts import Section
from amts_core.evaluate.workload import FLOOR, MAIN_REUSE, MAIN_WEIGHTS, REUSE, WEIGHTS, Workload

_MAIN = f"A {MAIN_REUSE:g}"
_TITLES = {"B0": "whole chapters again (B0)", "B1": "changed segments by hand (B1)"}


class Basis(StrEnum):
    """What the edits of a draft were counted by."""

    OTHER_TEXT = "an upper bound: the humans did not start from these drafts, so an edit may be another wording only"
    POST_EDIT = "edits to what the human made of the draft"
    EXPECTED = "expected, as in the drafts that were scored in this run: an upper bound"


def workload_section(
    workload: Workload,
    *,
    basis: Basis = Basis.OTHER_TEXT,
    key: str = "workload",
    title: str = "Edit work for a translator",
    usd_per_million: float = 60.0,
) -> Section:
    """The meter as a section of the report."""
    return Section(
        key=key,
        title=title,
        text=_text(workload, basis, usd_per_million),
        columns=(
            "variant",
            "saving of AMTS against",
            *(f"reused words cost {reuse:g}" for reuse in REUSE),
            f"{MAIN_REUSE:g}, interval over commits",
        ),
        rows=tuple(_rows(workload)),
        chart=_chart(workload),
    )


def update_table(workload: Workload, variant: str) -> pd.DataFrame:
    """Words per update: of the new source, to handle by each way, and the mean TER of the drafts by words."""
    table = workload.updates[workload.updates["variant"] == variant]
    drafts = workload.segments[(workload.segments["variant"] == variant) & workload.segments["ter"].notna()]
    weighted = (drafts["ter"] * drafts["words"]).groupby(drafts["update"]).sum()
    mean = weighted / drafts["words"].groupby(drafts["update"]).sum()
    shown = table[["update", "words", "B1", f"B2 {MAIN_WEIGHTS}", _MAIN]].set_index("update").round(0).astype(int)
    return shown.assign(TER=mean.reindex(shown.index).round(2)).reset_index()


def _text(workload: Workload, basis: Basis, usd_per_million: float) -> str:
    first = workload.updates[workload.updates["variant"] == workload.updates["variant"].iloc[0]]
    sent, whole = int(first["sent"].sum()), int(first["characters"].sum())
    variant = str(workload.updates["variant"].iloc[0])
    words, commits = int(first["words"].sum()), first["group"].nunique()
    price = f"${usd_per_million:g} a million"
    parts = [
        f"{_counted(len(first), 'update')} in {_counted(commits, 'commit')}, {words:,} words in changed chapters.",
        f"This is edit work in words, not time; for drafts it is TER ({basis}), at least {FLOOR:g} for reading.",
        f"A reused word costs nothing to {REUSE[-1]:g} here, and nothing in translating by hand.",
        f"Finding what changed saves {_value(workload, variant, 'B0', 'B1')}; the rest is what the drafts bring.",
        f"Sent for translation: {sent:,} characters (${sent * usd_per_million / 1e6:.2f} at {price})"
        f" instead of {whole:,} (${whole * usd_per_million / 1e6:.2f}).",
    ]
    if workload.left_out:
        parts.append(f"Left out: {workload.left_out} segments that the humans did not translate.")
    return " ".join(parts)


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _rows(workload: Workload) -> list[tuple[str, ...]]:
    baselines = [*_TITLES.items(), *((f"B2 {name}", f"translation memory, {name} weights (B2)") for name in WEIGHTS)]
    rows = []
    for variant in dict.fromkeys(workload.updates["variant"]):
        for baseline, title in baselines:
            efforts = [f"A {reuse:g}" for reuse in REUSE]
            found = [_value(workload, variant, baseline, effort) for effort in efforts]
            rows.append((variant, title, *found, _value(workload, variant, baseline, _MAIN, over="group")))
        unclipped = _value(workload, variant, "B1", "A unclipped")
        rows.append((variant, "changed segments by hand (B1), TER not cut at 1", "", unclipped, "", ""))
    return rows


def _estimate(workload: Workload, variant: str, baseline: str, effort: str, over: str) -> dict[str, Any]:
    table = workload.savings
    chosen = table[
        (table["variant"] == variant)
        & (table["baseline"] == baseline)
        & (table["effort"] == effort)
        & (table["over"] == over)
    ]
    return dict(chosen.iloc[0])


def _value(workload: Workload, variant: str, baseline: str, effort: str, over: str = "update") -> str:
    found = _estimate(workload, variant, baseline, effort, over)
    return f"{_percent(found['value'])} ({_percent(found['low'])} to {_percent(found['high'])})"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _chart(workload: Workload) -> dict[str, Any]:
    """Words to handle by each way, all updates together."""
    variants = list(dict.fromkeys(workload.updates["variant"]))
    first = workload.updates[workload.updates["variant"] == variants[0]]
    bars = [("whole chapters (B0)", first["B0"].sum(), "baseline"), ("by hand (B1)", first["B1"].sum(), "baseline")]
    bars += [(f"memory, {MAIN_WEIGHTS} (B2)", first[f"B2 {MAIN_WEIGHTS}"].sum(), "baseline")]
    for variant in variants:
        table = workload.updates[workload.updates["variant"] == variant]
        bars.append((f"AMTS, {variant}", table[_MAIN].sum(), "AMTS"))
    frame = pd.DataFrame(bars, columns=["way", "words", "kind"]).assign(
        label=lambda t: t["words"].map("{:,.0f}".format)
    )
    base = alt.Chart(frame).encode(
        y=alt.Y("way:N", sort=list(frame["way"]), title=None, axis=alt.Axis(labelLimit=260)),
        x=alt.X("words:Q", title="words to handle"),
    )
    colors = alt.Scale(domain=["baseline", "AMTS"], range=["var(--ink-soft)", "var(--variant-sentence)"])
    marks = base.mark_bar().encode(color=alt.Color("kind:N", scale=colors, legend=None))
    chart = (marks + base.mark_text(align="left", dx=4).encode(text="label:N")).properties(
        width=560, height=alt.Step(26)
    )
    specification: dict[str, Any] = chart.to_dict()
    return specification


def workload_page(workload: Workload) -> str:
    """The section as a page of its own: self-contained HTML."""
    section = workload_section(workload)
    head = "".join(f"<th>{escape(column)}</th>" for column in section.columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in section.rows)
    per_update = "".join(
        f"<h2>Words to handle, variant {escape(variant)}</h2>" + update_table(workload, variant).to_html(index=False)
        for variant in dict.fromkeys(workload.updates["variant"])
    )
    picture = svg(section.chart, "workload") if section.chart else ""
    style = (
        ":root{--ink:#1f2328;--ink-soft:#59636e;--line:#d0d7de;--variant-sentence:#0969da}"
        "body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);margin:2rem auto;max-width:70rem;padding:0 1rem}"
        "table{border-collapse:collapse}td,th{border-bottom:1px solid var(--line);padding:.25rem .6rem;text-align:left}"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(section.title)}</title>'
        f"<style>{style}</style></head><body><h1>{escape(section.title)}</h1><p>{escape(section.text)}</p>{picture}"
        f"<table><tr>{head}</tr>{body}</table>{per_update}</body></html>\n"
    )
