"""Sentences that look finished and are not: `language | source with {old|new} | translation of the old one`.

Each was read. None of their new versions says what the translation says for sure, so somebody must be asked to look.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sync.edits import flags_of, sync_texts

LINES = Path(__file__).with_name("hostile.txt").read_text(encoding="utf-8").splitlines()
_EDIT = re.compile(r"\{([^|{}]*)\|([^{}]*)\}")
TOLD = {"outdated", "changed", "beside", "new", "repaired"}


@pytest.mark.parametrize("line", LINES)
def test_a_change_that_may_concern_the_translation_is_never_silent(line: str) -> None:
    target, rest = line.split(" | ", 1)
    source, human = rest.rsplit(" | ", 1)
    before, after = (_EDIT.sub(lambda edit, side=side: edit[side], source) for side in (1, 2))
    synced = sync_texts(f"{before}\n", f"{after}\n", f"{human}\n", pair=f"en-{target}")
    is_told = any(one.change in TOLD or (one.flags and not one.quiet) for one in (*synced.provenance, *synced.removed))
    assert synced.flags or is_told, flags_of(synced)
