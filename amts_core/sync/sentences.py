"""What becomes of each sentence of a paragraph: it is kept, carried, moved, changed, new or deleted.

Beads stand or fall as wholes: a bead whose source sentences are unchanged keeps its bytes; every other bead gives its
place to the drafts of what its sentences became.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from amts_core.book.chapter import BlockKind
from amts_core.parallel.alignment import Bead
from amts_core.parallel.tokens import tokenize
from amts_core.sync.change import Change
from amts_core.sync.difference import is_content
from amts_core.sync.doubles import without_doubles
from amts_core.sync.gaps import broken, gap_between, on_one_line, with_blanks
from amts_core.sync.group import Item, Material
from amts_core.sync.likeness import Text
from amts_core.sync.matching import match_sentences
from amts_core.sync.parts import Slot
from amts_core.sync.reuse import BY_LENGTH_ALONE, Reused
from amts_core.sync.rules import Case, decide, ruled
from amts_core.sync.spans import span_texts, words_of
from amts_core.translate.rebuild import escaped_cell

SAYS = 0.1  # chance from which a target word says a source word
MOST = 0.25  # share of its own words that a translation may have by chance
FEWEST = 2  # words of its own; of fewer nothing can be said
_OTHER = frozenset({Change.CHANGED, Change.NEW, Change.DELETED})
INSIDE = "in the source it stands inside what the translation says in one sentence"
NO_FORMER = "its former version has no translation"
OTHER_SENTENCES = "the source says the same in other sentences"


@dataclass(frozen=True)
class Sentences:
    """The sentences of a group."""

    material: Material

    def items(self) -> list[Item]:
        """The stretches of the new paragraph, in order."""
        known = match_sentences(self.material.after, [self.material.former[i] for i in self.material.before])
        partner = {self.material.before[b]: a for a, b in known.items()}
        items: list[Item] = []
        place = 0
        beads = [part for bead in self.material.group.beads for part in self._cut(bead, partner)]
        for number, bead in enumerate(beads):
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
                items += self._revised(bead, run, versions, beads[max(0, number - 1) : number + 2])
        items += self._inserted(range(place, len(self.material.after)))
        return _in_order(self._joined(without_doubles(items, self.material)))

    def _cut(self, bead: Bead, partner: Mapping[int, int]) -> tuple[Bead, ...]:
        """The bead; a first or last sentence that changed, but was never translated, is one of its own.

        Only where all others of its bead are as they were, so that what the translation has stays; no rule keeps all.
        """
        m, first, last = self.material, bead.source[:1], bead.source[-1:]
        run = tuple(sorted(partner[i] for i in bead.source if i in partner))
        for lone, others in ((first, bead.source[1:]), (last, bead.source[:-1])) if len(bead.source) > 1 else ():
            rest = replace(bead, source=others)
            is_changed = lone[0] in partner and not self._is_kept(replace(bead, source=lone), [partner[lone[0]]])
            if not is_changed or not self._is_kept(rest, [partner[i] for i in others if i in partner]):
                continue
            target = Text.joined(m.target[j] for j in bead.target)
            ours, more = (Text.joined(m.former[i] for i in side) for side in (others, lone))
            is_left_out = m.counterparts.likeness.says_no_more(target, ours, more) and not may_say(rest, lone, m)
            if is_left_out and ruled(self._case(run, bead.source, bead.target, is_whole=True)) is None:
                return (Bead(lone, (), 0.0), rest) if lone is first else (rest, Bead(lone, (), 0.0))
        return (bead,)

    def _gone(self, bead: Bead) -> list[Item]:
        if not bead.target:
            return []
        if self.material.counterparts.doubtful(bead):
            _, text = self.material.texts((), bead.target)
            flag = f"its source is gone, but it is not sure that {text} was its translation: it stays"
            return [Item(None, target=bead.target, flags=(flag,))]
        return [Item(Change.DELETED, before=bead.source, target=bead.target, flags=self._guess(bead))]

    def _inserted(self, run: range) -> list[Item]:
        """What is new in a row: human text from elsewhere where there is some, else drafts."""
        sentences = [self.material.after[a] for a in run]
        runs = self.material.scene.human.runs(sentences, self.material.source.chapter)
        return [self._new(tuple(run[place] for place in places), found) for places, found in runs]

    def _new(self, after: tuple[int, ...], found: Reused | None) -> Item:
        sentence = self.material.after[after[0]]
        if found is None:
            return Item(Change.NEW, after, parts=(Slot(sentence),))
        text = found.lines if found.lines and self.material.in_paragraphs else found.text
        if sentence.kind is BlockKind.TABLE_CELL:
            text = escaped_cell(text, sentence)
        return Item(Change.MOVED, after, parts=(text,), flags=found.flags)

    def _revised(self, bead: Bead, run: tuple[int, ...], versions: Sequence[int], around: Sequence[Bead]) -> list[Item]:
        """What becomes of a bead: the first rule that answers says it, else the policy.

        What was never translated is new between its neighbours, if these say nothing of it.
        """
        is_whole = len(run) == len(bead.source) == len(versions)
        if is_whole and self._is_kept(bead, run):
            return [Item(Change.KEPT, run, bead.source, bead.target)] if bead.target else []
        if not bead.target:
            flags = (NO_FORMER,)
            if any(one.target for one in around) and not any(
                may_say(one, bead.source, self.material) for one in around
            ):
                return [replace(item, flags=item.flags + flags) for item in self._inserted(range(run[0], run[-1] + 1))]
            return [Item(Change.BESIDE, run, bead.source, parts=self._drafts(run, ()), flags=flags)]
        item = self._ruled(run, bead.source, bead.target, is_whole=is_whole, flags=self._guess(bead))
        if item.change in (Change.CHANGED, Change.OUTDATED) and self.material.counterparts.doubtful(bead):
            flag = "it is not sure that this was the translation of its former version"
            parts = self._drafts(run, bead.target)
            return [Item(Change.BESIDE, run, bead.source, bead.target, parts, (flag,))]
        elsewhere = self._inserted(range(run[0], run[-1] + 1)) if item.change is Change.CHANGED else []
        if elsewhere and all(item.change is Change.MOVED for item in elsewhere):
            return [Item(Change.DELETED, before=bead.source, target=bead.target, flags=self._guess(bead)), *elsewhere]
        return [item]

    def _ruled(
        self,
        run: tuple[int, ...],
        before: tuple[int, ...],
        target: tuple[int, ...],
        *,
        is_whole: bool,
        flags: tuple[str, ...],
    ) -> Item:
        """Human sentences whose source changed: the first rule that answers, else what the policy says."""
        found = decide(self._case(run, before, target, is_whole))
        told = flags if found.change in (Change.CHANGED, Change.OUTDATED) else found.flags
        return Item(found.change, run, before, target, found.parts, told, found.quiet)

    def _case(self, run: tuple[int, ...], before: tuple[int, ...], target: tuple[int, ...], is_whole: bool) -> Case:
        m = self.material
        return Case(
            former=tuple(m.former[i] for i in before),
            now=tuple(m.after[a] for a in run),
            written=(on_one_line(m.scene.old.chapter, m.former, before), on_one_line(m.source.chapter, m.after, run)),
            target=tuple(m.target[j] for j in target),
            text=m.standing(target),
            start=m.target[target[0]].start,
            blocks=tuple(m.translated(block) for block in sorted({m.target[j].block for j in target})),
            is_whole=is_whole,
            languages=m.languages,
            guide=m.scene.guide,
            drafts=self._drafts(run, target),
            lines_of_spans=m.source.lines_of_spans,
        )

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
        """The items; new sentences beside deleted ones take their place."""
        rows: list[Item] = []
        for item in self._cut_otherwise(items):
            last = rows[-1] if rows else None
            pair = (last, item) if last else ()
            changes = {one.change for one in pair}
            if last and changes in ({Change.NEW, Change.DELETED}, {Change.CHANGED, Change.NEW}):
                after, before, target = _together(pair)
                is_whole, flags = len(after) == len(before) == 1, tuple(dict.fromkeys(last.flags + item.flags))
                rows[-1] = self._ruled(after, before, target, is_whole=is_whole, flags=flags)
            else:
                rows.append(item)
        return rows

    def _cut_otherwise(self, items: Sequence[Item]) -> list[Item]:
        """The items; neighbours that say the same words as before in other sentences are kept as one."""
        rows: list[Item] = []
        for is_other, group in groupby(items, key=lambda item: item.change in _OTHER):
            members = list(group)
            after, before, target = _together(members)
            former, now = [self.material.former[i] for i in before], [self.material.after[a] for a in after]
            spans = [[span for one in side for span in span_texts(one)] for side in (former, now)]
            is_whole = is_other and former and now and target and spans[0] == spans[1]
            words = [[word.casefold() for one in side for word in words_of(one)] for side in (former, now)]
            if is_whole and words[0] == words[1]:
                rows.append(Item(Change.KEPT, after, before, target, flags=(OTHER_SENTENCES,)))
            else:
                rows += members
        return rows

    def _drafts(self, run: Sequence[int], target: Sequence[int]) -> tuple[str | Slot, ...]:
        parts = list[str | Slot]()
        block = self.material.target[target[0]].block if target else self.material.target_blocks[0]
        for number, a in enumerate(run):
            if number:
                gap = gap_between(self.material.source.chapter, self.material.after, run[number - 1], a) or ""
                parts.append(with_blanks(gap, broken(self.material.gap(block), gap, block, self.material)))
            parts.append(Slot(self.material.after[a]))
        return tuple(parts)


def _together(items: Iterable[Item]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """What some items are in the new source, in the old one, and in the translation."""
    after, before, target = zip(*((item.after, item.before, item.target) for item in items), strict=True)
    return sum(after, ()), sum(before, ()), sum(target, ())


def _in_order(items: list[Item]) -> list[Item]:
    """The items in the order of the translation; what has no place there stays behind what it follows."""
    keys = list[tuple[int, ...]]()
    last: tuple[int, ...] = (-1,)
    for item in items:
        last = item.target[:1] or last
        keys.append(last)
    return [item for _, item in sorted(zip(keys, items, strict=True), key=lambda pair: pair[0])]


def may_say(bead: Bead, sentences: Iterable[int], material: Material) -> bool:
    """Whether the translation of a bead may say old sentences that stand beside it, too.

    Not where it has hardly any word or span for what only they say; that cannot be told of a word or two.
    """
    lexicon = material.scene.guide.lexicon
    known, said = _keys(bead.source, material), _keys(sentences, material)
    own = said - known
    words = {token.key for j in bead.target for token in tokenize(material.target[j].pieces, material.languages.target)}
    chances = [max(((lexicon.p(key, word), word) for word in words), default=(0.0, "")) for key in own]
    told = sum(chance >= SAYS and chance > lexicon.best(known, word) for chance, word in chances)
    return bool(bead.target) and (not lexicon.pairs or len(own) < FEWEST or told > MOST * len(own))


def _keys(places: Iterable[int], material: Material) -> set[str]:
    """What the words that mean something, and the spans, of some old sentences are known by."""
    code = material.languages.source
    tokens = (token for i in places for token in tokenize(material.former[i].pieces, code))
    return {token.key for token in tokens if token.is_span or is_content(token, code)}
