"""Changes of structure: wrappers, formulas, code, line ends; human text goes with them."""

from __future__ import annotations

from contextlib import suppress

import pytest

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.book.links import pin_headings
from amts_core.sync.accountant import open_tags
from amts_core.translate.rebuild import DamagedChapter
from tests.sync.edits import changes_of, flags_of, sync_texts
from tests.sync.test_chapter import sync

S = "Always save your work before you leave the room."
T = "Speichern Sie Ihre Arbeit immer, bevor Sie den Raum verlassen."
WRAPPERS = [
    ("```{note}\n", "\n```"),
    ("````{warning}\n", "\n````"),
    (":::{note}\n", "\n:::"),
    ("::: tip\n", "\n:::"),
    ("> ", ""),
    ("> [!NOTE]\n> ", ""),
    ("- ", ""),
    ("1. ", ""),
    ("<details>\n\n", "\n\n</details>"),
]


def framed(text: str, *, german: bool = False) -> str:
    first, last = ("Hier steht der Anfang.", "Hier steht das Ende.") if german else ("Here is the start.", "The end.")
    return f"# A\n\n{first}\n\n{text}\n\n{last}\n"


@pytest.mark.parametrize(("opened", "closed"), WRAPPERS)
def test_human_text_goes_into_a_wrapper_and_comes_out_of_it(opened: str, closed: str) -> None:
    bare, wrapped = framed(S), framed(opened + S + closed)
    ours, theirs = framed(T, german=True), framed(opened + T + closed, german=True)
    assert sync_texts(bare, wrapped, ours, pair="en-de").text == theirs
    assert sync_texts(wrapped, bare, theirs, pair="en-de").text == ours


NESTED = {
    "a paragraph of several lines": ("Save your work\nbefore you leave.", "Speichern Sie alles,\nbevor Sie gehen."),
    "code": ("```python\nprint('hi')\nx = 1\n```", "```python\nprint('hallo')\nx = 1\n```"),
    "a formula": ("$$\na = b\n+ c\n$$", "$$\na = b\n+ c \\text{Höhe}\n$$"),
    "a list": ("- One lamp is here.\n- Two rivers are there.", "- Hier ist eine Lampe.\n- Dort sind zwei Flüsse."),
    "a table": ("| Tool | Use |\n|---|---|\n| saw | wood |", "| Werkzeug | Zweck |\n|---|---|\n| Säge | Holz |"),
    "a directive": (f"```{{note}}\n{S}\n```", f"```{{note}}\n{T}\n```"),
    "a quote": (f"> {S}", f"> {T}"),
}


def deeper(text: str, indent: str) -> str:
    return "\n".join(indent + line for line in text.split("\n"))


@pytest.mark.parametrize(("source", "human"), NESTED.values(), ids=NESTED)
@pytest.mark.parametrize(("opened", "indent"), [("!!! note", "    "), ("??? note", "    "), ("1. 1", "   ")])
def test_what_goes_into_an_indented_container_or_out_of_it_is_indented(
    source: str, human: str, opened: str, indent: str
) -> None:
    bare, wrapped = framed(source), framed(f"{opened}\n\n{deeper(source, indent)}")
    ours, theirs = framed(human, german=True), framed(f"{opened}\n\n{deeper(human, indent)}", german=True)
    assert sync_texts(bare, wrapped, ours, pair="en-de").text == theirs
    assert sync_texts(wrapped, bare, theirs, pair="en-de").text == ours
    windows = sync_texts(bare, wrapped, ours.replace("\n", "\r\n"), pair="en-de").text
    assert windows == theirs.replace("\n", "\r\n")


def test_human_text_goes_into_an_indented_container_that_its_book_does_not_know_and_comes_out_of_it() -> None:
    book = f"```{{.python .input}}\n#@tab all\nx = 1\n```\n\n{framed(S)}"
    translation = book.replace(S, T)
    wrapped, theirs = book.replace(S, f"!!! note\n\n    {S}"), translation.replace(T, f"!!! note\n\n    {T}")
    assert sync_texts(book, wrapped, translation, pair="en-de").text == theirs
    back = sync_texts(wrapped, book, theirs, pair="en-de")
    assert back.text == translation
    assert changes_of(back).count("moved") == 1


