"""Variant none by TranslateText calls."""

from __future__ import annotations

from typing import Any

from amts_core.pipeline.documents import upload_documents
from amts_core.pipeline.drafts import Drafts
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.texts import translate_texts
from tests.pipeline.conftest import Shelf


class Client:
    """Amazon Translate that answers in capitals and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    def translate_text(self, **request: Any) -> dict[str, str]:
        self.requests.append(request)
        return {"TranslatedText": request["Text"]}


def test_texts_are_translated_with_the_settings_of_the_run_and_not_twice(shelf: Shelf) -> None:
    shelf.configure(without_parallel_data="text")
    find_changed(shelf.run(), variants=("none",), evaluate=True, formality="FORMAL")
    run, plan = read_plan(shelf.run())
    sending, client = upload_documents(run, plan, "none"), Client()
    assert translate_texts(run, plan, sending, client).lost == {}
    assert {tuple(request["Settings"].items()) for request in client.requests} == {(("Formality", "FORMAL"),)}
    assert Drafts(run, plan, "none", "evaluation", ["scored"]).of("scored")
    asked = len(client.requests)
    translate_texts(run, plan, sending, client)
    assert len(client.requests) == asked
