"""The pictures of the report, as Vega-Lite (altair) and as SVG. Colours are CSS variables, so that a page sets them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

import altair as alt
import pandas as pd

from amts_core.evaluate.names import short_names, variant_title
from amts_core.evaluate.report import Level, Report

Chart = Any  # altair's charts of all shapes: single, layered, in rows
WIDE, NARROW = 960, 300
TICKS = 10  # Vega draws about so many at most
CAN_DRAW = find_spec("vl_convert") is not None  # the extra `charts`
_BANDS = {"untouched": "no edit", "light": "TER to .3", "medium": ".3 to .6", "heavy": "over .6"}
_ID = re.compile(r'(id="|url\(#|href="#)')


def bleu_by_chapter(report: Report, width: int) -> Chart:
    """BLEU of every chapter and of their average, a mark per variant, with the 95 % interval."""
    names = short_names(report.chapters)
    rows = pd.DataFrame(
        {"chapter": names.get(row.chapter, "average"), "variant": row.variant}
        | {"value": row.value, "low": row.low, "high": row.high, "few": row.few}
        for row in report.scores
        if row.metric == "BLEU" and row.level is not Level.POOLED
    )
    scale, axis = alt.Scale(zero=False, nice=True), alt.Axis(format=_format(rows, ".2f"))
    x, low = (alt.X(f"{name}:Q", title="BLEU", scale=scale, axis=axis) for name in ("value", "low"))
    color = _variant_color(report.variants)
    offset = alt.YOffset("variant:N", sort=list(report.variants))
    order = [*names.values(), "average"]
    base = alt.Chart(rows).encode(
        y=alt.Y("chapter:N", sort=order, title=None, axis=alt.Axis(labelLimit=300)), yOffset=offset, color=color
    )
    bars = base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=low, x2="high:Q")
    marks = base.mark_point(filled=True, size=70, opacity=1).encode(x=x)
    if width > NARROW:
        return (bars + marks).properties(width=width - 200, height=alt.Step(16))
    rows_of_charts = alt.Row(
        "chapter:N",
        sort=order,
        title=None,
        header=alt.Header(labelOrient="top", labelAnchor="start", labelFontWeight=600),
    )
    stacked = alt.Chart(rows).encode(
        y=alt.Y("variant:N", sort=list(report.variants), title=None, axis=None), color=color
    )
    return (
        alt.layer(
            stacked.mark_rule(strokeWidth=3, opacity=0.45).encode(x=low, x2="high:Q"),
            stacked.mark_point(filled=True, size=70, opacity=1).encode(x=x),
        )
        .properties(width=width - 30, height=alt.Step(14))
        .facet(row=rows_of_charts, spacing=6)
    )


def gain_by_similarity(report: Report, width: int) -> Chart | None:
    """BLEU gained over the first variant by how near the parallel data is, with intervals and numbers of segments."""
    rows = pd.DataFrame(
        asdict(row) for row in report.buckets if row.by == "similarity" and row.baseline == report.variants[0]
    )
    if rows.empty:
        return None
    order = list(dict.fromkeys(rows["label"]))
    rows = rows[rows["segments"] > 0].assign(n=lambda table: table["segments"].astype(str))
    base = alt.Chart(rows).encode(
        x=alt.X(
            "label:N", sort=order, scale=alt.Scale(domain=order), title="similarity to the nearest parallel data, %"
        ).axis(labelAngle=0, grid=False),
        xOffset=alt.XOffset("variant:N", sort=list(report.variants[1:])),
        color=_variant_color(report.variants[1:]),
    )
    zero = alt.Chart(pd.DataFrame({"y": [0]})).mark_rule(color="var(--ink-soft)", strokeDash=[3, 3]).encode(y="y:Q")
    axis = alt.Axis(format=_format(rows, "+.1f"))
    y = alt.Y("low:Q", title=f"BLEU gained over {variant_title(report.variants[0])}", axis=axis)
    rules = base.mark_rule(strokeWidth=3, opacity=0.45).encode(y=y, y2="high:Q")
    marks = base.mark_point(filled=True, opacity=1).encode(
        y=alt.Y("value:Q"),
        size=alt.Size("segments:Q", scale=alt.Scale(range=[40, 260]), legend=None),
    )
    counts = base.mark_text(baseline="bottom", dy=-7, fontSize=10).encode(y="high:Q", text="n:N")
    return (zero + rules + marks + counts).properties(width=width - 70, height=260)


def edit_shares(report: Report, width: int) -> Chart | None:
    """Share of the segments of each variant that need no, few, some or many edits to become the reference."""
    rows = pd.DataFrame(
        {"variant": row.variant, "band": label, "order": order, "share": getattr(row, band)}
        for row in report.edits
        if row.level is Level.POOLED
        for order, (band, label) in enumerate(_BANDS.items())
    )
    if rows.empty:
        return None
    colors = ["var(--band-0)", "var(--band-1)", "var(--band-2)", "var(--band-3)"]
    return (
        alt.Chart(rows)
        .mark_bar(stroke="var(--page)", strokeWidth=1)
        .encode(
            y=alt.Y("variant:N", sort=list(report.variants), title=None),
            x=alt.X(
                "share:Q",
                stack="zero",
                title="share of segments",
                axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]),
            ).scale(domain=[0, 1]),
            color=alt.Color("band:N", title=None, scale=alt.Scale(domain=list(_BANDS.values()), range=colors)),
            order="order:Q",
        )
        .properties(width=width - 80, height=alt.Step(26))
    )


def trend(report: Report, width: int) -> Chart | None:
    """The average BLEU of the last runs, with intervals; None for a first run. No line joins runs of two engines."""
    rows = pd.DataFrame(asdict(point) for point in report.trend)
    runs = list(dict.fromkeys(rows["run"])) if len(rows) else []
    if len(runs) < 2:
        return None
    rows["label"] = rows["date"].str[:10].where(rows["date"] != "", rows["run"])
    rows["number"] = rows["run"].map({run: number for number, run in enumerate(runs)})
    labels = [rows.loc[rows["run"] == run, "label"].iloc[0] for run in runs]
    texts = f"{json.dumps(labels)}[datum.value]"
    x = alt.X("number:Q", title="run", axis=alt.Axis(values=list(range(len(runs))), labelExpr=texts, grid=False))
    rows["stretch"] = rows["engine"].ne(rows["engine"].shift()).cumsum()
    base = alt.Chart(rows).encode(x=x, color=_variant_color(report.variants))
    joined = base.encode(detail="stretch:N")
    scale, axis = alt.Scale(zero=False), alt.Axis(format=_format(rows, ".2f"))
    y, low = (alt.Y(f"{name}:Q", title="average BLEU", scale=scale, axis=axis) for name in ("value", "low"))
    marks = base.mark_point(filled=True, size=60, opacity=1).encode(y=y)
    if rows["engine"].nunique() > 1:
        legend = alt.Legend(orient="top", title=None, columns=0 if width > NARROW else 1, labelLimit=width - 40)
        marks = marks.encode(shape=alt.Shape("engine:N", sort=list(rows["engine"].unique()), legend=legend))
    return (
        joined.mark_area(opacity=0.15).encode(y=low, y2="high:Q")
        + base.mark_rule(strokeWidth=3, opacity=0.3).encode(y=low, y2="high:Q")
        + joined.mark_line(strokeWidth=2).encode(y=y)
        + marks
    ).properties(width=width - 60, height=200)


def svg(chart: Chart | Mapping[str, Any], key: str) -> str:
    """The chart as SVG to stand in a page, `key` makes its ids unique there; empty without the extra `charts`."""
    if not CAN_DRAW:
        return ""
    import vl_convert

    specification = dict(chart) if isinstance(chart, Mapping) else chart.to_dict()
    drawn = vl_convert.vegalite_to_svg(specification | {"config": specification.get("config", {}) | _CONFIG})
    return _ID.sub(rf"\g<1>{key}-", drawn)


def _format(rows: pd.DataFrame, least: str) -> str:
    """The format of an axis that holds the intervals: `least`, or more decimals where its labels would be equal."""
    span = rows["high"].max() - rows["low"].min()
    decimals = math.ceil(-math.log10(span / TICKS)) if span > 0 else 3
    return re.sub(r"\d", lambda digit: str(max(int(digit.group()), decimals)), least)


def _variant_color(variants: Sequence[str]) -> alt.Color:
    colors = [f"var(--variant-{variant})" for variant in variants]
    return alt.Color(
        "variant:N",
        sort=list(variants),
        scale=alt.Scale(domain=list(variants), range=colors),
        legend=alt.Legend(orient="top", title=None) if len(variants) > 1 else None,
    )


_AXIS = {
    "labelColor": "var(--ink-soft)",
    "titleColor": "var(--ink-soft)",
    "titleFontWeight": "normal",
    "gridColor": "var(--line)",
    "domain": False,
    "ticks": False,
    "labelFontSize": 12,
    "titleFontSize": 12,
    "labelPadding": 6,
}
_CONFIG: dict[str, Any] = {
    "background": None,
    "font": "Arial, Liberation Sans, Helvetica, sans-serif",
    "padding": 8,
    "view": {"stroke": None},
    "mark": {"color": "var(--accent)"},
    "axis": _AXIS,
    "legend": {"orient": "top", "labelColor": "var(--ink)", "labelFontSize": 12, "symbolSize": 90, "symbolOpacity": 1},
    "header": {"labelColor": "var(--ink)", "labelFontSize": 12},
    "text": {"color": "var(--ink-soft)"},
}