def test_code_that_changes_and_goes_into_a_container_is_merged() -> None:
    code = "```python\nif x:\n    print('{}')\ny = {}\n```"
    after = framed("!!! note\n\n" + deeper(code.format("hi", 2), "    "))
    synced = sync_texts(framed(code.format("hi", 1)), after, framed(code.format("hallo", 1), german=True), pair="en-de")
    assert synced.text == framed("!!! note\n\n" + deeper(code.format("hallo", 2), "    "), german=True)
    assert flags_of(synced) == []


def test_a_depth_of_the_translators_own_stays_and_is_told() -> None:
    synced = sync_texts(framed(S), framed(f"!!! note\n\n    {S}"), framed("  " + T, german=True), pair="en-de")
    assert f"\n  {T}\n" in synced.text
    assert any("stays as deep as it is" in flag for flag in synced.flags)


def test_an_item_that_becomes_part_of_another_takes_its_further_lines_along() -> None:
    before = f"- {S}\n- The lamp is bright\n  and red."
    after = f"- {S}\n  - The lamp is bright\n    and red."
    synced = sync_texts(
        framed(before), framed(after), framed(f"- {T}\n- Die Lampe ist hell\n  und rot.", german=True), pair="en-de"
    )
    assert synced.text == framed(f"- {T}\n  - Die Lampe ist hell\n    und rot.", german=True)


def test_a_chapter_that_gets_its_first_container_stays_in_step() -> None:
    after = framed(f'!!! note "Careful now"\n\n    {S}')
    synced = sync_texts(framed(S), after, framed(T, german=True), pair="en-de")
    again = sync_texts(after, after, synced.text, pair="en-de")
    assert again.text == synced.text
    assert set(changes_of(again)) == {"kept"}


@pytest.mark.parametrize(
    ("opened", "closed"),
    [("{{< hint >}}\n", "\n{{< /hint >}}"), ("{% if x %}\n", "\n{% endif %}"), ("{{% note %}}\n", "\n{{% /note %}}")],
)
def test_a_pair_of_template_tags_comes_whole_or_not_at_all(opened: str, closed: str) -> None:
    ours, theirs = framed(T, german=True), framed(opened + T + closed, german=True)
    for before, after, human in ((S, opened + S + closed, ours), (opened + S + closed, S, theirs)):
        with suppress(DamagedChapter):
            synced = sync_texts(framed(before), framed(after), human, pair="en-de")
            assert not open_tags(synced.text)
            assert T in synced.text


def test_open_tags_are_counted_by_name() -> None:
    assert open_tags("{{< a >}} x {{< /a >}} {{< ref >}}") == {}
    assert open_tags("{{< a >}} x {{< /b >}} {{< b >}} {{< a >}} {{< /a >}}") == {"a": 1}
    assert open_tags("{% if x %} {% else %} {% endif %}") == {}
    assert open_tags("</details>") == {"details": -1}


def test_a_labelled_formula_keeps_its_lines() -> None:
    formula = "$$\na = b % x\n+ {}\n$$ (eq-a)"
    synced = sync_texts(
        framed(formula.format("c")), framed(formula.format("d")), framed(formula.format("c"), german=True), pair="en-de"
    )
    assert synced.text == framed(formula.format("d"), german=True)


def test_code_is_merged_hunk_by_hunk_and_a_clash_is_told_with_both_versions() -> None:
    code = '```python\na = {}\nprint("{}", a)\nc = {}\n```'
    synced = sync_texts(
        framed(code.format(1, "wave", 3)),
        framed(code.format(2, "big wave", 4)),
        framed(code.format(1, "Welle", 3), german=True),
        pair="en-de",
    )
    assert synced.text == framed(code.format(2, "Welle", 4), german=True)
    assert any("big wave" in flag and "Welle" in flag for flag in synced.flags)


def test_new_comments_in_code_are_told() -> None:
    before, after = "```python\nx = 1  # one\n```", "```python\nx = 1  # one\n# draw the picture\ny = 2\n```"
    synced = sync_texts(
        framed(before), framed(after), framed(before.replace("# one", "# eins"), german=True), pair="en-de"
    )
    assert "# draw the picture" in synced.text
    assert any("# draw the picture" in note for note in synced.notes)


def test_what_the_translation_lacks_is_told() -> None:
    before = framed(S)
    synced = sync_texts(before, before + "\nMore.\n", framed(T, german=True).replace(T + "\n\n", ""), pair="en-de")
    assert any("lacks line 5" in note for note in synced.notes)


