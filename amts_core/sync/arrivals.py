"""Paragraphs that are new where they stand: with human text from elsewhere where there is some, else with drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from amts_core.sync.change import Change
from amts_core.sync.parts import Slot, Story
from amts_core.sync.reuse import doubts
from amts_core.sync.rewrapped import rewrapped
from amts_core.sync.scene import Findings, Scene, named
from amts_core.sync.wrappers import unwrapped, wrapped


def take_out(scene: Scene, found: Findings) -> dict[str, str]:
    """Human text of paragraphs that stood in a wrapper which is no text for the parser, by their text.

    The wrapper goes: its lines in the translation stand beside those of the old source.
    """
    human: dict[str, str] = {}
    texts = [
        scene.source.paragraphs[block.index].text
        for unit in scene.new.units
        for block in unit.texts
        if unit.index not in scene.matches
    ]
    for old in scene.old.units:
        images = scene.images(old.index)
        if old.index in scene.kept or old.texts or len(images) != 1:
            continue
        inside = unwrapped(old.text, images[0].text, texts)
        if inside:
            human |= inside
            found.gone.add(images[0].index)
    return human


def put_in(scene: Scene, found: Findings) -> None:
    """Put human text into a wrapper that the source has put around its paragraph, and that is no text any more."""
    for unit in scene.new.units:
        if unit.index not in found.fresh or unit.texts:
            continue
        text = unit.text
        for story in [one for one in found.stories if one.change is Change.DELETED]:
            filled = wrapped(text, story.former_source, story.former_target)
            if filled != text:
                text = filled
                found.stories.remove(story)
                found.flags.append(f"human text moved into the {named(scene.new, unit)}: {story.former_target}")
        if text != unit.text:
            found.wrapped[unit.index] = text


def tell_new(blocks: Iterable[int], unwrapped: Mapping[str, str], scene: Scene, found: Findings) -> None:
    """The stories of new paragraphs: as a whole, or by sentences where a human has translated some of them."""
    memory = {**unwrapped, **scene.human.memory}
    for block in blocks:
        paragraph = scene.source.paragraphs[block]
        sentences = scene.source.sentences.get(block, ())
        runs = scene.human.runs(sentences, scene.source.chapter)
        found_runs = [([sentences[place] for place in places], human) for places, human in runs]
        rows = [(run, human if human and human.fits(run) else None) for run, human in found_runs]
        if paragraph.text in memory and any(human is None for _, human in rows):
            text = memory[paragraph.text]
            flags = doubts(paragraph, text, scene.languages)
            found.reused[paragraph.id] = text
            found.stories.append(Story(Change.MOVED, (paragraph,), (text,), flags=flags))
        elif not any(human for _, human in rows):
            new = Story(Change.NEW, (paragraph,), (Slot(paragraph),))
            found.stories.append(rewrapped(paragraph, scene, found) or new)
        else:
            for run, human in rows:
                if human is None:
                    found.stories += [Story(Change.NEW, (one,), (Slot(one),)) for one in run]
                    continue
                found.reused |= {one.id: "" for one in run} | {run[0].id: human.text}
                found.stories.append(Story(Change.MOVED, tuple(run), (human.text,), flags=human.flags))
