"""Variant none as the original system made it: TranslateText calls instead of a batch job."""

from __future__ import annotations

from typing import Any

from amts_core.aws.jobs import translate_html
from amts_core.config import Variant
from amts_core.pipeline.documents import Sending, read_sent
from amts_core.pipeline.drafts import Fetched, fetch_output
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.jobs import terminology_name
from amts_core.pipeline.run import Run

VARIANT: Variant = "none"


def translate_texts(run: Run, plan: Plan, sending: Sending, client: Any) -> Fetched:
    """Translate the documents of variant none; what is translated already is not sent again."""
    documents, output = run.store.key(sending.input.rstrip("/")), run.store.key(sending.output.rstrip("/"))
    for part in read_sent(run, VARIANT).parts:
        key = f"{output}/{run.languages.target}.{part.name}"
        if part.sent and run.store.find(key) is None:
            html = translate_html(
                client,
                run.store.read(f"{documents}/{part.name}"),
                languages=run.languages,
                terminology=terminology_name(run) if run.pair.terminology else None,
                settings=plan.settings,
            )
            run.store.write(key, html, content_type="text/html")
    return fetch_output(run, plan, sending.input, sending.output)
