"""How good and how dear the engine gemma is, without parallel data, with paragraph pairs, and with sentence pairs.

    python -m tests.benchmarks.engine_data DATA
    python -m tests.benchmarks.engine DATA OUT [--pairs en-zh zh-en] [--settings room number] [--cpu-minutes 20]

appends to OUT/<pair>.<setting>.<variant>.jsonl a line for each test sentence (output, flags, CPU seconds), the same
sentence for everything that is compared before the next one, so that it can be ended at any time; the next start goes
on. What OUT holds is scored at the end, on the sentences that all trials have.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import product
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
    "room": {"examples": 8, "room": 700},  # as many as there is room for: more of the shorter pairs; the default
    "number": {"examples": 3, "room": 1200},  # three of either: paragraph pairs make longer prompts; the default before
}
Kind = tuple[str, str]  # setting and variant
COMPARED: list[tuple[Kind, Kind]] = [
    *(
        ((setting, better), (setting, worse))
        for setting in SETTINGS
        for better, worse in (("sentence", "none"), ("paragraph", "none"), ("sentence", "paragraph"))
    ),
    *((("room", variant), ("number", variant)) for variant in ("sentence", "paragraph")),
]


@dataclass(frozen=True)
class Answer:
    """What the engine made of one test sentence, and what that took."""

    source: str
    reference: str
    output: str
    flags: tuple[str, ...]
    cpu_seconds: float
    prompts: int
    examples: float  # in a prompt with examples of the parallel data
    prompt_characters: float


@dataclass(frozen=True)
class Trial:
    """One direction with one setting and one kind of parallel data; its answers are kept in a file."""

    data: Path
    out: Path
    pair: str
    setting: str
    variant: str

    @property
    def kind(self) -> Kind:
        """What is compared within a direction."""
        return self.setting, self.variant

    @property
    def path(self) -> Path:
        """Where the answers are kept."""
        return self.out / f"{self.pair}.{self.setting}.{self.variant}.jsonl"

    @cached_property
    def test(self) -> list[tuple[str, str]]:
        """The test sentences with their references."""
        return rows(self.data, self.pair, "test")

    @cached_property
    def examples(self) -> ExampleIndex | None:
        """The parallel data of this variant."""
        if self.variant == "none":
            return None
        return ExampleIndex(Example(*row) for row in rows(self.data, self.pair, self.variant))

    def answers(self) -> list[Answer]:
        """The answers that the file holds."""
        if not self.path.exists():
            return []
        return [Answer(**json.loads(line)) for line in self.path.read_text("utf-8").splitlines()]

    def ask(self, number: int, model: CountingModel) -> None:
        """Translate one test sentence and add the answer to the file."""
        source, reference = self.test[number]
        engine = AdaptiveEngine("gemma", model, model.limits(self.setting), meaning=model.engine.meaning)
        model.prompts.clear()
        examples, began = self.examples, time.process_time()
        languages = dict(zip(("source_language", "target_language"), self.pair.split("-"), strict=True))
        (output,) = engine.translate([source], **languages, examples=examples)
        adapted = [len(prompt.examples) for prompt in model.prompts if not prompt.generic]
        answer = Answer(
            source=source,
            reference=reference,
            output=output.text,
            flags=output.flags,
            cpu_seconds=round(time.process_time() - began, 3),
            prompts=len(model.prompts),
            examples=float(np.mean(adapted or [0])),
            prompt_characters=float(np.mean([len(prompt.text) for prompt in model.prompts] or [0])),
        )
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(answer), ensure_ascii=False) + "\n")


class CountingModel:
    """One copy of the model, without a memory, that keeps the prompts it is given."""

    def __init__(self) -> None:
        engine = create_engine("gemma", cache=False, workers=1)
        assert isinstance(engine, AdaptiveEngine)
        self.engine = engine
        self.model: Model = engine.model
        self.fingerprint, self.parallel = self.model.fingerprint, self.model.parallel
        self.prompts: list[Prompt] = []
        list(engine.translate(["Hello."], source_language="en", target_language="es"))  # loads it

    def limits(self, setting: str) -> Any:
        """The limits of a setting."""
        return type(self.engine.limits)(**SETTINGS[setting])

    def complete(self, prompt: Prompt, *, max_tokens: int) -> Completion:
        """The answer of the model."""
        self.prompts.append(prompt)
        return self.model.complete(prompt, max_tokens=max_tokens)


def main() -> None:
    """Ask what is missing while there is time, then score everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pairs", nargs="+", default=["en-zh", "zh-en", "en-es", "es-en"])
    parser.add_argument("--settings", nargs="+", default=["room"], choices=SETTINGS)
    parser.add_argument("--variants", nargs="+", default=VARIANTS, choices=VARIANTS)
    parser.add_argument("--sentences", type=int, default=150, help="of the test sentences, the first so many")
    parser.add_argument("--cpu-minutes", type=float, default=float("inf"), help="of this start; 0 only scores")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    combinations = product(arguments.pairs, arguments.settings, arguments.variants)
    trials = [Trial(arguments.data, arguments.out, *combination) for combination in combinations]
    if arguments.cpu_minutes:
        ask(trials, arguments.sentences, 60 * arguments.cpu_minutes)
    report(trials)


