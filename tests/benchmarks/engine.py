"""How good and how fast the engine gemma is, without parallel data, with paragraph pairs, and with sentence pairs.

    python -m tests.benchmarks.engine_data DATA
    python -m tests.benchmarks.engine DATA OUT [--pairs en-zh zh-en en-es] [--settings natural number budget]

writes OUT/<pair>.<setting>.<variant>.json (outputs with flags and seconds) as they come and OUT/engine.json (scores).
Runs that OUT already holds are scored again, not computed again.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np
from lxml.html import fromstring

from amts_core.evaluate.metrics import measures
from amts_core.evaluate.significance import Resampling, interval, paired_p
from amts_core.evaluate.text import normalised
from local_aws.engines.adaptive.engine import AdaptiveEngine
from local_aws.engines.adaptive.markup import mask
from local_aws.engines.adaptive.prompts import Completion, Model, Prompt
from local_aws.engines.base import Example, create_engine
from local_aws.engines.retrieval import ExampleIndex

VARIANTS = ("none", "paragraph", "sentence")
SETTINGS: dict[str, dict[str, int]] = {
    "natural": {},  # as the engine does it: up to three examples, up to 1200 characters
    "number": {"examples": 2},  # paragraph pairs make longer prompts here
    "budget": {"examples": 8, "preamble_length": 700},  # sentence pairs give more examples here
}


def main() -> None:
    """Run what is missing, then score everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pairs", nargs="+", default=["en-zh", "zh-en", "en-es"])
    parser.add_argument("--settings", nargs="+", default=["natural"], choices=SETTINGS)
    parser.add_argument("--variants", nargs="+", default=VARIANTS)
    parser.add_argument("--sentences", type=int)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--cache", action="store_true", help="keep completions; seconds then mean nothing")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for pair in arguments.pairs:
        for setting in arguments.settings:
            for variant in arguments.variants:
                path = arguments.out / f"{pair}.{setting}.{variant}.json"
                if not path.exists():
                    run(arguments, pair, setting, variant, path)
            report(arguments.out, pair, setting)


def rows(folder: Path, pair: str, name: str) -> list[tuple[str, str]]:
    """(source, target) of a file of the data folder in the direction of the pair."""
    forward = (folder / pair).is_dir()
    found = json.loads(
        (folder / (pair if forward else "-".join(reversed(pair.split("-")))) / f"{name}.json").read_text()
    )
    return [(row[-2], row[-1]) if forward else (row[-1], row[-2]) for row in found]


def run(arguments: argparse.Namespace, pair: str, setting: str, variant: str, path: Path) -> None:
    """Translate the test sentences in one variant and write what came out."""
    source_language, target_language = pair.split("-")
    test = rows(arguments.data, pair, "test")[: arguments.sentences]
    began = time.perf_counter()
    examples = None
    if variant != "none":
        examples = ExampleIndex(Example(*row) for row in rows(arguments.data, pair, variant))
    index_seconds = time.perf_counter() - began
    workers = {"workers": arguments.workers} if arguments.workers else {}
    engine = create_engine("gemma", cache=arguments.cache, **workers, **SETTINGS[setting])
    assert isinstance(engine, AdaptiveEngine)
    engine.model = counter = Counter(engine.model)
    began = time.perf_counter()
    list(engine.translate(["Hello."], source_language=source_language, target_language=target_language))
    load_seconds = time.perf_counter() - began
    counter.prompts.clear()
    began, cpu = time.perf_counter(), time.process_time()
    outputs = list(
        engine.translate(
            [source for source, _ in test],
            source_language=source_language,
            target_language=target_language,
            examples=examples,
        )
    )
    facts = {
        "pairs": len(examples) if examples else 0,
        "index_seconds": index_seconds,
        "load_seconds": load_seconds,
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - cpu,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "prompts": len(counter.prompts) / len(test),
        "examples": float(np.mean([len(prompt.examples) for prompt in counter.prompts if not prompt.generic] or [0])),
        "prompt_characters": float(np.mean([len(prompt.text) for prompt in counter.prompts])),
        "outputs": [
            {"source": source, "reference": reference, "output": output.text, "flags": output.flags}
            for (source, reference), output in zip(test, outputs, strict=True)
        ],
    }
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")


