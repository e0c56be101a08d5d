"""The workload meter: words that a translator has to handle for real updates of a book, with and without AMTS.

Four ways to bring a translation up to date, in words of the new source:

- B0: translate the changed chapters again;
- B1: find the sentences that changed, and translate those by hand, whatever AMTS holds together with them;
- B2: a classic translation memory: words weighted by how similar the memory's nearest segment is;
- A: AMTS, by what it did to a segment (`Kind`). Text whose source did not change costs a share `reuse` of its words for
  a look at it; if the human reworded it nevertheless, that is no work that the update caused, and no way counts it.
  Everything else costs its share of edits (TER against what the human finally wrote, 1 at most), at least `FLOOR` for
  reading it: drafts, and human text that was kept or carried although its source changed, so that a wrong keep costs
  what a wrong draft does. A draft without a place costs all its words.

A frame (code, a formula, a line of markup) whose change AMTS flagged instead of bringing it over costs `FRAME` words;
as many as the human left as they were are only looked at. No other way is charged for frames, though by hand each
changed one would be work: a baseline must not depend on what AMTS flags. Frames that AMTS brought over count nowhere,
nor does text whose source is gone.

This is edit work, not time. Where the human did not start from our draft, TER against his text is an upper bound of the
edits that the draft would have needed (Snover et al. 2006, HTER).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from amts_core.book.chapter import Chapter
from amts_core.errors import AmtsError
from amts_core.evaluate.metrics import edit_measure
from amts_core.evaluate.text import Form, scored

FLOOR = 0.1  # share of its words that reading costs, of a draft and of what stays on a changed source
FRAME = 10  # words that a flagged frame costs AMTS: a short sentence's
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


class Kind(StrEnum):
    """What became of a segment, as it is charged."""

    REUSED = "reused"  # its source did not change
    KEPT = "kept"  # the human text stays although its source changed
    CARRIED = "carried"  # the human text with what changed in its source, such as a formula
    REPAIRED = "repaired"  # the human text in which only what changed was changed
    OUTDATED = "outdated"  # the human text stays with a red mark
    DRAFT = "draft"
    BESIDE = "beside"  # a draft without a place
    FRAME = "frame"  # no text: a flagged frame
    LOOK = "look"  # a flagged frame that the human left as it was


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Workload:
    """What was measured. `updates` has a row per update and variant, `segments` a row per segment and variant.

    `savings` has 1 - A / B by variant, baseline and reuse cost, with intervals over updates and over groups (commits):
    `n` of them, `counted` of which have words in that baseline; NaN if none has. `left_out` is the number of segments
    that the human did not translate.
    """

    updates: pd.DataFrame
    segments: pd.DataFrame
    savings: pd.DataFrame
    left_out: int


def measure_workload(tables: Mapping[str, pd.DataFrame], *, target_language: str) -> Workload:
    """The workload of some updates, by variant of the drafts.

    A table has a row per segment: update, group, words, changed, characters, sent, match (0 to 101), state (human,
    carried, repaired, outdated, machine, beside, omitted), draft (for kept text: that text) and human text;
    `with_frames` adds the flagged frames.
    Raises AmtsError if there is none.
    """
    rated = {variant: _rated(table, target_language) for variant, table in tables.items()}
    if not any(len(table) for table in rated.values()):
        raise AmtsError("no updates to measure: give folders or commits in which a translation followed its source")
    counts = {
        variant: (table["human"] != "") | table["kind"].isin([Kind.FRAME, Kind.LOOK])
        for variant, table in rated.items()
    }
    left_out = sum(int((~counted).sum()) for counted in counts.values()) // len(rated)
    return _workload({variant: table[counts[variant]] for variant, table in rated.items()}, left_out)


def expect_workload(table: pd.DataFrame, rates: Mapping[str, float]) -> Workload:
    """The workload of a delivery that no human has seen yet, by variant: a draft costs the rate (TER) of its variant.

    The table is one of `measure_workload`, without texts. What is kept is expected to be right.
    """
    table = table.assign(kind=_kinds(table))
    rated = {
        variant: table.assign(edits=np.where(table["kind"] == Kind.DRAFT, rate, 0.0)) for variant, rate in rates.items()
    }
    return _workload(rated, left_out=0)


def with_frames(
    table: pd.DataFrame, flags: Iterable[str], segments: Collection[str], sides: tuple[Chapter, Chapter] | None = None
) -> pd.DataFrame:
    """The table of an update with a row for each flagged frame of its chapter.

    `flags` are those of the synced chapter; one that begins with the id of one of the `segments` is of a draft, which
    is read anyway. `sides` are the synced chapter and what the human made of it: there are as many frames to mend as
    the human's has and the synced one lacks, at most; the others were looked at.
    """
    frames = [flag for flag in flags if flag.partition(": ")[0] not in segments]
    if not frames or table.empty:
        return table
    mended = len(frames)
    if sides:
        ours, human = map(_frames, sides)
        mended = min(mended, (human - ours).total())
    kinds = [Kind.FRAME.value] * mended + [Kind.LOOK.value] * (len(frames) - mended)
    nothing = dict.fromkeys(["segment", "draft", "former", "human"], "")
    numbers = {"words": 0, "changed": 0, "characters": 0, "sent": 0, "match": 101.0}
    names = dict(table.iloc[0][["update", "group", "chapter"]])
    rows = [
        names | nothing | numbers | {"state": kind, "source": flag} for kind, flag in zip(kinds, frames, strict=True)
    ]
    return pd.concat([table, pd.DataFrame(rows)], ignore_index=True)


def _frames(chapter: Chapter) -> Counter[str]:
    """What of a chapter is not translated, blanks aside."""
    return Counter(text for one in chapter.blocks if not one.translatable and (text := "".join(one.text.split())))


def _workload(rated: Mapping[str, pd.DataFrame], left_out: int) -> Workload:
    counted = pd.concat([_costs(table).assign(variant=variant) for variant, table in rated.items()], ignore_index=True)
    columns = ["words", "characters", "sent", *_BASELINES, *_EFFORTS]
    updates = counted.groupby(["variant", "group", "update"], sort=False)[columns].sum().reset_index()
    return Workload(updates, counted, _savings(updates), left_out)


def ter(drafts: Sequence[str], humans: Sequence[str], target_language: str, form: Form = "plain") -> np.ndarray:
    """Edits per word of the human's text (TER with the flags of the language), for each segment; may pass 1."""
    measure = edit_measure(target_language)
    counts = measure.statistics([scored(text, form) for text in drafts], [scored(text, form) for text in humans])
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


