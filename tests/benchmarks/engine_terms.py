"""How well the engine gemma keeps to a custom terminology: the term list of the Chinese book on sentences with terms.

    python -m tests.benchmarks.engine_terms DATA OUT [--sentences N]

DATA as for tests.benchmarks.engine. Three ways: without the terminology, with it as hints in the prompt alone, and as
the engine does it (hints, then fixed spans). Writes OUT/terms.json and prints the share of terms in the output.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from local_aws.engines.adaptive.engine import AdaptiveEngine
from local_aws.engines.adaptive.fragments import Output
from local_aws.engines.adaptive.ladder import Ladder
from local_aws.engines.adaptive.markup import mask
from local_aws.engines.adaptive.terminology import missed_terms, terms_in
from local_aws.engines.base import Example, Flag, Term, create_engine
from local_aws.engines.retrieval import ExampleIndex
from tests.benchmarks.engine import rows
from tests.benchmarks.real_books import shared_folder

LINE = re.compile(r"^(?P<chinese>[^，]+)，(?P<english>[A-Za-z -]+)$")


def main() -> None:
    """Translate the sentences that hold terms in the three ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sentences", type=int, default=40)
    arguments = parser.parse_args()
    terms = book_terms()
    sources = [source for source, _ in rows(arguments.data, "en-zh", "test") if terms_in(mask(source).text, terms)]
    sources = sources[: arguments.sentences]
    examples = ExampleIndex(Example(*row) for row in rows(arguments.data, "en-zh", "sentence"))
    engine = create_engine("gemma")
    assert isinstance(engine, AdaptiveEngine)
    ladder = Ladder(engine.model, "en", "zh", examples, terms, engine.limits)
    facts: dict[str, list[dict[str, object]]] = {}
    for way in ("without", "hints", "engine"):
        found = 0
        wanted = 0
        facts[way] = []
        for source in sources:
            sentence = mask(source)
            held = terms_in(sentence.text, terms)
            output = translate(ladder, way, source)
            wanted += len(held)
            found += len(held) - len(missed_terms(output.text, held))
            facts[way].append({"source": sentence.text, "output": output.text, "flags": output.flags})
        flags = [flag for fact in facts[way] for flag in fact["flags"]]  # type: ignore[attr-defined]
        forced, given_up = flags.count(Flag.TERM_FORCED), flags.count(Flag.UNTRANSLATED)
        print(f"{way}: {found} of {wanted} terms in {len(sources)} sentences, {forced} forced, {given_up} untranslated")
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "terms.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")


def translate(ladder: Ladder, way: str, source: str) -> Output:
    """One sentence in one of the three ways."""
    sentence = mask(source)
    if way == "engine":
        return ladder.translate(sentence)
    return ladder.climb(sentence, terms_in(sentence.text, ladder.terms) if way == "hints" else ())


def book_terms() -> list[Term]:
    """The term list of the Chinese book, its first Chinese word for each English one."""
    text = (shared_folder() / "d2l-zh" / "TERMINOLOGY.md").read_text("utf-8")
    found: dict[str, Term] = {}
    for line in text.splitlines():
        if entry := LINE.match(line.strip()):
            found.setdefault(entry["english"], Term(entry["english"], entry["chinese"]))
    return list(found.values())


if __name__ == "__main__":
    main()