def test_new_text_has_the_line_ends_of_the_translation() -> None:
    translation = framed(T, german=True).replace("\n", "\r\n")
    synced = sync_texts(framed(S), framed(S + "\n\nA new paragraph is here."), translation, pair="en-de")
    assert "\n" not in synced.text.replace("\r\n", "")
    assert "【A new paragraph is here.】" in synced.text


def test_a_number_whose_word_may_inflect_is_flagged_where_the_language_does_that() -> None:
    before, after = "We train for 10 epochs here.\n", "We train for 2 epochs here.\n"
    russian = sync_texts(before, after, "Мы обучаем здесь 10 эпох.\n", pair="en-ru")
    assert changes_of(russian) == ["carried"]
    assert any("10 → 2" in flag for flag in flags_of(russian))
    assert flags_of(sync_texts(before, after, "我们在这里训练10轮。\n")) == []


def test_a_line_of_the_translators_own_stays() -> None:
    before = "[![x](a.svg)](b) | [Docs](c) | Latest version\n\nText is here.\n"
    translation = "[![x](a.svg)](b) | Übersetzt von Anna und Karl\n\nHier ist Text.\n"
    synced = sync_texts(before, before.replace(" | Latest version", ""), translation, pair="en-de")
    assert synced.text == translation


def test_a_list_inside_a_quote_is_synced() -> None:
    before, translation = "> - One\n>   - Sub is blue\n", "> - Eins\n>   - Unter ist blau\n"
    synced = sync_texts(before, before.replace("blue", "black"), translation, pair="en-de")
    assert synced.text == "> - Eins\n>   - 【Sub is black】\n"
    longer = sync_texts(before, before + ">   - Sub is round\n", translation, pair="en-de")
    assert longer.text == translation + ">   - 【Sub is round】\n"


def test_table_columns_and_rows_move_with_their_cells() -> None:
    rows = (("Name", "Use", "Note"), ("pump", "It needs oil.", "x"), ("lamp", "It is red.", "y"))
    human = (("Name", "Zweck", "Notiz"), ("Pumpe", "Sie braucht Öl.", "x"), ("Lampe", "Sie ist rot.", "y"))

    def table(cells: tuple[tuple[str, ...], ...], order: tuple[int, ...]) -> str:
        lines = ["| " + " | ".join(row[n] for n in order) + " |" for row in cells]
        return "\n".join([lines[0], "|---|---|---|", *lines[1:]]) + "\n"

    swapped = sync_texts(table(rows, (0, 1, 2)), table(rows, (1, 0, 2)), table(human, (0, 1, 2)), pair="en-de")
    assert swapped.text == table(human, (1, 0, 2))
    moved = (rows[0], rows[2], rows[1])
    synced = sync_texts(table(rows, (0, 1, 2)), table(moved, (0, 1, 2)), table(human, (0, 1, 2)), pair="en-de")
    assert synced.text == table((human[0], human[2], human[1]), (0, 1, 2))


@pytest.mark.parametrize(("opened", "closed"), WRAPPERS)
def test_human_text_whose_source_changed_goes_into_a_wrapper_too(opened: str, closed: str) -> None:
    changed = S.replace("room", "house")
    bare, wrapped = framed(S), framed(opened + changed + closed)
    synced = sync_texts(bare, wrapped, framed(T, german=True), pair="en-de")
    assert synced.text == framed(opened + T + closed, german=True)
    assert [one for one in changes_of(synced) if one != "kept"] == ["outdated"]
    back = sync_texts(
        framed(opened + S + closed), framed(changed), framed(opened + T + closed, german=True), pair="en-de"
    )
    assert T in back.text


def test_a_source_that_became_empty_empties_its_translation_on_record() -> None:
    synced = sync_texts(framed(S), "\n", framed(T, german=True), pair="en-de")
    assert synced.text.strip() == ""
    assert T in [one.former_target for one in synced.removed]


def test_front_matter_comes_before_an_empty_file() -> None:
    assert sync_texts("\n", "---\ntitle: x\n---\n\n# New\n", "\n").text.startswith("---\n")


def test_the_line_under_a_heading_is_as_long_as_the_translation_has_it() -> None:
    before, after = (f"{title}\n{len(title) * '='}\n\n{S}\n" for title in ("The heading", "The longer heading"))
    synced = sync_texts(before, after, f"Der Titel\n=========\n\n{T}\n", pair="en-de")
    assert "\n=========\n" in synced.text
    assert synced.flags == ()


