"""What humans have translated elsewhere in the book, for the chapters of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from amts_core.aws.keys import digest
from amts_core.parallel.table import Row
from amts_core.pipeline.alignments import Alignment
from amts_core.pipeline.batches import made_once
from amts_core.pipeline.bundles import Bundles
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.desk import desk_texts
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.run import Run
from amts_core.sync.lexicon import WordLexicon, sure_pairs
from amts_core.sync.memory import holders, human_texts, new_texts

_FORM = "2"  # of what is kept of a lexicon
_LEXICONS: dict[str, WordLexicon] = {}  # of this process, by address


def run_memory(run: Run, plan: Plan, kept: Bundles[Alignment]) -> Mapping[str, str]:
    """Human translations of what is new in the chapters of a run, by text.

    They come from the aligned pairs of all chapters of the book, and before them from what people decided on the desk.
    """
    if plan.force:
        return {}
    return made_once(run, plan, "memory.json", dict[str, str], lambda: {**_made(run, plan, kept), **desk_texts(run)})


def run_lexicon(run: Run, plan: Plan, kept: Bundles[Alignment]) -> WordLexicon:
    """Which words of the book translate each other; learned once from the same aligned pairs."""
    keys = sorted({chapter.alignment for chapter in plan.chapters if chapter.alignment} & kept.index.keys())
    key = run.shared_key("lexicons", f"{digest(_FORM, *keys)}.json")
    uri = run.store.uri(key)
    if uri not in _LEXICONS:
        _LEXICONS[uri] = _lexicon(run, key, (row for _, one in kept.read(keys) for row in one.rows))
    return _LEXICONS[uri]


def _lexicon(run: Run, key: str, pairs: Iterable[Row]) -> WordLexicon:
    known = run.store.find(key)
    if known is not None:
        return WordLexicon.load(known)
    lexicon = WordLexicon.learn(sure_pairs(pairs), languages=run.languages)
    run.store.write(key, lexicon.dump(), content_type="application/json")
    return lexicon


def memory_holders(run: Run, plan: Plan, chapters: Sequence[str]) -> list[str]:
    """Those of some translated chapters that may hold a human translation of what is new in the chapters of a run."""
    wanted = set() if plan.force else _wanted(run, plan)
    if not wanted:
        return []
    texts = {name: chapter_texts(run, plan, name) for name in chapters}
    before = {name: one.origin.text for name, one in texts.items() if one.origin}
    after = {name: one.source.text for name, one in texts.items() if one.source}
    return holders(wanted, before, after)


def _made(run: Run, plan: Plan, kept: Bundles[Alignment]) -> Mapping[str, str]:
    wanted = _wanted(run, plan)
    keys = {chapter.alignment for chapter in plan.chapters if chapter.alignment} if wanted else set()
    pairs = (row for _, one in kept.read(keys) for row in one.rows)
    return human_texts(wanted, pairs, languages=run.languages)


def _wanted(run: Run, plan: Plan) -> set[str]:
    texts = [chapter_texts(run, plan, chapter) for chapter in plan.deliver]
    return {
        text for one in texts if one.source for text in new_texts(one.source, one.origin, language=run.languages.source)
    }
