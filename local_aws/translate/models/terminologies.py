"""Custom terminologies: import, delete, and their terms for a pair of languages."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from local_aws.translate.exceptions import (
    InvalidParameterValueException,
    LimitExceededException,
    ResourceNotFoundException,
)
from local_aws.translate.models.region import Region, check_tags
from local_aws.translate.models.shelf import Shelf
from local_aws.translate.records import Terminology
from local_aws.translate.tabular import UnreadableFileError
from local_aws.translate.terminology import TermTable, read_terms

MOST_TERMINOLOGIES = 100
Lookup = Callable[[str, str], list[tuple[str, str]]]  # source and target language to source and target texts


class Terminologies:
    """The terminologies of a region. Safe to use from several threads."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._lock = threading.RLock()
        self._shelf = Shelf(region.around.store, region.scope, Terminology, lambda terminology: terminology.name)
        self._tables: dict[str, tuple[str, TermTable]] = {}

    def import_terminology(
        self,
        name: str,
        content: bytes,
        file_format: str,
        directionality: str,
        description: str | None = None,
        encryption_key: dict[str, str] | None = None,
        tags: dict[str, str] | None = None,
    ) -> Terminology:
        """Make or replace a terminology."""
        try:
            table = read_terms(content, file_format)
        except UnreadableFileError as error:
            raise InvalidParameterValueException(f"The terminology file cannot be used: {error}.") from error
        now = self._region.around.clock()
        with self._lock:
            present = self._shelf.find(name)
            if present is None and len(self._shelf) >= MOST_TERMINOLOGIES:
                raise LimitExceededException(f"There are already {MOST_TERMINOLOGIES} terminologies.")
            terminology = Terminology(
                name=name,
                arn=self._region.arn(f"terminology/{name}/LATEST"),
                format=file_format,
                directionality=directionality,
                source_language=table.source_language,
                target_languages=table.target_languages,
                size=len(content),
                terms=len(table.entries),
                skipped=table.skipped,
                version=uuid.uuid4().hex,
                created_at=present.created_at if present else now,
                updated_at=now,
                description=description,
                encryption_key=encryption_key,
                tags={**(present.tags if present else {}), **(tags or {})},
            )
            check_tags(terminology.arn, terminology.tags)
            self._region.files.write(f"terminology/{name}/{terminology.version}", content)
            self._shelf.keep(terminology)
            self._sweep(name, terminology.version)
            return terminology

    def get(self, name: str) -> Terminology:
        """The terminology of this name; raises ResourceNotFoundException."""
        with self._lock:
            terminology = self._shelf.find(name)
            if terminology is None:
                raise ResourceNotFoundException(f"There is no terminology with the name {name}.")
            return terminology

    def all(self) -> list[Terminology]:
        """All terminologies by name."""
        with self._lock:
            return self._shelf.all()

    def delete(self, name: str) -> None:
        """Remove a terminology."""
        with self._lock:
            self.get(name)
            self._shelf.remove(name)
            self._tables.pop(name, None)
            self._sweep(name, "")

    def file(self, terminology: Terminology, file_format: str) -> str:
        """Where the file of a terminology is, in a format: the one it was imported in, or written anew."""
        path = f"terminology/{terminology.name}/{terminology.version}"
        if file_format == terminology.format:
            return path
        with self._lock:
            self._region.files.write(f"{path}.{file_format}", self._table(terminology).written(file_format))
        return f"{path}.{file_format}"

    def set_tags(self, name: str, tags: dict[str, str]) -> None:
        """Replace the tags of a terminology."""
        with self._lock:
            terminology = self.get(name)
            check_tags(terminology.arn, tags)
            self._shelf.keep(replace(terminology, tags=tags))

    def lookup(self, names: Sequence[str]) -> Lookup:
        """The terms of terminologies as they are now, for any pair of languages; raises ResourceNotFoundException."""
        with self._lock:
            found = [(self._table(terminology), terminology.directionality) for terminology in map(self.get, names)]
        return lambda source, target: [
            term for table, directionality in found for term in table.terms(source, target, directionality)
        ]

    def resume(self) -> None:
        """Remove the files that a killed process left: of imports that were not answered, and of versions before."""
        with self._lock:
            for name in self._region.files.versions("terminology/"):
                terminology = self._shelf.find(name)
                self._sweep(name, terminology.version if terminology else "")

    def _sweep(self, name: str, version: str) -> None:
        kept = f"terminology/{name}/{version}" if version else ""
        self._region.files.sweep(f"terminology/{name}/", but=kept)

    def _table(self, terminology: Terminology) -> TermTable:
        """The entries of a terminology, read once a version."""
        version, table = self._tables.get(terminology.name, ("", None))
        if table is None or version != terminology.version:
            content = self._region.files.read(f"terminology/{terminology.name}/{terminology.version}")
            table = read_terms(content, terminology.format)
            self._tables[terminology.name] = (terminology.version, table)
        return table