def test_a_new_line_behind_a_hard_break_leaves_the_others_alone() -> None:
    before, human = "Roses are red,  \nviolets are blue,\n", "Rosen sind rot,  \nVeilchen sind blau,\n"
    synced = sync_texts(before, before[:-1] + "  \nsugar is sweet.\n", human, pair="en-de")
    assert synced.text.startswith(human[:-1])
    assert [(one.change, one.state) for one in synced.provenance] == [("repaired", "repaired")]


def test_a_paragraph_that_was_cut_in_two_inside_a_sentence_of_the_translation_stays_one() -> None:
    before = "We measure the room. Then we cut the wood to the right size."
    human = "Wir messen den Raum, und dann schneiden wir das Holz auf die richtige Größe."
    synced = sync_texts(
        framed(before), framed(before.replace(". Then", ".\n\nThen")), framed(human, german=True), pair="en-de"
    )
    assert synced.text == framed(human, german=True)
    assert set(changes_of(synced)) == {"kept"}


def test_what_changed_in_code_that_the_translation_lacks_is_a_note() -> None:
    before, after = "---\ncommit: 1\n---\n\n" + framed(S), "---\ncommit: 2\n---\n\n" + framed(S)
    synced = sync_texts(before, after, framed(T, german=True), pair="en-de")
    assert synced.flags == ()
    assert any("lacks what changed" in note for note in synced.notes)


def test_a_mark_around_several_sentences_is_never_halved() -> None:
    before = "We use a small one. It is enough to train the model here."
    human = "Wir nehmen ein kleines, weil es genügt, um das Modell hier zu trainieren."
    after = "[**We use a small one.**] It is enough to train the model here."
    synced = sync_texts(framed(before), framed(after), framed(human, german=True), pair="en-de")
    assert synced.text.count("[**") == synced.text.count("**]")
    assert flags_of(synced)


@pytest.mark.parametrize("human", ["[**模型BERT读文本。它很慢。**]", "[**模型BERT读文本。\n它很慢。\n\n$$x$$\n**]"])
def test_a_mark_for_slides_is_put_into_no_other_also_where_that_ends_further_down(human: str) -> None:
    rest = "\n\n$$x$$\n" if "$$" in human else "\n"
    before, after = "The model BERT reads text. It is slow.", "The model [**BERT**] reads text. It is slow."
    synced = sync_texts(before + rest, after + rest, human + "\n")
    assert synced.text == human + "\n"
    assert any("have no clear place" in flag for flag in flags_of(synced))


@pytest.mark.parametrize("format", ["gfm", "myst", "hugo", "mkdocs", "docusaurus", "quarto"])
def test_the_id_that_a_heading_was_pinned_to_stays_when_its_source_changes(format: str) -> None:
    before = "# A\n\n[below](#the-second-part)\n\n## The second part\n\nIt is old and grey here.\n"
    old, new = (parse_chapter(text, format=format) for text in (before, before.replace("old", "new")))
    human = parse_chapter("# 甲\n\n[见下](#the-second-part)\n\n## 第二部分\n\n这里又旧又灰。\n", format=format)
    pinned = pin_headings(old, human)
    synced = sync(new, old, pinned)
    assert _with(synced.chapter, "the-second-part") == _with(pinned, "the-second-part") != []
    assert sync(new, new, synced.chapter).chapter.text == synced.chapter.text


def _with(chapter: Chapter, word: str) -> list[str]:
    return [line for line in chapter.text.splitlines() if word in line]


def test_a_new_code_cell_of_which_the_translation_has_a_version_of_its_own_is_not_put_beside_it() -> None:
    cell = "```python\n# Draw the curve again\nx = range(-7, 7)\nplot(x, [normal(x, mu) for mu in means])\n```\n"
    own = cell.replace("Draw the curve again", "再画一次曲线")
    first, last = "We draw the curve of the model here.\n\n", "\nThat was all of it, so far.\n"
    human = ("我们在这里画出模型的曲线。\n\n", "\n到目前为止就是这些。\n")
    synced = sync_texts(first + last, first + cell + last, human[0] + own + human[1])
    assert synced.text == human[0] + own + human[1]
    assert any("compare them" in flag for flag in synced.flags)
    assert cell in sync_texts(first + last, first + cell + last, human[0] + "```\nls\n```\n" + human[1]).text
