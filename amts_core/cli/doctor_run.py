"""The examinations of `amts doctor`: each gives one line."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from amts_core.aws.engine import endpoint
from amts_core.aws.errors import explained
from amts_core.aws.parallel_data import list_parallel_data
from amts_core.aws.session import aws_client
from amts_core.book.git import git_line
from amts_core.config import Config, load_config
from amts_core.errors import AmtsError

LEAST_DISK = 2**30
PACKAGES = ("amts", "apache-airflow", "boto3", "spacy")


class State(StrEnum):
    """How it is."""

    GOOD = "good"
    DOUBT = "look at it"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """What was found of a subject, with the way out where it is not good."""

    subject: str
    state: State
    text: str


def examine(path: Path) -> list[Finding]:
    """Everything that a run with this configuration needs."""
    findings = [_versions(), _tried("git", lambda: git_line(["--version"], Path()))]
    try:
        config = load_config(path)
    except AmtsError as error:
        return [*findings, Finding("configuration", State.BAD, str(error))]
    findings.append(Finding("configuration", State.GOOD, f"{path}: {', '.join(config.pairs)}"))
    findings += _books(config)
    findings += [
        _credentials(),
        _tried("Amazon Translate", lambda: _translate(config)),
        _tried("bucket", lambda: _bucket(config)),
        _role(config),
        _disk(config.output),
        *_tokens(config),
    ]
    return findings


def _tried(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, State.GOOD, look())
    except AmtsError as error:
        return Finding(subject, State.BAD, str(error))


def _versions() -> Finding:
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return Finding("versions", State.GOOD, ", ".join(found))


def _credentials() -> Finding:
    import boto3

    try:
        with explained("look for credentials"):
            found = boto3.session.Session().get_credentials()
    except AmtsError as error:
        return Finding("credentials", State.BAD, str(error))
    if found is None:
        way_out = "none: set AWS_PROFILE or AWS_ACCESS_KEY_ID, or give the machine a role"
        return Finding("credentials", State.BAD, way_out)
    return Finding("credentials", State.GOOD, f"found by boto3 ({found.method})")


def _translate(config: Config) -> str:
    resources = list_parallel_data(aws_client("translate", config.storage.region))
    where = endpoint() or f"Amazon's own, in {config.storage.region}"
    return f"answers at {where}; {len(resources)} parallel data resources"


def _bucket(config: Config) -> str:
    storage = config.storage
    with explained(f"look at the bucket {storage.bucket}"):
        aws_client("s3", storage.region).head_bucket(Bucket=storage.bucket)
    return f"s3://{storage.bucket}/{storage.prefix}/ can be reached"


def _role(config: Config) -> Finding:
    """Whether the role is of the caller's account; only a job shows what it may do."""
    account = config.storage.role_arn.split(":")[4]
    if endpoint():
        return Finding("role", State.GOOD, f"{config.storage.role_arn}: not looked at by a local service")
    try:
        with explained("ask who the caller is"):
            caller = aws_client("sts", config.storage.region).get_caller_identity()["Account"]
    except AmtsError as error:
        return Finding("role", State.DOUBT, str(error))
    if caller != account:
        text = f"storage.role_arn is of the account {account}, the credentials are of {caller}: one of them is wrong"
        return Finding("role", State.BAD, text)
    return Finding("role", State.GOOD, f"{config.storage.role_arn}: of the caller's account")


def _books(config: Config) -> Iterator[Finding]:
    for name, book in config.books.items():
        if "://" in book.location or "@" in book.location:
            yield _tried(f"book {name}", partial(_remote, book.location))
        elif Path(book.location).is_dir():
            yield Finding(f"book {name}", State.GOOD, book.location)
        else:
            text = f"there is no folder {book.location}: correct books.{name}.location"
            yield Finding(f"book {name}", State.BAD, text)


def _remote(location: str) -> str:
    heads = git_line(["ls-remote", "--heads", location], Path()).splitlines()
    return f"{location}: {len(heads)} branches"


def _disk(output: Path) -> Finding:
    place = next(folder for folder in (output, *output.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    text = f"{free / 2**30:.1f} GB free at {place}"
    if not os.access(place, os.W_OK):
        return Finding("disk", State.BAD, f"{place} must not be written: correct `output` or its rights")
    if free < LEAST_DISK:
        return Finding("disk", State.BAD, f"{text}: make room, or set `output` to another place")
    return Finding("disk", State.GOOD, text)


def _tokens(config: Config) -> Iterator[Finding]:
    for name, pair in config.pairs.items():
        if pair.delivery.form == "pull-request":
            text = f"its token is the password of Airflow's connection {pair.delivery.connection}"
            yield Finding(f"pull requests of {name}", State.DOUBT, f"{text}; `amts sync` takes $GITHUB_TOKEN")
