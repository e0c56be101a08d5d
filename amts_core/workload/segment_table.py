"""A real update as a table: what the sync made of each part of the new source, and what the human finally wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from amts_core.book.chapter import Chapter
from amts_core.book.segments import Segment, segments
from amts_core.deliver.sidecar import SegmentRecord
from amts_core.languages import LanguagePair, language, words_of
from amts_core.parallel.chapters import ChapterAlignment, align_chapters
from amts_core.parallel.table import joined
from amts_core.sync.record import SegmentOrigin

COLUMNS = [
    "update",
    "group",  # updates that one commit made
    "chapter",
    "segment",  # id of the first source sentence
    "words",  # of the new source
    "changed",  # of these, the words of sentences that changed
    "characters",
    "sent",  # characters that were sent for translation
    "match",  # similarity of what changed to the nearest old sentence, 0 to 100; 101: its neighbours are equal too
    "state",  # human, carried, repaired, outdated, machine, beside; omitted: not translated, and the source is the same
    "source",
    "draft",  # what the sync gives (the draft, or the human text)
    "former",  # what the translation had before
    "human",  # what the human finally wrote; "" if the segment was not translated
]
SAME_WORDS = 99.0  # the match of a sentence of which only marks or punctuation changed
_OTHER_WORDS = 98.9  # that of one of other words, at most
_Story = SegmentOrigin | SegmentRecord
_ORDER = ("human", "omitted", "carried", "repaired", "outdated", "beside", "machine")


def segment_table(
    stories: Sequence[_Story],
    *,
    before: Chapter | None,
    after: Chapter,
    human: Chapter,
    languages: LanguagePair,
    update: str,
    group: str = "",
) -> pd.DataFrame:
    """The table (`COLUMNS`) of one update, from the stories of its segments.

    `human` is the translation that the human made of `after`; a new chapter has no `before`. A row is what cannot be
    cut further: the sentences that one bead of the human's translation, or one story of the sync, holds together.
    """
    alignment = align_chapters(after, human, languages=languages)
    sentences = alignment.source_sentences
    origins = _origins(stories, sentences)
    matches = match_bands(sentences, _sentences(before, languages.source))
    rows = [
        _row(members, alignment, origins, matches) | {"update": update, "group": group or update, "chapter": after.id}
        for members in _connected(alignment, origins)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def planned_table(
    wanted: Sequence[Segment], *, before: Chapter | None, after: Chapter, source_language: str, update: str, group: str
) -> pd.DataFrame:
    """The table of an update that no human has seen yet, without texts; `wanted` are the segments that get drafts."""
    sentences, sent = _sentences(after, source_language), {one.id for one in wanted}
    rows = [
        {
            "update": update,
            "group": group,
            "chapter": after.id,
            "segment": one.id,
            "words": (words := count_words(one.plain)),
            "changed": words if match < 100 else 0,
            "characters": len(one.text),
            "sent": len(one.text) if is_draft else 0,
            "match": match,
            "state": "machine" if is_draft else "human",
        }
        for one, match in zip(sentences, match_bands(sentences, _sentences(before, source_language)), strict=True)
        for is_draft in [not sent.isdisjoint((one.id, one.block_id))]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _sentences(chapter: Chapter | None, language: str) -> list[Segment]:
    return segments(chapter, language=language, granularity="sentence") if chapter else []


def count_words(text: str) -> int:
    """Words of a text; a Chinese, Japanese or Thai character is a word."""
    return len(words_of(text))


def match_bands(now: Sequence[Segment], old: Sequence[Segment]) -> list[float]:
    """Similarity (Levenshtein, over words) of each sentence to the nearest old one, in percent; 101 in context."""
    alphabet: dict[str, str] = {}

    def spell(one: Segment) -> str:
        words = words_of(one.text.lower()) or [one.text]
        return "".join(alphabet.setdefault(word, chr(0x10000 + len(alphabet))) for word in words)

    if not old:
        return [0.0] * len(now)
    similar = cdist([spell(one) for one in now], [spell(one) for one in old], scorer=Levenshtein.normalized_similarity)
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(old):
        places[" ".join(one.text.split())].append(place)
    bands = []
    for number, one in enumerate(now):
        same = places[" ".join(one.text.split())]
        if not same:
            most = float(similar[number].max())
            bands.append(SAME_WORDS if most == 1 else min(_OTHER_WORDS, 100 * most))
        else:
            bands.append(101.0 if any(_same_neighbours(now, number, old, place) for place in same) else 100.0)
    return bands


def _same_neighbours(now: Sequence[Segment], number: int, old: Sequence[Segment], place: int) -> bool:
    def at(side: Sequence[Segment], index: int) -> str:
        return side[index].text if 0 <= index < len(side) else ""

    return all(at(now, number + step) == at(old, place + step) for step in (-1, 1))


def _origins(stories: Sequence[_Story], sentences: Sequence[Segment]) -> dict[int, _Story]:
    """The story of each sentence, by its position; a story of a paragraph is that of all its sentences."""
    by_id = {identity: one for one in stories for identity in one.segments}
    found = {}
    for number, sentence in enumerate(sentences):
        origin = by_id.get(sentence.id) or by_id.get(sentence.block_id)
        if origin is not None:
            found[number] = origin
    return found


def _connected(alignment: ChapterAlignment, origins: Mapping[int, _Story]) -> Iterable[list[int]]:
    """Positions of the sentences that a bead or a story holds together."""
    leader = list(range(len(alignment.source_sentences)))

    def find(index: int) -> int:
        while leader[index] != index:
            index = leader[index]
        return index

    stories: dict[int, list[int]] = defaultdict(list)
    for number, origin in origins.items():
        stories[id(origin)].append(number)
    for members in [list(bead.source) for bead in alignment.sentences] + list(stories.values()):
        for other in members[1:]:
            leader[find(other)] = find(members[0])
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(leader)):
        groups[find(index)].append(index)
    return [groups[key] for key in sorted(groups, key=lambda key: groups[key][0])]


def _row(
    members: Sequence[int], alignment: ChapterAlignment, origins: Mapping[int, _Story], matches: Sequence[float]
) -> dict[str, object]:
    sentences = [alignment.source_sentences[number] for number in members]
    stories = list({id(origins[number]): origins[number] for number in members if number in origins}.values())
    inside = set(members)
    targets = [j for bead in alignment.sentences if inside & set(bead.source) for j in bead.target]
    states = ["beside" if one.change == "beside" else one.state for one in stories] or ["omitted"]
    words = [count_words(one.plain) for one in sentences]
    changed = {n: count for n, count in zip(members, words, strict=True) if matches[n] < 100}
    match = _joint({n: matches[n] for n in members}, changed)
    was_sent = {"machine"} | ({"outdated"} if match < 100 else set())  # an older red mark was not sent again
    sent = sum(len(one.source) for one in stories if one.state in was_sent or one.draft)
    return {
        "segment": sentences[0].id,
        "words": sum(words),
        "changed": sum(changed.values()),
        "characters": sum(len(one.text) for one in sentences),
        "sent": sent,
        "match": match,
        "state": max(states, key=_ORDER.index),
        "source": joined(sentences, alignment.languages.source),
        "draft": _together((one.draft if one.change == "beside" else one.target for one in stories), alignment),
        "former": _together((one.former_target or one.target for one in stories if one.change != "new"), alignment),
        "human": joined([alignment.target_sentences[j] for j in targets], alignment.languages.target),
    }


def _joint(matches: Mapping[int, float], changed: Mapping[int, int]) -> float:
    """The match of sentences that stand together: of those that changed, the mean by their words."""
    if not changed:
        return min(matches.values())
    weights = {number: max(count, 1) for number, count in changed.items()}
    return sum(matches[number] * weight for number, weight in weights.items()) / sum(weights.values())


def _together(texts: Iterable[str], alignment: ChapterAlignment) -> str:
    return language(alignment.languages.target).gap.join(texts)
