"""Paragraphs that are new where they stand: with human text from elsewhere where there is some, else with drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from amts_core.book.segments import Segment
from amts_core.sync.change import Change
from amts_core.sync.matching import SIMILAR_MOVED, similarities
from amts_core.sync.parts import Slot, Story
from amts_core.sync.reuse import doubts
from amts_core.sync.rules import Case, decide
from amts_core.sync.scene import Findings, Scene, bare, named

TELLING = 12  # characters; a shorter text may stand in code by chance


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


def rewrapped(paragraph: Segment, scene: Scene, found: Findings) -> Story | None:
    """What becomes of the human text of a new paragraph's former version, which had another form; None if it has none.

    That is one of which nothing in the new source is a version. Its human text, which is among those that go, stays.
    """
    alignment, olds, units = scene.counterparts.alignment, scene.old.of_block(), scene.current.of_block()
    pairs = [
        (alignment.source_paragraphs[group.source[0]], alignment.target_paragraphs[group.target[0]])
        for group in scene.counterparts.groups
        if len(group.source) == len(group.target) == 1 and not group.doubtful
    ]
    pairs = [one for one in pairs if olds[one[0].block] not in scene.kept and units[one[1].block] in found.gone]
    likeness = similarities([paragraph.text], [old.text for old, _ in pairs])[0] if pairs else []
    best = max(range(len(pairs)), key=lambda place: likeness[place], default=None)
    if best is None or likeness[best] < SIMILAR_MOVED:
        return None
    old, human = pairs[best]
    block, (start, end) = scene.translation.blocks[human.block], (0, len(human.text))
    outcome = decide(
        Case(
            former=(old,),
            now=(paragraph,),
            target=(human,),
            text=human.text,
            start=start,
            blocks=(replace(block, start=start, end=end, text=human.text, pieces=human.pieces),),
            is_whole=True,
            languages=scene.languages,
            guide=scene.guide,
            drafts=(Slot(paragraph),),
        )
    )
    part = outcome.parts[0] if outcome.parts else human.text
    gone = found.deleted(human.text)
    if isinstance(part, Slot) or gone is None:
        return None
    found.stories.remove(gone)
    found.reused[paragraph.id] = part
    former = "" if part == human.text else human.text
    return Story(outcome.change, (paragraph,), (part,), old.text, former, outcome.flags, outcome.quiet)


def wrapped(wrapper: str, source: str, human: str) -> str:
    """The wrapper with human text in place of the source text in it; as it is, if that does not stand there once.

    Each line may be indented or quoted.
    """
    words = source.split()
    if len(source) < TELLING or not words:
        return wrapper
    pattern = re.compile(r"(?:\s|>)+".join(map(re.escape, words)))
    if len(pattern.findall(wrapper)) != 1:
        return wrapper
    return pattern.sub(lambda _: human, wrapper)


def unwrapped(source: str, image: str, paragraphs: Iterable[str]) -> dict[str, str]:
    """Human text of paragraphs whose lines stand in the wrapper `source`, from the same lines of its `image`."""
    ours, theirs = source.splitlines(), image.splitlines()
    if not theirs:
        return {}
    lines = [bare(line) for line in ours]
    found = {}
    for paragraph in (one for one in paragraphs if len(one) >= TELLING):
        starts = range(len(lines))
        runs = ((start, end) for start in starts for end in range(start + 1, len(lines) + 1))
        run = next((run for run in runs if "".join(lines[slice(*run)]) == bare(paragraph)), None)
        if run is not None:
            text = " ".join(line.strip(" \t>") for line in theirs[run[0] : len(theirs) - len(ours) + run[1]])
            found[paragraph] = " ".join(text.split())
    return found
