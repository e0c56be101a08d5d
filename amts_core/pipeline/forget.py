"""Begin anew: what earlier runs of a pair left is forgotten, what people decided at the desk is not."""

from __future__ import annotations

from amts_core.config import VARIANTS
from amts_core.pipeline.documents import mark_spent
from amts_core.pipeline.run import Run


def forget(run: Run) -> None:
    """Forget what was synced and translated for this pair: the next run begins anew, and pays anew."""
    for kind in ("state", "drafts", "tries", "corrections", "workload"):
        run.store.delete(f"{kind}/{run.pair_name}")
    for variant in VARIANTS:
        folder = run.shared_key("documents", f"{variant}/")
        for token in sorted({key.removeprefix(folder).split("/")[0] for key in run.store.keys(folder)}):
            mark_spent(run, variant, token, {})  # else its job would be found, whatever engine made it
