"""The workload meter in words, numbers and a picture: a section of the report, and text for the log."""

from __future__ import annotations

from enum import StrEnum
from html import escape
from typing import Any

import altair as alt
import pandas as pd

from amts_core.evaluate.charts import svg
from amts_core.evaluate.facts import Section
from amts_core.evaluate.variants import variant_title
from amts_core.money import usd
from amts_core.workload.meter import FLOOR, FRAME, MAIN_REUSE, MAIN_WEIGHTS, REUSE, WEIGHTS, Kind, Workload

_MAIN = f"A {MAIN_REUSE:g}"
_TITLES = {
    "B0": "whole chapters again (B0)",
    "B1": "what changed, by hand (B1)",
    **{f"B2 {name}": f"memory, {name} weights (B2)" for name in WEIGHTS},
}
_BY_EDITS = f"its share of edits, {FLOOR:g} to 1, by {{}}"
_RULES = {
    Kind.REUSED: ("reused: its source did not change", "a look"),
    Kind.KEPT: ("kept although its source changed", _BY_EDITS.format("words, marks and spans")),
    Kind.CARRIED: ("formulas or marks carried over", _BY_EDITS.format("words, marks and spans")),
    Kind.REPAIRED: ("repaired", _BY_EDITS.format("words, marks and spans")),
    Kind.OUTDATED: ("kept with a red mark", _BY_EDITS.format("words, marks and spans")),
    Kind.DRAFT: ("drafts", _BY_EDITS.format("words")),
    Kind.BESIDE: ("drafts without a place", "all words, as by hand"),
    Kind.FRAME: ("flagged code, formulas, markup", f"{FRAME} words each"),
    Kind.LOOK: (
        "flagged code, formulas, markup that needed nothing",
        f"{FLOOR * FRAME:g} words each, in the headline alone",
    ),
}


class Basis(StrEnum):
    """What the edits of a draft were counted by."""

    OTHER_TEXT = "an upper bound: the humans did not start from these drafts, so an edit may be another wording only"
    POST_EDIT = "edits to what the human made of the draft"
    EXPECTED = (
        "an upper bound, expected from the drafts that were scored in this run. What is kept is taken to be right, and"
        " flags are not known yet"
    )


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
            "its words",
            "updates",
            *("looks free" if not reuse else f"looks {reuse:g}" for reuse in REUSE),
            f"{MAIN_REUSE:g}, by commit",
        ),
        rows=tuple(_rows(workload)),
        chart=_chart(workload),
    )


