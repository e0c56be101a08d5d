"""The settings: books, language pairs, storage, prices."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, field_validator, model_validator

from amts_core.config.section import CronExpression, Section
from amts_core.config.web import WebSource, web_pairs_key
from amts_core.errors import AmtsError
from amts_core.languages import LanguageCode, LanguagePair

Granularity = Literal["paragraph", "sentence"]
Variant = Literal["none", "paragraph", "sentence"]
BOOK = "book"  # among the sources of the parallel data: the book of the pair itself
VARIANTS: tuple[Variant, ...] = get_args(Variant)

NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9-]+")
BUCKET = re.compile(r"(?!.*\.\.|[\d.]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
ROLE = re.compile(r"arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+")


class Book(Section):
    """A book: where its chapters are, and how it keeps the source that it was translated from."""

    location: str = Field(description="git URL, or a folder (relative to the configuration file)")
    language: LanguageCode = Field(description="language of the chapters")
    revision: str | None = Field(
        None, description="branch, tag or commit; default: the remote's default branch, or the folder as it is"
    )
    layout: str | None = Field(
        None,
        description="how the repository keeps this language, which gives folder and suffix: separate, origin, folders,"
        " suffix, hugo, starlight, docusaurus",
    )
    locale: str | None = Field(
        None, description="the repository's name of the language, for `{language}`, such as zh-cn; default: its code"
    )
    folder: str = Field(
        "", description="folder inside the repository that holds the book; `{language}` may stand in it"
    )
    chapters: tuple[str, ...] = Field(("**/*.md",), description="patterns of the chapter files")
    exclude: tuple[str, ...] = Field((), description="patterns of files that are no chapters")
    format: str | dict[str, str] | None = Field(
        None,
        description="dialect of the chapters (md, d2l, gfm, myst, mkdocs, hugo, jekyll, vitepress, docusaurus,"
        " starlight, quarto, mdbook, mdx), or dialects by pattern; default: found from the generator's files, else"
        " from each text. `+fields=title,lead` behind it names the front matter that is text",
    )
    suffix: str = Field(
        "", description="ending of the chapter files' stem that is not part of the chapter's name, such as _origin"
    )
    origin_suffix: str | None = Field(
        None, description="X<origin_suffix>.md beside X.md is the source that X.md was translated from, such as _origin"
    )
    origin_language: LanguageCode | None = Field(None, description="language of those sources")

    @property
    def formats(self) -> tuple[tuple[str, str], ...]:
        """Dialects by pattern."""
        return (("**", self.format),) if isinstance(self.format, str) else tuple((self.format or {}).items())

    @model_validator(mode="after")
    def _origin_is_whole(self) -> Book:
        if (self.origin_suffix is None) != (self.origin_language is None):
            raise ValueError("origin_suffix and origin_language belong together: give both or neither")
        return self


class Style(Section):
    """How a rebuilt chapter is written in the target language."""

    one_sentence_per_line: bool = Field(False, description="each sentence of a paragraph on a line of its own")


class Sync(Section):
    """What becomes of a human sentence whose source changed, by the words in a hundred that stayed the same."""

    keep_from: float = Field(
        75.0,
        ge=0,
        le=101,
        description="from this on it stays, with a red mark and the draft beside it, where it cannot be repaired; with"
        " an engine of TER .3 or better use 85, and 101 to keep none",
    )
    repair_from: float = Field(
        50.0, ge=0, le=101, description="from this on only what changed is changed in it, where that can be verified"
    )


class Delivery(Section):
    """How synced chapters are handed over; the output folder has them in any case."""

    form: Literal["folder", "patch", "branch", "pull-request"] = Field(
        "folder",
        description="what is made beside the output folder: `chapters.patch` there, a branch of the translation's"
        " repository (pushed if its location is a URL), or a branch and a pull request on GitHub",
    )
    branch: str | None = Field(None, pattern=r"[\w./-]+", description="name of that branch; default: amts/<pair>")
    repository: str | None = Field(
        None, pattern=r"[\w.-]+/[\w.-]+", description="owner/name on GitHub, for a pull request"
    )
    base: str = Field("main", description="branch of the translation that a pull request goes to")
    removals: float = Field(
        0.1,
        ge=0,
        le=1,
        description="share of the translation's characters; chapters whose source is gone are removed without asking a"
        " person only up to it",
    )
    approval: Literal["never", "ask"] = Field(
        "never",
        description="whether runs of the DAG ask a person before they deliver; a run by hand may say otherwise",
    )
    connection: str = Field(
        "github_default",
        description="Airflow connection for a pull request: the token is its password; GitHub Enterprise's address"
        " (https://host/api/v3) its host",
    )

    @model_validator(mode="after")
    def _has_a_place(self) -> Delivery:
        if self.form == "pull-request" and self.repository is None:
            raise ValueError("a pull request needs a `repository`, such as d2l-ai/d2l-zh")
        return self


class Pair(Section):
    """A language pair: what is translated, from where, when, and how."""

    source: str = Field(description="name of the source book")
    target: str = Field(description="name of the translated book")
    purpose: Literal["sync", "score"] = Field(
        "sync",
        description="`score`: nothing is delivered; the two books are taken to be in step as they are, and only the"
        " evaluation articles are translated: for a target that the source was made from",
    )
    schedule: CronExpression | None = Field("0 2 * * *", description="cron expression in UTC; null: by hand only")
    granularity: Granularity = Field("sentence", description="parallel data of the drafts that are delivered")
    variants: tuple[Variant, ...] = Field(("sentence",), min_length=1, description="what a scheduled run compares")
    evaluation: tuple[str, ...] = Field((), description="chapters that are scored and never in the parallel data")
    captions_and_cells: bool = Field(False, description="captions and table cells are part of the parallel data too")
    minimum_score: float = Field(0.35, ge=0, le=1, description="pairs that align worse than this are dropped")
    machine_text: bool = Field(
        False, description="drafts that were delivered and that nobody has touched are parallel data too"
    )
    parallel_data_format: Literal["tmx", "csv", "tsv"] = Field("tmx", description="format of the parallel data file")
    parallel_data_sources: tuple[str, ...] = Field(
        (BOOK,), description="`book` and names under `web`, the preferred one first"
    )
    follow_web: bool = Field(
        False, description="run also when the pairs of a web source changed, and score the evaluation articles then"
    )
    terminology: Path | None = Field(None, description="terms in D2L's TERMINOLOGY.md form, or CSV")
    without_parallel_data: Literal["job", "text"] = Field(
        "job", description="how variant none is translated: a batch job, or TranslateText calls"
    )
    review_model: str = Field(
        "",
        description="a reference-free COMET model, by name or the path of a checkpoint: the review can then begin with"
        " what is most doubtful (the extra `neural` on the workers)",
    )
    formality: Literal["FORMAL", "INFORMAL"] | None = Field(None, description="Amazon Translate's Formality setting")
    profanity: Literal["MASK"] | None = Field(None, description="Amazon Translate's Profanity setting")
    lost_documents: Literal["continue", "fail"] = Field(
        "continue", description="what a job does that lost documents: deliver the others, or fail at once"
    )
    lost_records: float = Field(
        0.05, ge=0, le=1, description="share of parallel data that the service may refuse before the run fails"
    )
    style: Style = Field(default_factory=Style, description="how rebuilt chapters are written")
    sync: Sync = Field(default_factory=Sync, description="what becomes of human sentences whose source changed")
    delivery: Delivery = Field(default_factory=Delivery, description="how they are handed over")
    budget_usd: float | None = Field(None, ge=0, description="most that one run may cost; default: the general budget")
    over_budget: Literal["refuse", "oldest", "order"] = Field(
        "refuse",
        description="a run that would cost more: starts nothing, or takes what fits, the chapters whose source changed"
        " longest ago first, or those of `order`; the others wait for the next run",
    )
    order: tuple[str, ...] = Field((), description="patterns of chapters, the most read ones first")
    batch_bytes: int = Field(
        200_000, ge=1, description="source text of the chapters that one task aligns, sends or puts together"
    )

    @property
    def web_sources(self) -> tuple[str, ...]:
        """The web sources of the parallel data, the preferred one first."""
        return tuple(name for name in self.parallel_data_sources if name != BOOK)

    @property
    def default_variants(self) -> tuple[Variant, ...]:
        """The variants of a scheduled run, without doubles, in the order none, paragraph, sentence."""
        return tuple(variant for variant in VARIANTS if variant in self.variants)


class Storage(Section):
    """Where the pipeline keeps its content in S3."""

    bucket: str = Field(description="S3 bucket, in the region of the jobs")
    prefix: str = Field(
        "amts", description="folder in the bucket, and beginning of the names of resources: one for each installation"
    )
    role_arn: str = Field(description="IAM role that Amazon Translate assumes to read and write that folder")
    region: str = Field(
        "us-east-1", description="region with Active Custom Translation: us-east-1, us-west-2, eu-west-1"
    )
    connection: str = Field("aws_default", description="Airflow connection with the credentials")
    poll_seconds: int = Field(60, ge=1, description="seconds between two looks at a running job")

    def uri(self, key: str) -> str:
        """The s3:// address of a key in that folder."""
        return f"s3://{self.bucket}/{self.prefix}/{key}"

    def resource_name(self, *parts: str) -> str:
        """Name of a resource of Amazon Translate, such as `amts-en-zh-sentence`: letters, digits and hyphens."""
        return NOT_IN_NAMES.sub("-", "-".join([self.prefix, *parts]))

    @field_validator("bucket")
    @classmethod
    def _bucket_is_valid(cls, value: str) -> str:
        if not BUCKET.fullmatch(value):
            raise ValueError("a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens")
        return value

    @field_validator("prefix")
    @classmethod
    def _prefix_is_a_folder(cls, value: str) -> str:
        parts = value.strip("/").split("/")
        if any(part in ("", ".", "..", "details") for part in parts):
            raise ValueError("a prefix is one or more folder names; `.`, `..` and `details` cannot be among them")
        return "/".join(parts)

    @field_validator("role_arn")
    @classmethod
    def _role_is_an_arn(cls, value: str) -> str:
        if not ROLE.fullmatch(value):
            raise ValueError("expected arn:aws:iam::<12 digits>:role/<name>")
        return value