class Counter:
    """A model that keeps the prompts it is given."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.fingerprint, self.parallel = model.fingerprint, model.parallel
        self.prompts: list[Prompt] = []

    def complete(self, prompt: Prompt, *, max_tokens: int) -> Completion:
        """The answer of the model."""
        self.prompts.append(prompt)
        return self.model.complete(prompt, max_tokens=max_tokens)


def report(out: Path, pair: str, setting: str) -> None:
    """Score the variants of one pair and setting, and print a line for each."""
    runs = {variant: path for variant in VARIANTS if (path := out / f"{pair}.{setting}.{variant}.json").exists()}
    loaded: dict[str, dict[str, Any]] = {variant: json.loads(path.read_text()) for variant, path in runs.items()}
    statistics = {variant: count(facts, pair.split("-")[1]) for variant, facts in loaded.items()}
    for variant, facts in loaded.items():
        number = len(facts["outputs"])
        flags: dict[str, int] = {}
        for output in facts["outputs"]:
            for flag in output["flags"]:
                flags[flag] = flags.get(flag, 0) + 1
        kept = sum(sorted(spans(o["source"])) == sorted(spans(o["output"])) for o in facts["outputs"])
        line = [f"{pair} {setting:8} {variant:9} n={number}", *scores(statistics[variant])]
        line += [f"{facts['seconds'] / number:.2f} s, {facts['cpu_seconds'] / number:.2f} CPU-s a sentence"]
        line += [
            f"{facts['memory_mb']:.0f} MB",
            f"load {facts['load_seconds']:.1f} s",
            f"spans {kept}/{number}",
            str(flags),
        ]
        print(" | ".join(line), flush=True)
    for better, worse in (("sentence", "none"), ("paragraph", "none"), ("sentence", "paragraph")):
        if better in loaded and worse in loaded:
            gains = " | ".join(difference(statistics[better], statistics[worse]))
            print(f"{pair} {setting:8} {better} - {worse}: {gains}", flush=True)


def spans(html: str) -> list[str]:
    """The tags and protected spans of a fragment."""
    return [token.text for token in mask(html).tokens]


def text_of(fragment: str) -> str:
    """What of a fragment is scored: its text without the protected spans."""
    tree = fromstring(f"<div>{fragment}</div>")
    for span in tree.xpath(".//*[@translate='no']"):
        span.drop_tree()
    return normalised(tree.text_content())


def count(facts: dict[str, Any], target_language: str) -> list[tuple[Any, np.ndarray]]:
    """Measures and their counts per sentence."""
    outputs = [text_of(output["output"]) for output in facts["outputs"]]
    references = [text_of(output["reference"]) for output in facts["outputs"]]
    return [(measure, measure.statistics(outputs, references)) for measure in measures(target_language)[:2]]


def scores(statistics: list[tuple[Any, np.ndarray]]) -> list[str]:
    """Each score with its 95 % interval, 0 to 100."""
    texts = []
    for measure, rows in statistics:
        found = interval(measure.score(rows.sum(axis=0)), measure.scores(Resampling().segment_sums(rows)))
        texts.append(f"{measure.name} {100 * found.value:.1f} ({100 * found.low:.1f} to {100 * found.high:.1f})")
    return texts


def difference(better: list[tuple[Any, np.ndarray]], worse: list[tuple[Any, np.ndarray]]) -> list[str]:
    """Each gain with its paired 95 % interval and p-value."""
    texts = []
    for (measure, first), (_, second) in zip(better, worse, strict=True):
        draw = Resampling().segment_sums
        gain = measure.score(first.sum(axis=0)) - measure.score(second.sum(axis=0))
        replicates = measure.scores(draw(first)) - measure.scores(draw(second))
        found = interval(gain, replicates)
        low, high = 100 * found.low, 100 * found.high
        texts.append(
            f"{measure.name} {100 * gain:+.1f} ({low:+.1f} to {high:+.1f}), p={paired_p(gain, replicates):.3f}"
        )
    return texts


if __name__ == "__main__":
    main()
