"""The workload meter: words that a translator has to handle for real updates of a book, with and without AMTS.

Four ways to bring a translation up to date, in words of the new source:

- B0: translate the changed chapters again;
- B1: find what changed, and translate that by hand;
- B2: a classic translation memory: words weighted by how similar the memory's nearest segment is;
- A: AMTS: what is reused costs a share `reuse` of its words for a look at it; a draft costs its share of edits (TER
  against what the human finally wrote, 1 at most), at least `FLOOR` for reading it.

This is edit work, not time. Where the human did not start from our draft, TER against his text is an upper bound of the
edits that the draft would have needed (Snover et al. 2006, HTER).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from amts_core.errors import AmtsError
from amts_core.evaluate.metrics import measures
from amts_core.evaluate.text import scored

FLOOR = 0.1  # share of a draft's words that reading it costs, even if nothing is to be edited
REUSE = (0.0, 0.05, 0.1)  # shares of reused words that a look at them costs: all are shown
MAIN_REUSE = 0.05
SAMPLES = 2000
SEED = 12345
BANDS = (101, 100, 95, 85, 75, 50, 0)  # lower ends; 0: new

WEIGHTS: Mapping[str, tuple[float, ...]] = {
    # the cost of a word by band: in context, 100 %, 95-99, 85-94, 75-84, 50-74, new
    "usual": (0.0, 0.3, 0.3, 0.6, 0.6, 1.0, 1.0),
    "mild": (0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0),
    "in proportion": (0.0, 0.0, 0.03, 0.1, 0.2, 0.38, 1.0),
}
MAIN_WEIGHTS = "usual"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Workload:
    """What was measured. `updates` has a row per update and variant, `segments` a row per segment and variant.

    `savings` has 1 - A / B by variant, baseline and reuse cost, with intervals over updates and over groups (commits);
    `left_out` is the number of segments that the human did not translate.
    """

    updates: pd.DataFrame
    segments: pd.DataFrame
    savings: pd.DataFrame
    left_out: int


def measure_workload(tables: Mapping[str, pd.DataFrame], *, target_language: str) -> Workload:
    """The workload of some updates, by variant of the drafts.

    A table has a row per segment: update, group, words, characters, sent, match (0 to 101), state (human, carried,
    machine, beside, omitted), draft and human text. Raises AmtsError if there is none.
    """
    costs = {variant: _costs(table, _rates(table, target_language)) for variant, table in tables.items()}
    if not any(len(table) for table in costs.values()):
        raise AmtsError("no updates to measure: give folders or commits in which a translation followed its source")
    left_out = sum(int((table["human"] == "").sum()) for table in costs.values()) // len(costs)
    return _workload({variant: table[table["human"] != ""] for variant, table in costs.items()}, left_out)


def expect_workload(table: pd.DataFrame, rates: Mapping[str, float]) -> Workload:
    """The workload of a delivery that no human has seen yet, by variant: a draft costs the rate (TER) of its variant.

    The table is one of `measure_workload`, without texts.
    """
    costs = {variant: _costs(table, np.full(len(table), rate)) for variant, rate in rates.items()}
    return _workload(costs, left_out=0)


def _workload(costs: Mapping[str, pd.DataFrame], left_out: int) -> Workload:
    parts = [table.assign(variant=variant) for variant, table in costs.items()]
    counted = pd.concat(parts, ignore_index=True)
    columns = ["words", "characters", "sent", *_BASELINES, *_EFFORTS]
    updates = counted.groupby(["variant", "group", "update"], sort=False)[columns].sum().reset_index()
    return Workload(updates, counted, _savings(updates), left_out)


def ter(drafts: Sequence[str], humans: Sequence[str], target_language: str) -> np.ndarray:
    """Edits per word of the human's text (TER with the flags of the language), for each segment; may pass 1."""
    measure = next(measure for measure in measures(target_language) if measure.name == "TER")
    counts = measure.statistics([scored(text) for text in drafts], [scored(text) for text in humans])
    return np.asarray(counts[:, 0] / np.maximum(counts[:, 1], 1))


