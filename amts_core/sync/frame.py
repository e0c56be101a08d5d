"""Code, formulas, tables, images, markup: what changed in them goes into the translation's own version."""

from __future__ import annotations

from amts_core.book.chapter import Block, BlockKind
from amts_core.sync.change import Change
from amts_core.sync.matching import Match
from amts_core.sync.merge import alike, merge
from amts_core.sync.paragraph import whole_block
from amts_core.sync.parts import Edit, Slot, Story, with_line_ends
from amts_core.sync.scene import Findings, Scene, named
from amts_core.sync.units import indented


def revise_frame(match: Match, scene: Scene, found: Findings) -> None:
    """Find what becomes of all but the texts of a unit, where its source changed."""
    new, old = scene.new.units[match.after], scene.old.units[match.before]
    versions = new.beside(old) or []
    if all(one.text == other.text or (one.translatable and other.translatable) for one, other in versions):
        return
    images = scene.images(match.before)
    if not new.texts and not old.texts and len(images) == 1 and not images[0].texts:
        text = new.text  # merged as deep as the translation stands; `new_depths` says where it goes
        if old.indent == images[0].indent:
            text = indented(text, new.indent, old.indent)
        _merge(old.text, text, images[0].start, images[0].end, new.kind, scene, found)
        return
    places = images[0].beside(old) if len(images) == 1 else None
    if places and len(places) == len(versions):
        for (one, other), (image, _) in zip(versions, places, strict=True):
            if one.translatable != other.translatable:
                _turn(one, other, image, scene, found)
            elif not one.translatable:
                _merge(other.text, one.text, image.start, image.end, one.kind, scene, found)
        return
    turned = [one.index for one, other in versions if one.translatable and not other.translatable]
    found.beside(scene.source, turned, "the translation has its place in another form")
    if all(one.translatable or alike(one.text, other.text) for one, other in versions):
        return
    if images or any(scene.current.units[t].kind is new.kind for t in scene.counterparts.lonely):
        found.flags.append(
            f"{named(scene.new, new)} changed, and the translation has it in another form: it stays as it is"
        )
    else:
        found.notes.append(f"the translation lacks what changed in the source: {named(scene.new, new)}")


def new_depths(scene: Scene, found: Findings) -> dict[int, str]:
    """The new depth of units of the translation that stand as deep as their former source did."""
    depths = {}
    for match in scene.matches.values():
        new, old = scene.new.units[match.after], scene.old.units[match.before]
        for image in scene.images(match.before) if new.indent != old.indent else ():
            if image.indent == old.indent:
                depths[image.index] = new.indent
            elif image.indent != new.indent:
                found.flags.append(f"{named(scene.current, image)} stays as deep as it is, but its source does not")
    return depths


def _turn(new: Block, old: Block, image: Block, scene: Scene, found: Findings) -> None:
    """A text became a number or a formula, or the other way round: so it does in the translation."""
    if new.translatable:
        if not alike(image.text, old.text):
            found.beside(scene.source, [new.index], f"the translation has {image.text!r} in its place")
            return
        paragraph = scene.source.paragraphs[new.index]
        found.edits.append(Edit(image.start, image.end, whole_block(scene.source, new, paragraph)))
        found.stories.append(Story(Change.NEW, (paragraph,), (Slot(paragraph),)))
        return
    if alike(image.text, new.text):
        return
    group = scene.counterparts.group_of_block.get(old.index)
    blocks = [scene.counterparts.alignment.target_paragraphs[j].block for j in group.target] if group else []
    if group is None or blocks != [image.index] or len(group.source) > 1 or group.doubtful:
        line = scene.translation.line_of(image.start)
        found.flags.append(f"{old.text!r} became {new.text!r}, but its place in line {line} is not sure: it stays")
        return
    found.edits.append(Edit(image.start, image.end, (new.text,)))
    found.stories.append(Story(Change.DELETED, (), (), old.text, image.text))


def _merge(before: str, after: str, start: int, end: int, kind: BlockKind, scene: Scene, found: Findings) -> None:
    text = scene.translation.text[start:end]
    merged = merge(before, after, text, is_code=kind is BlockKind.CODE)
    place = f"{kind} in line {scene.translation.line_of(start)} of the translation"
    if merged.told:
        found.flags.append(place + merged.told)
    found.comments(merged.comments, place)
    if merged.text != text:
        found.edits.append(Edit(start, end, (with_line_ends(merged.text, scene.translation.newline),)))
