"""Stage the real books of the shared data as the pipeline reads books: folders and a configuration.

    python -m tests.benchmarks.real_books FOLDER [SECTIONS]

writes FOLDER/{zh,es}/… and FOLDER/config.yaml with the pairs en-zh, zh-en (five seed articles scored) and en-es, es-en
(some articles scored). A chapter of the Chinese edition that is a seed article is left out of the parallel data.
With SECTIONS, each scored article ends before its heading number SECTIONS + 1 below the title, in source and reference
alike: a fixed sample for slow engines.
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
SPANISH_EVALUATION = ("chapter3/3", "chapter5/4", "chapter6/8")


def shared_folder() -> Path:
    """The shared data; ends the program with a sentence if there is none."""
    folder = Path(os.environ.get("AMTS_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        sys.exit(f"no real data at {folder}: set AMTS_SHARED_DATA")
    return folder


def stage(folder: Path, sections: int | None = None) -> Path:
    """Write the books below `folder`; gives the path of the configuration."""
    data = shared_folder()
    _stage_chinese(data, folder / "zh", sections)
    _stage_spanish(data / "ml-articles-en-es", folder / "articles", sections)
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(_config(), sort_keys=False), encoding="utf-8")
    return config


def _stage_chinese(data: Path, folder: Path, sections: int | None) -> None:
    for path in sorted((data / "d2l-zh").glob("chapter_*/*.md")):
        if path.stem.removesuffix("_origin") not in SEEDS:
            _copy(path, folder / path.relative_to(data / "d2l-zh"))
    for seed in SEEDS:
        for name, place in (("source", f"{seed}_origin.md"), ("reference", f"{seed}.md")):
            text = (data / "seed-articles" / seed / f"{name}.md").read_text(encoding="utf-8")
            target = folder / "seeds" / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_first_sections(text, sections), encoding="utf-8")


def _stage_spanish(data: Path, folder: Path, sections: int | None) -> None:
    for language in ("en", "es"):
        shutil.copytree(data / language, folder / language, dirs_exist_ok=True)
        for name in SPANISH_EVALUATION:
            article = folder / language / f"{name}.mdx"
            article.write_text(_first_sections(article.read_text(encoding="utf-8"), sections), encoding="utf-8")


def _first_sections(text: str, sections: int | None) -> str:
    """The chapter up to the end of so many of its sections; headings inside code do not count."""
    if sections is None:
        return text
    kept, seen, in_code = [], 0, False
    for line in text.splitlines(keepends=True):
        in_code ^= line.startswith("```")
        seen += not in_code and line.startswith("##")
        if seen > sections:
            break
        kept.append(line)
    return "".join(kept)


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
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    print(stage(Path(sys.argv[1]), *map(int, sys.argv[2:])))
