"""Variant none as the original system made it: TranslateText calls instead of a batch job."""

from __future__ import annotations

from typing import Any

from amts_core.aws.jobs import translate_html
from amts_core.config import Variant
from amts_core.pipeline.documents import read_parts
from amts_core.pipeline.drafts import Fetched, fetch_output
from amts_core.pipeline.jobs import terminology_name
from amts_core.pipeline.plan import Plan
from amts_core.pipeline.run import Run

VARIANT: Variant = "none"


def translate_texts(run: Run, plan: Plan, client: Any) -> Fetched:
    """Translate the documents of variant none; what is translated already is not sent again."""
    output = run.key(f"translated/{VARIANT}/texts")
    for part in read_parts(run, VARIANT):
        key = f"{output}/{run.target_language}.{part.name}"
        if part.sent and run.store.find(key) is None:
            html = translate_html(
                client,
                run.store.read(run.key(f"documents/{VARIANT}/{part.name}")),
                source_language=run.source_language,
                target_language=run.target_language,
                terminology=terminology_name(run) if run.pair.terminology else None,
            )
            run.store.write(key, html, content_type="text/html")
    return fetch_output(run, plan, run.store.uri(run.key(f"documents/{VARIANT}/")), run.store.uri(output))
