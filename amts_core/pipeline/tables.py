"""Pair tables in S3: JSON lines, which keep every text as it is."""

from __future__ import annotations

import json

import pandas as pd

from amts_core.parallel.table import COLUMNS
from amts_core.pipeline.run import Run


def write_table(run: Run, key: str, table: pd.DataFrame) -> str:
    """Store a pair table; gives its address."""
    text = table.to_json(orient="records", lines=True, force_ascii=False)
    return run.store.write(key, text, content_type="application/jsonl")


def read_table(run: Run, key: str) -> pd.DataFrame:
    """The pair table under a key; raises AmtsError if there is none."""
    rows = [json.loads(line) for line in run.store.read(key).split("\n") if line]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"score": float})