def band_costs(match: pd.Series, weights: str) -> np.ndarray:
    """The cost of a word at these similarities under a weight table."""
    lower = np.array(BANDS)
    band = (match.to_numpy(float)[:, None] < lower[None, :]).sum(axis=1)
    return np.asarray(np.array(WEIGHTS[weights])[band])


def _b2(weights: str) -> str:
    return f"B2 {weights}"


def _effort(reuse: float) -> str:
    return f"A {reuse:g}"


_BASELINES = ("B0", "B1", *map(_b2, WEIGHTS))
_EFFORTS = (*map(_effort, REUSE), "A unclipped")


def _rates(table: pd.DataFrame, target_language: str) -> np.ndarray:
    """TER of each draft against what the human wrote; 0 for what is no draft."""
    is_draft = _is_draft(table)
    rate = np.zeros(len(table))
    if is_draft.any():
        rate[is_draft.to_numpy()] = ter(list(table["draft"][is_draft]), list(table["human"][is_draft]), target_language)
    return rate


def _is_draft(table: pd.DataFrame) -> pd.Series:
    return table["state"].isin(["machine", "beside"])


def _costs(table: pd.DataFrame, rate: np.ndarray) -> pd.DataFrame:
    """The table with the words that each way costs, per segment; `rate` is the TER of its draft."""
    words, match = table["words"].astype(float), table["match"].astype(float)
    is_draft = _is_draft(table)
    costs = {"ter": np.where(is_draft, rate, np.nan), "B0": words, "B1": words * (match < 100)}
    for name in WEIGHTS:
        costs[_b2(name)] = words * band_costs(match, name)
    beside = table["state"] == "beside"
    for reuse in REUSE:
        costs[_effort(reuse)] = words * _shares(table["state"], np.clip(rate, FLOOR, 1), beside, reuse)
    costs["A unclipped"] = words * _shares(table["state"], np.maximum(rate, FLOOR), beside, MAIN_REUSE)
    return table.assign(**costs)


def _shares(state: pd.Series, rate: np.ndarray, beside: pd.Series, reuse: float) -> np.ndarray:
    """The share of its words that a segment costs; a draft without a place costs what a translation by hand does."""
    is_kept = state.isin(["human", "omitted"])
    is_carried = state == "carried"
    return np.asarray(np.select([is_kept, is_carried, beside], [reuse, max(FLOOR, reuse), 1.0], rate))


def _savings(updates: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for variant, table in updates.groupby("variant", sort=False):
        for unit in ("update", "group"):
            totals = table.groupby(unit, sort=False)[[*_BASELINES, *_EFFORTS]].sum()
            for baseline in _BASELINES:
                for effort in _EFFORTS:
                    found = bootstrap(totals, _saving(effort, baseline))
                    rows.append((variant, unit, baseline, effort, found.value, found.low, found.high, len(totals)))
            found = bootstrap(totals, _saving("B1", "B0"))
            rows.append((variant, unit, "B0", "B1", found.value, found.low, found.high, len(totals)))
    return pd.DataFrame(rows, columns=["variant", "over", "baseline", "effort", "value", "low", "high", "n"])


def _saving(effort: str, baseline: str) -> Callable[[pd.Series], float]:
    def saving(sums: pd.Series) -> float:
        return 1 - float(sums[effort]) / float(sums[baseline]) if sums[baseline] else 0.0

    return saving


def bootstrap(totals: pd.DataFrame, statistic: Callable[[pd.Series], float]) -> Estimate:
    """A statistic of the sum of rows, with the 95 % interval of a bootstrap over the rows (fixed seed)."""
    draws = np.random.default_rng(SEED).integers(0, len(totals), (SAMPLES, len(totals)))
    sums = totals.to_numpy()[draws].sum(axis=1)
    values = [statistic(pd.Series(row, index=totals.columns)) for row in sums]
    low, high = np.percentile(values, [2.5, 97.5])
    return Estimate(statistic(totals.sum()), float(low), float(high))
