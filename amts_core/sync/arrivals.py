"""Paragraphs that are new where they stand: with human text from elsewhere where there is some, else with drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, groupby

from amts_core.book.segments import Segment
from amts_core.sync.change import Change
from amts_core.sync.matching import SIMILAR_MOVED, similarities
from amts_core.sync.parts import Slot, Story
from amts_core.sync.reuse import doubts
from amts_core.sync.rules import Case, decide
from amts_core.sync.scene import Findings, Scene, bare, named

TELLING = 12  # characters; a shorter text may stand in code by chance
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*")  # with what a quote has before its lines


def take_out(scene: Scene, found: Findings) -> dict[str, str]:
    """Human text of paragraphs that stood in a wrapper which is no text for the parser, by their text.

    The wrapper goes, with all of its human text on record: what stands elsewhere then is no longer told as gone.
    """
    human: dict[str, str] = {}
    texts = [
        scene.source.paragraphs[block.index].text
        for unit in scene.new.units
        for block in unit.texts
        if unit.index not in scene.matches
    ]
    paragraphs = {bare(text): text for text in texts if len(text) >= TELLING}
    for old in scene.old.units:
        images = scene.images(old.index)
        if old.index in scene.kept or old.texts or len(images) != 1:
            continue
        inside, rest = unwrapped(old.text, images[0].text, paragraphs)
        if inside:
            human |= inside
            found.gone.add(images[0].index)
            found.stories += [Story(Change.DELETED, (), (), "", text) for text in (*inside.values(), *rest)]
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
            written=(old.text, paragraph.text),
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

    Each line may be indented or quoted, and those of the human text are as the first one is in the wrapper.
    """
    words = _LINE_END.sub(" ", source).split()
    if len(source) < TELLING or not words:
        return wrapper
    found = list(re.finditer(r"(?:\s|>)+".join(map(re.escape, words)), wrapper))
    if len(found) != 1:
        return wrapper
    start, end = found[0].span()
    before = wrapper[wrapper.rfind("\n", 0, start) + 1 : start]
    lines = _LINE_END.sub(" " if before.strip(" \t>") else f"\n{before}", human)
    return wrapper[:start] + lines + wrapper[end:]


def unwrapped(source: str, image: str, paragraphs: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Human text of paragraphs whose lines stand in the wrapper `source`, from the same lines of its `image`.

    `paragraphs` has them by their bare text. Second is what else of the image is not as in the source. Lines between
    blank ones are the same where there are as many on both sides, or one paragraph that has all that is more or less.
    """
    ours, theirs = _stretches(source), _stretches(image)
    human, rest = dict[str, str](), list[str]()
    for mine, its in zip(ours, theirs, strict=True) if len(ours) == len(theirs) else ():
        more, lines, left = len(its) - len(mine), [bare(line) for line in mine], dict(enumerate(its))
        runs = _runs(lines, paragraphs)
        for start, end in runs if not more or len(runs) == 1 else ():
            text = " ".join(" ".join(line.strip(" \t>") for line in its[start : end + more]).split())
            paragraph = paragraphs["".join(lines[start:end])]
            if text and paragraph not in human:
                human[paragraph] = text
                left = {place: line for place, line in left.items() if not start <= place < end + more}
        rest += filter(None, [" ".join(line.strip(" \t>") for line in left.values() if bare(line) not in lines)])
    return human, rest


def _stretches(text: str) -> list[list[str]]:
    """The lines of a text between blank ones."""
    return [list(lines) for is_blank, lines in groupby(text.splitlines(), lambda line: not bare(line)) if not is_blank]


def _runs(lines: Sequence[str], paragraphs: Iterable[str]) -> list[tuple[int, int]]:
    """Where the lines of each paragraph stand, that of the first and the one behind the last, once."""
    whole, places = "".join(lines), list(accumulate(map(len, lines), initial=0))
    numbers = {place: number for number, place in enumerate(places)}
    starts = ((whole.find(text), text) for text in paragraphs)
    runs = ((start, start + len(text)) for start, text in starts if start >= 0)
    return [(numbers[start], numbers[end]) for start, end in runs if start in numbers and end in numbers]
