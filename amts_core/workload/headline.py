"""The meter in ten lines: how much edit work is saved against translating by hand what changed (B1).

Three savings: with the engine that was used; with an ideal one, whose drafts need no edit and would stand wherever one
was made (`keep_from` above 100), so that what is left is what the sync leaves; and with none, so that what is saved is
what finding changes and keeping human text brings.

One rule for both sides. What changed costs its words by hand, and its share of edits with AMTS, of what stands in the
chapter: a draft beside a red sentence counts for nothing. Where only marks or punctuation changed (the same words) it
costs `FLOOR` of them by hand, and with AMTS its share of edits, marks included, but not more than that. Looks free:
reading costs nothing. Looks charged: with AMTS each changed segment costs at least `FLOOR` for reading, and on both
sides its two neighbours cost `LOOK` of their words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from amts_core.evaluate.variants import variant_title
from amts_core.workload.meter import FLOOR, FRAME, Estimate, Kind, Workload, saving
from amts_core.workload.segment_table import SAME_WORDS

LOOK = 0.05  # share of its words that a look at an unchanged neighbour costs
MOST = 0.5  # an update with a greater share of all words by hand is left out in a line of its own
ENGINES = ("engine", "ideal", "none")
_TITLES = {"engine": "with this engine", "ideal": "with an ideal engine", "none": "with no engine"}
_BANDS = (
    (95, 99, "95 % and more"),
    (85, 95, "85 to 95 %"),
    (75, 85, "75 to 85 %"),
    (50, 75, "50 to 75 %"),
    (0, 50, "less"),
)


@dataclass(frozen=True)
class Headline:
    """The savings of one variant, by engine; `waste` is the share of the characters sent whose old text the human kept.

    `bands` has a row per band of similarity: words by hand, and the share saved with the engine, looks free.
    """

    free: dict[str, Estimate]
    charged: dict[str, Estimate]
    by_hand: float
    updates: int
    waste: float
    bands: pd.DataFrame


def headline(workload: Workload, variant: str, *, without: str = "") -> Headline:
    """The headline of a variant; `without` leaves an update out."""
    rows = workload.segments
    rows = rows[(rows["variant"] == variant) & (rows["update"] != without)].reset_index(drop=True)
    costs = _with_costs(rows)
    totals = costs.groupby("update", sort=False).sum(numeric_only=True)

    def saved(effort: str, baseline: str) -> Estimate:
        return saving(totals[effort].to_numpy(), totals[baseline].to_numpy())

    sent = rows["sent"].astype(float)
    is_waste = rows["human"].map(_bare) == rows["former"].map(_bare)
    return Headline(
        {engine: saved(f"{engine} free", "by hand") for engine in ENGINES},
        {engine: saved(f"{engine} charged", "by hand charged") for engine in ENGINES},
        float(totals["by hand"].sum()),
        len(totals),
        float(sent[is_waste].sum() / max(sent.sum(), 1.0)),
        _bands(rows, costs),
    )


def headline_lines(workload: Workload, variant: str) -> list[str]:
    """The headline in at most ten lines; where one update has most of the words, also without it."""
    whole = headline(workload, variant)
    lines = [
        f"Edit work saved against translating by hand what changed (B1: {whole.by_hand:,.0f} words,"
        f" {whole.updates} updates), drafts ({variant_title(variant)}):",
        *_lines(whole),
    ]
    largest = _largest(workload, variant)
    if largest:
        rest = headline(workload, variant, without=largest)
        free = ", ".join(f"{_TITLES[engine]} {_told(rest.free[engine])}" for engine in ENGINES)
        lines.append(f"Without {largest} (B1: {rest.by_hand:,.0f} words), looks free: {free}; waste {rest.waste:.0%}")
        whole = rest
    bands = ", ".join(f"{row.band}: {row.saved:.0%} of {row.words:,.0f}" for row in whole.bands.itertuples())
    lines.append(f"By similarity of old and new source, with this engine: {bands}")
    return lines


def _lines(found: Headline) -> list[str]:
    lines = [
        f"  {_TITLES[engine]}: {_told(found.free[engine])} looks free, {_told(found.charged[engine])} looks charged"
        for engine in ENGINES
    ]
    return [*lines, f"  waste (sent although the human kept the old text): {found.waste:.0%}"]


def _largest(workload: Workload, variant: str) -> str:
    """The update that has most of the words by hand, "" if none has."""
    table = workload.updates[workload.updates["variant"] == variant]
    if len(table) < 3 or table["B1"].max() <= MOST * table["B1"].sum():
        return ""
    return str(table.loc[table["B1"].idxmax(), "update"])


def _with_costs(rows: pd.DataFrame) -> pd.DataFrame:
    """What each segment costs by hand and with each engine, by update."""
    words, changed, match = (rows[column].astype(float) for column in ("words", "changed", "match"))
    is_frame = rows["kind"].isin([Kind.FRAME, Kind.LOOK])
    is_marks = (match == SAME_WORDS) & ~is_frame
    is_changed = (match < 100) & ~is_frame
    by_hand = changed * np.where(is_marks, FLOOR, 1.0)
    is_draft = rows["kind"].isin([Kind.DRAFT, Kind.BESIDE])
    has_draft = is_draft | (rows["kind"].isin([Kind.OUTDATED, Kind.REPAIRED]) & (rows["sent"] > 0))
    edits = (words * rows["edits"].clip(0, 1)).where(rows["kind"] != Kind.BESIDE, changed)
    is_met = rows["human"].map(_bare) == rows["draft"].map(_bare)
    near = words.shift(1, fill_value=0.0) + words.shift(-1, fill_value=0.0)
    looks = LOOK * near * is_changed
    frames, looked_at = FRAME * (rows["kind"] == Kind.FRAME), FLOOR * FRAME * is_frame
    table = pd.DataFrame({"update": rows["update"], "by hand": by_hand, "by hand charged": by_hand + looks})
    marks = np.minimum(np.where(is_met, 0.0, edits), by_hand)
    for engine, work in (
        ("engine", edits),
        ("ideal", edits.where(~has_draft, 0.0)),
        ("none", edits.where(~is_draft, changed)),
    ):
        cost = np.select([is_marks & ~is_draft, is_changed | is_draft], [marks, work], 0.0)
        read = np.select([is_marks, is_changed | is_draft], [0.0, FLOOR * words], 0.0)
        table[f"{engine} free"] = cost + frames
        table[f"{engine} charged"] = np.maximum(cost, read) + looks + np.maximum(frames, looked_at)
    return table


def _bands(rows: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    found = []
    is_frame = rows["kind"].isin([Kind.FRAME, Kind.LOOK])
    for low, high, name in _BANDS:
        chosen = costs[(rows["match"] >= low) & (rows["match"] < high) & ~is_frame]
        words = chosen["by hand"].sum()
        if words:
            found.append({"band": name, "words": words, "saved": 1 - chosen["engine free"].sum() / words})
    return pd.DataFrame(found, columns=["band", "words", "saved"])


def _told(found: Estimate) -> str:
    if np.isnan(found.value):
        return "nothing to save"
    return f"{found.value:.0%} ({found.low:.0%} to {found.high:.0%})"


def _bare(text: object) -> str:
    return "".join(str(text).split())
