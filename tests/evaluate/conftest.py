"""Small made-up chapters: a source, a human translation, and drafts that are made from it."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from amts_core.evaluate.material import Method
from amts_core.evaluate.significance import Resampling

FEWER = Method(Resampling(samples=200))

_SOURCE = ("The", "model", "reads", "a", "small", "batch", "of", "words", "and", "predicts", "the", "next", "token")
_TARGET = "模型读取一小批单词并预测下一个词元然后我们计算损失函数的梯度再更新每个参数直到训练误差不再下降为止"


def chapter(name: str, segments: int, *, seed: int = 0) -> pd.DataFrame:
    """A chapter whose draft `none` is worse than `paragraph`, and that worse than `sentence`."""
    random_ = random.Random(f"{name} {seed}")
    rows = []
    for number in range(segments):
        source = " ".join(random_.choices(_SOURCE, k=12)) + f" {number}."
        reference = "".join(random_.choices(_TARGET, k=20)) + "。"
        row = {"chapter": name, "segment": f"b{number}", "kind": "heading" if number % 7 == 0 else "paragraph"}
        drafts = {
            variant: _damaged(reference, share, random_)
            for variant, share in (("none", 0.4), ("paragraph", 0.25), ("sentence", 0.1))
        }
        rows.append(row | {"source": source, "reference": reference} | drafts)
    return pd.DataFrame(rows)


def _damaged(text: str, share: float, random_: random.Random) -> str:
    return "".join(random_.choice(_TARGET) if random_.random() < share else character for character in text)


@pytest.fixture(scope="session")
def frame() -> pd.DataFrame:
    """Two chapters of forty and twelve segments with all three variants."""
    return pd.concat([chapter("chapter_a/first", 40), chapter("chapter_b/second", 12)], ignore_index=True)


@pytest.fixture(scope="session")
def pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Parallel data from another chapter: the sources of some segments, changed a little."""
    some = frame.iloc[::5]
    return pd.DataFrame(
        {
            "source": [text.replace("model", "network").replace("small", "large") for text in some["source"]],
            "target": some["reference"].tolist(),
            "chapter": "chapter_c/third",
            "verdict": "kept",
        }
    )
