"""Stage the real books of the shared data as the pipeline reads books: folders and a configuration.

    python -m tests.benchmarks.real_books FOLDER

writes FOLDER/{zh,es}/… and FOLDER/config.yaml with the pairs en-zh, zh-en (five seed articles scored) and en-es, es-en
(some articles scored). A chapter of the Chinese edition that is a seed article is left out of the parallel data.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
SEEDS = (
    "approx-training",
    "bert-dataset",
    "language-models-and-dataset",
    "machine-translation-and-dataset",
    "sentiment-analysis-and-dataset",
)
SPANISH_EVALUATION = ("chapter2/2", "chapter3/3", "chapter5/4", "chapter6/8")


def shared_folder() -> Path:
    """The shared data; ends the program with a sentence if there is none."""
    folder = Path(os.environ.get("AMTS_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        sys.exit(f"no real data at {folder}: set AMTS_SHARED_DATA")
    return folder


def stage(folder: Path) -> Path:
    """Write the books below `folder`; gives the path of the configuration."""
    data = shared_folder()
    _stage_chinese(data, folder / "zh")
    for language in ("en", "es"):
        shutil.copytree(data / "ml-articles-en-es" / language, folder / "articles" / language, dirs_exist_ok=True)
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(_config(), sort_keys=False), encoding="utf-8")
    return config


def _stage_chinese(data: Path, folder: Path) -> None:
    for path in sorted((data / "d2l-zh").glob("chapter_*/*.md")):
        if path.stem.removesuffix("_origin") not in SEEDS:
            _copy(path, folder / path.relative_to(data / "d2l-zh"))
    for seed in SEEDS:
        _copy(data / "seed-articles" / seed / "source.md", folder / "seeds" / f"{seed}_origin.md")
        _copy(data / "seed-articles" / seed / "reference.md", folder / "seeds" / f"{seed}.md")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _config() -> dict[str, object]:
    chinese = [f"seeds/{seed}" for seed in SEEDS]
    spanish = list(SPANISH_EVALUATION)
    pattern = ["**/*.mdx"]
    return {
        "books": {
            "d2l-en": {"location": "zh", "language": "en", "chapters": ["**/*_origin.md"], "suffix": "_origin"},
            "d2l-zh": {
                "location": "zh",
                "language": "zh",
                "exclude": ["**/*_origin.md"],
                "origin_suffix": "_origin",
                "origin_language": "en",
            },
            "articles-en": {"location": "articles/en", "language": "en", "chapters": pattern},
            "articles-es": {"location": "articles/es", "language": "es", "chapters": pattern},
        },
        "pairs": {
            "en-zh": {"source": "d2l-en", "target": "d2l-zh", "schedule": None, "evaluation": chinese},
            "zh-en": {"source": "d2l-zh", "target": "d2l-en", "schedule": None, "evaluation": chinese},
            "en-es": {"source": "articles-en", "target": "articles-es", "schedule": None, "evaluation": spanish},
            "es-en": {"source": "articles-es", "target": "articles-en", "schedule": None, "evaluation": spanish},
        },
        "storage": {"bucket": "amts-real-books", "role_arn": "arn:aws:iam::123456789012:role/amts-translate"},
        "output": "output",
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(stage(Path(sys.argv[1])))
