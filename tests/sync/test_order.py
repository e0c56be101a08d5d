"""Where the units of a result stand, and what stands between them."""

from __future__ import annotations

from tests.sync.edits import sync_texts

WALK, LAMP = "We walk along the river in the morning.\n", "The lamp of the house is bright today.\n"
ZH_WALK, ZH_LAMP = "我们早上沿着河边散步。\n", "今天房子里的灯很亮。\n"
NOTES = "## 译者说明\n\n这是译者自己写的说明。\n"


def test_what_is_new_goes_before_a_heading_that_the_translation_has_already() -> None:
    before = f"{WALK}\n```python\nimport old\n```\n\n{{{{ old heading }}}}\n\n* {LAMP}"
    after = before.replace("import old", "print(values, sum(values), sorted(values))").replace(
        "{{ old heading }}", "## {{ heading next }}"
    )
    translation = f"{ZH_WALK}\n```python\nimport old\n```\n\n## {{{{ heading next }}}}\n\n* {ZH_LAMP}"
    synced = sync_texts(before, after, translation)
    assert synced.text == after.replace(WALK, ZH_WALK).replace(LAMP, ZH_LAMP)


def test_a_section_that_only_the_translation_has_stays_behind_what_is_new() -> None:
    before = f"{WALK}\n{LAMP}"
    synced = sync_texts(before, f"{before}\nA boat needs nails.\n", f"{ZH_WALK}\n{ZH_LAMP}\n{NOTES}")
    assert synced.text == f"{ZH_WALK}\n{ZH_LAMP}\n【A boat needs nails.】\n\n{NOTES}"


def test_a_section_that_only_the_translation_has_does_not_move_with_what_stands_before_it() -> None:
    synced = sync_texts(f"{WALK}\n{LAMP}", f"{LAMP}\n{WALK}", f"{ZH_WALK}\n{ZH_LAMP}\n{NOTES}")
    assert synced.text == f"{ZH_LAMP}\n{ZH_WALK}\n{NOTES}"


def test_the_last_paragraph_that_moves_to_the_top_with_a_note_stays_a_paragraph() -> None:
    note = "译者注：这条河叫长江。\n"
    synced = sync_texts(f"{WALK}\n{LAMP}", f"{LAMP}\n{WALK}", f"{ZH_WALK}\n{ZH_LAMP}\n{note}")
    assert synced.text == f"{ZH_LAMP}\n{note}\n{ZH_WALK}"


def test_a_note_behind_a_code_cell_that_goes_does_not_join_the_paragraph_before_it() -> None:
    before = f"{WALK}```python\nimport old\n```\n\n{LAMP}"
    synced = sync_texts(
        before, f"{WALK}\n{LAMP}", f"{ZH_WALK}```python\nimport old\n```\n译者注：这条河叫长江。\n\n{ZH_LAMP}"
    )
    assert synced.text == f"{ZH_WALK}\n译者注：这条河叫长江。\n\n{ZH_LAMP}"