def _kinds(table: pd.DataFrame) -> np.ndarray:
    """The `Kind` of each segment."""
    state = table["state"]
    told = [state == name for name in ("frame", "look", "beside", "machine", "carried", "repaired", "outdated")]
    kinds = [Kind.FRAME, Kind.LOOK, Kind.BESIDE, Kind.DRAFT, Kind.CARRIED, Kind.REPAIRED, Kind.OUTDATED, Kind.KEPT]
    return np.select([*told, table["match"] < 100], [kind.value for kind in kinds], Kind.REUSED.value)


def _rated(table: pd.DataFrame, target_language: str) -> pd.DataFrame:
    """The table with the kind of each segment and its `edits`, TER against what the human wrote.

    Of kept and carried text, marks and spans count, too: they are what changed in its source.
    """
    kinds, edits = _kinds(table), np.zeros(len(table))
    forms: dict[Form, list[Kind]] = {
        "plain": [Kind.DRAFT, Kind.BESIDE],
        "markdown": [Kind.KEPT, Kind.CARRIED, Kind.REPAIRED, Kind.OUTDATED],
    }
    for form, of in forms.items():
        chosen = np.isin(kinds, of)
        if chosen.any():
            texts = table[chosen]
            edits[chosen] = ter(list(texts["draft"]), list(texts["human"]), target_language, form)
    return table.assign(kind=kinds, edits=edits)


def _costs(table: pd.DataFrame) -> pd.DataFrame:
    """A rated table with the words that each way costs, per segment."""
    words, match = table["words"].astype(float), table["match"].astype(float)
    frames = FRAME * (table["kind"] == Kind.FRAME)
    is_draft = table["kind"].isin([Kind.DRAFT, Kind.BESIDE])
    costs = {"ter": table["edits"].where(is_draft), "B0": words, "B1": table["changed"].astype(float)}
    for name in WEIGHTS:
        costs[_b2(name)] = table["changed"].where(match < 100, words) * band_costs(match, name)
    for reuse in REUSE:
        costs[_effort(reuse)] = words * _shares(table["kind"], table["edits"].clip(FLOOR, 1), reuse) + frames
    costs["A unclipped"] = words * _shares(table["kind"], table["edits"].clip(FLOOR), MAIN_REUSE) + frames
    return table.assign(**costs)


def _shares(kind: pd.Series, edits: pd.Series, reuse: float) -> np.ndarray:
    """The share of its words that a segment costs; a draft without a place costs what a translation by hand does."""
    return np.select([kind == Kind.REUSED, kind == Kind.BESIDE], [reuse, 1.0], edits)


def _savings(updates: pd.DataFrame) -> pd.DataFrame:
    pairs = [(baseline, effort) for baseline in _BASELINES for effort in _EFFORTS] + [("B0", "B1")]
    rows = []
    for variant, table in updates.groupby("variant", sort=False):
        for unit in ("update", "group"):
            totals = table.groupby(unit, sort=False)[[*_BASELINES, *_EFFORTS]].sum()
            for baseline, effort in pairs:
                found = saving(totals[effort].to_numpy(), totals[baseline].to_numpy())
                numbers = (found.value, found.low, found.high, len(totals), int((totals[baseline] > 0).sum()))
                rows.append((variant, unit, baseline, effort, *numbers))
    columns = ["variant", "over", "baseline", "effort", "value", "low", "high", "n", "counted"]
    return pd.DataFrame(rows, columns=columns)


def saving(efforts: np.ndarray, baselines: np.ndarray) -> Estimate:
    """1 - sum of efforts / sum of baselines, with the 95 % interval of a bootstrap over the rows (fixed seed).

    A ratio of sums: a row without words in the baseline counts with its effort. A draw that has no words in the
    baseline at all has no ratio and is left out; NaN if no draw has one.
    """
    draws = np.random.default_rng(SEED).integers(0, len(efforts), (SAMPLES, len(efforts)))
    effort, baseline = (np.append(side[draws].sum(axis=1), side.sum()) for side in (efforts, baselines))
    values = 1 - effort / np.where(baseline > 0, baseline, np.nan)
    known = values[:-1][~np.isnan(values[:-1])]
    low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
    return Estimate(float(values[-1]), float(low), float(high))
