"""The terms of a book on their way to Amazon Translate."""

from __future__ import annotations

from amts_core.pipeline.terminology import upload_terminology
from tests.pipeline.conftest import Shelf


def test_terms_are_written_to_s3_under_a_key_made_from_their_content(shelf: Shelf) -> None:
    (shelf.folder / "TERMS.md").write_text("current; 洋流\n", encoding="utf-8")
    shelf.configure(terminology="TERMS.md")
    run = shelf.run()
    uri = upload_terminology(run)
    assert uri.startswith("s3://shelf/amts/terminology/en-zh/")
    assert run.store.read(run.store.key(uri)) == "en,zh\ncurrent,洋流\n"
    (shelf.folder / "TERMS.md").write_text("current; 水流\n", encoding="utf-8")
    assert upload_terminology(shelf.run()) != uri