def charges_section(workload: Workload, *, key: str = "charges", title: str = "What was charged") -> Section:
    """The words of AMTS by what it did to the text: a section of the report."""
    order, rows = list(dict.fromkeys(workload.updates["variant"])), []
    for (variant, kind), table in workload.segments.groupby(["variant", "kind"], sort=False):
        name, rule = _RULES[Kind(kind)]
        counts = (str(len(table)), *(f"{table[column].sum():,.0f}" for column in ("words", "A 0", _MAIN)))
        place = order.index(variant), list(_RULES).index(Kind(kind))
        rows.append((place, (variant_title(str(variant)), name, *counts, rule)))
    rows.sort()
    return Section(
        key=key,
        title=title,
        text="What each part of the text costs with AMTS, in words. Text whose source did not change costs a look; if"
        " the human reworded it nevertheless, the update did not ask for it, and it is counted nowhere. What AMTS kept"
        " although its source changed is judged as a draft is, so a wrong keep costs what a wrong draft does. Frames"
        " (code, formulas, markup) that AMTS brought over count nowhere, nor does text whose source is gone; by hand"
        " and with a memory no frames are counted at all.",
        columns=("variant", "text", "segments", "words", "looks free", f"looks {MAIN_REUSE:g}", "rule"),
        rows=tuple(row for _, row in rows),
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
    variants = list(dict.fromkeys(workload.updates["variant"]))
    first = workload.updates[workload.updates["variant"] == variants[0]]
    sent, whole = int(first["sent"].sum()), int(first["characters"].sum())
    updates, commits = len(first), first["group"].nunique()
    chapters, by_hand, memory = (f"{first[name].sum():,.0f}" for name in ("B0", "B1", f"B2 {MAIN_WEIGHTS}"))
    parts = [
        f"Edit work in words that a translator has to handle, not time; for drafts {basis}.",
        f"{_counted(updates, 'update')} in {_counted(commits, 'commit')}: to translate the changed chapters again is"
        f" {chapters} words (B0), what changed by hand {by_hand} (B1), with a translation memory and {MAIN_WEIGHTS}"
        f" weights {memory} (B2, which pays something for repeated sentences, too).",
    ]
    for variant in variants:
        table = workload.updates[workload.updates["variant"] == variant]
        parts.append(
            f"AMTS with drafts ({variant_title(variant)}) leaves {table['A 0'].sum():,.0f} (A), or"
            f" {table[_MAIN].sum():,.0f} if a look at each reused word costs {MAIN_REUSE:g}."
        )
    parts += [
        f"A draft costs its share of edits (TER, 1 at most), {FLOOR:g} at least for reading it.",
        "By hand and with a memory, looks at reused text are free; the table has AMTS with free looks"
        f" and with looks that cost {' and '.join(f'{reuse:g}' for reuse in REUSE if reuse)} a word.",
        f"Finding what changed saves {_value(workload, variants[0], 'B0', 'B1')} of whole chapters;"
        " the rest is what AMTS brings.",
    ]
    if updates > 1:
        parts.append(
            f"In brackets: 95 % intervals, bootstrap over the {updates} updates, in the last column over"
            f" {_counted(commits, 'commit')}; `updates` says how many have words to save at all."
        )
    parts.append(
        f"Sent for translation: {sent:,} characters ({usd(sent * usd_per_million / 1e6)} at ${usd_per_million:g} a"
        f" million) instead of {whole:,} ({usd(whole * usd_per_million / 1e6)})."
    )
    if workload.left_out:
        parts.append(f"Left out: {_counted(workload.left_out, 'segment')} that the humans did not translate.")
    return " ".join(parts)


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _rows(workload: Workload) -> list[tuple[str, ...]]:
    efforts = [f"A {reuse:g}" for reuse in REUSE]
    rows = []
    for variant in dict.fromkeys(workload.updates["variant"]):
        table = workload.updates[workload.updates["variant"] == variant]
        for baseline, title in _TITLES.items():
            counts = (f"{table[baseline].sum():,.0f}", f"{int((table[baseline] > 0).sum())} of {len(table)}")
            found = [_value(workload, variant, baseline, effort) for effort in efforts]
            rows.append(
                (
                    variant_title(variant),
                    title,
                    *counts,
                    *found,
                    _value(workload, variant, baseline, _MAIN, over="group"),
                )
            )
            if baseline == "B1":
                unclipped = _value(workload, variant, "B1", "A unclipped")
                rows.append((variant_title(variant), "the same, TER not cut at 1", *counts, "", unclipped, "", ""))
        words = [f"{table[effort].sum():,.0f} words" for effort in efforts]
        rows.append((variant_title(variant), "what AMTS leaves (A)", "", "", *words, ""))
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
    if pd.isna(found["value"]):
        return "nothing to save"
    if found["counted"] < 2:
        return _percent(found["value"])
    return f"{_percent(found['value'])} ({round(100 * found['low'])} to {round(100 * found['high'])})"


def _percent(value: float) -> str:
    return f"{round(100 * value)} %"


def _chart(workload: Workload) -> dict[str, Any]:
    """Words to handle by each way, all updates together."""
    variants = list(dict.fromkeys(workload.updates["variant"]))
    first = workload.updates[workload.updates["variant"] == variants[0]]
    bars = [("whole chapters (B0)", first["B0"].sum(), "baseline"), ("by hand (B1)", first["B1"].sum(), "baseline")]
    bars += [(f"memory, {MAIN_WEIGHTS} (B2)", first[f"B2 {MAIN_WEIGHTS}"].sum(), "baseline")]
    for variant in variants:
        table = workload.updates[workload.updates["variant"] == variant]
        bars.append((f"AMTS, {variant_title(variant)}, looks free", table["A 0"].sum(), "AMTS"))
        bars.append((f"AMTS, {variant_title(variant)}, looks {MAIN_REUSE:g}", table[_MAIN].sum(), "AMTS"))
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


def workload_page(workload: Workload, *, usd_per_million: float = 60.0) -> str:
    """The sections as a page of their own: self-contained HTML."""
    section, charges = workload_section(workload, usd_per_million=usd_per_million), charges_section(workload)
    per_update = "".join(
        f"<h2>Words to handle by update, {escape(variant_title(variant))}</h2>"
        + update_table(workload, variant).to_html(index=False)
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
        f"{_table(section)}<h2>{escape(charges.title)}</h2><p>{escape(charges.text)}</p>{_table(charges)}{per_update}"
        "</body></html>\n"
    )


def _table(section: Section) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in section.columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in section.rows)
    return f"<table><tr>{head}</tr>{body}</table>"