def ask(trials: Sequence[Trial], sentences: int, cpu_seconds: float) -> None:
    """Ask for each sentence in all trials, then for the next one, until the time is up."""
    done = {trial.path: len(trial.answers()) for trial in trials}
    model = CountingModel()
    for number in range(sentences):
        for trial in trials:
            if number < done[trial.path] or number >= len(trial.test):
                continue
            if time.process_time() > cpu_seconds:
                return
            trial.ask(number, model)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, load {os.getloadavg()[0]:.1f}")


def rows(folder: Path, pair: str, name: str) -> list[tuple[str, str]]:
    """(source, target) of a file of the data folder in the direction of the pair."""
    is_forward = (folder / pair).is_dir()
    kept = folder / (pair if is_forward else "-".join(reversed(pair.split("-")))) / f"{name}.json"
    return [(row[-2], row[-1]) if is_forward else (row[-1], row[-2]) for row in json.loads(kept.read_text("utf-8"))]


def report(trials: Sequence[Trial]) -> None:
    """Score the trials, a line each, and their differences, by direction and on average."""
    gains: dict[tuple[Kind, Kind], list[dict[str, Gain]]] = {}
    number = min((len(found) for trial in trials if (found := trial.answers())), default=0)
    for pair in dict.fromkeys(trial.pair for trial in trials):
        answers = {trial.kind: found for trial in trials if trial.pair == pair and (found := trial.answers())}
        counts: dict[Kind, Counts] = {}
        for kind, found in answers.items():
            counts[kind] = count([(a.output, a.reference) for a in found[:number]], pair.split("-")[1])
            print(pair, *kind, line(found[:number], counts[kind]), flush=True)
        for better, worse in COMPARED:
            if better in counts and worse in counts:
                gain = differences(counts[better], counts[worse])
                gains.setdefault((better, worse), []).append(gain)
                print(f"{pair} {' '.join(better)} - {' '.join(worse)}:", told(gain), flush=True)
    for (better, worse), found in gains.items():
        if len(found) > 1:
            print(f"mean of {len(found)} directions, {' '.join(better)} - {' '.join(worse)}:", told(mean(found)))


def line(answers: Sequence[Answer], counts: Counts) -> str:
    """Scores, cost and flags of one trial."""
    flags = Counter(flag for answer in answers for flag in answer.flags)
    kept = sum(sorted(spans(answer.source)) == sorted(spans(answer.output)) for answer in answers)
    costs = {name: np.mean([getattr(a, name) for a in answers]) for name in ("cpu_seconds", "prompts", "examples")}
    parts = [f"n={len(answers)}", *scores(counts), f"{costs['cpu_seconds']:.2f} CPU-s a sentence"]
    parts += [f"{costs['prompts']:.2f} prompts, {costs['examples']:.1f} examples", f"spans {kept}/{len(answers)}"]
    return " | ".join([*parts, str(dict(flags))])


def spans(html: str) -> list[str]:
    """The tags and protected spans of a fragment."""
    return [token.text for token in mask(html).tokens]


def text_of(fragment: str) -> str:
    """What of a fragment is scored: its text without the protected spans."""
    tree = fromstring(f"<div>{fragment}</div>")
    for span in tree.xpath(".//*[@translate='no']"):
        span.drop_tree()
    return normalised(tree.text_content())


Counts = list[tuple[Any, np.ndarray]]  # measures with their counts per sentence


def count(pairs: Iterable[tuple[str, str]], target_language: str) -> Counts:
    """Measures and their counts per sentence, from (output, reference)."""
    outputs, references = zip(*((text_of(output), text_of(reference)) for output, reference in pairs), strict=True)
    return [(measure, measure.statistics(outputs, references)) for measure in measures(target_language)[:2]]


def scores(counts: Counts) -> list[str]:
    """Each score with its 95 % interval, 0 to 100."""
    texts = []
    for measure, statistics in counts:
        found = interval(measure.score(statistics.sum(axis=0)), measure.scores(Resampling().segment_sums(statistics)))
        texts.append(f"{measure.name} {100 * found.value:.1f} ({100 * found.low:.1f} to {100 * found.high:.1f})")
    return texts


@dataclass(frozen=True)
class Gain:
    """A difference of scores with its bootstrap replicates, 0 to 1."""

    value: float
    replicates: np.ndarray


def differences(better: Counts, worse: Counts) -> dict[str, Gain]:
    """The gain in each measure; the sentences are drawn alike on both sides (paired)."""
    gains = {}
    for (measure, first), (_, second) in zip(better, worse, strict=True):
        draw = Resampling().segment_sums
        value = measure.score(first.sum(axis=0)) - measure.score(second.sum(axis=0))
        gains[measure.name] = Gain(value, measure.scores(draw(first)) - measure.scores(draw(second)))
    return gains


def mean(gains: Sequence[dict[str, Gain]]) -> dict[str, Gain]:
    """The average over directions; equal numbers of sentences are drawn alike, as both directions share a test set."""
    return {
        name: Gain(
            float(np.mean([gain[name].value for gain in gains])),
            np.mean([gain[name].replicates for gain in gains], axis=0),
        )
        for name in gains[0].keys() & gains[-1].keys()
    }


def told(gains: dict[str, Gain]) -> str:
    """Each gain with its paired 95 % interval and p-value."""
    texts = []
    for name, gain in sorted(gains.items()):
        found = interval(gain.value, gain.replicates)
        low, high = 100 * found.low, 100 * found.high
        p = paired_p(gain.value, gain.replicates)
        texts.append(f"{name} {100 * gain.value:+.1f} ({low:+.1f} to {high:+.1f}), p={p:.3f}")
    return " | ".join(texts)


if __name__ == "__main__":
    main()
