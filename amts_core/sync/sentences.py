"""What becomes of each sentence of a paragraph: it is kept, carried, moved, changed, new or deleted.

Beads stand or fall as wholes: a bead whose source sentences are unchanged keeps its bytes; every other bead gives its
place to the drafts of what its sentences became.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from amts_core.book.chapter import BlockKind
from amts_core.book.segments import Segment, scan_segment
from amts_core.parallel.alignment import Bead
from amts_core.sync.doubles import without_doubles
from amts_core.sync.gaps import Gaps, with_blanks
from amts_core.sync.grammar import only_grammar
from amts_core.sync.group import Item, Material
from amts_core.sync.likeness import Text
from amts_core.sync.marks import carry_marks
from amts_core.sync.matching import match_sentences
from amts_core.sync.parts import Change, Part, Slot, Story
from amts_core.sync.reuse import BY_LENGTH_ALONE, Reused
from amts_core.sync.spans import carry, replaced, span_texts, target_spans, wording, words_of
from amts_core.translate.rebuild import escaped_cell

_OTHER = frozenset({Change.CHANGED, Change.NEW, Change.DELETED})
INSIDE = "in the source it stands inside what the translation says in one sentence"
OTHER_SENTENCES = "the source says the same in other sentences"
FOLLOWED = "the translation seems to have followed already"


@dataclass(frozen=True)
class Sentences:
    """The sentences of a group; `stories` tells of those that go, `flags` of what is doubtful."""

    material: Material
    stories: list[Story] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def items(self) -> list[Item]:
        """The stretches of the new paragraph, in order."""
        known = match_sentences(self.material.after, [self.material.former[i] for i in self.material.before])
        partner = {self.material.before[b]: a for a, b in known.items()}
        items: list[Item] = []
        place = 0
        for bead in _whole_beads(self.material.group.beads):
            versions = sorted(partner[i] for i in bead.source if i in partner)
            if not bead.source:
                items.append(Item(None, target=bead.target))
                continue
            if not versions:
                items += self._gone(bead)
                continue
            items += self._inserted(range(place, versions[0]))
            run = tuple(range(versions[0], versions[-1] + 1))
            place = versions[-1] + 1
            inside = [a for a in run if a not in versions]
            if inside and bead.target and self._is_kept(bead, versions):
                items.append(Item(Change.KEPT, tuple(versions), bead.source, bead.target))
                items += [replace(item, flags=(INSIDE,)) for a in inside for item in self._inserted(range(a, a + 1))]
            else:
                items += self._revised(bead, run, versions)
        items += self._inserted(range(place, len(self.material.after)))
        return self._joined(without_doubles(items, self.material))

    def _gone(self, bead: Bead) -> list[Item]:
        if not bead.target:
            return []
        if self.material.counterparts.doubtful(bead):
            text = self.material.target_text(bead.target)
            self.flags.append(f"its source is gone, but it is not sure that {text} was its translation: it stays")
            return [Item(None, target=bead.target)]
        return [Item(Change.DELETED, before=bead.source, target=bead.target, flags=self._guess(bead))]

    def _inserted(self, run: range) -> list[Item]:
        """What is new in a row: human text from elsewhere where there is some, else drafts."""
        sentences = [self.material.after[a] for a in run]
        runs = self.material.human.runs(sentences, self.material.source.chapter)
        return [self._new(tuple(run[place] for place in places), found) for places, found in runs]

    def _new(self, after: tuple[int, ...], found: Reused | None) -> Item:
        sentence = self.material.after[after[0]]
        if found is None:
            return Item(Change.NEW, after, parts=(Slot(sentence),))
        text = found.lines if found.lines and self.material.in_paragraphs else found.text
        if sentence.kind is BlockKind.TABLE_CELL:
            text = escaped_cell(text, sentence)
        return Item(Change.MOVED, after, parts=(text,), flags=found.flags)

    def _revised(self, bead: Bead, run: tuple[int, ...], versions: Sequence[int]) -> list[Item]:
        sentences = [self.material.after[a] for a in run]
        former = [self.material.former[i] for i in bead.source]
        is_whole = len(run) == len(bead.source) == len(versions)
        if is_whole and self._is_kept(bead, run):
            return [Item(Change.KEPT, run, bead.source, bead.target)] if bead.target else []
        parts = self._drafts(run, bead.target)
        if not bead.target:
            return [
                Item(Change.BESIDE, run, bead.source, parts=parts, flags=("its former version has no translation",))
            ]
        if is_whole and all(wording(one) == wording(other) for one, other in zip(sentences, former, strict=True)):
            return [self._with_spans(bead, run)]
        if is_whole and (text := self._marked(bead, run)) is not None:
            is_there = text == self._bead_text(bead)
            return [
                Item(
                    Change.KEPT if is_there else Change.CARRIED,
                    run,
                    bead.source,
                    bead.target,
                    () if is_there else (text,),
                )
            ]
        if is_whole and (flag := _no_other_words(former, sentences)):
            return [Item(Change.KEPT, run, bead.source, bead.target, flags=(flag,))]
        if is_whole and (flag := self._only_grammar(former, sentences, bead)):
            return [Item(Change.KEPT, run, bead.source, bead.target, flags=(flag,))]
        changed = self._changed(run, bead.source, bead.target, self._guess(bead))
        if changed.change is Change.CHANGED and self.material.counterparts.doubtful(bead):
            flag = "it is not sure that this was the translation of its former version"
            return [Item(Change.BESIDE, run, bead.source, bead.target, parts, (flag,))]
        elsewhere = self._inserted(range(run[0], run[-1] + 1)) if changed.change is Change.CHANGED else []
        if elsewhere and all(item.change is Change.MOVED for item in elsewhere):
            return [Item(Change.DELETED, before=bead.source, target=bead.target, flags=self._guess(bead)), *elsewhere]
        return [changed]

    def _changed(
        self, run: tuple[int, ...], before: tuple[int, ...], target: tuple[int, ...], flags: tuple[str, ...] = ()
    ) -> Item:
        """Sentences whose source changed: drafts, if the translation does not say the new version already."""
        likeness = self.material.counterparts.likeness
        texts = (
            Text.joined(self.material.former[i] for i in before),
            Text.joined(self.material.after[a] for a in run),
            Text.joined(self.material.target[j] for j in target),
        )
        if likeness.has_followed(*texts):
            return Item(Change.KEPT, run, before, target, flags=(FOLLOWED,))
        return Item(Change.CHANGED, run, before, target, self._drafts(run, target), flags)

    def _only_grammar(self, former: Sequence[Segment], now: Sequence[Segment], bead: Bead) -> str:
        alignment = self.material.counterparts.alignment
        if alignment.source_language != "en":
            return ""
        return only_grammar(former, now, self.material.target_text(bead.target), alignment.target_language)

    def _guess(self, bead: Bead) -> tuple[str, ...]:
        return (BY_LENGTH_ALONE,) if self.material.counterparts.by_length_alone(bead) else ()

    def _is_kept(self, bead: Bead, versions: Sequence[int]) -> bool:
        """Whether these sentences are the source sentences of a bead, as they were."""
        former, now = [self.material.former[i] for i in bead.source], [self.material.after[a] for a in versions]
        return len(former) == len(now) and all(
            one.key == other.key and span_texts(one) == span_texts(other)
            for one, other in zip(now, former, strict=True)
        )

    def _joined(self, items: list[Item]) -> list[Item]:
        """New sentences beside deleted ones take their place; what is only deleted gets its story."""
        rows: list[Item] = []
        for item in self._cut_otherwise(items):
            last = rows[-1] if rows else None
            pair = (last, item) if last else ()
            changes = {one.change for one in pair}
            if last and changes in ({Change.NEW, Change.DELETED}, {Change.CHANGED, Change.NEW}):
                rows[-1] = self._changed(
                    last.after + item.after,
                    last.before + item.before,
                    last.target + item.target,
                    tuple(dict.fromkeys(last.flags + item.flags)),
                )
            else:
                rows.append(item)
        for item in rows:
            if item.change is Change.DELETED:
                texts = self.material.former_text(item), self.material.target_text(item.target)
                self.stories.append(Story(Change.DELETED, (), (), *texts, item.flags))
        return [item for item in rows if item.change is not Change.DELETED]

    def _cut_otherwise(self, items: Sequence[Item]) -> list[Item]:
        """The items; neighbours that say the same words as before in other sentences are kept as one."""
        rows: list[Item] = []
        for is_other, group in groupby(items, key=lambda item: item.change in _OTHER):
            members = list(group)
            before, after, target = (
                tuple(place for item in members for place in side(item))
                for side in (attrgetter("before"), attrgetter("after"), attrgetter("target"))
            )
            former, now = [self.material.former[i] for i in before], [self.material.after[a] for a in after]
            spans = [[span for one in side for span in span_texts(one)] for side in (former, now)]
            is_whole = is_other and former and now and target and spans[0] == spans[1]
            if is_whole and _no_other_words(former, now):
                rows.append(Item(Change.KEPT, after, before, target, flags=(OTHER_SENTENCES,)))
            else:
                rows += members
        return rows

    def _with_spans(self, bead: Bead, run: tuple[int, ...]) -> Item:
        """The human text of a bead with its source's new spans; as it is where one of them has no clear place."""
        former = [span for i in bead.source for span in span_texts(self.material.former[i])]
        now = [span for a in run for span in span_texts(self.material.after[a])]
        start, end = self.material.target[bead.target[0]].start, self.material.target[bead.target[-1]].end
        blocks = self.material.counterparts.translation.chapter.blocks
        indices = {self.material.target[j].block for j in bead.target}
        found = target_spans((blocks[index] for index in sorted(indices)), start, end)
        new = carry(former, now, [span.text for span in found])
        if new is None or (new and len(indices) > 1):
            changes = ", ".join(
                dict.fromkeys(f"{old} → {other}" for old, other in zip(former, now, strict=False) if old != other)
            )
            flag = f"spans or numbers changed without a clear place in the translation: {changes}"
            return Item(Change.KEPT, run, bead.source, bead.target, flags=(flag,))
        if not new:
            return Item(Change.KEPT, run, bead.source, bead.target)
        text, flags = replaced(self.material.text[start:end], found, new, start)
        return Item(Change.CARRIED, run, bead.source, bead.target, (text,), flags)

    def _marked(self, bead: Bead, run: tuple[int, ...]) -> str | None:
        """The human text of a bead with the marks of its source's new version, if nothing else has changed."""
        if len({self.material.target[j].block for j in bead.target}) != 1:
            return None
        former = " ".join(self.material.former[i].text for i in bead.source)
        now = " ".join(self.material.after[a].text for a in run)
        return carry_marks(*(scan_segment(text) for text in (former, now, self._bead_text(bead))))

    def _bead_text(self, bead: Bead) -> str:
        return self.material.text[
            self.material.target[bead.target[0]].start : self.material.target[bead.target[-1]].end
        ]

    def _drafts(self, run: Sequence[int], target: Sequence[int]) -> tuple[Part, ...]:
        gaps, parts = Gaps(self.material), list[Part]()
        block = self.material.target[target[0]].block if target else self.material.target_blocks[0]
        for number, a in enumerate(run):
            if number:
                parts.append(with_blanks(gaps.in_source(run[number - 1], a) or "", self.material.gap(block)))
            parts.append(Slot(self.material.after[a]))
        return tuple(parts)


def _whole_beads(beads: Sequence[Bead]) -> list[Bead]:
    """The beads; sentences without a partner that stand beside each other on both sides are one (of score 0)."""
    whole: list[Bead] = []
    for bead in beads:
        last = whole[-1] if whole else bead
        are_lonely = last.score == bead.score == 0
        if whole and are_lonely and not (last.source and bead.source) and not (last.target and bead.target):
            whole[-1] = replace(last, source=last.source + bead.source, target=last.target + bead.target)
        else:
            whole.append(bead)
    return whole


def _no_other_words(former: Sequence[Segment], now: Sequence[Segment]) -> str:
    """What changed of sentences that have the same words as before, for a flag; "" if they have others."""
    for hyphen in (" ", ""):
        old, new = ([word for one in side for word in words_of(one, hyphen=hyphen)] for side in (former, now))
        if [word.casefold() for word in old] == [word.casefold() for word in new]:
            cases = dict.fromkeys(f"{one} → {other}" for one, other in zip(old, new, strict=True) if one != other)
            capitals = f"only capital letters changed: {', '.join(cases)}"
            return capitals if cases else "only marks, spans or punctuation changed"
    return ""
