"""What a chapter is planned from, and what its planning has found so far."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from amts_core.book.chapter import Chapter
from amts_core.book.segments import Segment, segments
from amts_core.languages import LanguagePair
from amts_core.sync.change import Change
from amts_core.sync.counterpart import Counterparts, Group
from amts_core.sync.guide import Guide, Known
from amts_core.sync.matching import Match, match_units
from amts_core.sync.parts import Choice, Edit, Part, Slot, Story
from amts_core.sync.reuse import Human
from amts_core.sync.units import Unit, UnitList, cut_units


@dataclass(frozen=True)
class Source:
    """The new source by blocks: its paragraphs and sentences."""

    chapter: Chapter
    paragraphs: Mapping[int, Segment]
    sentences: Mapping[int, tuple[Segment, ...]]

    @classmethod
    def of(cls, chapter: Chapter, language: str) -> Source:
        """The paragraphs and sentences of a chapter."""
        sentences: dict[int, tuple[Segment, ...]] = defaultdict(tuple)
        for one in segments(chapter, language=language, granularity="sentence"):
            sentences[one.block] += (one,)
        paragraphs = segments(chapter, language=language, granularity="paragraph")
        return cls(chapter, {one.block: one for one in paragraphs}, sentences)

    @property
    def lines(self) -> dict[str, int]:
        """The lines of its sentences, by their text."""
        return {one.text: self.chapter.line_of(one.start) for found in self.sentences.values() for one in found}

    @cached_property
    def lines_of_spans(self) -> Mapping[str, str]:
        """Spans that stand on several lines, by their text on one line."""
        pieces = (piece for block in self.chapter.blocks for piece in block.pieces)
        return {" ".join(piece.text.split()): piece.text for piece in pieces if piece.protected and "\n" in piece.text}


@dataclass(frozen=True)
class Scene:
    """The new source, and the translation beside the old one; `matches` are by unit of the new source."""

    new: UnitList
    source: Source
    counterparts: Counterparts
    matches: Mapping[int, Match]
    human: Human
    guide: Guide

    @classmethod
    def of(cls, after: Chapter, counterparts: Counterparts, known: Known) -> Scene:
        """The scene of a new source, the translation beside the old one, and what is known of the book.

        A moved unit whose translation also shows others has no match, nor one that was no text and is one now: they are
        written anew from human text.
        """
        new, old = cut_units(after), counterparts.before.units
        images, sharers = counterparts.images, counterparts.sharers
        return cls(
            new,
            Source.of(after, counterparts.alignment.languages.source),
            counterparts,
            {
                one.after: one
                for one in match_units(new.units, old)
                if (not one.moved or all(len(sharers[t]) == 1 for t in images.get(one.before, ())))
                and (
                    old[one.before].texts
                    or not new.units[one.after].texts
                    or new.units[one.after].beside(old[one.before])
                )
            },
            Human.of(counterparts, known.memory),
            Guide(counterparts.likeness, counterparts.words, known.policy, known.lexicon or counterparts.lexicon),
        )

    @property
    def languages(self) -> LanguagePair:
        """The languages of the two texts."""
        return self.counterparts.alignment.languages

    @property
    def old(self) -> UnitList:
        """The units of the old source."""
        return self.counterparts.before

    @property
    def current(self) -> UnitList:
        """The units of the translation."""
        return self.counterparts.translation

    @property
    def translation(self) -> Chapter:
        """The translation as it is."""
        return self.current.chapter

    @cached_property
    def kept(self) -> frozenset[int]:
        """Units of the old source that have a version in the new one."""
        return frozenset(match.before for match in self.matches.values())

    def images(self, before: int) -> list[Unit]:
        """The units of the translation that show a unit of the old source."""
        return [self.current.units[t] for t in self.counterparts.images.get(before, ())]

    def groups(self, units: Iterable[Unit]) -> list[Group]:
        """The groups that hold the texts of some units of the old source."""
        found = (self.counterparts.group_of_block.get(block.index) for unit in units for block in unit.texts)
        return [group for group in dict.fromkeys(found) if group is not None]


@dataclass
class Findings:
    """What is to be done with a chapter, as far as it is known; its parts are those of a `Layout`.

    `fresh` are the units of the new source that are written anew, `gone` those of the translation that go, `present`
    those that are new, but in the translation already.
    """

    edits: list[Edit] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fresh: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    present: dict[int, int] = field(default_factory=dict)
    reused: dict[str, str | Choice] = field(default_factory=dict)
    wrapped: dict[int, str] = field(default_factory=dict)

    def beside(self, source: Source, blocks: Iterable[int], reason: str) -> None:
        """Blocks of the new source whose drafts have no safe place."""
        for block in blocks:
            paragraph = source.paragraphs[block]
            self.stories.append(Story(Change.BESIDE, (paragraph,), (Slot(paragraph),), flags=(reason,)))

    def comments(self, comments: Iterable[str], place: str) -> None:
        """New comments in code, which nobody translates."""
        self.notes += [f"{place} has a new comment that is not translated: {comment}" for comment in comments]

    def deleted(self, human: str) -> Story | None:
        """The story of human text that goes, found by that text."""
        stories = (one for one in self.stories if one.change is Change.DELETED)
        return next((one for one in stories if bare(one.former_target) == bare(human)), None)


def bare(*texts: Part) -> str:
    """Some texts without blanks and the marks of quotes."""
    return "".join(re.sub(r"[\s>]+", "", text) for text in texts if isinstance(text, str))


def named(units: UnitList, unit: Unit) -> str:
    """A unit, for people: what it is, how it begins, and its line."""
    text = " ".join(unit.text.split())
    return f"{unit.kind} {text[:40]!r} in line {units.chapter.line_of(unit.start)}"