class Prices(Section):
    """US dollars per million source characters and target language; check them against Amazon's price page."""

    batch: float = Field(15.0, ge=0, description="batch job or TranslateText without parallel data")
    active_custom: float = Field(60.0, ge=0, description="batch job with parallel data")

    def of(self, variant: str) -> float:
        """The price of a variant."""
        return self.batch if variant == "none" else self.active_custom


class Config(Section):
    """The whole configuration."""

    books: dict[str, Book] = Field(min_length=1, description="books by name")
    pairs: dict[str, Pair] = Field(min_length=1, description="language pairs by name, such as en-zh")
    storage: Storage = Field(description="S3 and IAM")
    web: dict[str, WebSource] = Field(default_factory=dict, description="web sources by name")
    output: Path = Field(
        Path(".amts/output"),
        description="folder for rebuilt chapters and reports; a relative folder `.amts` is that of `AMTS_STATE` if set",
    )
    budget_usd: float = Field(50.0, ge=0, description="most that one run may cost")
    prices: Prices = Field(default_factory=Prices, description="price table")

    @model_validator(mode="after")
    def _names_resolve(self) -> Config:
        for name, pair in self.pairs.items():
            for role, book in (("source", pair.source), ("target", pair.target)):
                if book not in self.books:
                    raise ValueError(f"pairs.{name}.{role}: no book {book!r}; known books: {', '.join(self.books)}")
            expected = f"{self.books[pair.source].language}-{self.books[pair.target].language}"
            if name != expected and not name.startswith(f"{expected}-"):
                raise ValueError(f"pairs.{name}: its books make it {expected}; name it so (or {expected}-<something>)")
            for source in pair.web_sources:
                if source not in self.web:
                    known = ", ".join([BOOK, *self.web])
                    raise ValueError(f"pairs.{name}.parallel_data_sources: no source {source!r}; known: {known}")
            if pair.follow_web and not pair.web_sources:
                raise ValueError(f"pairs.{name}.follow_web: name a web source under parallel_data_sources to follow")
        return self

    def pair(self, name: str) -> Pair:
        """The pair with this name; raises AmtsError that lists the pairs."""
        if name not in self.pairs:
            raise AmtsError(f"no language pair {name!r} in the configuration: it has {', '.join(self.pairs)}")
        return self.pairs[name]

    def web_pairs_uri(self, name: str) -> str:
        """The address of the pairs of a web source: the asset that the pairs' DAGs can follow."""
        return self.storage.uri(web_pairs_key(name))

    def languages(self, name: str) -> LanguagePair:
        """The languages of a pair."""
        pair = self.pair(name)
        return LanguagePair(self.books[pair.source].language, self.books[pair.target].language)

    def budget(self, name: str) -> float:
        """The most that one run of this pair may cost, in US dollars."""
        own = self.pair(name).budget_usd
        return self.budget_usd if own is None else own
