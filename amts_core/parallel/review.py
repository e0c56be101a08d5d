"""The review page: the two texts side by side with their beads, for a translator's eye. One file, no network."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from amts_core.files import write_whole
from amts_core.languages import LanguagePair
from amts_core.parallel.filters import VERDICTS, count_verdicts
from amts_core.parallel.folders import LeftOut
from amts_core.parallel.table import KEPT


def write_review(
    pairs: pd.DataFrame, path: Path, *, languages: LanguagePair, left_out: tuple[LeftOut, ...] = ()
) -> None:
    """Write the page of a pair table with verdicts, in one step."""
    page = review_page(pairs, languages=languages, left_out=left_out)
    write_whole(path, page.encode("utf-8"))


def review_page(pairs: pd.DataFrame, *, languages: LanguagePair, left_out: tuple[LeftOut, ...] = ()) -> str:
    """The page as HTML: the verdicts with their numbers (which filter the rows), then every chapter in its order."""
    counts = count_verdicts(pairs)
    chips = "".join(_chip(verdict, number) for verdict, number in counts.items() if number)
    rows = list(pairs.itertuples(index=False))
    chapters = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.chapter)]
    links = "".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name, _ in chapters)
    lost = "".join(f"<li><b>{escape(one.chapter)}</b> {escape(one.reason)}</li>" for one in left_out)
    title = escape(" → ".join(languages))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Pairs {title}</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>Pairs {title}</h1><p>{counts[KEPT]:,} of {len(rows):,} rows are parallel data. "
        f'Choose what is shown:</p><p class="chips">{chips}'
        '<label class="few">show below score <input id="limit" type="number" min="0" max="1" step="0.05"></label>'
        '<label class="few">only m-to-n <input id="beads" type="checkbox"></label></p></header>'
        + (
            f"<details open><summary>{len(left_out)} chapters left out</summary><ul>{lost}</ul></details>"
            if lost
            else ""
        )
        + (
            f"<details><summary>{len(chapters)} chapters</summary><nav>{links}</nav></details>"
            if len(chapters) > 1
            else ""
        )
        + "".join(_chapter(name, group, languages) for name, group in chapters)
        + f"<script>{_SCRIPT}</script></body></html>\n"
    )


def _chip(verdict: str, number: int) -> str:
    return (
        f'<label class="chip" title="{escape(VERDICTS[verdict])}"><input type="checkbox" checked value="{verdict}">'
        f"{verdict} <b>{number:,}</b></label>"
    )


def _chapter(name: str, rows: list[Any], languages: LanguagePair) -> str:
    kept = sum(row.verdict == KEPT for row in rows)
    body = "".join(_row(row, languages) for row in rows)
    title = f'<h2 id="{escape(name)}">{escape(name)} <small>{kept} of {len(rows)} kept</small></h2>'
    return f"<section>{title}<div class=rows>{body}</div></section>"


def _row(row: Any, languages: LanguagePair) -> str:
    mark = (
        "" if row.verdict == KEPT else f'<span class="why" title="{escape(VERDICTS[row.verdict])}">{row.verdict}</span>'
    )
    score = "" if row.verdict == "alone" else f"{row.score:.2f}"
    shape = "" if row.bead == "1-1" else f"<b>{row.bead}</b> "
    return (
        f'<div class="row{"" if row.verdict == KEPT else " dropped"}" data-verdict="{row.verdict}" '
        f'data-score="{row.score:.3f}" data-bead="{row.bead}">'
        f'<div lang="{languages.source}" dir="auto">{_shown(row.source_field)}</div>'
        f'<div class="middle">{shape}{score}{mark}</div>'
        f'<div lang="{languages.target}" dir="auto">{_shown(row.target_field)}</div></div>\n'
    )


def _shown(field: str) -> str:
    """The field, which is inline HTML, with its protected spans marked."""
    return _TAGS.sub("", field.replace('<span translate="no">', "<code>").replace("</span>", "</code>"))


_TAGS = re.compile(r"<(?!/?code>)[^<>]*>")

_STYLE = """
:root{color-scheme:light dark;--text:#1b1f24;--soft:#5b6570;--back:#fff;--line:#e3e7eb;--span:#eef2f6;--bad:#a4262c;
--badback:#fdf1f1;--accent:#0b6bcb}
@media(prefers-color-scheme:dark){:root{--text:#e4e7ea;--soft:#9aa5b1;--back:#15191e;--line:#2b323a;--span:#222a33;
--bad:#ff9a93;--badback:#2a1c1e;--accent:#6cb4ff}}
body{margin:0 auto;max-width:76rem;padding:0 1rem 4rem;font:16px/1.55 system-ui,sans-serif;color:var(--text);
background:var(--back)}
h1{font-size:1.5rem;margin:1.2rem 0 .2rem}h2{font-size:1.05rem;margin:2rem 0 .4rem;padding-bottom:.3rem;
border-bottom:2px solid var(--line)}small,.few{color:var(--soft);font-weight:400}p{margin:.4rem 0}
.chips{display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:center}
.chip{border:1px solid var(--line);border-radius:1rem;padding:.1rem .7rem .1rem .5rem;cursor:pointer}
.few{margin-left:.6rem}.few input[type=number]{width:4.5rem}
nav{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));font-size:.9rem}a{color:var(--accent)}
.row{display:grid;grid-template-columns:1fr 6.5rem 1fr;gap:0 1rem;padding:.35rem .5rem;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.dropped{background:var(--badback)}.middle{text-align:center;color:var(--soft);font-size:.8rem;
font-variant-numeric:tabular-nums}.why{display:block;color:var(--bad);font-weight:600}
code{background:var(--span);border-radius:.2rem;padding:0 .15rem;font-size:.88em}
.hidden{display:none}
@media(max-width:44rem){.row{grid-template-columns:1fr}.middle{text-align:left}}
"""

_SCRIPT = """
const rows=[...document.querySelectorAll('.row')],boxes=[...document.querySelectorAll('.chip input')];
const limit=document.getElementById('limit'),beads=document.getElementById('beads');
function show(){const on=new Set(boxes.filter(b=>b.checked).map(b=>b.value)),below=parseFloat(limit.value);
for(const r of rows){const d=r.dataset;r.classList.toggle('hidden',!on.has(d.verdict)||(below>=0&&!(d.score<below))||
(beads.checked&&(d.bead==='1-1'||d.verdict==='alone')));}
for(const s of document.querySelectorAll('section'))s.classList.toggle('hidden',!s.querySelector('.row:not(.hidden)'));}
for(const e of [...boxes,limit,beads])e.addEventListener('input',show);
"""
